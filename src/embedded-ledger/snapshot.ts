import type { Hex } from "../domain/hex.ts";

/** A block with the engine's state after it, from which an engine can go on. */
export interface Snapshot {
  readonly number: number;
  readonly hash: Hex;
  readonly state: Uint8Array;
}
