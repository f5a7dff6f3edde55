import type { Codec } from "./codec.ts";
import type { WrittenRemark } from "./written.ts";

type Codecs = Readonly<Record<string, Codec<unknown>>>;

/**
 * Numbers of a message whose check digit is wrong, by their fields. The ledger does not look at check digits, so a slip in a Global
 * Location Number would stand for ever.
 * @param codecs Codecs of the message's fields.
 */
export function wrongCheckDigits(codecs: Codecs, message: Readonly<Record<string, unknown>>): WrittenRemark[] {
  const found: WrittenRemark[] = [];
  inStruct(codecs, message, "", found);
  return found;
}

function inStruct(codecs: Codecs, struct: Readonly<Record<string, unknown>>, at: string, found: WrittenRemark[]): void {
  for (const name in codecs) inField(codecs[name] as Codec<unknown>, struct[name], `${at}${name}`, found);
}

function inField(codec: Codec<unknown>, value: unknown, path: string, found: WrittenRemark[]): void {
  const { items, codecs } = codec;
  if (items !== undefined) {
    for (const [index, item] of (value as readonly unknown[]).entries())
      inField(items, item, `${path}.${index}`, found);
  } else if (codecs !== undefined) {
    inStruct(codecs, value as Readonly<Record<string, unknown>>, `${path}.`, found);
  } else {
    const text = codec.checkDigitFault?.(value);
    if (text !== undefined) found.push({ path, text });
  }
}
