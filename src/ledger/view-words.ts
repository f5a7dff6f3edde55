import type { ParamType } from "ethers";
import type { Hex } from "../domain/hex.ts";
import type { ContractName } from "../statements/kind.ts";
import { contractInterface } from "./contract-interfaces.ts";

const WORD_DIGITS = 64;
/** Before a list's rows stand where the list begins, and how many rows it has. */
const LIST_START = 2 * WORD_DIGITS;
const placesByView = new Map<string, ReadonlyMap<string, number>>();

/**
 * The digits (64) of one field of a view's answer, found by the name that the contract's ABI gives it. Answers come by the thousand, of
 * which a verdict needs a few fields each, so that the rest is not decoded.
 * @throws RangeError where the answer ends before the field.
 * @throws Error where the view has no such field, or fields that take more than a word.
 */
export function wordOf(contract: ContractName, view: string, field: string, answer: Hex): string {
  const place = placesOf(contract, view).get(field);
  if (place === undefined) throw new Error(`${contract}.${view} answers with no ${field}.`);
  const start = 2 + WORD_DIGITS * place;
  const digits = answer.slice(start, start + WORD_DIGITS);
  if (digits.length < WORD_DIGITS) throw new RangeError(`The answer of ${contract}.${view} ends before its ${field}.`);
  return digits;
}

/**
 * The rows of a view that answers with a list of structs, each as an answer of its own, of which `wordOf` reads the fields.
 * @param like A view that answers with one such struct.
 * @throws RangeError where the answer is not a list of so many rows.
 */
export function rowsOf(contract: ContractName, like: string, rows: number, answer: Hex): Hex[] {
  const rowDigits = WORD_DIGITS * placesOf(contract, like).size;
  const digits = answer.slice(2);
  const isList = Number.parseInt(digits.slice(WORD_DIGITS, LIST_START), 16) === rows;
  if (!isList || digits.length !== LIST_START + rows * rowDigits) {
    throw new RangeError(`The answer is no list of ${rows} such rows as ${contract}.${like} answers with.`);
  }
  return Array.from({ length: rows }, (_, row): Hex => {
    const start = LIST_START + row * rowDigits;
    return `0x${digits.slice(start, start + rowDigits)}`;
  });
}

/** The same as a number. Fields that are asked for have at most 48 bits. */
export function numberOf(contract: ContractName, view: string, field: string, answer: Hex): number {
  return Number.parseInt(wordOf(contract, view, field, answer), 16);
}

function placesOf(contract: ContractName, view: string): ReadonlyMap<string, number> {
  const id = `${contract}.${view}`;
  let places = placesByView.get(id);
  if (places === undefined) {
    places = placesIn(contract, view);
    placesByView.set(id, places);
  }
  return places;
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
