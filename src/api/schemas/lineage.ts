import { z } from "zod";
import { elementSymbols } from "../../domain/elements.ts";
import { carbonSources } from "../../domain/embodied-carbon.ts";
import { forms } from "../../domain/form.ts";
import { lotStatuses } from "../../domain/lot.ts";
import { processes } from "../../domain/process.ts";
import { visibleObject } from "../visibility.ts";
import { origin } from "./origin.ts";
import { address, count, country, grams, hash, milligrams, seconds } from "./scalars.ts";

const lineageLot = visibleObject({
  public: {
    id: hash("Lot"),
    lotNumber: z.string(),
    producer: address("Organisation that declared it"),
    form: z.enum(forms),
    massGrams: grams("Net dry mass"),
    originCountry: country("Where it was mined; ZZ where that is mixed"),
    deposit: z.string(),
    footprintGramsPerKilogram: count("As declared, in g CO2e per kg"),
    madeBy: hash("Step that it came out of").nullable().meta({ description: "Null for a lot without parents" }),
    status: z.enum(lotStatuses).meta({ description: "The service's word: a verdict reads it from the ledger" }),
    disputes: count("Findings that it is not as declared: the service's word, as the status"),
    isAncestor: z.boolean().meta({ description: "Whether it went in; false for the lot itself and for co-products" }),
  },
}).meta({ id: "LineageLot" });

const lineageStep = visibleObject({
  public: {
    digest: hash("Statement"),
    kind: z.enum(["transformation", "withdrawal"]),
    process: z.enum(processes),
    organisation: address("Organisation that did it"),
    country: country("Where"),
    site: z.string().meta({ description: "Global Location Number" }),
    occurredAt: seconds("When"),
    emissionsMilligrams: milligrams("Emissions of the process"),
    outputs: z.array(hash("Lot that came out")),
  },
}).meta({ id: "LineageStep" });

const lineageEdge = visibleObject({
  public: {
    lot: hash("Lot that went in"),
    step: hash("Step that it went into, or into the account that the step drew on"),
    grams: grams("Grams of it"),
    footprintGramsPerKilogram: count("As it stood on record then, in g CO2e per kg"),
    transportMilligrams: milligrams("Transport carbon of these grams: the service's word, which no head commits to"),
    isCertified: z.boolean().meta({
      description: "Whether they counted as certified share: the service's word, which no head commits to",
    }),
  },
}).meta({ id: "LineageEdge" });

/** What a lot was made from, as a graph. */
export const lineage = visibleObject({
  public: {
    lot: hash("Lot"),
    lots: z.array(lineageLot).meta({ description: "Nodes: each behind what it was made from" }),
    steps: z.array(lineageStep).meta({ description: "Nodes: what made lots of lots" }),
    edges: z.array(lineageEdge).meta({
      description: "What went into what. Into the account of a site went what its head lists",
    }),
    mergedAt: z
      .array(hash("Step"))
      .meta({ description: "Steps at which lots of different origins came together: from there on routes are mixed" }),
    origin: z.array(origin),
    alerts: z
      .array(
        visibleObject({
          public: {
            step: hash("Step"),
            process: z.enum(processes),
            element: z.enum(elementSymbols).nullable().meta({ description: "Null for all rare earths together" }),
            yieldBasisPoints: count("What came out of what went in, in basis points"),
            minimumBasisPoints: count("Least that is published"),
            maximumBasisPoints: count("Most that is possible, or usual"),
          },
        }).meta({ id: "YieldAlert" }),
      )
      .meta({ description: "Yields outside what is published of such steps: nothing is refused for it" }),
    isWhole: z.boolean().meta({ description: "Whether everything is what its id commits to" }),
  },
}).meta({ id: "Lineage" });

/** Where carbon comes from, in words. */
export const carbonSource = z.enum(carbonSources).meta({
  description:
    "cradle: declared of a lot without parents; process: emissions of a step; transport: of what went into it; carried-over: " +
    "out of a site's account, from other periods; declared-above: what outputs declare beyond their share",
});

/** A lot's footprint, taken apart. */
export const footprint = visibleObject({
  public: {
    lot: hash("Lot"),
    footprintGramsPerKilogram: count("As declared, in g CO2e per kg"),
    totalMilligrams: milligrams("Mass times footprint"),
    parts: z
      .array(
        visibleObject({
          public: {
            source: carbonSource,
            of: hash("The lot without parents, or the step"),
            process: z.enum(processes).nullable(),
            milligrams: milligrams("For the whole lot"),
            gramsPerKilogram: count("The same per kilogram of the lot, rounded down, in g CO2e per kg"),
          },
        }).meta({ id: "FootprintPart" }),
      )
      .meta({ description: "From the ground up; they sum to the total" }),
  },
}).meta({ id: "Footprint" });

/** What was made from a lot. */
export const descendants = visibleObject({
  public: {
    lot: hash("Lot"),
    items: z.array(
      visibleObject({
        public: {
          id: hash("Lot"),
          lotNumber: z.string(),
          producer: address("Organisation that declared it"),
          form: z.enum(forms),
          status: z.enum(lotStatuses),
          madeBy: hash("Step that it came out of"),
          massGrams: grams("Net dry mass"),
          livingGrams: grams("In anybody's hand, on the road, or not yet certified: what could be held"),
        },
      }).meta({ id: "Descendant" }),
    ),
  },
}).meta({ id: "Descendants" });
