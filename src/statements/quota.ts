import { encodeBytes32String } from "ethers";
import { bytesOfText } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { UnreadableText } from "./from-text.ts";
import { optionalHash } from "./scalars.ts";

/** The id of a quota that is named by a short text: the text in UTF-8, filled up with zeros. @throws Error beyond 31 bytes. */
export function quotaId(name: string): Hex {
  return encodeBytes32String(name);
}

/** The id of a quota from its name, or from the id itself. @throws UnreadableText where it is neither. */
export function quotaFromText(text: string): Hex {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase();
  const bytes = bytesOfText(text).length;
  if (bytes > 0 && bytes <= 31) return quotaId(text);
  throw new UnreadableText(
    `expected the name of a quota, of 1 to 31 bytes, or its id, and it has ${bytes} bytes`,
    `须为配额名称（1 至 31 字节）或其编号，现有 ${bytes} 字节`,
  );
}

/** A quota, or none; a person may write its name. */
export function optionalQuota(description: string) {
  const codec = optionalHash(description);
  return {
    ...codec,
    written: "extraction-2026",
    fromText: (text: string) => (text === "" || text === "none" ? null : quotaFromText(text)),
  };
}
