import { transportOnArrival } from "../../domain/transport.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { take } from "./grams.ts";

/** A dispatch takes grams out of the sender's hand, onto the road. */
export const dispatch: Fold<IncludedStatement<"dispatch">> = {
  want({ statement, lots }, tables) {
    const { organisation, recipient, fromCountry, toCountry } = statement.message;
    for (const lot of lots) {
      tables.balance.want(lot, organisation, fromCountry);
      // For an arrival among the same blocks.
      tables.balance.want(lot, recipient, toCountry);
    }
  },
  apply({ digest, statement, blockNumber, timestamp, logIndex }, tables) {
    const { organisation, recipient, carrier, fromCountry, toCountry, route, lines, emissionsGrams } =
      statement.message;
    tables.consignment.put({
      id: digest,
      sender: organisation,
      recipient,
      carrier,
      from_country: fromCountry,
      to_country: toCountry,
      route,
      passed: [...new Set(route)],
      status: "on-the-road",
      dispatched_at: timestamp,
      closure: null,
      closed_at: null,
      shortage_reason: null,
      seal_intact: null,
      block_number: blockNumber,
      log_index: logIndex,
    });
    const sent = lines.map(({ lot, grams }) => ({
      grams,
      transportMilligrams: take(tables, { lot: lotIdToWire(lot), holder: organisation, country: fromCountry }, grams),
    }));
    const arriving = transportOnArrival(sent, emissionsGrams);
    lines.forEach(({ lot, grams }, index) => {
      const id = lotIdToWire(lot);
      tables.consignment_line.put({
        consignment: digest,
        line: index + 1,
        lot: id,
        sent_grams: grams,
        received_grams: null,
        returned_grams: 0n,
        transport_milligrams: arriving[index] ?? 0n,
      });
    });
  },
};
