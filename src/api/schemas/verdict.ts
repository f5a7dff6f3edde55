import { z } from "zod";
import { certificateClasses } from "../../domain/certificate-class.ts";
import { radioactiveSymbols } from "../../domain/composition.ts";
import { elementSymbols } from "../../domain/elements.ts";
import { forms } from "../../domain/form.ts";
import { roles } from "../../domain/participants.ts";
import { registerTypes } from "../../domain/register-subject.ts";
import { checkIds, checkStatuses, conclusions } from "../../domain/verdict.ts";
import { composition, elementShare } from "../../statements/composition.ts";
import { visibleObject } from "../visibility.ts";
import { carbonSource } from "./lineage.ts";
import { localisedText } from "./localised-text.ts";
import { origin } from "./origin.ts";
import { address, count, country, grams, hash, milligrams, nanograms, seconds } from "./scalars.ts";

const head = visibleObject({
  public: {
    hash: z
      .string()
      .regex(/^0x[0-9a-f]{56}$/)
      .meta({ description: "Newest link: the first 224 bits of a Keccak-256 hash" }),
    count: count("Number of links"),
  },
}).meta({ id: "Head" });

const check = visibleObject({
  public: {
    id: z.enum(checkIds),
    status: z.enum(checkStatuses),
    reason: localisedText.meta({ description: "What was found, for people" }),
    data: z.record(z.string(), z.unknown()).meta({ description: "The values that the reason rests on" }),
  },
}).meta({ id: "Check" });

export const whereabouts = visibleObject({
  public: {
    state: z.enum(["in-hand", "on-the-road", "disputed", "seized"]),
    grams: grams("How much"),
    country: country("Where; of what is on the road or disputed, whence"),
    toCountry: country("Whither; null of what is in hand or seized").nullable(),
    roles: z.array(z.enum(roles)).meta({ description: "Roles of the holder, of the authority, or of the recipient" }),
  },
  party: {
    holder: address("Holder, the authority that seized it, or the recipient of what is on the road or disputed"),
    name: z.string(),
    consignment: hash("Consignment that is on the road or disputed; null of what is in hand or seized").nullable(),
  },
}).meta({ id: "Whereabouts" });

const footprintPart = (description: string) => count(`${description}, in g CO2e per kg`);

const goods = visibleObject({
  public: {
    producer: address("Organisation that declared it"),
    producerName: z.string(),
    lotNumber: z.string().meta({ description: "The producer's lot number" }),
    form: z.enum(forms),
    massGrams: grams("Net dry mass"),
    composition: composition.schema,
    footprint: visibleObject({
      public: {
        grossGramsPerKilogram: footprintPart("Cradle to gate, as declared or as corrected since"),
        removalsGramsPerKilogram: footprintPart("Removals as declared; never netted"),
        attestedRemovalsGramsPerKilogram: footprintPart("Of the removals what somebody independent confirmed"),
        offsetsGramsPerKilogram: footprintPart("Offsets as declared; never netted"),
        parts: z
          .array(
            visibleObject({
              public: {
                source: carbonSource,
                milligrams: milligrams("For the whole lot"),
                gramsPerKilogram: count("The same per kilogram of the lot, rounded down, in g CO2e per kg"),
              },
            }).meta({ id: "CarbonBySource" }),
          )
          .nullable()
          .meta({
            description:
              "Where the footprint comes from, as declared; null where what the lot was made from is not known in full. What transport " +
              "brought is the service's word: no head commits to it",
          }),
      },
    }).meta({ id: "FootprintParts" }),
  },
}).meta({ id: "Goods" });

const restsOn = visibleObject({
  public: {
    foundNanograms: nanograms("All that was found in the lot, summed over the elements"),
    drawnNanograms: nanograms("Of it at most drawn on allowances, by its certificate and the step that made it"),
    partsPerHundredMillion: count("The same as a part of what was found, in hundredths of a ppm, rounded up"),
    certificateNanograms: nanograms("Drawn by its certificate: declared beyond what assay and scale measured"),
    making: visibleObject({
      public: {
        toleratedNanograms: nanograms("Beyond what can have been in what went in"),
        reliedNanograms: nanograms("Found where the assays of what went in found less, within their limits"),
        lots: count("Lots that came out of the step together: what it drew may be in any of them"),
      },
    })
      .nullable()
      .meta({ description: "Drawn by the step that made it; null for a lot without parents" }),
    ancestorsDrew: z.boolean().nullable().meta({
      description:
        "Whether anything that it was made from drew on an allowance; null where some was not looked at and none of the others did",
    }),
  },
}).meta({ id: "RestsOn" });

