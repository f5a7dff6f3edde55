import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import { qbftHashes } from "./qbft-hashes.ts";

const quantity = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]*)$/);
const word = z.string().regex(/^0x[0-9a-f]{64}$/);

const milestones = [
  "homesteadBlock",
  "eip150Block",
  "eip155Block",
  "eip158Block",
  "byzantiumBlock",
  "constantinopleBlock",
  "petersburgBlock",
  "istanbulBlock",
  "berlinBlock",
  "londonBlock",
  "shanghaiTime",
  "cancunTime",
] as const;

/** A genesis file of a Besu network as this project wants one: QBFT, `cancun` from the first block, gas for nothing. */
export const besuGenesisSchema = z.strictObject({
  config: z.strictObject({
    chainId: z.int().positive(),
    ...(Object.fromEntries(milestones.map((name) => [name, z.literal(0)])) as Record<
      (typeof milestones)[number],
      z.ZodLiteral<0>
    >),
    /** Without it London's rules lift the base fee above zero. */
    zeroBaseFee: z.literal(true),
    qbft: z.strictObject({
      blockperiodseconds: z.int().positive(),
      epochlength: z.int().positive(),
      requesttimeoutseconds: z.int().positive(),
    }),
  }),
  nonce: z.literal("0x0"),
  timestamp: quantity,
  gasLimit: quantity,
  difficulty: z.literal("0x1"),
  baseFeePerGas: z.literal("0x0"),
  /** The word by which Besu knows a header of a BFT network. */
  mixHash: z.literal("0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365"),
  coinbase: z.literal(`0x${"0".repeat(40)}`),
  extraData: z.string().regex(/^0x(?:[0-9a-f]{2})+$/),
  /** Nobody owns anything: gas is free. The state's root is that of no accounts. */
  alloc: z.strictObject({}),
});

export type BesuGenesis = z.infer<typeof besuGenesisSchema>;

const emptyList = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
const emptyTrie = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
const zeroWord = word.parse(`0x${"0".repeat(64)}`);

/**
 * The hash of the first block, as Besu computes it of a genesis file: a header of Cancun over an empty state.
 * @throws ExtraDataError
 */
export function besuGenesisHash(genesis: BesuGenesis): Hex {
  return qbftHashes(genesisHeader(genesis)).blockHash;
}

/** The fields of the first block's header, in their order. */
function genesisHeader(genesis: BesuGenesis): Hex[] {
  return [
    zeroWord,
    emptyList,
    genesis.coinbase,
    emptyTrie,
    emptyTrie,
    emptyTrie,
    `0x${"0".repeat(512)}`,
    number(genesis.difficulty),
    number("0x0"),
    number(genesis.gasLimit),
    number("0x0"),
    number(genesis.timestamp),
    genesis.extraData,
    genesis.mixHash,
    `0x${"0".repeat(16)}`,
    number(genesis.baseFeePerGas),
    emptyTrie,
    number("0x0"),
    number("0x0"),
    zeroWord,
  ];
}

/** A number as RLP has it: whole bytes, none for zero. */
function number(text: string): Hex {
  const digits = BigInt(text) === 0n ? "" : BigInt(text).toString(16);
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}
