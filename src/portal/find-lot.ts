import { readUnitCode } from "../units/unit-code.ts";
import { unitAddress } from "./addresses.ts";

/** What somebody who holds a paper, a label or a link may have typed or scanned. */
export type Sought =
  | { by: "id"; id: string }
  | { by: "number"; number: string }
  /** The code of a gram: `address` of the page about it. */
  | { by: "unit"; address: string }
  /** A package, by its SSCC. */
  | { by: "package"; sscc: string }
  | { by: "nothing" };

const hash = /(?<![0-9a-f])(?:0x)?([0-9a-f]{64})(?![0-9a-f])/i;
/** GS1 AI encodable character set 82, as a lot number is made of. */
const lotNumber = /^[!"%-?A-Z_a-z]{1,20}$/;
const packagePath = /^\/(?:v1\/packages|00)\/(\d{18})$/;
/** A label of GS1-128: the identifier 00 before the SSCC, in brackets or not. */
const packageCode = /^(?:\(00\)|00)(\d{18})$/;
const unitPath = /^\/(?:v1\/verify\/units|01\/[^/]+\/10\/[^/]+\/21)\/([^/]+)$/;

/**
 * Reads what was typed, pasted or scanned: a lot's id, its number, or a link to either or to the code of a gram: a page, an address of
 * the HTTP interface, or a GS1 Digital Link. Of a link only its path counts: this service answers, whoever printed the label.
 */
export function readSought(typed: string): Sought {
  const text = typed.trim();
  const link = linkIn(text);
  if (link !== undefined && isUnitCode(unitPath.exec(link.pathname)?.[1])) {
    // Of what stands behind the path, only the lot is passed on.
    const lot = link.searchParams.get("lot");
    return { by: "unit", address: lot === null ? link.pathname : `${link.pathname}?${new URLSearchParams({ lot })}` };
  }
  const sscc = packagePath.exec(link?.pathname ?? "")?.[1] ?? packageCode.exec(text)?.[1];
  if (sscc !== undefined) return { by: "package", sscc };
  const id = hash.exec(text)?.[1];
  if (id !== undefined) return { by: "id", id: `0x${id.toLowerCase()}` };
  const number = link === undefined ? text : numberInLink(link);
  if (lotNumber.test(number)) return { by: "number", number };
  return isUnitCode(text) ? { by: "unit", address: unitAddress(text) } : { by: "nothing" };
}

/** Whether it is the code of a gram, as its check symbol tells. A lot may have such a number, too. */
export function isUnitCode(text: string | undefined): boolean {
  try {
    readUnitCode(text ?? "");
    return true;
  } catch {
    return false;
  }
}

function linkIn(text: string): URL | undefined {
  return /^https?:\/\//i.test(text) ? (URL.parse(text) ?? undefined) : undefined;
}

/** The batch or lot (AI 10) of a GS1 Digital Link; empty where a link has none. */
function numberInLink({ pathname }: URL): string {
  const [, number = ""] = /\/10\/([^/]+)/.exec(pathname) ?? [];
  try {
    return decodeURIComponent(number);
  } catch {
    return "";
  }
}
