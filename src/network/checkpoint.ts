import { bytesOf } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import { recoverAddress } from "../statements/recover.ts";
import { checkpointDigest, type NetworkId } from "./seal-digest.ts";
import { type CheckedHeader, headerFields, SealError, saidIn } from "./sealed-header.ts";

/**
 * Checks that somebody vouched for a header of a ledger without validators. Whether it is the operator whom one trusts, the caller has
 * to decide; either way it is one party's word.
 * @param header In RLP.
 * @param signature 65 bytes: r, s, v.
 * @returns The header, with who signed as its only signer.
 * @throws SealError
 */
export function checkCheckpoint(header: Hex, signature: Hex, network: NetworkId): CheckedHeader {
  const encoded = bytesOf(header);
  const hash = keccak256Hex(encoded);
  const signer = recoverAddress(checkpointDigest(network, hash), signature);
  if (signer === undefined) throw new SealError("The operator's signature is none.");
  return { ...saidIn(headerFields(encoded)), hash, signers: [signer] };
}
