import { encodeRlp, SigningKey, toBeHex, Wallet } from "ethers";
import type { Anchor } from "../../src/certificate/certificate-schema.ts";
import type { NetworkDescriptor } from "../../src/certificate/network-descriptor.ts";
import { bytesOf } from "../../src/domain/bytes.ts";
import type { Address, Hex } from "../../src/domain/hex.ts";
import { keccak256Hex } from "../../src/domain/keccak256.ts";
import { encodeQbftExtraData } from "../../src/network/qbft-extra-data.ts";
import { qbftHashes } from "../../src/network/qbft-hashes.ts";
import { checkpointDigest, type NetworkId, sealDigest } from "../../src/network/seal-digest.ts";
import { validatorSetCommitment } from "../../src/network/validator-set.ts";

/** Validators of made-up networks, by number. */
export const keyOf = (number: number) => new SigningKey(toBeHex(number, 32));
export const addressOf = (number: number): Address => new Wallet(keyOf(number).privateKey).address;
const addressesOf = (numbers: readonly number[]) => numbers.map(addressOf);

/** What tests say of a block. */
export interface Told {
  number: bigint;
  stateRoot: Hex;
  timestamp: number;
}

function fieldsOf({ number, stateRoot, timestamp }: Told, extraData: Hex): Hex[] {
  const fields = Array.from({ length: 20 }, (): Hex => "0x");
  fields[3] = stateRoot;
  fields[8] = number === 0n ? "0x" : toBeHex(number);
  fields[11] = toBeHex(timestamp);
  fields[12] = extraData;
  return fields;
}

export type Sealed = Extract<Anchor, { kind: "cometbft" }>["headers"][number];

/** A header of the local test network, sealed by some. */
export function cometbftHeader(
  network: NetworkId,
  told: Told,
  validators: readonly number[],
  signers: readonly number[] = validators,
): Sealed {
  const header = encodeRlp(fieldsOf(told, validatorSetCommitment(addressesOf(validators))));
  const digest = sealDigest(network, keccak256Hex(bytesOf(header)));
  return { header, validators: addressesOf(validators), seals: signers.map((n) => keyOf(n).sign(digest).serialized) };
}

/** A header of QBFT in RLP, sealed by some in a round. */
export function qbftHeader(
  told: Told,
  validators: readonly number[],
  signers: readonly number[] = validators,
  { round = 0, told: toldRound = round }: { round?: number; told?: number } = {},
): Hex {
  const extra = { vanity: `0x${"00".repeat(32)}`, validators: addressesOf(validators), vote: null };
  const unsealed = fieldsOf(told, encodeQbftExtraData({ ...extra, round, seals: [] }));
  const { sealDigest: digest } = qbftHashes(unsealed);
  const seals = signers.map((n) => {
    const { r, s, yParity } = keyOf(n).sign(digest);
    return `${r}${s.slice(2)}0${yParity}`;
  });
  return encodeRlp(fieldsOf(told, encodeQbftExtraData({ ...extra, round: toldRound, seals })));
}

/** Signs as an operator. */
export const operatorSign = (number: number) => (digest: Hex) => keyOf(number).sign(digest).serialized;

/** A header of a ledger without validators, with its operator's word. */
export function checkpoint(network: NetworkId, told: Told, operator: number): Extract<Anchor, { kind: "checkpoint" }> {
  const header = encodeRlp(fieldsOf(told, "0x"));
  const digest = checkpointDigest(network, keccak256Hex(bytesOf(header)));
  return { kind: "checkpoint", header, signature: operatorSign(operator)(digest) };
}

/** What is trusted: some validators from a block on. */
export function trustedSet(
  kind: "cometbft" | "qbft",
  validators: readonly number[],
  block = 0,
): NetworkDescriptor["anchor"] {
  return { kind, block, validators: addressesOf(validators) };
}
