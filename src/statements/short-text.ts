import { hexlify, toUtf8Bytes, toUtf8String } from "ethers";
import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { textFault } from "../domain/plain-text.ts";
import { type Codec, optional, scalar } from "./codec.ts";
import { entriesOf } from "./from-text.ts";

/**
 * Text of one to so many UTF-8 bytes, padded with zeros. The contracts do not look into most of these fields: bytes that are
 * no such text, or a text that hides something, stand as `0x` and hexadecimal digits. So no statement of the ledger is beyond
 * being shown, and none is shown as what it is not.
 */
export function shortText(
  bytes: 2 | 32,
  description: string,
  example: string,
  pattern?: { expected: LocalisedText; of: RegExp },
): Codec<string> {
  const rawForm = new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`);
  const faultOf = (text: string): LocalisedText | undefined => {
    if (pattern !== undefined && !pattern.of.test(text)) return pattern.expected;
    const fault = textFault(text);
    if (fault !== undefined) return fault;
    const length = toUtf8Bytes(text).length;
    if (length <= bytes) return undefined;
    return {
      en: `expected at most ${bytes} bytes of UTF-8, and it has ${length}`,
      zh: `UTF-8 编码最多 ${bytes} 字节，现有 ${length} 字节`,
    };
  };
  const isText = (text: string) => faultOf(text) === undefined;
  const toBytes = (text: string) => (rawForm.test(text) ? text : hexlify(toUtf8Bytes(text)).padEnd(2 + 2 * bytes, "0"));
  const fromBytes = (raw: Hex) => {
    try {
      const text = toUtf8String(raw.replace(/(00)+$/, ""));
      return isText(text) ? text : raw;
    } catch {
      return raw;
    }
  };
  const schema = z
    .string()
    .max(2 + 2 * bytes)
    .meta({ description })
    .transform((text, context) => {
      if (rawForm.test(text)) return fromBytes(text);
      const fault = faultOf(text);
      if (fault === undefined) return text;
      context.addIssue({ code: "custom", message: fault.en, params: { zh: fault.zh } });
      return z.NEVER;
    });
  return scalar(
    `bytes${bytes}`,
    schema,
    (text) => text,
    toBytes,
    (raw) => fromBytes(raw as Hex),
    example,
  );
}

/** The same, or none. */
export function optionalShortText(description: string, example: string): Codec<string | null> {
  const zero = `0x${"0".repeat(64)}`;
  return optional(shortText(32, description, example), zero, (raw) => raw === zero);
}

/** ISO 3166-1 alpha-2 code of a country. */
export const country = (description: string) =>
  shortText(2, `${description} (ISO 3166-1 alpha-2)`, "CN", {
    expected: { en: "expected two capital letters, such as CN", zh: "须为两个大写字母，如 CN" },
    of: /^[A-Z]{2}$/,
  });

/** The same, or none. */
export const optionalCountry = (description: string) =>
  optional(country(description), "0x0000", (raw) => raw === "0x0000");

/** Up to 16 countries, in order, in one word. */
export function route(description: string): Codec<string[]> {
  const code = country("Country");
  const empty = "0x0000";
  const schema = z
    .array(code.schema)
    .max(16)
    .meta({ description })
    .refine((codes) => codes.at(-1) !== empty, "the last entry is empty");
  const codec = scalar(
    "bytes32",
    schema,
    (codes) => codes,
    (codes) =>
      `0x${codes
        .map((entry) => String(code.encode(entry)[0]).slice(2))
        .join("")
        .padEnd(64, "0")}`,
    (raw) => {
      const words =
        String(raw)
          .replace(/(0000)+$/, "")
          .slice(2)
          .match(/.{4}/g) ?? [];
      return words.map((word) => code.decode([`0x${word}`]));
    },
    ["KZ", "PL"],
  );
  return { ...codec, written: "KZ, PL", blank: [], fromText: entriesOf };
}
