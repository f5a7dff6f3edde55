import type { Generated } from "kysely";

/** A document, under the hash that statements name it by. */
export interface EvidenceTable {
  /** Keccak-256 of the content. */
  hash: string;
  /** The upload that brought the content. */
  upload: string;
  size: number;
  stored_at: Generated<Date>;
  /** Whether it stays, and is open to everybody who knows its hash, though no statement names it. */
  is_kept: Generated<boolean>;
}

/** Content of an upload in parts, so that neither side ever holds all of it in memory. */
export interface EvidencePartTable {
  upload: string;
  position: number;
  content: Uint8Array;
  stored_at: Generated<Date>;
}

/** An organisation that has sent a document. One that was sent without sign-in has no owner. */
export interface EvidenceOwnerTable {
  hash: string;
  organisation: string;
  stored_at: Generated<Date>;
}

/** A document that lists others. A statement that names the list names them. */
export interface EvidenceListTable {
  list: string;
  member: string;
}

/** Tables of evidence. They stand beside the ledger: they survive a rebuild of the index. */
export interface EvidenceTables {
  evidence: EvidenceTable;
  evidence_part: EvidencePartTable;
  evidence_owner: EvidenceOwnerTable;
  evidence_list: EvidenceListTable;
}
