import { z } from "zod";
import { gs1Key } from "../../units/gs1-key.ts";

/** An SSCC as a parameter: 18 digits, the last of which is checked. */
export const ssccParameter = z
  .string()
  .max(18)
  .refine((text) => isSscc(text), "expected an SSCC: 18 digits, the last of which is their check digit")
  .meta({ description: "SSCC: 18 digits with their check digit" });

/** An SSCC in an answer. */
export function sscc(description: string) {
  return z
    .string()
    .regex(/^[0-9]{18}$/)
    .meta({ description: `${description} (SSCC)` });
}

/** Grams of a lot that follow each other. */
export const gramRange = z
  .strictObject({
    first: z.int().min(0).meta({ description: "First gram, counted from 0" }),
    last: z.int().min(0).meta({ description: "Last gram, inclusive" }),
  })
  .meta({ id: "GramRange" });

function isSscc(text: string): boolean {
  try {
    gs1Key("sscc", text);
    return true;
  } catch {
    return false;
  }
}
