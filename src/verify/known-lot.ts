import type { Dossier } from "./dossier.ts";
import type { Holdings, LotRecord } from "./evidence.ts";
import type { LotFacts } from "./lot-facts.ts";

/** What is known of a lot while its head stays. */
export interface KnownLot {
  dossier: Dossier;
  facts: LotFacts;
  /** What the ledger had when its head was the dossier's. */
  holdings?: Holdings;
  /** Its record then. */
  record?: LotRecord;
}
