import type { LRUCache } from "lru-cache";
import type { Hex } from "../domain/hex.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { JudgedLineage } from "./ancestry.ts";
import type { LedgerEvidence } from "./evidence.ts";
import type { KnownLot } from "./known-lot.ts";
import type { IndexStanding } from "./lot-case.ts";
import type { Register } from "./register.ts";
import { remembering } from "./remembering.ts";
import { cachedSignatureJudge, type SignatureJudge } from "./signatures.ts";

/** A verdict, with all that it depends on besides the lot. */
export interface KnownVerdict {
  blockHash: Hex;
  index: IndexStanding;
  judgedAt: number;
  verdict: Verdict;
}

/** Where a verdict's parts are taken from, and kept. What is kept is bound to heads and blocks, and so never goes stale. */
export interface Memory {
  signatures: SignatureJudge;
  lots: LRUCache<Hex, KnownLot>;
  registers: LRUCache<string, Register>;
  /** Lots that have been certified: what became of them since, they have not become again what they were before. */
  certified: LRUCache<Hex, true>;
  /** Lineages that are whole: what a lot was made from never changes. */
  lineages: LRUCache<Hex, JudgedLineage>;
  /** The ledger at blocks, by their hashes. */
  ledgers: LRUCache<Hex, LedgerEvidence>;
  verdicts: LRUCache<Hex, KnownVerdict>;
}

/**
 * A memory of so many lots, and of what they rest on.
 * @param signatures Whose key made a signature never changes: another memory may know it already.
 */
export function emptyMemory(lots: number, signatures = cachedSignatureJudge(20 * lots)): Memory {
  return {
    signatures,
    lots: remembering(lots),
    registers: remembering(lots),
    certified: remembering(4 * lots),
    // Twenty lots each, if they are equally deep.
    lineages: remembering(20 * lots, ({ lineage }) => Math.max(20, lineage.lots.size)),
    ledgers: remembering(Math.min(3, lots)),
    verdicts: remembering(lots),
  };
}
