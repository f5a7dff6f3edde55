import type { ElementShare } from "../domain/composition.ts";
import type { Language } from "./language.ts";

const locales: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };

/** Writes figures for a reader: exact, grouped as the reader is used to, with their units. */
export interface Format {
  /** A count. */
  number(value: number | bigint): string;
  /** Grams: exact, in tonnes from 1,000 kg, in kilograms from 1,000 g. */
  mass(grams: number | bigint): string;
  /** An amount of elements: exact, in grams below 1,000 g. */
  nanograms(nanograms: bigint): string;
  /** A decimal fraction, exact. @param value The figure times ten to the power of `decimals`. */
  decimal(value: number | bigint, decimals: number): string;
  /** A share, exact. @param partsPerHundredMillion Hundredths of a part per million. */
  share(partsPerHundredMillion: number | bigint): string;
  /** What was found, however little: exact, in ppm; or the limit of detection that it is below. */
  finding(share: ElementShare): string;
  /** A carbon footprint. @param gramsPerKilogram g CO2e per kg. */
  footprint(gramsPerKilogram: number | bigint): string;
  /** A day, in the reader's time zone. @param seconds Unix time. */
  day(seconds: number): string;
  /** Day and time, in the reader's time zone, which is named. @param seconds Unix time. */
  moment(seconds: number): string;
  /** How long something takes, in its two largest units. */
  span(seconds: number): string;
  /** A country's name. @param code ISO 3166-1 alpha-2. */
  country(code: string): string;
  /** Countries' names, in their order. */
  countries(codes: readonly string[]): string;
}

const formats = new Map<Language, Format>();

/** The formats of a language. */
export function formatFor(language: Language): Format {
  const format = formats.get(language) ?? createFormat(locales[language]);
  formats.set(language, format);
  return format;
}

function createFormat(locale: string): Format {
  const whole = new Intl.NumberFormat(locale);
  const exact = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const moments = new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  const units = (["day", "hour", "minute"] as const).map(
    (unit) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }),
  );
  const lists = new Intl.ListFormat(locale, { type: "unit", style: "narrow" });
  const countries = new Intl.DisplayNames([locale], { type: "region" });
  // As a text, so that no digit is lost on the way.
  const decimal = (value: number | bigint, decimals: number) => {
    const digits = String(value).padStart(decimals + 1, "0");
    return exact.format(`${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` as Intl.StringNumericLiteral);
  };
  // The ledger holds routes with bytes that are no country: they are shown as they are.
  const country = (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code);
  return {
    number: (value) => whole.format(value),
    mass: (value) => {
      const grams = BigInt(value);
      if (grams >= 1_000_000n) return `${decimal(grams, 6)} t`;
      return grams >= 1_000n ? `${decimal(grams, 3)} kg` : `${whole.format(grams)} g`;
    },
    nanograms: (value) => {
      if (value >= 10n ** 15n) return `${decimal(value, 15)} t`;
      return value >= 10n ** 12n ? `${decimal(value, 12)} kg` : `${decimal(value, 9)} g`;
    },
    decimal,
    share: (parts) => `${decimal(parts, 6)} %`,
    finding: (share) =>
      "detectionLimit" in share
        ? `< ${decimal(share.detectionLimit, 2)} ppm`
        : `${decimal(share.partsPerHundredMillion, 2)} ppm`,
    footprint: (grams) => `${decimal(grams, 3)} kg CO₂e/kg`,
    day: (seconds) => days.format(seconds * 1_000),
    moment: (seconds) => moments.format(seconds * 1_000),
    span: (seconds) => {
      const minutes = Math.floor(seconds / 60);
      const counts = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
      const [first = 2] = [0, 1].filter((index) => (counts[index] ?? 0) > 0);
      const told = counts.slice(first, first + 2).map((count, index) => ({ count, unit: units[first + index] }));
      const parts = told.filter(({ count }, index) => index === 0 || count > 0);
      return lists.format(parts.map(({ count, unit }) => unit?.format(count) ?? ""));
    },
    country,
    countries: (codes) => codes.map(country).join(locale === locales.zh ? "、" : ", "),
  };
}
