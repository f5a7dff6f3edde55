import { RLP } from "@ethereumjs/rlp";
import { bytesOf } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import { decodeQbftExtraData, encodeQbftExtraData } from "./qbft-extra-data.ts";

/** Position of the extra data among a header's fields. */
const extraDataField = 12;

/** The two hashes of a QBFT header, neither of which is that of the header as it is. */
export interface QbftHashes {
  /** What validators sign: the header without seals, but with its round. */
  readonly sealDigest: Hex;
  /** What the next block names as its parent, and JSON-RPC as the hash: the header without seals, at round 0. */
  readonly blockHash: Hex;
}

/**
 * The hashes of a QBFT header. They differ from round 1 on only, so a reader that mixes them up goes unnoticed at round 0.
 * @param fields The header's fields in their order, each without leading zeros where it is a number.
 * @throws ExtraDataError
 */
export function qbftHashes(fields: readonly Hex[]): QbftHashes {
  const extraData = decodeQbftExtraData(fields[extraDataField] ?? "0x");
  const hashWith = (round: number): Hex => {
    const unsealed = encodeQbftExtraData({ ...extraData, round, seals: [] });
    const header = fields.map((field, index) => bytesOf(index === extraDataField ? unsealed : field));
    return keccak256Hex(RLP.encode(header));
  };
  return { sealDigest: hashWith(extraData.round), blockHash: hashWith(0) };
}
