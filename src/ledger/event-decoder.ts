import type { EventFragment } from "ethers";
import type { ContractName } from "../statements/kind.ts";
import { abiDecoder } from "./abi-coder.ts";
import { contractInterface } from "./contract-interfaces.ts";
import type { PlainValues } from "./plain-values.ts";

/** An event of a contract, ready to read its logs. */
export interface EventDecoder {
  name: string;
  /** @throws RangeError where a log is shorter than its event. */
  decode(log: { topics: readonly string[]; data: string }): PlainValues;
}

const decoders = new Map<ContractName, Map<string, EventDecoder>>();

/** Decoders of a contract's events, by their topic. */
export function eventDecoders(contract: ContractName): ReadonlyMap<string, EventDecoder> {
  let known = decoders.get(contract);
  if (known === undefined) {
    known = new Map();
    contractInterface(contract).forEachEvent((fragment) => {
      known?.set(fragment.topicHash, eventDecoder(fragment));
    });
    decoders.set(contract, known);
  }
  return known;
}

function eventDecoder({ name, inputs }: EventFragment): EventDecoder {
  const indexed = inputs.filter((input) => input.indexed);
  const others = inputs.filter((input) => !input.indexed);
  const decodeIndexed = abiDecoder(indexed);
  const decodeOthers = abiDecoder(others);
  return {
    name,
    decode: ({ topics, data }) => {
      const fromTopics = decodeIndexed(bytesOf(...topics.slice(1)));
      const fromData = decodeOthers(bytesOf(data));
      return Object.fromEntries(
        inputs.map((input) => [input.name, input.indexed ? fromTopics.shift() : fromData.shift()]),
      );
    },
  };
}

function bytesOf(...hex: readonly string[]): Buffer {
  return Buffer.from(hex.map((part) => part.slice(2)).join(""), "hex");
}
