import type { Generated } from "kysely";

/** A document, under the hash that statements name it by. */
export interface EvidenceTable {
  /** Keccak-256 of the content. */
  hash: string;
  /** The upload that brought the content. */
  upload: string;
  size: number;
  stored_at: Generated<Date>;
}

/** Content of an upload in parts, so that neither side ever holds all of it in memory. */
export interface EvidencePartTable {
  upload: string;
  position: number;
  content: Uint8Array;
  stored_at: Generated<Date>;
}

/** Tables of evidence. They stand beside the ledger: they survive a rebuild of the index. */
export interface EvidenceTables {
  evidence: EvidenceTable;
  evidence_part: EvidencePartTable;
}
