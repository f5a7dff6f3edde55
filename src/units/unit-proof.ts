import { getBytes, sha256 } from "ethers";
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
  const saltRead = bytesOf(salt, 16);
  if (saltRead === undefined) throw new UnitsRefused("salt", "The salt of a proof has 16 bytes");
  if (path.length !== expected) {
    throw new UnitsRefused("path-length", `The proof of gram ${unit.index} has ${expected} hashes, not ${path.length}`);
  }
  const siblings = path.map((hash) => bytesOf(hash, 32)).filter((hash) => hash !== undefined);
  if (siblings.length < expected) throw new UnitsRefused("path", "Each hash of a proof has 32 bytes");

  const node = new Uint8Array(32);
  hasher.hash(leafBytes(context, unit, saltRead), node);
  const pair = new Uint8Array(64);
  let position = unit.index;
  const next = siblings.values();
  for (let width = grams; width > 1n; width = (width + 1n) / 2n) {
    const isRight = position % 2n === 1n;
    if (isRight || position + 1n < width) {
      pair.set(node, isRight ? 32 : 0);
      pair.set(next.next().value as Uint8Array, isRight ? 0 : 32);
      hasher.hash(pair, node);
    }
    position /= 2n;
  }
  if (rootOver(context, grams, node) !== root.toLowerCase()) {
    throw new UnitsRefused("not-of-lot", `The code of gram ${unit.index} is not among those registered for the lot`);
  }
}

const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Reads bytes that are as many as asked for; undefined where they are not. (Twenty hashes a proof: `getBytes` takes four times as long.) */
function bytesOf(text: Hex, length: number): Uint8Array | undefined {
  if (text.length !== 2 + 2 * length || !text.startsWith("0x")) return undefined;
  const bytes = new Uint8Array(length);
  for (let place = 0; place < length; place++) {
    const high = digits[text.charCodeAt(2 + 2 * place)] ?? -1;
    const low = digits[text.charCodeAt(3 + 2 * place)] ?? -1;
    if (high < 0 || low < 0) return undefined;
    bytes[place] = (high << 4) | low;
  }
  return bytes;
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
  return sha256(leafBytes(context, unit, getBytes(salt)));
}

function leafBytes(context: Hex, { index, tag }: UnitCode, salt: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(getBytes(context));
  const view = new DataView(bytes.buffer);
  view.setUint32(32, Number(index));
  view.setBigUint64(36, tag);
  bytes.set(salt, 44);
  return bytes;
}

/** SHA-256 of 96 bytes: context, grams of the lot, and the node over all leaves. */
export function rootHash(context: Hex, grams: bigint, top: Hex): Hex {
  return rootOver(context, grams, getBytes(top));
}

function rootOver(context: Hex, grams: bigint, top: Uint8Array): Hex {
  const bytes = new Uint8Array(96);
  bytes.set(getBytes(context));
  new DataView(bytes.buffer).setBigUint64(56, grams);
  bytes.set(top, 64);
  return sha256(bytes);
}
