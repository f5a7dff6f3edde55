import { RLP } from "@ethereumjs/rlp";
import type { Address, Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";

/**
 * What a header of the local test network holds in its extra data: keccak-256 of the RLP list of the validators' addresses
 * in ascending order. The order in which they are given does not matter.
 */
export function validatorSetCommitment(validators: readonly Address[]): Hex {
  const sorted = validators.map((address) => address.toLowerCase()).sort();
  return keccak256Hex(RLP.encode(sorted));
}
