import { z } from "zod";
import { certificateClasses } from "../../domain/certificate-class.ts";
import { elementSymbols } from "../../domain/elements.ts";
import { registerTypes } from "../../domain/register-subject.ts";
import { checkIds, checkStatuses, conclusions } from "../../domain/verdict.ts";
import { visibleObject } from "../visibility.ts";
import { localisedText } from "./localised-text.ts";
import { origin } from "./origin.ts";
import { address, count, country, grams, hash, seconds } from "./scalars.ts";

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

const whereabouts = visibleObject({
  public: {
    state: z.enum(["in-hand", "on-the-road", "disputed"]),
    grams: grams("How much"),
    country: country("Where; of what is on the road or disputed, whence"),
    toCountry: country("Whither; null in hand").nullable(),
    roles: z.array(z.string()).meta({ description: "Roles of the holder, or of the recipient" }),
  },
  party: {
    holder: address("Holder, or the recipient of what is on the road or disputed"),
    name: z.string(),
    consignment: hash("Consignment that is on the road or disputed; null in hand").nullable(),
  },
}).meta({ id: "Whereabouts" });

/** What verification answers about a lot. */
export const verdict = visibleObject({
  public: {
    lot: hash("Lot"),
    conclusion: z.enum(conclusions),
    summary: localisedText.meta({
      description: "The conclusion for people: where it is not valid, the reason that decided",
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
    class: z.enum(certificateClasses).nullable().meta({
      description:
        "What the certificate comes to under its scheme, as the market asked for may be shown it; null without one",
    }),
    classNote: localisedText.nullable().meta({ description: "Why another class is shown than the ledger derives" }),
    origin: z.array(origin).nullable().meta({
      description:
        "Where the elements come from, as declared of the lots without parents; null where that is not known in full",
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
    whereabouts: z.array(whereabouts).meta({ description: "Where the certified grams are now" }),
    disputedGrams: grams("Missing of disputed consignments: nobody's until both sides settle"),
    shortGrams: grams("Sent and never received nor returned"),
    retiredGrams: grams("Retired for a beneficiary, for ever"),
    checks: z.array(check).meta({ description: "Every check, in the order of gravity" }),
  },
}).meta({ id: "Verdict" });
