import type { Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { recordedStatement } from "../statements/recorded.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { BlockHeader, ChainLog } from "./chain-types.ts";
import type { GovernanceEvent, IncludedStatement } from "./fold.ts";

/** What an event of the contracts tells. */
export type IndexedEvent = ({ type: "statement" } & IncludedStatement) | ({ type: "governance" } & GovernanceEvent);

/** Reads a log. @returns undefined for a log that is none of the contracts' events. */
export function decodeLog(ledger: Ledger, block: BlockHeader, log: ChainLog): IndexedEvent | undefined {
  const decoded = ledger.decodeLog(log);
  if (decoded === undefined) return undefined;
  const place = {
    blockNumber: block.number,
    blockHash: block.hash,
    timestamp: block.timestamp,
    logIndex: log.logIndex,
    transactionHash: log.transactionHash as Hex,
    contract: decoded.contract,
    address: decoded.address,
  };
  const record = recordedStatement(decoded.contract, decoded.name, decoded.args);
  if (record === undefined) return { type: "governance", ...place, event: decoded.name, args: decoded.args };
  return {
    type: "statement",
    ...place,
    digest: record.digest,
    statement: record.statement,
    lots: record.lots.map(lotIdToWire),
  };
}
