import type { Hex } from "../domain/hex.ts";
import { contractInterface } from "../ledger/contract-interfaces.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { contractNames } from "../statements/contract-names.ts";
import { BloomQuery } from "./log-bloom.ts";

/** Which logs the indexer reads. */
export interface LogQuery {
  addresses: ReadonlySet<Hex>;
  /** Hashes of the events, any of which may be a log's first topic. */
  topics: ReadonlySet<Hex>;
  bloom: BloomQuery;
}

/** Contracts of which everything is on record; of the batch entry nothing is, it holds nothing. */
const recorded = contractNames.filter((name) => name !== "Statements");

/** Events that repeat what a statement's own event says, and standards' events that say nothing of ours. */
const ignored = new Set(["TransferSingle", "TransferBatch", "ApprovalForAll", "URI", "EIP712DomainChanged"]);

/** The query for every event of a ledger's contracts that the index is made from. */
export function logQuery(ledger: Ledger): LogQuery {
  const addresses = new Set(recorded.map((contract) => ledger.address(contract).toLowerCase()));
  topics ??= topicsOfEvents();
  return { addresses, topics, bloom: new BloomQuery(addresses, topics) };
}

/** The same for every ledger, so that they are hashed once. */
let topics: ReadonlySet<Hex> | undefined;

function topicsOfEvents(): ReadonlySet<Hex> {
  const found = new Set<Hex>();
  for (const contract of recorded) {
    contractInterface(contract).forEachEvent((event) => {
      if (!ignored.has(event.name)) found.add(event.topicHash);
    });
  }
  return found;
}
