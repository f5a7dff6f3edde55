import { custody } from "../../api/schemas/custody.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { findLot, numberOrNull } from "../lot-answer.ts";
import { defineRoute } from "../route.ts";

/** Shows where a lot's grams went. */
export const readCustody = defineRoute({
  method: "get",
  path: "/v1/lots/{id}/custody",
  tag: "Custody",
  summary: "Where a lot's grams went, and are",
  params: lotParameters,
  success: { status: 200, description: "Its custody", schema: custody },
  problems: ["lot-not-found"],
  async handle(services, { params: { id } }) {
    const lot = await findLot(services, id);
    const [holders, lines, moved] = await Promise.all([
      services.lots.holders(id),
      services.lots.lines(id),
      services.statements.dossierOfKinds(id, ["hand-over", "retire"]),
    ]);
    const { "hand-over": handovers = [], retire: retirements = [] } = Object.groupBy(moved, ({ kind }) => kind);
    const onTheRoad = lines.filter(({ received_grams }) => received_grams === null);
    const short = lines.map(({ sent_grams, received_grams }) => sent_grams - (received_grams ?? sent_grams));
    return {
      body: {
        lot: id,
        certifiedGrams: lot.certification === null ? 0 : Number(lot.mass_grams),
        inHandGrams: sum(holders.map(({ grams }) => grams)),
        onTheRoadGrams: sum(onTheRoad.map(({ sent_grams }) => sent_grams)),
        shortGrams: sum(short),
        retiredGrams: sum(retirements.map(({ message }) => BigInt(message.grams as number))),
        holders: holders.map(({ holder, grams }) => ({ holder, grams: Number(grams) })),
        consignments: lines.map((line) => ({
          consignment: line.consignment,
          status: line.status,
          fromCountry: line.from_country,
          toCountry: line.to_country,
          dispatchedAt: Number(line.dispatched_at),
          closedAt: numberOrNull(line.closed_at),
          sender: line.sender,
          recipient: line.recipient,
          carrier: line.carrier,
          sentGrams: Number(line.sent_grams),
          receivedGrams: numberOrNull(line.received_grams),
        })),
        handovers: handovers.map(({ digest, timestamp, organisation, message }) => ({
          statement: digest,
          timestamp: Number(timestamp),
          from: organisation,
          to: String(message.recipient),
          grams: Number(message.grams),
        })),
      },
    };
  },
});

function sum(grams: readonly bigint[]): number {
  return Number(grams.reduce((total, part) => total + part, 0n));
}
