/**
 * Steps of the road, in order: remembered durably; assigned to a ledger transaction (not yet committed); stored with its
 * signed bytes; handed to the node; seen in a block; its outcome stored.
 */
export type RelayStep = "accepted" | "allocated" | "stored" | "broadcast" | "mined" | "reconciled";

/** Called after each step; the road waits for it. Whoever operates or tests the relay may watch it or stop it there. */
export interface RelayHooks {
  after?(step: RelayStep): Promise<void> | void;
}
