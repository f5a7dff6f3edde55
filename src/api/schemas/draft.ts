import { z } from "zod";
import { visibleObject } from "../visibility.ts";
import { localisedText } from "./localised-text.ts";
import { kindNames } from "./network.ts";
import { hash } from "./scalars.ts";
import { gramsList, namedGrams } from "./unit.ts";

const wireMessage = z.record(z.string(), z.unknown());

/** A statement that is to be signed. */
export const draftRequest = z
  .strictObject({
    kind: z.enum(kindNames),
    message: wireMessage.meta({
      description:
        "Fields as they are submitted, or as people write them: times as days or moments with their zone (2026-03-01+08:00), amounts with units (2.5 t, 2.5 t wet with 8 % moisture), compositions as a paper has them (TREO 60 %, Nd2O3 25 %, …, others 1 %). Where they are left out, the nonce is 256 random bits, and the window is from now until a day from now.",
    }),
    units: namedGrams.optional().meta({
      description:
        "Grams that a dispatch carries, for its signature to commit to: of each lot that is named, as many as its line sends. Whoever names packages is signed in.",
    }),
  })
  .meta({ id: "DraftRequest" });

/** What a wallet is handed. */
const typedData = visibleObject({
  public: {
    domain: z.strictObject({
      name: z.string(),
      version: z.string(),
      chainId: z.union([z.int(), z.string()]),
      verifyingContract: z.string(),
    }),
    types: z.record(z.string(), z.array(z.strictObject({ name: z.string(), type: z.string() }))),
    primaryType: z.string(),
    message: wireMessage.meta({ description: "The values of the EIP-712 struct; integers as decimal strings" }),
  },
}).meta({ id: "TypedData", description: "Typed data in full, as eth_signTypedData_v4 takes it" });

/** A statement in the shape in which it is submitted, and in the one in which it is signed. */
export const draftAnswer = visibleObject({
  public: {
    kind: z.enum(kindNames),
    message: wireMessage.meta({ description: "To be submitted, with the signature beside it" }),
    says: localisedText,
    computed: z.array(z.strictObject({ path: z.string(), says: localisedText })).meta({
      description: "How values were computed from what was written: oxides into elements, wet goods into dry",
    }),
    digest: hash("What is signed: the statement's id"),
    units: gramsList.nullable().meta({
      description: "The list whose hash stands in the message; null where no grams were named. It is kept nowhere here",
    }),
    typedData,
  },
}).meta({ id: "Draft" });
