import { concat, id, toBeHex } from "ethers";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";

/** A network of its own: what its validators sign counts nowhere else. */
export interface NetworkId {
  readonly chainId: bigint;
  readonly genesisHash: Hex;
}

const sealDomain = id("ytterby test network: seal of a block");

/** What a validator of the local test network signs to seal a block: keccak256(domain, chain id, genesis hash, block hash). */
export function sealDigest(network: NetworkId, blockHash: Hex): Hex {
  const message = concat([sealDomain, toBeHex(network.chainId, 32), network.genesisHash, blockHash]);
  return keccak256Hex(Buffer.from(message.slice(2), "hex"));
}
