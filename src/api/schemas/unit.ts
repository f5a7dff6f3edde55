import { z } from "zod";
import { forms } from "../../domain/form.ts";
import { gramStates } from "../../domain/gram-state.ts";
import { cloneSigns } from "../../domain/unit-scans.ts";
import { conclusions } from "../../domain/verdict.ts";
import { hash as hashCodec } from "../../statements/scalars.ts";
import { visibleObject } from "../visibility.ts";
import { gramRange, ssccParameter } from "./gs1.ts";
import { localisedText } from "./localised-text.ts";
import { address, count, country, grams, hash, hashParameter, seconds } from "./scalars.ts";
import { unitCodes, whereabouts } from "./verdict.ts";

/** A code as people type it. */
export const codeParameter = z
  .string()
  .max(64)
  .meta({ description: "Code of a gram: 20 symbols of base 32; case, spaces and hyphens do not matter" });

const salt = z
  .string()
  .regex(/^0x[0-9a-f]{32}$/)
  .meta({ description: "16 bytes that only this gram's proof reveals" });

/** What shows that a code belongs to a root. */
export const unitProof = z
  .strictObject({
    salt,
    path: z.array(hashCodec("Sibling").schema).max(30).meta({ description: "From the leaf upwards" }),
  })
  .meta({ id: "UnitProof" });

/** A code with the proof that whoever has it was given. */
export const provenUnit = z.strictObject({ lot: hashParameter("Lot"), proof: unitProof }).meta({ id: "ProvenUnit" });

/** Where a code was scanned, by somebody who wants it counted. */
export const unitScan = z
  .strictObject({
    lot: hashParameter("Lot"),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .meta({ description: "Country of the scanner (ISO 3166-1 alpha-2). Nothing finer is kept, nor who it was" }),
    consent: z.literal(true).meta({ description: "That country and hour of this scan may be counted" }),
  })
  .meta({ id: "UnitScan" });

/** What the lot of a gram was made from. */
const madeFrom = visibleObject({
  public: {
    step: hash("Statement that made the lot"),
    lots: z.array(
      visibleObject({
        public: { lot: hash("Lot that went in"), lotNumber: z.string(), grams: grams("Grams of it that went in") },
        party: {
          ranges: z.array(gramRange).nullable().meta({
            description: "Which grams went in, up to 1,000 ranges; null where whoever made the lot has not named them",
          }),
        },
      }).meta({ id: "ParentLot" }),
    ),
  },
}).meta({
  id: "MadeFrom",
  description:
    "Lots that went into the lot of a gram. Into one that was drawn from a site's account went no single ones: see its lineage",
});

/** What a check of a gram's code comes to. */
export const unitCheck = visibleObject({
  public: {
    code: z.string().meta({ description: "The code as it is printed" }),
    lot: hash("Lot"),
    gram: count("Place of the gram in its lot, from 0"),
    outcome: z.enum(["genuine", "wrong", "unproven", "preparing"]).meta({
      description:
        "genuine: registered by the producer. wrong: no code of the lot. unproven: a proof is needed, as the lot's secret is not kept here. preparing: ask again in a while",
    }),
    says: localisedText.meta({ description: "The outcome for people" }),
    next: localisedText.meta({ description: "What to do next" }),
    proof: z
      .strictObject({ salt, path: z.array(hash("Sibling")) })
      .nullable()
      .meta({ description: "Leads from the code to the root; only of a genuine code" }),
    registered: unitCodes,
    registry: address("Contract that has the root"),
    context: hash("What every code of the lot is bound to"),
    verdict: visibleObject({
      public: { conclusion: z.enum(conclusions), summary: localisedText },
    })
      .meta({ id: "UnitVerdict" })
      .nullable()
      .meta({ description: "Of the lot's certificate; null where the ledger does not answer" }),
    whereabouts: z
      .array(whereabouts)
      .meta({ description: "Where grams of the lot are now: the gram is among them. Only of a genuine code" }),
    journey: visibleObject({
      public: {
        state: z.enum(gramStates).meta({ description: "How the gram stands after the moves that name it" }),
        place: whereabouts
          .nullable()
          .meta({ description: "Where it is; null after its end, and where the ledger says otherwise" }),
        doubled: z
          .array(hash("Statement"))
          .nullable()
          .meta({ description: "Two statements that cannot both have moved this gram: an alert; null without any" }),
        isSigned: z.boolean().meta({
          description: "Whether the signature by which it came there commits to the grams that were named",
        }),
      },
    })
      .meta({ id: "GramJourney" })
      .nullable()
      .meta({
        description: "Null where nobody has said of this gram that a statement moved it, or the code is not genuine",
      }),
    madeFrom: madeFrom
      .nullable()
      .meta({ description: "Null where no lots went into its lot directly, or the code is not genuine" }),
    scans: visibleObject({
      public: {
        scans: count("Scans that were counted"),
        countries: z.array(country("Where")),
        first: seconds("Hour of the first one").nullable(),
        last: seconds("Hour of the last one").nullable(),
        cloneSigns: z.array(z.enum(cloneSigns)).meta({ description: "Why the code may have been copied" }),
      },
    })
      .meta({ id: "UnitScans" })
      .nullable()
      .meta({ description: "Only of a genuine code" }),
  },
}).meta({ id: "UnitCheck" });

