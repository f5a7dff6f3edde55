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

/** How a network counts: `cometbft` is the local test network, `qbft` one of Besu. */
export type Consensus = "cometbft" | "qbft";

/**
 * How many of n validators have to have sealed a block. CometBFT asks for more than two thirds, QBFT for two thirds rounded
 * up; of three that is three and two. Rounding down would let two of four decide, while the other two decide otherwise.
 */
export function quorum(consensus: Consensus, validators: number): number {
  const twoThirds = (2 * validators) / 3;
  return consensus === "qbft" ? Math.ceil(twoThirds) : Math.floor(twoThirds) + 1;
}
