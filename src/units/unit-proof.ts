import { concat, getBytes, hexlify, isHexString, sha256, toBeHex } from "ethers";
import type { Hex } from "../domain/hex.ts";
import type { PairHasher } from "./pair-hasher.ts";
import { UnitsRefused } from "./refused.ts";
import type { UnitCode } from "./unit-code.ts";

/** What shows that a gram's code belongs to its lot. It reveals the salt of this gram, and nothing of any other. */
export interface UnitProof {
  unit: UnitCode;
  /** 16 bytes. */
  salt: Hex;
  /** Siblings from the leaf upwards, 32 bytes each. A level at which the gram's node has no sibling is left out. */
  path: readonly Hex[];
}

/** What a producer has registered of a lot's codes. */
export interface UnitCommitment {
  /** 32 bytes, from `lotContext`: not from whoever brings the proof. */
  context: Hex;
  /** Grams of the lot: as many leaves. */
  grams: bigint;
  /** 32 bytes. */
  root: Hex;
}

/** Hashes wherever this runs, a browser too. */
const anywhere: Pick<PairHasher, "hash"> = { hash: (pairs, into) => into.set(getBytes(sha256(pairs))) };

/**
 * Refuses a proof that does not lead to the root. `contracts/libraries/UnitProofs.sol` does the same, step by step.
 *
 * Why nothing but the lot's own leaves passes, as long as SHA-256 has no known collision:
 * - The count of grams is hashed into the root. Index and count determine the shape of the path, so that a node can be
 *   taken neither for a leaf nor for a node of another level, and a lone node needs no filling.
 * - Leaves and nodes both hash 64 bytes. A leaf begins with the context, which is the hash of 128 bytes. To pass as a node,
 *   its context would have to be the hash of 64 bytes too.
 * - The root hashes 96 bytes, a length of its own.
 * - The context names chain, contract and lot, so that a proof of one lot leads nowhere in another, even if both have the
 *   same secret.
 * @param hasher Where many proofs are checked, a quick one.
 * @throws UnitsRefused `beyond`, `salt`, `path-length`, `path` or `not-of-lot`.
 */
export function checkUnitProof(
  { unit, salt, path }: UnitProof,
  { context, grams, root }: UnitCommitment,
  hasher: Pick<PairHasher, "hash"> = anywhere,
): void {
  const expected = pathLength(unit.index, grams);
  if (!isHexString(salt, 16)) throw new UnitsRefused("salt", "The salt of a proof has 16 bytes");
  if (path.length !== expected) {
    throw new UnitsRefused("path-length", `The proof of gram ${unit.index} has ${expected} hashes, not ${path.length}`);
  }
  if (!path.every((hash) => isHexString(hash, 32))) throw new UnitsRefused("path", "Each hash of a proof has 32 bytes");

  const node = new Uint8Array(32);
  hasher.hash(leafBytes(context, unit, salt), node);
  const pair = new Uint8Array(64);
  let position = unit.index;
  const siblings = path.values();
  for (let width = grams; width > 1n; width = (width + 1n) / 2n) {
    const isRight = position % 2n === 1n;
    if (isRight || position + 1n < width) {
      pair.set(node, isRight ? 32 : 0);
      writeHash(siblings.next().value as Hex, pair, isRight ? 0 : 32);
      hasher.hash(pair, node);
    }
    position /= 2n;
  }
  if (rootHash(context, grams, hexlify(node)) !== root.toLowerCase()) {
    throw new UnitsRefused("not-of-lot", `The code of gram ${unit.index} is not among those registered for the lot`);
  }
}

/** Writes the 32 bytes of a hash whose digits have been looked at. */
function writeHash(hash: Hex, into: Uint8Array, at: number): void {
  const view = new DataView(into.buffer);
  for (let word = 0; word < 8; word++) {
    view.setUint32(at + word * 4, Number.parseInt(hash.slice(2 + word * 8, 10 + word * 8), 16));
  }
}

/**
 * How many siblings a proof has.
 * @throws UnitsRefused `beyond`, for an index that the lot has not.
 */
export function pathLength(index: bigint, grams: bigint): number {
  if (index < 0n || index >= grams) {
    throw new UnitsRefused("beyond", `The lot has no gram ${index}: it has ${grams}, counted from 0`);
  }
  let length = 0;
  let position = index;
  for (let width = grams; width > 1n; width = (width + 1n) / 2n) {
    if (position % 2n === 1n || position + 1n < width) length += 1;
    position /= 2n;
  }
  return length;
}

/** SHA-256 of 64 bytes: context (32), index (4), tag (8), salt (16), zeros (4). */
export function leafHash(context: Hex, unit: UnitCode, salt: Hex): Hex {
  return sha256(leafBytes(context, unit, salt));
}

function leafBytes(context: Hex, { index, tag }: UnitCode, salt: Hex): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(getBytes(context));
  const view = new DataView(bytes.buffer);
  view.setUint32(32, Number(index));
  view.setBigUint64(36, tag);
  bytes.set(getBytes(salt), 44);
  return bytes;
}

/** SHA-256 of 96 bytes: context, grams of the lot, and the node over all leaves. */
export function rootHash(context: Hex, grams: bigint, top: Hex): Hex {
  return sha256(concat([context, toBeHex(grams, 32), top]));
}
