import type { Address, Hex } from "../domain/hex.ts";
import type { LotIdentity } from "../domain/lot.ts";
import type { JsonObject } from "../statements/codec.ts";
import type { DeclaredLot, Deed, GramMovement } from "../statements/deeds.ts";

/** Where an event stands in the ledger. */
export interface Place {
  blockNumber: bigint;
  logIndex: number;
  /** Unix seconds. */
  timestamp: number;
}

/** A statement that no fork can take back: what it does, whatever its kind. */
export interface StatementEvent extends Place {
  type: "statement";
  digest: Hex;
  organisation: Address;
  /** Country where it was made, or where what it is about is; null where the statement names none. */
  country: string | null;
  /** Ids of the lots it concerns, in the order of their links. */
  lots: readonly Hex[];
  /** Lots it declares, in its order. */
  declares: readonly DeclaredLot[];
  moves: GramMovement | null;
  does: Deed | null;
}

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
  /** What sent a consignment onto the road. @throws Error if the index does not know it. */
  dispatch(consignment: Hex): GramMovement<"sent">;
}
