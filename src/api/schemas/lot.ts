import { z } from "zod";
import { elementSymbols } from "../../domain/elements.ts";
import { forms } from "../../domain/form.ts";
import { lotStatuses } from "../../domain/lot.ts";
import { content } from "../../statements/content.ts";
import { visibleObject } from "../visibility.ts";
import { address, count, grams, hash, seconds } from "./scalars.ts";

const summary = {
  id: hash("Lot"),
  producer: address("Organisation that declared it"),
  producerName: z.string(),
  lotNumber: z.string().meta({ description: "The producer's lot number" }),
  status: z.enum(lotStatuses),
  form: z.enum(forms),
  massGrams: grams("Net dry mass"),
  footprintGramsPerKilogram: count("Gross carbon footprint, cradle to gate, in g CO2e per kg"),
  elements: z.array(z.enum(elementSymbols)).meta({ description: "Elements that were found" }),
  declaredAt: seconds("When it was declared"),
  scheme: count("Scheme of the certificate; before there is one, the only scheme that may certify the lot").nullable(),
  certifier: address("Organisation that certified it").nullable(),
  certifierName: z.string().nullable(),
  certifiedAt: seconds("When it was certified").nullable(),
  validUntil: seconds("Last second of the certificate, inclusive").nullable(),
  disputes: count("Findings that count against it"),
  links: visibleObject({
    public: {
      self: z.string(),
      dossier: z.string(),
      custody: z.string(),
      attestations: z.string(),
      verdict: z.string(),
    },
  }).meta({ id: "LotLinks" }),
};

/** A lot in a list. */
export const lotSummary = visibleObject({ public: summary }).meta({ id: "LotSummary" });

/** A lot with everything that was declared about it. */
export const lotDetails = visibleObject({
  public: {
    ...summary,
    content: content.schema.meta({ description: "Everything declared about it; its id is the hash of this" }),
    declaration: hash("Statement that declared it"),
    certification: hash("Statement that certified it").nullable(),
    rejection: hash("Statement that rejected it").nullable(),
    rejectedAt: seconds("When it was rejected").nullable(),
    statements: count("Number of statements in its dossier"),
  },
}).meta({ id: "Lot" });
