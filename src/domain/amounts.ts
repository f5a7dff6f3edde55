import type { ElementShare } from "./composition.ts";

/** A mass for people: exact, in tonnes from 1,000 kg, in kilograms from 1,000 g. */
export function formatGrams(grams: bigint): string {
  if (grams >= 1_000_000n) return `${formatDecimal(grams, 6)} t`;
  if (grams >= 1_000n) return `${formatDecimal(grams, 3)} kg`;
  return `${grams} g`;
}

/** An amount of elements for people: exact, in grams below 1,000 g. */
export function formatNanograms(nanograms: bigint): string {
  if (nanograms >= 10n ** 15n) return `${formatDecimal(nanograms, 15)} t`;
  if (nanograms >= 10n ** 12n) return `${formatDecimal(nanograms, 12)} kg`;
  return `${formatDecimal(nanograms, 9)} g`;
}

/** A share for people: exact, in percent. @param partsPerHundredMillion Hundredths of a part per million. */
export function formatShare(partsPerHundredMillion: number): string {
  return `${formatDecimal(BigInt(partsPerHundredMillion), 6)} %`;
}

/** A limit of detection for people: exact, in ppm. @param partsPerHundredMillion Hundredths of a part per million. */
export function formatLimit(partsPerHundredMillion: number): string {
  return `${formatDecimal(BigInt(partsPerHundredMillion), 2)} ppm`;
}

/** What was found for people, however little: exact, in ppm, or the limit of detection that it is below. */
export function formatFinding(share: ElementShare): string {
  return "detectionLimit" in share
    ? `< ${formatLimit(share.detectionLimit)}`
    : formatLimit(share.partsPerHundredMillion);
}

/** A footprint for people: grams per kilogram as kilograms per kilogram, exact. */
export function formatFootprint(gramsPerKilogram: number | bigint): string {
  return `${formatDecimal(BigInt(gramsPerKilogram), 3)} kg CO2e/kg`;
}

function formatDecimal(value: bigint, decimals: number): string {
  const digits = value.toString().padStart(decimals + 1, "0");
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  const whole = digits.slice(0, -decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
