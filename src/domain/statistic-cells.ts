import { iso31661 } from "iso-3166";

/** A country of ISO 3166-1 by its two or three letters; undefined where there is none. */
export function countryOf(text: string): string | undefined {
  const code = text.toUpperCase();
  return iso31661.find(({ alpha2, alpha3 }) => alpha2 === code || alpha3 === code)?.alpha2;
}

/** A month such as 2026-01. @param text Such as 2026-01 or 202601. */
export function monthOf(text: string): string | undefined {
  const [, year, month] = /^((?:19|20)[0-9]{2})-?(0[1-9]|1[0-2])$/.exec(text) ?? [];
  return year === undefined || month === undefined ? undefined : `${year}-${month}`;
}

/** Grams of a decimal number of kilograms, or of what else; a fraction finer than a gram is cut off. @param digits 3 for kilograms, 5 for 100 kg. */
export function gramsOf(text: string, digits: 3 | 5): bigint | undefined {
  const [, whole, fraction = ""] = /^([0-9]{1,12})(?:\.([0-9]{1,9}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return BigInt(whole) * 10n ** BigInt(digits) + BigInt(fraction.slice(0, digits).padEnd(digits, "0"));
}

/** Whether a text is a value of trade, such as 125000.5. */
export function isValue(text: string): boolean {
  return /^[0-9]{1,15}(?:\.[0-9]{1,9})?$/.test(text);
}

/** What somebody wrote, short enough to be told. */
export function shown(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
