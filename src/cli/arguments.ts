import { getAddress, isAddress } from "ethers";
import { gs1CheckDigit } from "../domain/gs1-check-digit.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { mixedScripts } from "../domain/look-alike.ts";
import { momentOf, offsetOf } from "../domain/moment.ts";
import type { Month } from "../domain/month.ts";
import { normaliseText, textFault } from "../domain/plain-text.ts";
import type { SomeShares } from "../domain/some-shares.ts";
import {
  amountFromText,
  footprintUnits,
  massUnits,
  smallAmountFromText,
  UnreadableText,
} from "../statements/from-text.ts";
import { quotaFromText } from "../statements/quota.ts";
import { toReferenceNumber } from "../statements/reference-number.ts";
import { someSharesFromText } from "../statements/some-shares.ts";
import { duration } from "./duration.ts";
import { invalid } from "./usage-words.ts";

// Parsers of single arguments. What they throw is told with the name of the argument.

/** An account. */
export function toAddress(text: string): Address {
  if (!isAddress(text))
    throw invalid("Expected an address: 0x and 40 hexadecimal digits.", "应为地址：0x 加 40 位十六进制数字。");
  return getAddress(text);
}

/** Accounts, one after the other: for a variadic argument, which the parser takes item by item. */
export function toAddresses(text: string, others: Address[] | undefined): Address[] {
  return [...(others ?? []), toAddress(text)];
}

/** ISO 3166-1 alpha-2 code. */
export function toCountry(text: string): string {
  if (!/^[A-Z]{2}$/.test(text))
    throw invalid("Expected a country of two capital letters.", "应为两个大写字母的国家代码。");
  return text;
}

/** Days, one after the other, each as days since 1970-01-01: for a variadic argument. */
export function toDays(text: string, others: number[] | undefined): number[] {
  const start = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start) || start < 0 || !new Date(start).toISOString().startsWith(text)) {
    throw invalid("Expected a day, such as 2026-10-01.", "应为日期，如 2026-10-01。");
  }
  return [...(others ?? []), start / 86_400_000];
}

/** GS1 Global Location Number, with its check digit. */
export function toLocation(text: string): bigint {
  if (!/^[0-9]{13}$/.test(text))
    throw invalid("Expected the 13 digits of a Global Location Number.", "应为 13 位全球位置码。");
  const expected = gs1CheckDigit(text.slice(0, -1));
  if (Number(text.at(-1)) !== expected) {
    throw invalid(
      `The check digit of this Global Location Number is wrong: ${text.slice(0, -1)} is followed by ${expected}.`,
      `该全球位置码的校验位有误：${text.slice(0, -1)} 之后应为 ${expected}。`,
    );
  }
  return BigInt(text);
}

/** A name that everybody is shown: normalised, of visible characters, in one script. */
export function toName(text: string): string {
  const name = normaliseText(text);
  const fault = textFault(name);
  if (fault !== undefined)
    throw invalid(`A name is shown to everybody: ${fault.en}.`, `名称会向所有人显示：${fault.zh}。`);
  const mixed = mixedScripts(name);
  if (mixed.length > 0) {
    throw invalid(
      `A name is written in one script, and this mixes ${mixed.join(" and ")}: some letters look like others.`,
      `名称须用一种文字书写，而此处混用了 ${mixed.join("、")}：有些字母看似相同。`,
    );
  }
  const bytes = Buffer.byteLength(name);
  if (bytes > 200)
    throw invalid(
      `A name has at most 200 bytes of UTF-8, and this has ${bytes}.`,
      `名称至多 200 字节（UTF-8），现有 ${bytes} 字节。`,
    );
  return name;
}

/** A mass, in whole grams or with a unit. @returns Grams. */
export function toGrams(text: string): bigint {
  return read(() => amountFromText(text, massUnits, "grams"));
}

/** What a laboratory found of some elements, as compositions are written. */
export function toSomeShares(text: string): SomeShares {
  return read(() => someSharesFromText(text));
}

/** A quota by its name or its id. */
export function toQuota(text: string): Hex {
  return read(() => quotaFromText(text));
}

/** What a field's reader says of a text becomes the complaint about the argument. */
function read<T>(reader: () => T): T {
  try {
    return reader();
  } catch (error) {
    if (error instanceof UnreadableText) throw invalid(`${error.text.en}.`, `${error.text.zh}。`);
    throw error;
  }
}

