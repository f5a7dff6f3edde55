/** What somebody who holds a paper, a label or a link may have typed. */
export type Sought = { by: "id"; id: string } | { by: "number"; number: string } | { by: "nothing" };

const hash = /(?<![0-9a-f])(?:0x)?([0-9a-f]{64})(?![0-9a-f])/i;
/** GS1 AI encodable character set 82, as a lot number is made of. */
const lotNumber = /^[!"%-?A-Z_a-z]{1,20}$/;

/**
 * Reads what was typed, pasted or scanned: a lot's id, its number, or a link to either: a page, an address of the HTTP interface, or
 * a GS1 Digital Link.
 */
export function readSought(typed: string): Sought {
  const text = typed.trim();
  const id = hash.exec(text)?.[1];
  if (id !== undefined) return { by: "id", id: `0x${id.toLowerCase()}` };
  const number = numberInLink(text) ?? text;
  return lotNumber.test(number) ? { by: "number", number } : { by: "nothing" };
}

/** The batch or lot (AI 10) of a GS1 Digital Link; empty where a link has none; undefined for what is no link. */
function numberInLink(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  try {
    const [, number = ""] = /\/10\/([^/]+)/.exec(new URL(text).pathname) ?? [];
    return decodeURIComponent(number);
  } catch {
    return "";
  }
}
