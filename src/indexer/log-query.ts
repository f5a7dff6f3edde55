import type { Hex } from "../domain/hex.ts";
import { contractInterface } from "../ledger/contract-interfaces.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { ContractName } from "../statements/kind.ts";
import { statementKinds } from "../statements/registry.ts";
import { BloomQuery } from "./log-bloom.ts";

/** Which logs the indexer reads. */
export interface LogQuery {
  addresses: Hex[];
  /** Hashes of the events, any of which may be a log's first topic. */
  topics: Hex[];
  bloom: BloomQuery;
}

/** Contracts whose governance is on record; of the batch entry nothing is, it holds nothing. */
const recorded: ContractName[] = ["AccessManager", "Participants", "Lots", "Certification", "Custody", "Attestations"];

/** Events that repeat what a statement's own event says, and standards' events that say nothing of ours. */
const ignored = new Set(["TransferSingle", "TransferBatch", "ApprovalForAll", "URI", "EIP712DomainChanged"]);

/** The query for every event of a ledger's contracts that the index is made from. */
export function logQuery(ledger: Ledger): LogQuery {
  const contracts = [...new Set([...recorded, ...Object.values(statementKinds).map(({ contract }) => contract)])];
  const addresses = contracts.map((contract) => ledger.address(contract).toLowerCase());
  const topics = new Set<Hex>();
  for (const contract of contracts) {
    contractInterface(contract).forEachEvent((event) => {
      if (!ignored.has(event.name)) topics.add(event.topicHash);
    });
  }
  return { addresses, topics: [...topics], bloom: new BloomQuery(addresses, [...topics]) };
}
