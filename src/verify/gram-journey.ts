import type { Hex } from "../domain/hex.ts";
import { wireMovement } from "../statements/knowledge.ts";
import type { ConsignmentRepository } from "../store/repositories/consignment-repository.ts";
import type { StatementRow } from "../store/repositories/statement-repository.ts";
import type { UnitRepository } from "../store/repositories/unit-repository.ts";
import { followGram, type GramJourney, type GramMove, type GramPlace } from "../units/gram-journey.ts";

interface Sources {
  units: UnitRepository;
  consignments: ConsignmentRepository;
}

/** Follows one gram of a lot through the statements that name it. */
export async function journeyOf({ units, consignments }: Sources, lot: Hex, gram: bigint): Promise<GramJourney> {
  return journeyAlong({ consignments }, await units.moves(lot, gram));
}

/** The same along statements that are known, in the ledger's order. */
export async function journeyAlong(
  { consignments }: Pick<Sources, "consignments">,
  rows: readonly StatementRow[],
): Promise<GramJourney> {
  const sent = rows.filter((row) => wireMovement(row, "sent") !== undefined).map(({ digest }) => digest);
  const flows = new Map((await consignments.flows(sent)).map((flow) => [flow.id, flow]));
  const moves = rows.flatMap((row): GramMove[] => {
    const to = placeAfter(row, flows.get(row.digest));
    // What came back to its sender has not moved.
    return to === undefined ? [] : [{ statement: row.digest, by: row.organisation, to }];
  });
  return followGram(moves);
}

/** Whether all that a statement sent or handed over is in an organisation's hand by it. */
export async function isReceivedWhole({ consignments }: Sources, row: StatementRow, by: string): Promise<boolean> {
  const consignment = wireMovement(row, "sent") === undefined ? undefined : await consignments.find(row.digest);
  const place = placeAfter(row, consignment);
  const isShort = consignment?.lines.some(({ sent_grams, received_grams }) => received_grams !== sent_grams) ?? false;
  return place?.state === "in-hand" && place.holder === by && !isShort;
}

type Flow = Awaited<ReturnType<Sources["consignments"]["flows"]>>[number];

function placeAfter(row: StatementRow, flow: Flow | undefined): GramPlace | undefined {
  const handed = wireMovement(row, "handed");
  if (handed !== undefined) return { state: "in-hand", holder: String(handed.recipient) };
  if (wireMovement(row, "retired") !== undefined) return { state: "retired" };
  if (wireMovement(row, "consumed") !== undefined) return { state: "consumed" };
  if (flow === undefined) return undefined;
  const { id: consignment, recipient: holder } = flow;
  switch (flow.status) {
    case "returned":
      return undefined;
    case "lost":
      return { state: "lost" };
    case "disputed":
    // Which grams were missing nobody has said.
    case "settled":
      return { state: "disputed", holder, consignment };
    case "received":
      return { state: "in-hand", holder };
    default:
      return { state: "on-the-road", holder, consignment };
  }
}

/** Grams of each lot that a statement moved out of its organisation's hand, by lot; empty for one that moved none. */
export function movedGrams(row: Pick<StatementRow, "kind" | "message">): Map<Hex, bigint> {
  const moved =
    wireMovement(row, "sent") ??
    wireMovement(row, "handed") ??
    wireMovement(row, "retired") ??
    wireMovement(row, "consumed");
  return new Map((moved?.lots ?? []).map(({ lot, grams }) => [String(lot), BigInt(String(grams))]));
}
