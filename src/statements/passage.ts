import { Interface } from "ethers";
import { bytesOf } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";

const event = "PassedUnpermitted(bytes32,bytes32,bytes32,bytes2,string,uint256[])";
// Encoded as a call without its selector: that is what `abi.encode` writes.
const link = new Interface(["function link(bytes32 selector, bytes32 change, bytes2 country, string rule)"]);
const selector = keccak256Hex(new TextEncoder().encode(event));

/** A country that lots pass since a change of route, whose rule controls them, and where no permit covers them. */
export interface Passage {
  /** Digest of the change of route. */
  change: Hex;
  /** Two bytes, as the ledger has them. */
  country: Hex;
  /** Name of the rule. */
  rule: string;
}

/** The link by which the dossiers of these lots say so. @throws Error if a value is not of its type. */
export function passageDigest({ change, country, rule }: Passage): Hex {
  const data = bytesOf(link.encodeFunctionData("link", [selector, change, country, rule]));
  return keccak256Hex(data.subarray(4));
}
