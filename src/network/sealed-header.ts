import { RLP } from "@ethereumjs/rlp";
import { bytesOf, toHex } from "../domain/bytes.ts";
import { checksumAddress } from "../domain/checksum-address.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import { recoverAddress } from "../statements/recover.ts";
import { type NetworkId, sealDigest } from "./seal-digest.ts";
import { type Consensus, quorum, validatorSetCommitment } from "./validator-set.ts";

/** A header of the local test network with what proves that its validators decided it. */
export interface SealedHeader {
  /** RLP. */
  readonly header: Hex;
  /** Who claims to be the validator set of this block. */
  readonly validators: readonly Address[];
  /** 65 bytes each: r, s, v. */
  readonly seals: readonly Hex[];
}

/** What a header says once it is known to be sealed. */
export interface CheckedHeader {
  readonly number: bigint;
  readonly hash: Hex;
  readonly stateRoot: Hex;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  /** In the order of the seals. */
  readonly signers: readonly Address[];
}

/** A header does not prove what it claims; the message says which check failed. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/** Positions among a header's fields. */
export const fieldAt = { stateRoot: 3, number: 8, timestamp: 11, extraData: 12 } as const;
/** Cancun's: up to and with the beacon chain's root. */
export const fieldsOfHeader = 20;

/**
 * Checks that a quorum of the validators whom the header itself names has sealed it. Nothing that stands beside the header
 * is believed. Whether these are the validators whom one trusts, the caller has to decide.
 * @throws SealError
 */
export function checkSealedHeader(sealed: SealedHeader, network: NetworkId): CheckedHeader {
  const encoded = bytesOf(sealed.header);
  const field = headerFields(encoded);
  const commitment = toHex(field[fieldAt.extraData] as Uint8Array);
  const validators = sealed.validators.map((address) => checksumAddress(address.toLowerCase()));
  if (new Set(validators).size !== validators.length) throw new SealError("A validator is named twice.");
  if (validatorSetCommitment(validators) !== commitment) {
    throw new SealError("The validators are not those whom the header names.");
  }
  const hash = keccak256Hex(encoded);
  const signers = signersOf(sealed.seals, sealDigest(network, hash), validators, "cometbft");
  return { ...saidIn(field), hash, signers };
}

/** What a header's fields say. */
export function saidIn(field: readonly Uint8Array[]): Pick<CheckedHeader, "number" | "stateRoot" | "timestamp"> {
  return {
    number: numberOf(field[fieldAt.number]),
    stateRoot: toHex(field[fieldAt.stateRoot] as Uint8Array),
    timestamp: numberOf(field[fieldAt.timestamp]),
  };
}

/**
 * Who sealed a digest: a quorum of the validators, nobody else, and nobody twice.
 * @throws SealError
 */
export function signersOf(
  seals: readonly Hex[],
  digest: Hex,
  validators: readonly Address[],
  consensus: Consensus,
): Address[] {
  const signers: Address[] = [];
  for (const seal of seals) {
    const signer = recoverAddress(digest, seal);
    if (signer === undefined) throw new SealError("A seal is no signature.");
    if (!validators.includes(signer)) throw new SealError(`A seal is of ${signer}, who is no validator.`);
    if (signers.includes(signer)) throw new SealError(`${signer} has sealed twice.`);
    signers.push(signer);
  }
  const needed = quorum(consensus, validators.length);
  if (signers.length < needed) {
    throw new SealError(`${signers.length} of ${validators.length} validators have sealed the header, ${needed} must.`);
  }
  return signers;
}

/** The fields of a header in RLP. @throws SealError */
export function headerFields(encoded: Uint8Array): Uint8Array[] {
  let decoded: unknown;
  try {
    decoded = RLP.decode(encoded);
  } catch {
    throw new SealError("The header is no RLP.");
  }
  if (
    !Array.isArray(decoded) ||
    decoded.length !== fieldsOfHeader ||
    !decoded.every((item) => item instanceof Uint8Array)
  ) {
    throw new SealError(`A header is a list of ${fieldsOfHeader} fields.`);
  }
  return decoded as Uint8Array[];
}

function numberOf(bytes: Uint8Array | undefined): bigint {
  return bytes === undefined || bytes.length === 0 ? 0n : BigInt(toHex(bytes));
}
