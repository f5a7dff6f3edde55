import { formatGrams, formatShare } from "../domain/amounts.ts";
import { whole } from "../domain/composition.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { Tell } from "./codec.ts";

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

/** No amount has more characters, and more digits would cost their square. */
const amountLength = 80;

/** As it is read, whatever keyboard it was typed with. @throws UnreadableText where it is too long to be an amount. */
function regular(text: string): string {
  if (text.length <= amountLength) return text.normalize("NFKC").trim();
  throw new UnreadableText(
    `expected an amount of at most ${amountLength} characters`,
    `数量不得超过 ${amountLength} 个字符`,
  );
}

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
  const [, whole = "", fraction = "", unit = ""] = /^([0-9]+)(?:\.([0-9]+))?\s*(\S.*)?$/.exec(regular(text)) ?? [];
  const names = Object.keys(units).join(", ");
  const named = unit.replaceAll(/\s|CO2e/g, "");
  const factor = unit === "" ? 1n : Object.hasOwn(units, named) ? units[named] : undefined;
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

/**
 * A mass as whole grams: `2.5 t`, or of goods weighed wet `2.5 t wet with 8 % moisture`, which is what is dry of it, rounded down to a gram.
 * @throws UnreadableText where it is none, or is wet without its moisture.
 */
export function massFromText(text: string, tell?: Tell): number {
  const [, mass = text, wetness = "dry"] = wetMass.exec(regular(text)) ?? [];
  const moisture = moistureFromText(wetness) ?? 0n;
  const grams = smallAmountFromText(mass, massUnits, "grams");
  if (moisture === 0n) return grams;
  const dry = (BigInt(grams) * (wholeParts - moisture)) / wholeParts;
  const [wet, water, net] = [formatGrams(BigInt(grams)), formatShare(Number(moisture)), formatGrams(dry)];
  tell?.({ en: `${wet} wet with ${water} moisture is ${net} dry`, zh: `湿重 ${wet}、含水 ${water}，即干重 ${net}` });
  return Number(dry);
}

/** A mass, and behind it words on how wet it is. */
const wetMass = /^(.*?)[\s,]*((?:wet|dry|moisture|湿|干|含水|水分).*)$/iu;
const wholeParts = BigInt(whole);

/** Whether a mass says that it is of wet goods, or of dry. */
export function saysHowWet(text: string): boolean {
  return wetMass.test(regular(text));
}

/**
 * What is water of goods, in parts of 10^8: of `dry` nothing, of `wet with 8 % moisture` 8 %.
 * @returns undefined where the text speaks of no moisture.
 * @throws UnreadableText where it leaves open how wet, or whether the amounts beside it are of the wet goods or the dry.
 */
export function moistureFromText(text: string): bigint | undefined {
  if (/^(?:dry|干)$/i.test(text)) return 0n;
  if (!/^(?:wet|dry|moisture|湿|干|含水|水分)/i.test(text)) return undefined;
  const share = /^(?:wet with\s+([0-9.]+\s*%)\s*moisture|湿\s*含水\s*([0-9.]+\s*%))$/i.exec(text);
  const parts = share === null ? 0n : amountFromText(share[1] ?? share[2] ?? "", shareUnits, "hundredths of a ppm");
  if (parts > 0n && parts < wholeParts) return parts;
  throw new UnreadableText(
    "expected wet with 8 % moisture, or dry: the figures of a paper are of the wet goods or of the dry",
    "须注明湿基及含水率（湿 含水 8 %），或干基（干）：单据上的数值或为湿基，或为干基",
  );
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
