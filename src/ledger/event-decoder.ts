import type { EventFragment } from "ethers";
import type { ContractName } from "../statements/kind.ts";
import { abiDecoder } from "./abi-coder.ts";
import { contractInterface } from "./contract-interfaces.ts";
import type { PlainValues } from "./plain-values.ts";

/** An event of a contract, ready to read its logs. */
export interface EventDecoder {
  name: string;
  /** @throws RangeError where a log is shorter than its event, or no hexadecimal bytes. */
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
      const words = topics.slice(1).map((topic) => topic.slice(2));
      const fromTopics = decodeIndexed(bytesOf(`0x${words.join("")}`));
      const fromData = decodeOthers(bytesOf(data));
      const values: PlainValues = {};
      for (const input of inputs) values[input.name] = (input.indexed ? fromTopics : fromData).shift();
      return values;
    },
  };
}

function bytesOf(hex: string): Buffer {
  const bytes = Buffer.from(hex.slice(2), "hex");
  // Where something is no digit, what follows is left out without a word.
  if (bytes.length * 2 !== hex.length - 2) throw new RangeError("A log's data is no hexadecimal bytes");
  return bytes;
}
