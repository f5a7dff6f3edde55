import type { Address, Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Movement } from "../fold.ts";
import type { State } from "../state.ts";
import { take } from "./grams.ts";

type Inputs = readonly { lot: bigint; grams: bigint }[];

/** Whose grams are taken, and where. */
type Hand = { holder: Address; country: string };

/** Asks for what taking inputs reads. */
export function wantInputs(tables: State["tables"], inputs: Inputs, { holder, country }: Hand): void {
  for (const { lot } of inputs) {
    tables.lot.want(lotIdToWire(lot));
    tables.balance.want(lotIdToWire(lot), holder, country);
  }
}

/**
 * Takes grams that something is made from: of certified lots out of the hand, of own uncertified lots out of what is left.
 * @returns Carbon that each of them carries along, transport included, in mg CO2e.
 */
export function consume(
  tables: State["tables"],
  { digest, blockNumber }: { digest: Hex; blockNumber: bigint },
  inputs: Inputs,
  hand: Hand,
): bigint[] {
  return inputs.map(({ lot: id, grams }) => {
    const lot = tables.lot.require(lotIdToWire(id));
    const held = lot.status === "certified";
    const transport = held ? take(tables, { lot: lot.id, ...hand }, grams) : 0n;
    if (!held) tables.lot.put({ ...lot, left_grams: lot.left_grams - grams });
    tables.lot_input.put({
      consumer: digest,
      lot: lot.id,
      grams,
      footprint_grams_per_kilogram: lot.footprint_grams_per_kilogram,
      transport_milligrams: transport,
      is_certified: lot.disputes === 0 && (held || (lot.status === "declared" && lot.quota === null)),
      block_number: blockNumber,
    });
    return grams * BigInt(lot.footprint_grams_per_kilogram) + transport;
  });
}

/** What leaves a stock by it. */
export function consumed(inputs: Inputs, organisation: Address, kind: "consumed" | "deposited"): Movement[] {
  return inputs.map(({ lot, grams }) => ({ organisation, lot: lotIdToWire(lot), kind, grams }));
}
