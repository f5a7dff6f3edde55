import { createKeccak } from "hash-wasm";

const hasher = await createKeccak(256);

/**
 * Keccak-256 in WebAssembly. A ledger transaction that carries hundreds of statements is a quarter of a megabyte, over
 * which pure JavaScript takes longer than over everything else the relay does for it.
 */
export function keccak256(data: Uint8Array): Buffer {
  const digest = hasher.init().update(data).digest("binary");
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength);
}
