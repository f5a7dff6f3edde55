import { custody } from "../../api/schemas/custody.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import type { Hex } from "../../domain/hex.ts";
import { concerning } from "../../readers/concern.ts";
import { standingOf } from "../../readers/reader.ts";
import { kindsMoving, wireMovement } from "../../statements/knowledge.ts";
import { consignmentOfLotToWire } from "../answers/consignment.ts";
import { findLot } from "../answers/lot.ts";
import { seizuresToWire } from "../answers/seizure.ts";
import { consignmentConcern, lotConcern, organisationsConcern } from "../concerns/flow-concerns.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Shows where a lot's grams went. */
export const readCustody = defineRoute({
  name: "readCustody",
  method: "get",
  path: "/v1/lots/{id}/custody",
  tag: "Custody",
  summary: "Where a lot's grams went, and are",
  params: lotParameters,
  success: { status: 200, description: "Its custody", schema: custody },
  problems: ["lot-not-found"],
  async handle(services, { params: { id }, reader }) {
    const lot = await findLot(services, id);
    const [holders, inputs, lines, moved, seized] = await Promise.all([
      services.lots.holders(id),
      services.lots.inputs(id),
      services.lots.lines(id),
      services.statements.dossierOfKinds(id, kindsMoving("handed", "retired")),
      services.seizures.ofLot(id),
    ]);
    const handovers = moved.flatMap((row) => {
      const handed = wireMovement(row, "handed");
      return handed ? [{ ...row, ...handed, from: row.organisation, to: String(handed.recipient) }] : [];
    });
    const retired = moved.flatMap((row) => wireMovement(row, "retired")?.lots ?? []);
    const onTheRoad = lines.filter(({ received_grams }) => received_grams === null);
    const missing = (among: typeof lines) =>
      sum(among.map((line) => line.sent_grams - (line.received_grams ?? line.sent_grams) - line.returned_grams));
    const changes = await services.consignments.changes(lines.map(({ consignment }) => consignment as Hex));
    const hands = [...new Set(holders.map(({ holder }) => holder))];
    const countries = await services.organisations.countries([
      lot.producer,
      ...hands,
      ...handovers.flatMap(({ from, to }) => [from, to]),
    ]);
    const body = {
      lot: id,
      certifiedGrams: lot.certification === null ? 0 : Number(lot.left_grams),
      inHandGrams: sum(holders.map(({ grams }) => grams)),
      onTheRoadGrams: sum(onTheRoad.map(({ sent_grams }) => sent_grams)),
      seizedGrams: sum(seized.map(({ grams }) => grams)),
      disputedGrams: missing(lines.filter(({ status }) => status === "disputed")),
      shortGrams: missing(lines.filter(({ status }) => status !== "disputed")),
      retiredGrams: sum(retired.map(gramsOf)),
      // What its producer made of it before it was certified was never part of the certificate.
      consumedGrams:
        lot.certification === null
          ? 0
          : sum(inputs.map(({ grams }) => grams)) - Number(lot.mass_grams - lot.left_grams),
      // Of who else holds it, a party is told nothing: a producer is no party to what its buyers sell.
      holders: holders
        .filter(({ holder }) => standingOf(reader, organisationsConcern([holder], countries)) !== "public")
        .map(({ holder, country, grams, transport_milligrams }) => ({
          holder,
          country,
          grams: Number(grams),
          transportMilligrams: String(transport_milligrams),
        })),
      consignments: lines.map((line) =>
        concerning(consignmentOfLotToWire(line, changes.get(line.consignment)), consignmentConcern(line)),
      ),
      handovers: handovers.map(({ digest, timestamp, from, to, country, lots }) =>
        concerning(
          {
            statement: digest,
            timestamp: Number(timestamp),
            from,
            to,
            country: String(country),
            grams: sum(lots.map(gramsOf)),
          },
          organisationsConcern([from, to], countries),
        ),
      ),
      seizures: await seizuresToWire(services, seized),
    };
    return { body: concerning(body, lotConcern(lot, hands, countries)) };
  },
});

/** Grams of a lot in a message's wire form. */
function gramsOf({ grams }: { grams: unknown }): bigint {
  return BigInt(grams as number);
}

function sum(grams: readonly bigint[]): number {
  return Number(grams.reduce((total, part) => total + part, 0n));
}
