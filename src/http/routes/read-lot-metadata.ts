import { z } from "zod";
import { lotMetadata } from "../../api/schemas/lot-metadata.ts";
import { formatGrams } from "../../domain/amounts.ts";
import { formWords } from "../../domain/words.ts";
import { findLot, namesOf, summaryOf } from "../answers/lot.ts";
import { numberOrNull } from "../answers/number-or-null.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Metadata of the token that a certified lot is. */
export const readLotMetadata = defineRoute({
  name: "readLotMetadata",
  method: "get",
  path: "/v1/metadata/{id}.json",
  tag: "Lots",
  summary: "Metadata of a lot's token (ERC-1155)",
  params: z.strictObject({
    id: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits in lower case, without 0x")
      .meta({ description: "Id of the lot: 64 hexadecimal digits in lower case, without 0x" }),
  }),
  success: { status: 200, description: "The metadata", schema: lotMetadata },
  problems: ["lot-not-found"],
  async handle(services, { params: { id } }) {
    const lot = await findLot(services, `0x${id}`);
    const { producerName, certifierName, form, links } = summaryOf(lot, await namesOf(services, [lot]));
    return {
      body: {
        name: `${formWords[form].en} ${lot.lot_number}`,
        description: `${formatGrams(lot.mass_grams)} of ${formWords[form].en} by ${producerName}; one unit is one gram.`,
        decimals: 0 as const,
        external_url: links.verdict,
        properties: {
          form,
          status: lot.status,
          producer: producerName,
          lotNumber: lot.lot_number,
          massGrams: Number(lot.mass_grams),
          footprintGramsPerKilogram: lot.footprint_grams_per_kilogram,
          elements: lot.elements.join(" "),
          scheme: lot.scheme,
          certifier: certifierName,
          validUntil: numberOrNull(lot.valid_until),
        },
      },
    };
  },
});
