import type { Hex } from "../domain/hex.ts";
import { keccak256 } from "../domain/keccak256.ts";
import type { LedgerCall } from "./ledger-call.ts";

const WORD = 32;
const SELECTOR = keccak256(Buffer.from("submit((address,uint32,bytes)[][])")).subarray(0, 4);

/**
 * ABI-encodes `Statements.submit(groups)`. Written out because a general coder takes longer over a batch of hundreds of
 * statements (a tenth of a second) than the ledger takes to execute it.
 */
export function encodeSubmit(groups: readonly (readonly LedgerCall[])[]): Buffer {
  const encoded = Buffer.alloc(
    SELECTOR.length + 2 * WORD + groups.reduce((sum, group) => sum + WORD + groupSize(group), 0),
  );
  encoded.set(SELECTOR);
  const writer = new Writer(encoded, SELECTOR.length);
  writer.number(WORD);
  writer.number(groups.length);
  writer.offsets(groups.map(groupSize));
  for (const group of groups) {
    writer.number(group.length);
    writer.offsets(group.map(callSize));
    for (const call of group) {
      writer.hex(`0x${call.module.slice(2).padStart(2 * WORD, "0")}`);
      writer.number(call.gasBudget);
      writer.number(3 * WORD);
      writer.number(byteLength(call.data));
      writer.hex(call.data);
    }
  }
  return encoded;
}

/** Bytes that a group takes up there. */
export function groupSize(group: readonly LedgerCall[]): number {
  return WORD + group.reduce((sum, call) => sum + WORD + callSize(call), 0);
}

function callSize(call: LedgerCall): number {
  return 4 * WORD + padded(byteLength(call.data));
}

function byteLength(hex: Hex): number {
  return hex.length / 2 - 1;
}

function padded(length: number): number {
  return Math.ceil(length / WORD) * WORD;
}

/** Writes words one after the other into a buffer of zeros. */
class Writer {
  readonly #target: Buffer;
  #position: number;

  constructor(target: Buffer, position: number) {
    this.#target = target;
    this.#position = position;
  }

  number(value: number): void {
    this.#target.writeUIntBE(value, this.#position + WORD - 6, 6);
    this.#position += WORD;
  }

  hex(value: Hex): void {
    this.#target.write(value.slice(2), this.#position, "hex");
    this.#position += padded(byteLength(value));
  }

  /** Offsets of the elements of a dynamic array, counted from behind its length. */
  offsets(sizes: number[]): void {
    let offset = sizes.length * WORD;
    for (const size of sizes) {
      this.number(offset);
      offset += size;
    }
  }
}
