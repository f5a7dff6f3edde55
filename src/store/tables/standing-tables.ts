import type { Generated } from "kysely";

/** One row: how far the index reaches. Moves in the same transaction as the rows it stands for. */
export interface CheckpointTable {
  id: number;
  block_number: bigint;
  block_hash: string;
  /** Which ledger was indexed (its genesis hash and our contracts on it), so that another one is never mixed in. */
  ledger: string;
  /** First block whose statements go into the outbox: a rebuild does not announce again what was announced. */
  announce_from: bigint;
  /** Last block whose statements were announced as final. */
  final_to: Generated<bigint>;
  /** Why the indexer halted; null while it follows. */
  halted: string | null;
}

/** One row: which declaration the tables of the index were made by. */
export interface IndexVersionTable {
  id: number;
  version: string;
  /** Their names, so that whoever has other tables can drop them. */
  tables: string[];
}

/** How the index stands: what is kept while its own tables are dropped and made anew. */
export interface StandingTables {
  checkpoint: CheckpointTable;
  index_version: IndexVersionTable;
}
