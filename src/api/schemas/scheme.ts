import { z } from "zod";
import { attestationKinds } from "../../domain/attestation.ts";
import { forms } from "../../domain/form.ts";
import { allocations, custodyModels } from "../../domain/lot.ts";
import { visibleObject } from "../visibility.ts";
import { count, seconds } from "./scalars.ts";

/** What a scheme asks of certificates, as it stands. */
const scheme = visibleObject({
  public: {
    scheme: count("Number of the scheme"),
    name: z.string(),
    validFrom: seconds("First second in which it certifies, inclusive"),
    validUntil: seconds("Last second in which it certifies, inclusive"),
    suspendedFrom: seconds("First second in which it is suspended").nullable(),
    suspendedUntil: seconds("Last second in which it is suspended").nullable(),
    attestations: z
      .array(z.enum(attestationKinds))
      .meta({ description: "What has to be examined, by others than the producer" }),
    forms: z.array(z.enum(forms)).meta({ description: "Forms of lots that it certifies" }),
    maximumAgeDays: count("How old an examination may be when the lot is certified"),
    maximumValidityDays: count("How long a certificate may be valid"),
    custodyModels: z.array(z.enum(custodyModels)),
    allocations: z.array(z.enum(allocations)).meta({ description: "Ways to share carbon out among what a step makes" }),
    minimumPrimaryDataPercent: count("Least share of the footprint that was measured rather than taken from tables"),
  },
}).meta({ id: "Scheme" });

/** All schemes, by their numbers. */
export const schemes = visibleObject({ public: { items: z.array(scheme) } }).meta({ id: "Schemes" });
