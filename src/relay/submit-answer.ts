import type { Hex } from "../domain/hex.ts";

/** What `Statements.submit` answers for a group. */
export interface GroupAnswer {
  /** What it reverted with; `0x` where it succeeded. */
  reason: Hex;
  gasUsed: number;
}

const WORD = 32;

/**
 * Decodes what `Statements.submit` returns; written out for the same reason as `encodeSubmit`.
 * @throws RangeError if the data is nothing that it returns.
 */
export function decodeSubmitAnswer(data: Hex): GroupAnswer[] {
  const bytes = Buffer.from(data.slice(2), "hex");
  const number = (position: number): number => {
    const word = bytes.subarray(position, position + WORD);
    if (word.length < WORD || word.subarray(0, WORD - 6).some((byte) => byte !== 0)) throw new RangeError("no number");
    return word.readUIntBE(WORD - 6, 6);
  };
  const [reasons, gas] = [number(0), number(WORD)];
  const length = number(reasons);
  if (number(gas) !== length || length * WORD > bytes.length) throw new RangeError("the lists differ in length");
  return Array.from({ length }, (_, index) => {
    const start = reasons + WORD + number(reasons + WORD * (index + 1));
    const end = start + WORD + number(start);
    if (end > bytes.length) throw new RangeError("a reason is cut off");
    const reason = `0x${bytes.toString("hex", start + WORD, end)}`;
    return { reason, gasUsed: number(gas + WORD * (index + 1)) };
  });
}
