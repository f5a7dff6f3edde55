import type { Address, Hex } from "../../domain/hex.ts";
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

/** Closes a consignment: what arrived goes into a hand, what is short stays lost. */
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
    give(tables, line.lot, holder, grams, line.transport_milligrams);
  });
}
