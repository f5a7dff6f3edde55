import { z } from "zod";
import { registerTypes } from "../domain/register-subject.ts";
import { manifestSchema } from "../ledger/manifest-schema.ts";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const bytes = z.string().regex(/^0x(?:[0-9a-f]{2})+$/);
const signature = z.string().regex(/^0x(?:[0-9a-f]{2})*$/);
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const number = z.int().min(0);

/** Where something stands in the ledger: number of the block, index of the log in it. Heads commit to times, and not to these. */
const place = { block: number, log: number };

/** A header of the local test network, with who has to seal it and has. */
const sealedHeader = z.strictObject({
  header: bytes,
  validators: z.array(address).max(1_000),
  seals: z.array(bytes).max(1_000),
});

/**
 * The block that everything in the file is proved against. Of networks, headers from the set of validators that is trusted to the last
 * one, which is that block; of an embedded ledger, its operator's signature.
 */
const anchor = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("checkpoint"), header: bytes, signature: bytes }),
  z.strictObject({ kind: z.literal("cometbft"), headers: z.array(sealedHeader).min(1).max(10_000) }),
  z.strictObject({ kind: z.literal("qbft"), headers: z.array(bytes).min(1).max(10_000) }),
]);

const statement = z.strictObject({
  digest: hash,
  kind: z.string().max(40),
  message: z.record(z.string(), z.unknown()),
  signature,
  countersignature: signature.optional(),
  ...place,
});

const lot = z.strictObject({
  id: hash,
  links: z.array(z.strictObject({ digest: hash, timestamp: number, block: number })),
});

const act = z.strictObject({
  contract: z.string().max(40),
  event: z.string().max(80),
  args: z.record(z.string(), z.unknown()),
  digest: hash,
  timestamp: number,
  ...place,
  /** Of what an organisation stated of itself. */
  signature: signature.optional(),
  countersignature: signature.optional(),
});

const register = z.strictObject({ type: z.enum(registerTypes), id: z.string().max(200), acts: z.array(act) });

/** What went into a step or a deposit, as the ledger's events tell it. */
const input = z.strictObject({
  consumer: hash,
  lot: hash,
  /** Transport carbon, in mg CO2e, decimal. */
  transportMilligrams: z.string().regex(/^(0|[1-9][0-9]{0,77})$/),
  isCertified: z.boolean(),
});

/** Lots that pass a country since a change of route, whose rule controls them there. */
const passage = z.strictObject({
  change: hash,
  country: z.string().max(6),
  rule: z.string().max(31),
  lots: z.array(hash),
});

/** A fresher block, with the lot's head and record at it: anybody can put one on, from any node. */
const staple = z.strictObject({ anchor, proof: z.array(base64) });

/** A certificate file. Lists stand in an order of their own, so that the same content is the same file. */
export const certificateSchema = z.strictObject({
  format: z.literal("ytterby-certificate/1"),
  subject: z.strictObject({ chainId: z.int().positive(), lot: hash }),
  manifest: manifestSchema,
  anchor,
  /** Nodes of the tries that prove accounts and slots, in base64, each once, in ascending order. */
  proof: z.array(base64),
  lots: z.array(lot),
  statements: z.array(statement),
  registers: z.array(register),
  /** Values of the events by which governance shared out what was disputed. */
  arbitrations: z.array(z.record(z.string(), z.unknown())),
  /** Where lots passed a country without a permit since their route was changed, as events tell it; left out where there is nothing to tell. */
  passages: z.array(passage).optional(),
  inputs: z.array(input),
  /** Documents that statements name by their hash, as they are stored: those that whoever made the file chose to put in. */
  documents: z.array(z.strictObject({ hash, bytes: base64 })).optional(),
  staple: staple.optional(),
});

export type Certificate = z.infer<typeof certificateSchema>;
export type Anchor = z.infer<typeof anchor>;
