import { createKeccak } from "hash-wasm";
import type { Hex } from "./hex.ts";

const hasher = await createKeccak(256);

/**
 * Keccak-256 in WebAssembly. A ledger transaction that carries hundreds of statements is a quarter of a megabyte, over
 * which pure JavaScript takes longer than over everything else the relay does for it.
 */
export function keccak256(data: Uint8Array): Uint8Array {
  return hasher.init().update(data).digest("binary");
}

/** The same as `0x` and 64 digits. */
export function keccak256Hex(data: Uint8Array): Hex {
  return `0x${hasher.init().update(data).digest("hex")}`;
}
