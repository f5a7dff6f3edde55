import type { Hex } from "../../domain/hex.ts";
import { optionalLocationNumber } from "../../statements/location-number.ts";
import { country } from "../../statements/short-text.ts";

const countryCodec = country("Country");
const locationNumberCodec = optionalLocationNumber("Site");
const NO_COUNTRY = "0x0000";

/** A country's code. */
export function countryOf(raw: Hex): string {
  return countryCodec.decode([raw]);
}

/** A country's code, or the empty text where a grant is for every country. */
export function countryOrAny(raw: Hex): string {
  return raw === NO_COUNTRY ? "" : countryOf(raw);
}

/** 13 digits of a Global Location Number; null for none. */
export function locationNumberOf(raw: bigint): string | null {
  return locationNumberCodec.toWire(locationNumberCodec.decode([raw])) as string | null;
}

/** A point in time; null where zero stands for none. */
export function timeOrNull(raw: bigint): bigint | null {
  return raw === 0n ? null : raw;
}
