import type { Address, Hex } from "../domain/hex.ts";
import type { LotIdentity } from "../domain/lot.ts";
import type { JsonObject } from "../statements/codec.ts";
import type { StatementKindName } from "../statements/registry.ts";
import type { Message } from "../statements/statement.ts";

/** Where an event stands in the ledger. */
export interface Place {
  blockNumber: bigint;
  logIndex: number;
  /** Unix seconds. */
  timestamp: number;
}

/** A statement that no fork can take back. */
export type StatementEvent<K extends StatementKindName = StatementKindName> = {
  [N in K]: Place & { type: "statement"; kind: N; digest: Hex; message: Message<N>; lots: readonly Hex[] };
}[K];

/** What governance, or a contract by itself, did. */
export interface ActEvent extends Place {
  type: "act";
  /** Name of the contract's event. */
  event: string;
  /** Its arguments as the index keeps them. */
  args: JsonObject;
}

export type AlertEvent = StatementEvent | ActEvent;

/** A lot as it was declared, which nothing can change. */
export interface DeclaredFacts extends LotIdentity {
  id: Hex;
  /** Statement that declared it. */
  declaration: Hex;
}

/** What rules may ask besides the event: only what was on the ledger before it, and never changes. */
export interface Facts {
  /** @throws Error if the index does not know the lot. */
  lot(id: Hex): DeclaredFacts;
  /** The dispatch of a consignment. @throws Error if the index does not know it. */
  dispatch(consignment: Hex): StatementEvent<"dispatch">;
}

/** An organisation as events name it. */
export const organisationOf = ({ message }: StatementEvent): Address => message.organisation;
