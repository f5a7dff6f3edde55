import { z } from "zod";
import { assayedSymbols, type ElementShare } from "../../domain/composition.ts";
import { forms } from "../../domain/form.ts";
import { comparisons } from "../../domain/inspection.ts";
import { elementShare } from "../../statements/composition.ts";
import { someShares } from "../../statements/some-shares.ts";
import { visibleObject } from "../visibility.ts";
import { localisedText } from "./localised-text.ts";
import { kindNames } from "./network.ts";
import { address, count, country, grams, hash, seconds } from "./scalars.ts";

const says = localisedText.meta({ description: "The same in a sentence" });
const countries = (description: string) =>
  z.array(z.string()).meta({ description: `${description} (ISO 3166-1 alpha-2)` });
const weights = (found: string, stated: string) => ({
  foundGrams: grams(found),
  statedGrams: grams(stated),
  toleranceGrams: grams("By how much they may differ"),
});

const share = (description: string) => (elementShare as z.ZodType<ElementShare, ElementShare>).meta({ description });
const parts = (description: string) =>
  count(`${description}, in hundredths of a part per million by mass (10^8 is the whole)`);

/** Where what was found is not what the ledger says. */
const mismatch = z
  .discriminatedUnion("mismatch", [
    visibleObject({
      public: {
        mismatch: z.literal("country-off-route"),
        found: country("Where the goods were found"),
        stated: countries("Countries that the consignment leaves, passes and reaches"),
        says,
      },
    }).meta({ id: "CountryOffRoute" }),
    visibleObject({
      public: {
        mismatch: z.literal("seal-differs"),
        found: z.string().nullable().meta({ description: "Number of the seal found; null where there was none" }),
        stated: z.string().nullable().meta({ description: "Number in the dispatch; null where it names none" }),
        says,
      },
    }).meta({ id: "SealDiffers" }),
    visibleObject({
      public: { mismatch: z.literal("net-differs"), ...weights("Net weight found", "Sent"), says },
    }).meta({ id: "NetDiffers" }),
    visibleObject({
      public: { mismatch: z.literal("net-above-lot"), ...weights("Net weight found", "All of the lot"), says },
    }).meta({ id: "NetAboveLot" }),
    visibleObject({
      public: {
        mismatch: z.literal("net-above-gross"),
        netGrams: grams("Net weight found"),
        grossGrams: grams("Gross weight found"),
        says,
      },
    }).meta({ id: "NetAboveGross" }),
    visibleObject({
      public: { mismatch: z.literal("gross-below-stated"), ...weights("Gross weight found", "Sent, net"), says },
    }).meta({ id: "GrossBelowStated" }),
    visibleObject({
      public: {
        mismatch: z.literal("label-differs"),
        found: country("Country of origin on the label"),
        origins: countries("Countries that the rare earths come from"),
        madeIn: countries("Countries where the goods became what they are"),
        says,
      },
    }).meta({ id: "LabelDiffers" }),
    visibleObject({
      public: {
        mismatch: z.literal("goods-code-differs"),
        found: z.string().meta({ description: "Code of the Harmonized System" }),
        forms: z.array(z.enum(forms)),
        stated: z.array(z.string()).meta({ description: "How codes of goods of these forms begin" }),
        says,
      },
    }).meta({ id: "GoodsCodeDiffers" }),
    visibleObject({
      public: {
        mismatch: z.literal("assay-differs"),
        element: z.enum(assayedSymbols),
        found: share("What the laboratory found"),
        stated: share("As declared; thorium and uranium as the newest assay that conforms has them"),
        gapPartsPerHundredMillion: parts("By how much they differ at least"),
        tolerancePartsPerHundredMillion: parts("By how much they may differ"),
        lotNumber: z.string().meta({ description: "Of several lots the one that what was found is nearest to" }),
        says,
      },
    }).meta({ id: "AssayDiffers" }),
  ])
  .meta({ id: "InspectionMismatch" });

/** A hold as far as it is known: what is missing, whoever signs it adds. */
const holdDraft = visibleObject({
  public: {
    kind: z.enum(kindNames),
    lotNumber: z.string().nullable().meta({ description: "Lot of which grams are to be held; null for a consignment" }),
    message: visibleObject({
      public: {
        lot: hash("Lot of which grams are to be held; not for a consignment").optional(),
        holder: address("Whose grams; null for those of every holder; not for a consignment").nullable().optional(),
        consignment: hash("Consignment on the road that is to be held; only for such").optional(),
        country: country("Where they were found"),
        ground: count("Code of the legal ground; null where none was asked for").nullable(),
        evidence: hash("Documents of the finding; null where it is not recorded, or has none").nullable(),
        until: seconds("Last second (inclusive) of the hold: thirty days from now"),
        organisation: address("Authority that asks, and would sign"),
        key: address("Its key that asks"),
      },
    }).meta({ id: "HoldDraftMessage" }),
  },
}).meta({ id: "HoldDraft" });

/** What an inspection comes to, beside what the ledger says. */
export const inspection = visibleObject({
  public: {
    finding: hash("The recorded finding that was compared; null where fields were").nullable(),
    consignment: hash("The consignment that it was compared with; null where it was a lot").nullable(),
    lots: z.array(hash("Lot")).meta({ description: "The lot, or those of the consignment" }),
    assay: someShares.nullable().meta({
      description:
        "What a laboratory found, that was compared: of a finding on record the elements of its document; else null",
    }),
    toleranceBasisPoints: count("By how much of the grams stated weights may differ, in hundredths of a percent"),
    assayToleranceBasisPoints: count(
      "By how much of what is stated of an element its share may differ, in hundredths of a percent; any may by 0.05 percentage points",
    ),
    compared: z
      .array(z.enum(comparisons))
      .meta({ description: "What could be compared: of the rest nothing is said, because one side of it is missing" }),
    mismatches: z.array(mismatch).meta({ description: "Every difference beyond the tolerance" }),
    holds: z.array(holdDraft).meta({
      description:
        "Where something does not fit: a hold of the consignment if it is on the road, else of each lot and holder, to be sent to `POST /v1/drafts`. Only for an authority of the country where the goods were found, and not where it holds them already",
    }),
  },
}).meta({ id: "Inspection" });
