import { setImmediate as othersTurn } from "node:timers/promises";
import type { Hex } from "../domain/hex.ts";
import { signedGramsList, wireMovement } from "../statements/knowledge.ts";
import type { ConsignmentRepository } from "../store/repositories/consignment-repository.ts";
import type { SeizureRepository, SeizureRow } from "../store/repositories/seizure-repository.ts";
import type { StatementRow } from "../store/repositories/statement-repository.ts";
import type { NamedArrivals, NamingRow, UnitRepository } from "../store/repositories/unit-repository.ts";
import { followGram, type GramJourney, type GramPlace, type GramStep } from "../units/gram-journey.ts";
import type { GramRange, GramRanges } from "../units/gram-range.ts";

interface Sources {
  units: UnitRepository;
  consignments: ConsignmentRepository;
  seizures: SeizureRepository;
}

/** A step of a gram, and what stands in its lot's dossier for it. */
type Step = { link: string } & GramStep;

/** A gram's journey; `isSigned`: whether the signature of the statement by which it came to its place commits to the grams that were named. */
type ToldJourney = GramJourney & { isSigned: boolean };

/** A gram that two statements cannot both have moved. */
export interface DoubledGram {
  gram: bigint;
  statements: readonly [Hex, Hex];
}

/** Follows one gram of a lot along the statements that name it, in the ledger's order. */
export async function journeyAlong(sources: Sources, lot: Hex, rows: readonly NamingRow[]): Promise<ToldJourney> {
  const journey = (await followAlong(sources, lot, rows))(rows);
  const by = rows.find(({ digest }) => digest === journey.statement);
  // Of what arrived, its sender's signature may have said which grams these are.
  const signed = by?.arrival_of == null ? by : rows.find(({ digest }) => digest === by.arrival_of);
  return { ...journey, isSigned: signed !== undefined && signedGramsList(signed) !== undefined };
}

/** Stretches that are looked at before others have their turn. */
const stretchesAtOnce = 1_000;

/**
 * Looks among grams of a lot for those that two statements cannot both have moved.
 * @param asked In rising order.
 * @returns The first gram of each range within which nothing changes, in rising order.
 */
export async function* doubledAmong(sources: Sources, lot: Hex, asked: GramRanges): AsyncGenerator<DoubledGram> {
  const [lowest, highest] = [asked[0], asked.at(-1)];
  if (lowest === undefined || highest === undefined) return;
  const { rows, ranges } = await sources.units.namings(lot, { first: lowest.first, last: highest.last });
  const follow = await followAlong(sources, lot, rows);
  let [place, looked] = [0, 0];
  for (const { first, last, named } of stretches(ranges)) {
    if (++looked % stretchesAtOnce === 0) await othersTurn();
    while ((asked[place]?.last ?? first) < first) place += 1;
    if ((asked[place]?.first ?? last + 1n) > last) continue;
    const { doubled } = follow(named.map((row) => rows[row] as NamingRow));
    if (doubled === null) continue;
    for (let next = place; ; next += 1) {
      const range = asked[next];
      if (range === undefined || range.first > last) break;
      yield { gram: range.first > first ? range.first : first, statements: doubled };
    }
  }
}

/** Ranges within which the same statements name every gram, in rising order, each with the places of these statements in theirs. */
function* stretches(ranges: readonly (GramRange & { row: number })[]): Generator<GramRange & { named: number[] }> {
  const begins = Map.groupBy(ranges, ({ first }) => first);
  const ends = Map.groupBy(ranges, ({ last }) => last + 1n);
  const borders = [...new Set([...begins.keys(), ...ends.keys()])].sort((left, right) => (left < right ? -1 : 1));
  const open = new Set<number>();
  for (const [place, first] of borders.entries()) {
    for (const { row } of ends.get(first) ?? []) open.delete(row);
    for (const { row } of begins.get(first) ?? []) open.add(row);
    const next = borders[place + 1];
    if (next === undefined || open.size === 0) continue;
    yield { first, last: next - 1n, named: [...open].sort((left, right) => left - right) };
  }
}

