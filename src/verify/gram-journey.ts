import type { Hex } from "../domain/hex.ts";
import { signedGramsList, wireMovement } from "../statements/knowledge.ts";
import type { ConsignmentRepository } from "../store/repositories/consignment-repository.ts";
import type { SeizureRepository, SeizureRow } from "../store/repositories/seizure-repository.ts";
import type { StatementRow } from "../store/repositories/statement-repository.ts";
import type { UnitRepository } from "../store/repositories/unit-repository.ts";
import { followGram, type GramJourney, type GramMove, type GramPlace, type GramReturn } from "../units/gram-journey.ts";

interface Sources {
  units: UnitRepository;
  consignments: ConsignmentRepository;
  seizures: SeizureRepository;
}

/** A step of a gram, and what stands in its lot's dossier for it. */
type Step = { link: string } & (GramMove | GramReturn);

/** A gram's journey; `isSigned`: whether the signature of the statement by which it came to its place commits to the grams that were named. */
type ToldJourney = GramJourney & { isSigned: boolean };

/** Follows one gram of a lot through the statements that name it. */
export async function journeyOf(sources: Sources, lot: Hex, gram: bigint): Promise<ToldJourney> {
  return journeyAlong(sources, lot, await sources.units.moves(lot, gram));
}

/** The same along statements that are known, in the ledger's order. */
export async function journeyAlong(
  { units, consignments, seizures }: Sources,
  lot: Hex,
  rows: readonly StatementRow[],
): Promise<ToldJourney> {
  const moving = (how: "sent" | "seized") =>
    rows.filter((row) => wireMovement(row, how) !== undefined).map(({ digest }) => digest);
  const [flows, taken] = await Promise.all([consignments.flows(moving("sent")), seizures.findAll(moving("seized"))]);
  const flowOf = new Map(flows.map((flow) => [flow.id, flow]));
  const seizureOf = new Map(taken.map((seizure) => [seizure.statement, seizure]));
  const steps = rows.flatMap((row) => stepsOf(row, flowOf.get(row.digest), seizureOf.get(row.digest)));
  const journey = followGram(await inOrder(units, lot, steps));
  const row = rows.find(({ digest }) => digest === journey.statement);
  return { ...journey, isSigned: row !== undefined && signedGramsList(row) !== undefined };
}

/** Whether all that a statement sent or handed over is in an organisation's hand by it. */
export async function isReceivedWhole({ consignments }: Sources, row: StatementRow, by: string): Promise<boolean> {
  const consignment = wireMovement(row, "sent") === undefined ? undefined : await consignments.find(row.digest);
  const place = placeAfter(row, consignment);
  const isShort = consignment?.lines.some(({ sent_grams, received_grams }) => received_grams !== sent_grams) ?? false;
  return place?.state === "in-hand" && place.holder === by && !isShort;
}

type Flow = Awaited<ReturnType<Sources["consignments"]["flows"]>>[number];

function stepsOf(row: StatementRow, flow: Flow | undefined, seizure: SeizureRow | undefined): Step[] {
  const { digest: statement } = row;
  if (seizure !== undefined) {
    const { holder, authority, ended_by: end } = seizure;
    const move: Step = { link: statement, statement, by: holder, to: { state: "seized", holder: authority } };
    return end === null ? [move] : [move, { link: end, statement, backTo: holder }];
  }
  const to = placeAfter(row, flow);
  if (to === undefined) return [];
  const move: Step = { link: statement, statement, by: row.organisation, to };
  const isBack = flow?.status === "returned" && flow.closure !== null;
  return isBack ? [move, { link: String(flow.closure), statement, backTo: flow.sender }] : [move];
}

/** Steps in the order of the lot's dossier. Moves stand in the ledger's order already; how they ended is in the dossier alone. */
async function inOrder(units: UnitRepository, lot: Hex, steps: readonly Step[]): Promise<readonly Step[]> {
  if (!steps.some((step) => "backTo" in step)) return steps;
  const positions = await units.positions(
    lot,
    steps.map(({ link }) => link),
  );
  const positionOf = ({ link }: Step) => positions.get(link) ?? Number.POSITIVE_INFINITY;
  return steps.toSorted((left, right) => positionOf(left) - positionOf(right));
}

function placeAfter(row: StatementRow, flow: Flow | undefined): GramPlace | undefined {
  const handed = wireMovement(row, "handed");
  if (handed !== undefined) return { state: "in-hand", holder: String(handed.recipient) };
  if (wireMovement(row, "retired") !== undefined) return { state: "retired" };
  if (wireMovement(row, "consumed") !== undefined) return { state: "consumed" };
  if (flow === undefined) return undefined;
  const { id: consignment, recipient: holder } = flow;
  switch (flow.status) {
    case "lost":
      return { state: "lost" };
    case "disputed":
    // Which grams were missing nobody has said.
    case "settled":
      return { state: "disputed", holder, consignment };
    case "received":
      return { state: "in-hand", holder };
    default:
      // What came back was on the road before.
      return { state: "on-the-road", holder, consignment };
  }
}
