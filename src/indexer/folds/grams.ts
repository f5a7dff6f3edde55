import type { Address, Hex } from "../../domain/hex.ts";
import { shareOfTransport } from "../../domain/transport.ts";
import type { State } from "../state.ts";

/** What a holder has of a lot in one country. */
export interface Stock {
  lot: Hex;
  holder: Address;
  country: string;
}

/**
 * Takes grams out of a holder's hand.
 * @returns Transport carbon that went along, in mg CO2e: the grams' share.
 */
export function take(tables: State["tables"], { lot, holder, country }: Stock, grams: bigint): bigint {
  const held = tables.balance.require(lot, holder, country);
  const gone = shareOfTransport(held.transport_milligrams, grams, held.grams);
  const left = { grams: held.grams - grams, transport_milligrams: held.transport_milligrams - gone };
  if (left.grams === 0n && left.transport_milligrams === 0n) tables.balance.remove(lot, holder, country);
  else tables.balance.put({ lot, holder, country, ...left });
  return gone;
}

/** Puts grams into a holder's hand, with the transport carbon they carry, in mg CO2e. */
export function give(tables: State["tables"], { lot, holder, country }: Stock, grams: bigint, carried: bigint): void {
  if (grams === 0n) return;
  const held = tables.balance.get(lot, holder, country);
  tables.balance.put({
    lot,
    holder,
    country,
    grams: (held?.grams ?? 0n) + grams,
    transport_milligrams: (held?.transport_milligrams ?? 0n) + carried,
  });
}
