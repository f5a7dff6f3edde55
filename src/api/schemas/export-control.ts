import { z } from "zod";
import { elementSymbols } from "../../domain/elements.ts";
import { coverages } from "../../domain/export-words.ts";
import { forms } from "../../domain/form.ts";
import { visibleObject } from "../visibility.ts";
import { pageOf } from "./page.ts";
import { address, count, country, grams, hash, seconds } from "./scalars.ts";

const listed = {
  elements: z.array(z.enum(elementSymbols)).meta({ description: "Elements that it names" }),
  forms: z.array(z.enum(forms)).meta({ description: "Forms that it names" }),
};

const ruleFields = {
  rule: count("Number of the rule on this ledger"),
  name: z.string(),
  country: country("Country whose rule it is"),
  ...listed,
  validFrom: seconds("First second (inclusive) of the rule"),
  validUntil: seconds("Last second (inclusive) of the rule"),
  suspensions: z
    .array(
      visibleObject({
        public: { from: seconds("First second (inclusive)"), until: seconds("Last second (inclusive)") },
      }).meta({ id: "RuleSuspension" }),
    )
    .meta({ description: "When it was not in force all the same" }),
  coversTransit: z.boolean().meta({ description: "Whether it concerns what only passes the country, too" }),
  valueShareBasisPoints: count("For a rule about goods made abroad: the share of the country's goods by value")
    .nullable()
    .meta({ description: "Such a rule stops nothing on the ledger: it is reported" }),
};

/** All rules of export control, by their numbers. */
export const exportRules = visibleObject({
  public: { items: z.array(visibleObject({ public: ruleFields }).meta({ id: "ExportRule" })) },
}).meta({ id: "ExportRules" });

/** A permit to send controlled goods across a border. */
export const exportPermit = visibleObject({
  public: {
    statement: hash("Statement: the permit's id, which a withdrawal names"),
    number: count("Its number on this ledger"),
    authority: address("Regulator that granted it"),
    name: z.string(),
    country: country("Country that the goods leave, or pass"),
    destination: country("Country where they end"),
    ...listed,
    validFrom: seconds("First second (inclusive) in which it may be used"),
    validUntil: seconds("Last second (inclusive) in which it may be used"),
    grantedAt: seconds("When the ledger included it"),
    withdrawnAt: seconds("When it was withdrawn; null where it was not").nullable(),
  },
  party: {
    exporter: address("Organisation that sends the goods"),
    consignee: address("Organisation that receives them"),
    grantedGrams: grams("Granted in all"),
    drawnGrams: grams("Taken by consignments and not given back"),
    endUse: hash("Salted hash of the statement of end use").nullable(),
  },
}).meta({ id: "ExportPermit" });

export const exportPermitPage = pageOf(exportPermit).meta({ id: "ExportPermitPage" });

const standings = ["in-force", "not-yet", "over", "suspended"] as const;

/** What rules say of a lot that is to cross a border. */
export const exportCheck = visibleObject({
  public: {
    lot: hash("Lot that is to be sent"),
    form: z.enum(forms),
    fromCountry: country("Country of departure"),
    toCountry: country("Country of destination"),
    route: z.array(z.string()).meta({ description: "Countries passed on the way" }),
    date: seconds("Time for which it is judged"),
    controlled: z.boolean().meta({ description: "Whether it needs a permit" }),
    elements: z
      .array(
        visibleObject({
          public: {
            element: z.enum(elementSymbols),
            partsPerHundredMillion: count("Share by mass, or limit of detection, in hundredths of a part per million"),
            isLimit: z.boolean().meta({ description: "Whether nothing was found, and the limit of detection counts" }),
          },
        }).meta({ id: "NotedElement" }),
      )
      .meta({ description: "Elements that it holds at 0.1 % by mass or above, which is what rules may control" }),
    rules: z
      .array(
        visibleObject({
          public: {
            ...ruleFields,
            how: z.enum(["leaves", "passes"]).meta({ description: "Whether the goods leave its country or pass it" }),
            standing: z.enum(standings).meta({ description: "How it stands at that time" }),
            formControlled: z.boolean(),
            controlledElements: z
              .array(z.enum(elementSymbols))
              .meta({ description: "Those of the lot that it controls" }),
            applies: z.boolean().meta({ description: "Whether a permit is needed because of it" }),
          },
        }).meta({ id: "ExportRuleFinding" }),
      )
      .meta({ description: "Every rule of the countries that the goods leave or pass, and why it applies or not" }),
    valueRules: z
      .array(
        visibleObject({
          public: {
            rule: count("Number of the rule"),
            name: z.string(),
            country: country("Country whose goods count"),
            standing: z.enum(standings),
            thresholdBasisPoints: count("Share by value from which on it concerns goods made abroad"),
            shareBasisPoints: count("Share of its rare earths, by value, that comes from that country")
              .nullable()
              .meta({ description: "Null where nothing in it has a price" }),
            unpriced: z.array(z.enum(elementSymbols)).meta({ description: "Elements in it without a price, left out" }),
            pricesOf: z.string().meta({ description: "Where the prices are from" }),
            concerned: z.boolean().meta({ description: "Reported only: the ledger stops nothing for it" }),
          },
        }).meta({ id: "ExportValueRule" }),
      )
      .meta({ description: "Rules about goods made abroad" }),
  },
  party: {
    permits: z
      .array(
        visibleObject({
          public: {
            country: country("Country whose permit is needed"),
            coverage: z.enum(coverages).meta({ description: "Whether one covers it" }),
            permit: hash("The permit that runs there; null if none does").nullable(),
            leftGrams: grams("What is left of it").nullable(),
          },
        }).meta({ id: "ExportPermitCoverage" }),
      )
      .meta({ description: "For each country that asks for one; only where the consignee is named" }),
  },
}).meta({ id: "ExportCheck" });

/** What rules of a day would have stopped of what was sent. */
export const exportDryRun = visibleObject({
  public: {
    day: seconds("As of when the rules are judged"),
    examined: count("Dispatches of this page that were judged: those of which the reader may see all"),
    controlled: count("Those of them with a lot for which a permit would have been needed"),
    items: z
      .array(
        visibleObject({
          public: {
            consignment: hash("Consignment: digest of its dispatch"),
            dispatchedAt: seconds("When the ledger included it"),
            fromCountry: country("Country of departure"),
            toCountry: country("Country of destination"),
            route: z.array(z.string()).meta({ description: "Countries passed on the way" }),
            sender: address("Organisation that sent it"),
            recipient: address("Organisation that was to receive it"),
            lots: z.array(
              visibleObject({
                public: {
                  lot: hash("Lot that would have been stopped"),
                  lotNumber: z.string(),
                  form: z.enum(forms),
                  grams: grams("Sent of it"),
                  rules: z.array(
                    visibleObject({
                      public: {
                        rule: count("Number of the rule"),
                        name: z.string(),
                        country: country("Country whose rule it is"),
                        how: z.enum(["leaves", "passes"]),
                        controlledElements: z.array(z.enum(elementSymbols)),
                      },
                    }).meta({ id: "StoppingRule" }),
                  ),
                },
              }).meta({ id: "StoppedLot" }),
            ),
          },
        }).meta({ id: "StoppedDispatch" }),
      )
      .meta({
        description: "Dispatches with a lot for which no permit ran between sender and recipient that covers it",
      }),
    next: z.string().nullable().meta({ description: "Cursor of the next page; null on the last" }),
  },
}).meta({ id: "ExportDryRun" });
