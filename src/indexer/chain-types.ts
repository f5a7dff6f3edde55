import type { Hex } from "../domain/hex.ts";

/** A block's header, as far as it is followed. */
export interface BlockHeader {
  number: bigint;
  hash: Hex;
  parentHash: Hex;
  /** Unix seconds. */
  timestamp: bigint;
  logsBloom: Hex;
  receiptsRoot: Hex;
  /** Hashes of its transactions, in order. */
  transactions: Hex[];
}

/** A log of one of our contracts. */
export interface ChainLog {
  address: string;
  topics: string[];
  data: Hex;
  blockHash: Hex;
  logIndex: number;
  transactionHash: Hex;
}

/** A block with all our contracts' logs, in order. */
export interface BlockLogs {
  header: BlockHeader;
  logs: ChainLog[];
}
