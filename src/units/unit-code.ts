import { UnitsRefused } from "./refused.ts";

/**
 * The code of one gram: its index in the lot and the tag that only the holder of the lot's secret can derive.
 *
 * Twenty symbols, as many as the serial number of GS1 (AI 21) holds: nineteen for 95 bits (a zero, 30 bits of index, 64
 * bits of tag, the most significant first), and a check symbol.
 */
export interface UnitCode {
  /** Place of the gram in its lot, from zero. */
  index: bigint;
  /** 64 bits. */
  tag: bigint;
}

/** As many grams as one lot can have codes for. */
export const maximumUnits = 1n << 30n;

/** Douglas Crockford's base 32: no I, L, O or U. */
export const unitCodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const symbols = 20;
const tagBits = 64n;
const symbolBits = 5n;

/**
 * @throws UnitsRefused `index` or `tag`.
 */
export function writeUnitCode({ index, tag }: UnitCode): string {
  if (index < 0n || index >= maximumUnits) throw new UnitsRefused("index", `No gram of a lot has the index ${index}`);
  if (tag < 0n || tag >> tagBits !== 0n) throw new UnitsRefused("tag", "A tag has 64 bits");
  const values: number[] = [];
  let rest = (index << tagBits) | tag;
  for (let place = 1; place < symbols; place++) {
    values.unshift(Number(rest & 31n));
    rest >>= symbolBits;
  }
  values.push(checkSymbol(values));
  return values.map((value) => unitCodeAlphabet.charAt(value)).join("");
}

/**
 * Reads a code as people type it: of whatever case, with spaces and hyphens between its symbols, O for 0, I and L for 1.
 * @throws UnitsRefused `symbol`, `length`, `check-symbol` or `index`.
 */
export function readUnitCode(text: string): UnitCode {
  const plain = text.replace(/[\s-]/g, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  const values = Array.from(plain, (letter) => {
    const value = unitCodeAlphabet.indexOf(letter);
    if (value < 0) throw new UnitsRefused("symbol", `A unit code has no ${JSON.stringify(letter)}`);
    return value;
  });
  if (values.length !== symbols) {
    throw new UnitsRefused("length", `A unit code has ${symbols} symbols, not ${values.length}`);
  }
  const check = values.pop();
  if (check !== checkSymbol(values))
    throw new UnitsRefused("check-symbol", "The check symbol does not fit: look again");
  const whole = values.reduce((read, value) => (read << symbolBits) | BigInt(value), 0n);
  const index = whole >> tagBits;
  if (index >= maximumUnits) throw new UnitsRefused("index", `No gram of a lot has the index ${index}`);
  return { index, tag: BigInt.asUintN(64, whole) };
}

/**
 * Makes the sum of c0·x^20 + c1·x^19 + … + c19·x zero in the field of 32 elements, x being a generator of it. An error e
 * in one symbol changes the sum by e times a power of x. Exchanging two neighbours a and b changes it by (a + b)(x + 1)
 * times a power of x. Neither is ever zero, and the check symbol itself is no exception.
 */
function checkSymbol(values: number[]): number {
  let sum = 0;
  for (const value of values) sum = timesX(sum) ^ value;
  return timesX(sum);
}

/** Multiplication by x modulo x^5 + x^2 + 1, which is primitive. */
function timesX(element: number): number {
  const shifted = element << 1;
  return shifted & 32 ? shifted ^ 0b100101 : shifted;
}