/** Reads what the statements that name grams of a lot came to, and follows grams along those of them that name one. */
async function followAlong(
  { units, consignments, seizures }: Sources,
  lot: Hex,
  rows: readonly NamingRow[],
): Promise<(rows: readonly NamingRow[]) => GramJourney> {
  const departures = rows.filter(({ arrival_of }) => arrival_of === null);
  const moving = (how: "sent" | "seized") =>
    departures.filter((row) => wireMovement(row, how) !== undefined).map(({ digest }) => digest);
  const sent = [...new Set([...moving("sent"), ...rows.flatMap(({ arrival_of }) => arrival_of ?? [])])];
  const [flows, taken, arrivals] = await Promise.all([
    consignments.flows(sent),
    seizures.findAll(moving("seized")),
    units.arrivals(lot, sent),
  ]);
  const flowOf = new Map(flows.map((flow) => [flow.id, flow]));
  const seizureOf = new Map(taken.map((seizure) => [seizure.statement, seizure]));
  const ends = [...taken.map(({ ended_by }) => ended_by), ...flows.map((flow) => (isBack(flow) ? flow.closure : null))];
  const backs = ends.filter((end) => end !== null);
  // Statements stand in the ledger's order already; how they ended is in the dossier alone.
  const positions =
    backs.length === 0 ? undefined : await units.positions(lot, [...rows.map(({ digest }) => digest), ...backs]);
  const positionOf = ({ link }: Step) => positions?.get(link) ?? Number.POSITIVE_INFINITY;
  return (naming) => {
    const arrived = new Set(naming.flatMap(({ arrival_of }) => arrival_of ?? []));
    const steps = naming.flatMap((row): Step[] => {
      const seizure = seizureOf.get(row.digest);
      if (seizure !== undefined) return seizureSteps(row, seizure);
      const id = row.arrival_of ?? row.digest;
      const way = { flow: flowOf.get(id), arrivals: arrivals.get(id), isNamed: arrived.has(id) };
      return row.arrival_of === null ? moveSteps(row, way) : arrivalSteps(row, way);
    });
    return followGram(positions === undefined ? steps : steps.toSorted((a, b) => positionOf(a) - positionOf(b)));
  };
}

/** Whether all that a statement sent or handed over is in an organisation's hand by it. */
export async function isReceivedWhole({ consignments }: Sources, row: StatementRow, by: string): Promise<boolean> {
  const consignment = wireMovement(row, "sent") === undefined ? undefined : await consignments.find(row.digest);
  const place = placeAfter(row, { flow: consignment, isNamed: false });
  const isShort = consignment?.lines.some(({ sent_grams, received_grams }) => received_grams !== sent_grams) ?? false;
  return place?.state === "in-hand" && place.holder === by && !isShort;
}

type Flow = Awaited<ReturnType<Sources["consignments"]["flows"]>>[number];

/** A consignment as it stands, how far its grams of a lot were named on arrival, and whether the gram was that is followed. */
interface Way {
  flow: Flow | undefined;
  arrivals?: NamedArrivals | undefined;
  isNamed: boolean;
}

function seizureSteps({ digest: statement }: StatementRow, { holder, authority, ended_by: end }: SeizureRow): Step[] {
  const move: Step = { link: statement, statement, by: holder, to: { state: "seized", holder: authority } };
  return end === null ? [move] : [move, { link: end, statement, backTo: holder }];
}

function arrivalSteps({ digest: statement, arrival_holder: holder }: NamingRow, { flow, arrivals }: Way): Step[] {
  if (flow === undefined) return [];
  const isUnsent = arrivals?.isSentNamed ?? false;
  return [{ link: statement, statement, sentIn: flow.id, by: flow.sender, holder, isUnsent }];
}

function moveSteps(row: StatementRow, way: Way): Step[] {
  const { digest: statement } = row;
  const to = placeAfter(row, way);
  if (to === undefined) return [];
  const move: Step = { link: statement, statement, by: row.organisation, to };
  const { flow } = way;
  // What came back was on the road before.
  const comesBack = flow !== undefined && isBack(flow) && !way.isNamed && to.state === "on-the-road";
  return comesBack ? [move, { link: String(flow.closure), statement, backTo: flow.sender }] : [move];
}

function isBack({ status, closure }: Flow): boolean {
  return status === "returned" && closure !== null;
}

function placeAfter(row: StatementRow, way: Way): GramPlace | undefined {
  const handed = wireMovement(row, "handed");
  if (handed !== undefined) return { state: "in-hand", holder: String(handed.recipient) };
  if (wireMovement(row, "retired") !== undefined) return { state: "retired" };
  if (wireMovement(row, "consumed") !== undefined) return { state: "consumed" };
  return way.flow && placeOnTheWay(way.flow, way);
}

function placeOnTheWay({ id: consignment, recipient: holder, status, closure }: Flow, way: Way): GramPlace {
  const onTheRoad: GramPlace = { state: "on-the-road", holder, consignment };
  // Where it came from there, the statement says that names it on arrival.
  if (way.isNamed) return onTheRoad;
  const areAllNamed = way.arrivals !== undefined && way.arrivals.named === way.arrivals.arrived;
  if (closure !== null && areAllNamed) return { state: "lost" };
  switch (status) {
    case "lost":
      return { state: "lost" };
    case "disputed":
    // Not all have said which of the missing grams they got.
    case "settled":
      return { state: "disputed", holder, consignment };
    case "received":
      return { state: "in-hand", holder };
    default:
      return onTheRoad;
  }
}