/** What a producer has registered of the codes of a lot's grams. */
export const unitCodes = visibleObject({
  public: {
    statement: hash("Statement that registered it"),
    root: hash("Root over the codes of all grams"),
    grams: grams("Grams that have codes"),
    registeredAt: seconds("When"),
  },
}).meta({ id: "UnitCodes" });

/** What verification answers about a lot: first what it is, then whether it is certified, then what that rests on. */
export const verdict = visibleObject({
  public: {
    lot: hash("Lot"),
    goods: goods.nullable().meta({
      description: "What the lot is, as the producer declared it; null where the declaration is not known",
    }),
    notFound: z
      .array(
        visibleObject({
          public: {
            element: z.enum(elementSymbols),
            detectionLimit: count(
              "Hundredths of a part per million by mass below which the assay would not have found it",
            ),
            assay: hash("Assay"),
          },
        }).meta({ id: "NotFound" }),
      )
      .meta({
        description: "What the newest conforming assay looked for and did not find: no proof that there is none",
      }),
    radioactive: z
      .array(
        visibleObject({
          public: { element: z.enum(radioactiveSymbols), share: elementShare, assay: hash("Assay") },
        }).meta({ id: "Radioactive" }),
      )
      .meta({
        description:
          "Thorium and uranium, by the conforming assay that found most of each; where none found any, by the one with the highest limit",
      }),
    origin: z.array(origin).nullable().meta({
      description:
        "Where the elements come from, as declared of the lots without parents; null where that is not known in full",
    }),
    class: z.enum(certificateClasses).nullable().meta({
      description:
        "What the certificate comes to under its scheme, as the market asked for may be shown it; null without one",
    }),
    classNote: localisedText.nullable().meta({ description: "Why another class is shown than the ledger derives" }),
    certificate: visibleObject({
      public: {
        statement: hash("Statement that certified"),
        scheme: count("Scheme"),
        certifier: address("Organisation that certified"),
        certifierName: z.string(),
        certifiedAt: seconds("When"),
        validUntil: seconds("Last second, inclusive"),
      },
    })
      .nullable()
      .meta({ description: "Null where the lot is not certified" }),
    restsOn: restsOn.nullable().meta({
      description:
        "How much of the lot was never measured, but accepted within a tolerance or a limit of detection; null where what it is made from is not known in full",
    }),
    conclusion: z.enum(conclusions),
    summary: localisedText.meta({
      description: "The conclusion for people: where it is not valid, the reason that decided",
    }),
    whereabouts: z.array(whereabouts).meta({ description: "Where the certified grams are now, by country" }),
    disputedGrams: grams("Missing of disputed consignments: nobody's until both sides settle"),
    shortGrams: grams("Sent and never received nor returned"),
    retiredGrams: grams("Retired for a beneficiary, for ever"),
    unitCodes: unitCodes.nullable().meta({
      description: "What is registered of codes of its grams; null where none is. It says nothing of the certificate",
    }),
    block: visibleObject({
      public: { number: count("Number"), hash: hash("Hash"), timestamp: seconds("Time") },
    }).meta({ id: "ReadingBlock", description: "Block at which everything was read from the ledger" }),
    heads: z
      .array(
        visibleObject({
          public: {
            type: z.enum(["lot", ...registerTypes]),
            computed: head.meta({ description: "Recomputed from what is known" }),
            onLedger: head.meta({ description: "Read from the ledger" }),
          },
          party: {
            subject: z.string().meta({ description: "Lot, organisation, scheme, or what else has a register" }),
          },
        }).meta({ id: "HeadReading" }),
      )
      .meta({ description: "Every head that the verdict relied on" }),
    checks: z.array(check).meta({ description: "Every check, in the order of gravity" }),
  },
}).meta({ id: "Verdict" });
