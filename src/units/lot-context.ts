import { concat, dataLength, encodeBytes32String, sha256, toBeHex, zeroPadValue } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import { UnitsRefused } from "./refused.ts";

/** One lot of one deployment. */
export interface LotPlace {
  chainId: bigint;
  /** The contract that holds the roots of lots. */
  contract: Address;
  /** 32 bytes. */
  lot: Hex;
}

const domain = encodeBytes32String("Ytterby unit codes 1");

/**
 * What keeps apart the codes of different lots and deployments: SHA-256 of the domain, the chain id, the contract and the
 * lot, 32 bytes each. It enters every key, every leaf and the root.
 * @returns 32 bytes.
 * @throws UnitsRefused `lot` or `contract`, for one of another length.
 */
export function lotContext({ chainId, contract, lot }: LotPlace): Hex {
  if (dataLength(lot) !== 32) throw new UnitsRefused("lot", `A lot has 32 bytes: ${lot}`);
  if (dataLength(contract) !== 20) throw new UnitsRefused("contract", `A contract has 20 bytes: ${contract}`);
  return sha256(concat([domain, toBeHex(chainId, 32), zeroPadValue(contract, 32), lot]));
}