/** The secret of a lot, for the service to keep. */
export const unitSecret = z
  .strictObject({
    secret: z
      .string()
      .regex(/^0x[0-9a-f]{64}$/)
      .meta({ description: "32 bytes. They are sealed before they are stored, and never told again" }),
  })
  .meta({ id: "UnitSecret" });

/** How the codes of a lot stand at this service. */
export const unitCustodyState = visibleObject({
  public: {
    lot: hash("Lot"),
    registered: unitCodes.nullable().meta({ description: "What is registered of its codes; null where nothing is" }),
    state: z.enum(["none", "opening", "open", "differs"]).meta({
      description:
        "none: its secret is not kept here. opening: its tree is being made. open: codes are checked here. differs: the secret leads to another root",
    }),
  },
}).meta({ id: "UnitCustodyState" });

/** Under which GTIN a producer sells its goods of one form. */
export const gtinRequest = z
  .strictObject({
    form: z.enum(forms),
    gtin: z.string().max(14).meta({ description: "8, 12, 13 or 14 digits with their check digit" }),
  })
  .meta({ id: "GtinRequest" });

export const gtin = visibleObject({
  public: {
    producer: address("Producer"),
    form: z.enum(forms),
    gtin: z.string().meta({ description: "14 digits" }),
  },
}).meta({ id: "Gtin" });

const movedGrams = z
  .strictObject({ lot: hashParameter("Lot"), ranges: z.array(gramRange).min(1).max(1_000) })
  .meta({ id: "MovedGrams" });

const named = {
  lots: z.array(movedGrams).min(1).max(100).optional(),
  packages: z
    .array(ssccParameter)
    .min(1)
    .max(100)
    .optional()
    .meta({ description: "SSCCs of own packages: all grams that lie in them, and in packages within them" }),
};

const namesSome = ({ lots, packages }: { lots?: unknown; packages?: unknown }) =>
  lots !== undefined || packages !== undefined;

/** Grams by name, or by the packages that they lie in. */
export const namedGrams = z
  .strictObject(named)
  .refine(namesSome, "expected lots, packages, or both")
  .meta({ id: "NamedGrams" });

/** Which grams a statement moved. */
export const unitClaims = z
  .strictObject({
    ...named,
    salt: hashParameter(
      "Salt of the list of grams that the statement's signature commits to, where it commits to one",
    ).optional(),
  })
  .refine(namesSome, "expected lots, packages, or both")
  .meta({ id: "UnitClaims" });

/** The list of grams that a statement's signature is to commit to. */
export const gramsList = visibleObject({
  public: {
    hash: hash("What is signed: Keccak-256 of the list's canonical JSON (RFC 8785)"),
    salt: hash("Salt of the list: whoever names the grams once the ledger has the statement gives it"),
    lots: z.array(z.strictObject({ lot: hash("Lot"), ranges: z.array(gramRange) })),
  },
}).meta({ id: "GramsList" });

/** What became of that. */
export const unitClaimsAnswer = visibleObject({
  public: {
    statement: hash("Statement"),
    isSigned: z.boolean().meta({ description: "Whether the statement's signature commits to these grams" }),
    lots: z.array(z.strictObject({ lot: hash("Lot"), ranges: z.array(gramRange) })),
    doubled: z
      .array(
        z.strictObject({
          lot: hash("Lot"),
          gram: count("First gram of it"),
          statements: z.array(hash("Statement")).meta({ description: "Two that cannot both have moved it" }),
        }),
      )
      .meta({ description: "Grams that other statements moved already" }),
  },
}).meta({ id: "UnitClaimsAnswer" });

/** Which codes of a lot its producer wants to print. */
export const unitExport = gramRange.meta({ id: "UnitExport" });

/** Codes of a lot. */
export const exportedUnits = visibleObject({
  public: {
    lot: hash("Lot"),
    gtin: z
      .string()
      .nullable()
      .meta({ description: "GTIN of the goods, where the producer has set one: for GS1 Digital Links" }),
    codes: z.array(z.strictObject({ gram: count("Place of the gram in its lot, from 0"), code: z.string() })),
  },
}).meta({ id: "ExportedUnits" });
