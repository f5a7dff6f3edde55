import type { Address, Hex } from "../domain/hex.ts";
import type { MovementKind } from "../domain/movement.ts";
import type { PlainValues } from "../ledger/plain-values.ts";
import type { ContractName } from "../statements/kind.ts";
import type { StatementKindName } from "../statements/registry.ts";
import type { RecordedStatement } from "../statements/statement.ts";
import type { State } from "./state.ts";

/** Where an event stands in the ledger. */
export interface EventPlace {
  blockNumber: bigint;
  blockHash: Hex;
  /** Address of the contract. */
  address: Address;
  /** Time of the block, Unix seconds. */
  timestamp: bigint;
  logIndex: number;
  transactionHash: Hex;
  contract: ContractName;
}

/** A statement that the ledger included. */
export interface IncludedStatement<K extends StatementKindName = StatementKindName> extends EventPlace {
  digest: Hex;
  statement: RecordedStatement<K>;
  /** Ids of the lots it concerns, in the wire's form, in the order of their links. */
  lots: Hex[];
}

/** Anything else that one of the contracts told: an act of governance. */
export interface GovernanceEvent<Args = PlainValues> extends EventPlace {
  event: string;
  args: Args;
}

/** A link of the head of an organisation, a scheme, or what else has a register. */
export interface HeadLink {
  subject:
    | { table: "organisation"; key: Address }
    | { table: "scheme"; key: number }
    /** By `registerKey`. */
    | { table: "register_head"; key: string };
  digest: Hex;
}

/** Links that an act of governance adds to the dossiers of lots. Those of a statement follow from the statement. */
export interface DossierLinks {
  lots: Hex[];
  digest: Hex;
}

/** Grams that come into a stock by an event, or leave it. */
export interface Movement {
  organisation: string;
  lot: Hex;
  kind: MovementKind;
  grams: bigint;
  counterparty?: string;
}

/** What a kind of event does to current state. All functions are pure but for the state. */
export interface Fold<Event> {
  /** Asks for the rows that `apply` is going to read. */
  want(event: Event, tables: State["tables"]): void;
  /** Asks for those that only the rows wanted first, which are loaded now, tell of. */
  wantMore?(event: Event, tables: State["tables"]): void;
  apply(event: Event, tables: State["tables"]): void;
  /** What it moves in and out of stocks; asked after `apply`. Grams of zero are no movement. */
  movements?(event: Event, tables: State["tables"]): Movement[];
  /** Link that a statement adds to the head of a register; `want` and `apply` need not care for it. */
  link?(event: Event): HeadLink;
  /** Links that an act of governance adds to dossiers. */
  dossiers?(event: Event): DossierLinks;
}
