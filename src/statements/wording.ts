import { formatFinding, formatShare } from "../domain/amounts.ts";
import { type AssayedComposition, type Composition, radioactiveSymbols } from "../domain/composition.ts";
import { elementSymbols } from "../domain/elements.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { lotIdToWire } from "./scalars.ts";

/** An address short enough for a line: its beginning and end. */
export function shortAddress(address: Address): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** A digest short enough for a line: its first eight digits. */
export function shortHash(hash: Hex): string {
  return `${hash.slice(0, 10)}…`;
}

/** A lot's id short enough for a line: its first eight digits. */
export function shortLot(id: bigint): string {
  return `${lotIdToWire(id).slice(0, 10)}…`;
}

/** The three largest shares of a composition. */
export function mainElements(composition: Composition): string {
  return elementSymbols
    .flatMap((symbol) => {
      const share = composition[symbol];
      return "partsPerHundredMillion" in share
        ? [{ symbol, partsPerHundredMillion: share.partsPerHundredMillion }]
        : [];
    })
    .sort((a, b) => b.partsPerHundredMillion - a.partsPerHundredMillion)
    .slice(0, 3)
    .map(({ symbol, partsPerHundredMillion }) => `${symbol} ${formatShare(partsPerHundredMillion)}`)
    .join(", ");
}

/** What an assay states of thorium and uranium. */
export function radioactiveElements(composition: AssayedComposition): string {
  return radioactiveSymbols.map((symbol) => `${symbol} ${formatFinding(composition[symbol])}`).join(", ");
}

/** A day, as people in either language read it (UTC). */
export function day(unixSeconds: number): string {
  // Beyond what a date can show, the number itself has to do.
  return unixSeconds < 253_402_300_800 ? new Date(unixSeconds * 1000).toISOString().slice(0, 10) : String(unixSeconds);
}
