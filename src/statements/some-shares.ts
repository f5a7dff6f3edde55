import { z } from "zod";
import { assayedSymbols } from "../domain/composition.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { isAboveWhole, type SomeShares } from "../domain/some-shares.ts";
import type { Tell } from "./codec.ts";
import { elementShare } from "./composition.ts";
import { compositionReader } from "./composition-text.ts";
import { faultInChinese } from "./fault-words.ts";
import { fieldFaults } from "./field-faults.ts";
import { UnreadableText } from "./from-text.ts";

const noElement: LocalisedText = {
  en: "expected the share of at least one element, such as Nd 85.5 %",
  zh: "须至少给出一种元素的份额，如 Nd 85.5 %",
};
const aboveWhole: LocalisedText = {
  en: "expected shares that are no more than the whole",
  zh: "各份额之和不得超过整体",
};

/** What somebody found of the elements that were looked for, as an assay states shares, but of one element or more. */
export const someShares = z
  .strictObject(Object.fromEntries(assayedSymbols.map((symbol) => [symbol, elementShare.optional()])))
  .refine((shares) => Object.values(shares).some((share) => share !== undefined), said(noElement))
  .refine((shares) => !isAboveWhole(shares), said(aboveWhole))
  .meta({
    id: "SomeShares",
    description:
      "A share, or a detection limit, of each element that was looked for, in hundredths of a part per million by mass",
    minProperties: 1,
  }) as unknown as z.ZodType<SomeShares, SomeShares>;

const readEntries = compositionReader(assayedSymbols);

/**
 * Reads what a person writes for it: `Nd 60 %, Tb <10 ppm`, as compositions are written.
 * @throws UnreadableText where it is none.
 */
export function someSharesFromText(text: string, tell?: Tell): SomeShares {
  const read = someShares.safeParse(readEntries(text, tell));
  if (read.success) return read.data;
  const [fault] = read.error.issues.flatMap(fieldFaults);
  if (fault === undefined) throw read.error;
  const at = fault.path === "" ? "" : `${fault.path}: `;
  throw new UnreadableText(`${at}${fault.message}`, `${at}${faultInChinese(fault)}`);
}

function said({ en, zh }: LocalisedText) {
  return { message: en, params: { zh } };
}
