import { createHash } from "node:crypto";
import { concat, getBytes, hexlify } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";
import { lotContext } from "../../src/units/lot-context.ts";
import { UnitKeys } from "../../src/units/unit-keys.ts";
import { leafHash, type UnitProof } from "../../src/units/unit-proof.ts";

export const secret = new Uint8Array(32).map((_, place) => place);

export const place = {
  chainId: 31_337n,
  contract: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
  lot: `0x${"ab".repeat(32)}`,
};

export const context = lotContext(place);

export const keys = new UnitKeys(secret, context);

/** Leaves of the first grams, each derived and hashed for itself. */
export function leavesOneByOne(grams: number, by = keys, within = context): Hex[] {
  return Array.from({ length: grams }, (_, index) => leafHash(within, by.unit(BigInt(index)), by.salt(BigInt(index))));
}

/** The tree as RFC 6962 (section 2.1) defines it: by the largest power of two below the number of leaves. */
export function treeByDefinition(leaves: readonly Hex[]): Hex {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  const left = leftOf(leaves.length);
  return pair(treeByDefinition(leaves.slice(0, left)), treeByDefinition(leaves.slice(left)));
}

/** The path of RFC 6962 (section 2.1.1). */
export function pathByDefinition(leaves: readonly Hex[], index: number): Hex[] {
  if (leaves.length === 1) return [];
  const left = leftOf(leaves.length);
  return index < left
    ? [...pathByDefinition(leaves.slice(0, left), index), treeByDefinition(leaves.slice(left))]
    : [...pathByDefinition(leaves.slice(left), index - left), treeByDefinition(leaves.slice(0, left))];
}

export function proofByDefinition(leaves: readonly Hex[], index: number): UnitProof {
  return {
    unit: keys.unit(BigInt(index)),
    salt: keys.salt(BigInt(index)),
    path: pathByDefinition(leaves, index),
  };
}

function leftOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

function pair(left: Hex, right: Hex): Hex {
  return hexlify(
    createHash("sha256")
      .update(getBytes(concat([left, right])))
      .digest(),
  );
}
