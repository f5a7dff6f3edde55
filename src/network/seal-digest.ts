import { concat, id, toBeHex } from "ethers";
import { bytesOf } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";

/** A network of its own: what its validators sign counts nowhere else. */
export interface NetworkId {
  readonly chainId: bigint;
  readonly genesisHash: Hex;
}

const sealDomain = id("ytterby test network: seal of a block");

const checkpointDomain = id("ytterby checkpoint: a block by the word of its operator");

/** What a validator of the local test network signs to seal a block: keccak256(domain, chain id, genesis hash, block hash). */
export function sealDigest(network: NetworkId, blockHash: Hex): Hex {
  return digestOf(sealDomain, network, blockHash);
}

/** What the operator of a ledger without validators signs to vouch for a block: the same with another domain. */
export function checkpointDigest(network: NetworkId, blockHash: Hex): Hex {
  return digestOf(checkpointDomain, network, blockHash);
}

function digestOf(domain: Hex, network: NetworkId, blockHash: Hex): Hex {
  const message = concat([domain, toBeHex(network.chainId, 32), network.genesisHash, blockHash]);
  return keccak256Hex(bytesOf(message));
}
