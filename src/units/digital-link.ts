import { gs1Key } from "./gs1-key.ts";
import { UnitsRefused } from "./refused.ts";
import { readUnitCode, type UnitCode, writeUnitCode } from "./unit-code.ts";

/** What the path of a GS1 Digital Link says of one gram. */
export interface UnitLink {
  /** 14 digits. A shorter GTIN is filled up with zeros on the left. */
  gtin: string;
  /** The producer's lot number, as AI 10. */
  lotNumber: string;
  unit: UnitCode;
}

/** Character set 82 of GS1, at most twenty of it: what AI 10 allows. */
const lotNumbers = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/;

/**
 * The path of GS1 Digital Link, URI Syntax 1.6: `/01/{gtin}/10/{lot}/21/{serial}`.
 * @throws UnitsRefused Also `lot-number`, for one that AI 10 cannot carry.
 */
export function writeUnitLink({ gtin, lotNumber, unit }: UnitLink): string {
  checkLotNumber(lotNumber);
  return `/01/${gs1Key("gtin", gtin).padStart(14, "0")}/10/${encodeSegment(lotNumber)}/21/${writeUnitCode(unit)}`;
}

/**
 * @throws UnitsRefused Also `link`, for a path of another shape.
 */
export function readUnitLink(path: string): UnitLink {
  const [, gtin, lot, serial] = /^\/01\/([^/]+)\/10\/([^/]+)\/21\/([^/]+)$/.exec(path) ?? [];
  if (gtin === undefined || lot === undefined || serial === undefined) {
    throw new UnitsRefused("link", "The path of a unit is /01/{gtin}/10/{lot}/21/{serial}");
  }
  const lotNumber = decodeSegment(lot);
  checkLotNumber(lotNumber);
  return {
    gtin: gs1Key("gtin", decodeSegment(gtin)).padStart(14, "0"),
    lotNumber,
    unit: readUnitCode(decodeSegment(serial)),
  };
}

function checkLotNumber(lotNumber: string): void {
  if (!lotNumbers.test(lotNumber)) {
    throw new UnitsRefused("lot-number", `GS1 AI 10 cannot carry the lot number ${JSON.stringify(lotNumber)}`);
  }
}

/** A segment that is only dots would be taken for a step up in the path, however it is escaped. */
function encodeSegment(text: string): string {
  if (text === "." || text === "..") {
    throw new UnitsRefused("lot-number", `The lot number ${JSON.stringify(text)} cannot stand in a path`);
  }
  return encodeURIComponent(text);
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UnitsRefused("link", `${JSON.stringify(text)} is not escaped as a path should be`);
  }
}
