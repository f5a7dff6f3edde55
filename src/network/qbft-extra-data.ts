import { type Input, RLP } from "@ethereumjs/rlp";
import { bytesOf as bytesOfHex, toHex } from "../domain/bytes.ts";
import { checksumAddress } from "../domain/checksum-address.ts";
import type { Address, Hex } from "../domain/hex.ts";

/** What a block of a QBFT network (Hyperledger Besu) holds in its header's extra data. */
export interface QbftExtraData {
  /** 32 bytes that mean nothing. */
  readonly vanity: Hex;
  /** Empty where a contract names the validators. */
  readonly validators: readonly Address[];
  /** The proposer's vote on one validator. */
  readonly vote: { readonly on: Address; readonly join: boolean } | null;
  /** How many proposals failed before this one. */
  readonly round: number;
  /** 65 bytes each: r, s, and 0 or 1. The genesis block has none. */
  readonly seals: readonly Hex[];
}

/** Extra data that is none of QBFT; the message says where. */
export class ExtraDataError extends Error {
  override readonly name = "ExtraDataError";
}

type Item = Uint8Array | readonly Item[];

/** @throws ExtraDataError */
export function decodeQbftExtraData(extraData: Hex): QbftExtraData {
  const [vanity, validators, vote, round, seals, ...rest] = listOf(decode(extraData), "the extra data");
  if (rest.length > 0 || seals === undefined) throw new ExtraDataError("The extra data is a list of five.");
  return {
    vanity: toHex(bytesOf(vanity, "the vanity", 32)),
    validators: listOf(validators, "the validators").map((item) => addressOf(item, "a validator")),
    vote: voteOf(listOf(vote, "the vote")),
    round: roundOf(bytesOf(round, "the round")),
    seals: listOf(seals, "the seals").map((item) => toHex(bytesOf(item, "a seal", 65))),
  };
}

export function encodeQbftExtraData({ vanity, validators, vote, round, seals }: QbftExtraData): Hex {
  const ballot = vote === null ? [] : [vote.on, vote.join ? "0xff" : "0x"];
  const fields: Input = [vanity, [...validators], ballot, round, [...seals]];
  return toHex(RLP.encode(fields));
}

function decode(extraData: Hex): Item {
  try {
    return RLP.decode(bytesOfHex(extraData)) as Item;
  } catch {
    throw new ExtraDataError("The extra data is no RLP.");
  }
}

function voteOf(items: readonly Item[]): QbftExtraData["vote"] {
  if (items.length === 0) return null;
  const [on, word, ...rest] = items;
  const join = toHex(bytesOf(word, "the vote"));
  if (rest.length > 0 || (join !== "0xff" && join !== "0x"))
    throw new ExtraDataError("The vote is neither for nor against.");
  return { on: addressOf(on, "who is voted on"), join: join === "0xff" };
}

function roundOf(bytes: Uint8Array): number {
  if (bytes.length > 4 || bytes[0] === 0) throw new ExtraDataError("The round is no number of at most 32 bits.");
  return bytes.length === 0 ? 0 : Number(toHex(bytes));
}

function addressOf(item: Item | undefined, what: string): Address {
  return checksumAddress(toHex(bytesOf(item, what, 20)));
}

function bytesOf(item: Item | undefined, what: string, length?: number): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new ExtraDataError(`In the extra data, ${what} is missing or a list.`);
  if (length !== undefined && item.length !== length) {
    throw new ExtraDataError(`In the extra data, ${what} has ${item.length} bytes, not ${length}.`);
  }
  return item;
}

function listOf(item: Item | undefined, what: string): readonly Item[] {
  if (item === undefined || item instanceof Uint8Array)
    throw new ExtraDataError(`In the extra data, ${what} is no list.`);
  return item;
}
