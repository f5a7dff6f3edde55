import { bytesOf, toHex } from "../domain/bytes.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { decodeQbftExtraData, ExtraDataError } from "./qbft-extra-data.ts";
import { qbftHashes } from "./qbft-hashes.ts";
import { type CheckedHeader, fieldAt, headerFields, SealError, saidIn, signersOf } from "./sealed-header.ts";

/** What ECDSA's recovery number is raised by in a signature of Ethereum; Besu's seals have it bare. */
const RECOVERY = 27;

/**
 * Checks that a quorum of the validators whom a QBFT header itself names has sealed it. Whether these are the validators whom one
 * trusts, the caller has to decide.
 * @param encoded The header in RLP, seals included.
 * @throws SealError
 */
export function checkQbftHeader(encoded: Hex): CheckedHeader & { readonly validators: readonly Address[] } {
  const fields = headerFields(bytesOf(encoded));
  const hexFields = fields.map((field) => toHex(field));
  const { validators, seals } = extraDataIn(hexFields[fieldAt.extraData] as Hex);
  if (validators.length === 0) {
    throw new SealError("The header names no validators: a contract does, and then headers alone prove nothing.");
  }
  if (new Set(validators).size !== validators.length) throw new SealError("A validator is named twice.");
  const { sealDigest, blockHash } = qbftHashes(hexFields);
  const signers = signersOf(seals.map(asSignature), sealDigest, validators, "qbft");
  return { ...saidIn(fields), hash: blockHash, signers, validators };
}

function extraDataIn(extraData: Hex) {
  try {
    return decodeQbftExtraData(extraData);
  } catch (error) {
    if (error instanceof ExtraDataError) throw new SealError(error.message);
    throw error;
  }
}

function asSignature(seal: Hex): Hex {
  const recovery = Number.parseInt(seal.slice(-2), 16);
  if (recovery > 1) throw new SealError("A seal is no signature.");
  return `${seal.slice(0, -2)}${(RECOVERY + recovery).toString(16)}`;
}
