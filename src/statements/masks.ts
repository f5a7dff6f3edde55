import { z } from "zod";
import { entriesOf, maskOf } from "../domain/mask.ts";
import { type Codec, scalar } from "./codec.ts";
import { entriesOf as entriesOfText } from "./from-text.ts";

/**
 * Some entries of a list: an array of words on the wire, a bit mask in the contracts.
 * @param first Bit of the list's first entry: 0, or 1 where the contracts' enumeration begins with "none".
 */
export function maskOfEntries<const T extends string>(
  entries: readonly T[],
  bits: 8 | 16 | 32,
  first: 0 | 1,
  description: string,
): Codec<T[]> {
  const schema = z
    .array(z.enum(entries))
    .max(entries.length)
    .meta({ description })
    .refine((chosen) => new Set(chosen).size === chosen.length, "an entry stands twice")
    .transform((chosen) => entries.filter((entry) => (chosen as string[]).includes(entry)));
  const codec = scalar<T[]>(
    `uint${bits}`,
    schema as unknown as z.ZodType<T[]>,
    (chosen) => [...chosen],
    (chosen) => BigInt(maskOf(entries, chosen, first)),
    (raw) => entriesOf(entries, Number(raw), first),
    entries.slice(0, 2),
  );
  const bitOf = Object.fromEntries(entries.map((entry, index) => [entry, index + first]));
  return { ...codec, fromText: entriesOfText, numbers: { as: "bit", of: bitOf } };
}
