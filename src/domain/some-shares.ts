import { formatShare } from "./amounts.ts";
import { type AssayedSymbol, analysisExcess, type ElementShare, whole } from "./composition.ts";

/** Shares of some elements: of those that somebody looked for. */
export type SomeShares = Readonly<Partial<Record<AssayedSymbol, ElementShare>>>;

/** Whether what was found is more than a whole can be, whatever else was not looked for. */
export function isAboveWhole(shares: SomeShares): boolean {
  const found = Object.values(shares).map((share) => ("detectionLimit" in share ? 0 : share.partsPerHundredMillion));
  return found.reduce((sum, parts) => sum + parts, 0) > whole + analysisExcess;
}

/** Shares as a person writes them, exactly. */
export function someSharesToText(shares: SomeShares): string {
  return Object.entries(shares)
    .map(([symbol, share]) =>
      "detectionLimit" in share
        ? `${symbol} <${formatShare(share.detectionLimit)}`
        : `${symbol} ${formatShare(share.partsPerHundredMillion)}`,
    )
    .join(", ");
}
