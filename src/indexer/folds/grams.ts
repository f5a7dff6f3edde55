import type { Address, Hex } from "../../domain/hex.ts";
import type { State } from "../state.ts";

/** Takes grams out of a holder's hand. */
export function take(tables: State["tables"], lot: Hex, holder: Address, grams: bigint): void {
  const left = tables.balance.require(lot, holder).grams - grams;
  if (left === 0n) tables.balance.remove(lot, holder);
  else tables.balance.put({ lot, holder, grams: left });
}

/** Puts grams into a holder's hand. */
export function give(tables: State["tables"], lot: Hex, holder: Address, grams: bigint): void {
  if (grams === 0n) return;
  const held = tables.balance.get(lot, holder)?.grams ?? 0n;
  tables.balance.put({ lot, holder, grams: held + grams });
}
