import { containerFault } from "../domain/border-finding.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { optional } from "./codec.ts";
import { UnreadableText } from "./from-text.ts";
import { shortText } from "./short-text.ts";

/**
 * Number of a container, bill of lading or customs declaration: capital letters and digits, up to 32. What looks like a container's
 * number has its check digit (ISO 6346) looked at where it is typed or submitted, and not by the schema: what the ledger has must be shown.
 */
export function referenceNumber(description: string) {
  const codec = shortText(32, description, "CSQU3054383", {
    expected: { en: "expected capital letters and digits", zh: "须为大写字母和数字" },
    of: /^[A-Z0-9]{1,32}$/,
  });
  return { ...codec, checkDigitFault: referenceFault, fromText: toReferenceNumber };
}

/**
 * A number as a person writes it: spaces, hyphens and slashes are left out.
 * @throws UnreadableText if it is formed like a container's, and its check digit is wrong.
 */
export function toReferenceNumber(text: string): string {
  const number = text.toUpperCase().replace(/[\s/-]/g, "");
  const fault = referenceFault(number);
  if (fault !== undefined) throw new UnreadableText(fault.en, fault.zh);
  return number;
}

/** What is wrong with a number without spaces, if something is. */
function referenceFault(number: string): LocalisedText | undefined {
  if (!/^[A-Z0-9]{1,32}$/.test(number)) {
    return { en: "expected up to 32 capital letters and digits", zh: "须为至多 32 个大写字母和数字" };
  }
  const fault = /^[A-Z]{3}[UJZ][0-9]{7}$/.test(number) ? containerFault(number) : undefined;
  if (fault === undefined) return undefined;
  const first = number.slice(0, -1);
  return {
    en: `the check digit of this container number is wrong (ISO 6346): ${first} is followed by ${fault.expected}`,
    zh: `该集装箱号的校验位有误（ISO 6346）：${first} 之后应为 ${fault.expected}`,
  };
}

const none = `0x${"0".repeat(64)}`;

/** Code of the Harmonized System, six digits or more; or none. */
export const optionalGoodsCode = (description: string) =>
  optional(
    shortText(32, description, "850511", {
      expected: { en: "expected six to thirteen digits", zh: "须为 6 至 13 位数字" },
      of: /^[0-9]{6,13}$/,
    }),
    none,
    (raw) => raw === none,
  );
