import type { Address, Hex } from "../../domain/hex.ts";
import { shareOfTransport } from "../../domain/transport.ts";
import type { Movement } from "../fold.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";
import { give } from "./grams.ts";

type Tables = State["tables"];
type Closure = Pick<StateRow<"consignment">, "status" | "closure" | "closed_at" | "shortage_reason" | "seal_intact">;

/** Asks for what closing a consignment reads: the consignment, its lines, and what the one who takes it in holds already. */
export function wantArrival(tables: Tables, consignment: Hex, lots: readonly Hex[], holder: Address): void {
  tables.consignment.want(consignment);
  lots.forEach((lot, index) => {
    tables.consignment_line.want(consignment, index + 1);
    tables.balance.want(lot, holder);
  });
}

/** What a recipient has received: it leaves the sender's stock only now. */
export function delivered(tables: Tables, consignment: Hex, lots: readonly Hex[]): Movement[] {
  const { sender, recipient } = tables.consignment.require(consignment);
  return lots.flatMap((lot, index) => {
    const grams = tables.consignment_line.require(consignment, index + 1).received_grams ?? 0n;
    return [
      { organisation: sender, lot, kind: "delivered", grams, counterparty: recipient },
      { organisation: recipient, lot, kind: "received", grams, counterparty: sender },
    ];
  });
}

/** What a closed consignment lost on the road: it was its sender's. */
export function lost(tables: Tables, consignment: Hex, lots: readonly Hex[]): Movement[] {
  const { sender } = tables.consignment.require(consignment);
  return lots.map((lot, index) => {
    const { sent_grams, received_grams } = tables.consignment_line.require(consignment, index + 1);
    return { organisation: sender, lot, kind: "lost", grams: sent_grams - (received_grams ?? 0n) };
  });
}

/** Closes a consignment: what arrived goes into a hand with its share of the carbon, what is short stays lost with its own. */
export function arrive(
  tables: Tables,
  consignment: Hex,
  holder: Address,
  arrivedGrams: readonly bigint[],
  closure: Closure,
): void {
  tables.consignment.put({ ...tables.consignment.require(consignment), ...closure });
  arrivedGrams.forEach((grams, index) => {
    const line = tables.consignment_line.require(consignment, index + 1);
    tables.consignment_line.put({ ...line, received_grams: grams });
    give(tables, line.lot, holder, grams, shareOfTransport(line.transport_milligrams, grams, line.sent_grams));
  });
}
