import type { ParamType } from "ethers";
import type { Hex } from "../domain/hex.ts";
import type { ContractName } from "../statements/kind.ts";
import { contractInterface } from "./contract-interfaces.ts";

const WORD_DIGITS = 64;
const placesByView = new Map<string, ReadonlyMap<string, number>>();

/**
 * The digits (64) of one field of a view's answer, found by the name that the contract's ABI gives it. Answers come by the thousand, of
 * which a verdict needs a few fields each, so that the rest is not decoded.
 * @throws RangeError where the answer ends before the field.
 * @throws Error where the view has no such field, or fields that take more than a word.
 */
export function wordOf(contract: ContractName, view: string, field: string, answer: Hex): string {
  const id = `${contract}.${view}`;
  let places = placesByView.get(id);
  if (places === undefined) {
    places = placesIn(contract, view);
    placesByView.set(id, places);
  }
  const place = places.get(field);
  if (place === undefined) throw new Error(`${id} answers with no ${field}.`);
  const start = 2 + WORD_DIGITS * place;
  const digits = answer.slice(start, start + WORD_DIGITS);
  if (digits.length < WORD_DIGITS) throw new RangeError(`The answer of ${id} ends before its ${field}.`);
  return digits;
}

/** The same as a number. Fields that are asked for have at most 48 bits. */
export function numberOf(contract: ContractName, view: string, field: string, answer: Hex): number {
  return Number.parseInt(wordOf(contract, view, field, answer), 16);
}

function placesIn(contract: ContractName, view: string): ReadonlyMap<string, number> {
  const outputs = contractInterface(contract).getFunction(view)?.outputs ?? [];
  return new Map(outputs.flatMap(fieldsOf).map((name, place) => [name, place]));
}

/** Names of a parameter's fields, a word each, in their order. */
function fieldsOf(parameter: ParamType): string[] {
  if (parameter.isTuple()) return parameter.components.flatMap(fieldsOf);
  if (parameter.isArray() || ["bytes", "string"].includes(parameter.type)) {
    throw new Error(`${parameter.name} (${parameter.type}) takes more than a word.`);
  }
  return [parameter.name];
}
