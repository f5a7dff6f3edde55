import type { LocalisedText } from "../domain/localised-text.ts";

/** What a person wrote is not a value of the field. */
export class UnreadableText extends Error {
  override readonly name = "UnreadableText";
  readonly text: LocalisedText;

  constructor(en: string, zh: string) {
    super(en);
    this.text = { en, zh };
  }
}

/** Units by name, each as so many of the smallest. */
export type Units = Readonly<Record<string, bigint>>;

/** Masses, in grams. */
export const massUnits: Units = { g: 1n, kg: 1_000n, t: 1_000_000n };
/** Carbon per mass, in g CO2e per kg. A tonne a tonne is a kilogram a kilogram. */
export const footprintUnits: Units = {
  "g/kg": 1n,
  "kg/t": 1n,
  "kg/kg": 1_000n,
  "t/t": 1_000n,
};
/** Shares, in hundredths of a part per million. */
export const shareUnits: Units = { ppm: 100n, "mg/kg": 100n, "g/t": 100n, "%": 1_000_000n };
/** Shares, in basis points. */
export const basisPointUnits: Units = { "%": 100n };

/**
 * A decimal number with a unit, as a whole number of the smallest unit: `2.5 t` of masses is 2,500,000. A whole number without
 * a unit is taken as it is.
 * @param smallest What the field counts, for the message.
 * @throws UnreadableText where the unit is none of these, or the number is not whole in the smallest.
 */
export function amountFromText(text: string, units: Units, smallest: string): bigint {
  const [, whole = "", fraction = "", unit = ""] = /^([0-9]+)(?:\.([0-9]+))?\s*(\S.*)?$/.exec(text.trim()) ?? [];
  const names = Object.keys(units).join(", ");
  const factor = unit === "" ? 1n : units[unit.replaceAll(/\s|CO2e/g, "")];
  if (whole === "" || factor === undefined) {
    throw new UnreadableText(
      `expected a number with one of the units ${names}, or a whole number of ${smallest}`,
      `须为带单位（${names}）的数字，或以 ${smallest} 计的整数`,
    );
  }
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(whole + fraction) * factor;
  if (scaled % scale !== 0n) {
    throw new UnreadableText(
      `expected a whole number of ${smallest}, and ${text} is finer than that`,
      `须为 ${smallest} 的整数倍，而 ${text} 更精细`,
    );
  }
  return scaled / scale;
}

/** The same as a JSON number. */
export function smallAmountFromText(text: string, units: Units, smallest: string): number {
  const amount = amountFromText(text, units, smallest);
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new UnreadableText(`expected less than 2^53 of ${smallest}`, `须小于 2^53 ${smallest}`);
  }
  return Number(amount);
}

const spans: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Unix seconds of `now`, or of so long before or after it: `-2h`, `+180d`. Undefined where the text is none of these. */
export function relativeMoment(text: string): number | undefined {
  const [matched, sign, count, unit = ""] = /^(?:now|([+-])([0-9]{1,9})([smhd]))$/.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const now = Math.floor(Date.now() / 1000);
  return now + (sign === "-" ? -1 : 1) * Number(count ?? 0) * (spans[unit] ?? 0);
}

/** A whole number. */
export function integerFromText(text: string): number {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new UnreadableText("expected a whole number", "须为整数");
}

/** Entries with commas between them. */
export function entriesOf(text: string): string[] {
  return text.trim() === "" ? [] : text.split(",").map((entry) => entry.trim());
}