/** Number of a container, bill of lading or customs declaration, a container's with its check digit. */
export function toReference(text: string): string {
  return read(() => toReferenceNumber(text));
}

/** A footprint in whole g CO2e per kg, or with a unit. */
export function toFootprint(text: string): number {
  const grams = read(() => smallAmountFromText(text, footprintUnits, "g CO2e per kg"));
  if (grams >= 2 ** 24) throw invalid("Expected whole g CO2e per kg, below 2^24.", "应为小于 2^24 的整数 g CO2e/kg。");
  return grams;
}

/** Number of a scheme. */
export function toScheme(text: string): number {
  const scheme = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (scheme < 1 || scheme > 65_535) throw invalid("Expected a number from 1 to 65535.", "应为 1 至 65535 的数字。");
  return scheme;
}

/** An amount of elements in whole nanograms. */
export function toNanograms(text: string): bigint {
  const nanograms = /^[0-9]{1,20}$/.test(text) ? BigInt(text) : -1n;
  if (nanograms < 0n || nanograms >= 1n << 64n)
    throw invalid("Expected whole nanograms, below 2^64.", "应为小于 2^64 的整数纳克。");
  return nanograms;
}

/** A hash, a digest, or a lot's id. */
export function toHash(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text))
    throw invalid("Expected 0x and 64 hexadecimal digits.", "应为 0x 加 64 位十六进制数字。");
  return text.toLowerCase() as Hex;
}

/** A percentage with at most two decimals, in basis points. */
export function toBasisPoints(text: string): number {
  return hundredths(text, 100, {
    en: "Expected a percentage up to 100 with at most two decimals, such as 0.5.",
    zh: "应为不超过 100 且至多两位小数的百分数，如 0.5。",
  });
}

/** Parts per million with at most two decimals, in hundredths. */
export function toPartsPerHundredMillion(text: string): number {
  return hundredths(text, 1_000_000, {
    en: "Expected ppm up to 1000000 with at most two decimals, such as 500.",
    zh: "应为不超过 1000000 且至多两位小数的 ppm，如 500。",
  });
}

function hundredths(text: string, maximum: number, { en, zh }: LocalisedText): number {
  const [, whole, fraction = ""] = text.match(/^([0-9]{1,7})(?:\.([0-9]{1,2}))?$/) ?? [];
  const value = Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
  // No comparison is true of what is no number.
  if (!(value <= maximum * 100)) throw invalid(en, zh);
  return value;
}

/** A time span that the ledger keeps in 32 bits, in seconds. */
export function toTimeSpan(text: string): number {
  const seconds = duration(text);
  if (seconds >= 2 ** 32) throw invalid("Expected a time span below 2^32 seconds.", "应为小于 2^32 秒的时长。");
  return seconds;
}

/** Reason code of a suspension, revocation or rejection. */
export function toReason(text: string): number {
  const reason = /^[0-9]{1,5}$/.test(text) ? Number(text) : -1;
  if (reason < 1 || reason > 65_535)
    throw invalid("Expected a reason code from 1 to 65535.", "应为 1 至 65535 的原因代码。");
  return reason;
}

/** One entry of a list. */
export function oneOf<T extends string>(entries: readonly T[]): (text: string) => T {
  return (text) => {
    const entry = entries.find((candidate) => candidate === text);
    if (entry === undefined) throw invalid(`Expected one of ${entries.join(", ")}.`, `可选：${entries.join("、")}。`);
    return entry;
  };
}

/** Entries of a list, separated by commas. */
export function someOf<T extends string>(entries: readonly T[]): (text: string) => T[] {
  return (text) => text.split(",").map(oneOf(entries));
}

/** A month of the calendar. */
export function toMonth(text: string): Month {
  if (/^20[0-9]{2}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw invalid("Expected a month, such as 2026-01.", "应为月份，如 2026-01。");
}

/** A day of the calendar, of UTC unless it has a zone. */
export function toDay(text: string): string {
  const isDay = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?$/.test(text);
  if (isDay && typeof momentOf(text, "start") === "number") return text;
  throw invalid(
    "Expected a day, such as 2026-01-31 or 2026-01-31+08:00.",
    "应为日期，如 2026-01-31 或 2026-01-31+08:00。",
  );
}

/** A zone: `Z` for UTC, or hours and minutes ahead of it. */
export function toZone(text: string): string {
  if (offsetOf(text) !== undefined) return text;
  throw invalid("Expected Z, or hours and minutes such as +08:00.", "应为 Z 或时分，如 +08:00。");
}
