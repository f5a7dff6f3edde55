import { z } from "zod";
import { attestationKinds, outcomes } from "../../domain/attestation.ts";
import type { AssayedComposition } from "../../domain/composition.ts";
import { assayedComposition } from "../../statements/composition.ts";
import { visibleObject } from "../visibility.ts";
import { address, hash, seconds } from "./scalars.ts";

/** On the wire as typed. */
const shares = assayedComposition.schema as z.ZodType<AssayedComposition, AssayedComposition>;

/** What somebody found about a lot. */
const attestation = visibleObject({
  public: {
    statement: hash("Statement"),
    kind: z.enum(attestationKinds),
    outcome: z.enum(outcomes),
    quantity: z
      .string()
      .nullable()
      .meta({ description: "Weight in grams, or g CO2e per kg, as a decimal string; null where the kind has none" }),
    composition: shares.nullable().meta({ description: "Composition of an assay; otherwise null" }),
    by: address("Organisation that attests"),
    name: z.string(),
    country: z.string().meta({ description: "Country of the examination (ISO 3166-1 alpha-2)" }),
    site: z.string().nullable().meta({ description: "Global Location Number of the site" }),
    evidence: hash("Salted hash of the report"),
    occurredAt: seconds("When it was examined"),
    timestamp: seconds("When the ledger included it"),
  },
}).meta({ id: "Attestation" });

/** Everything attested about a lot, in order. */
export const attestations = visibleObject({ public: { lot: hash("Lot"), items: z.array(attestation) } }).meta({
  id: "Attestations",
});
