import { setImmediate as othersTurn } from "node:timers/promises";
import type { Address, Hex } from "../domain/hex.ts";
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
  // That it is lost nobody signed: it follows from what others said.
  const isSigned = journey.place?.state !== "lost" && signed !== undefined && signedGramsList(signed) !== undefined;
  return { ...journey, isSigned };
}

/** Stretches that are looked at before others have their turn. */
const stretchesAtOnce = 1_000;

/**
 * Looks among grams of a lot for those that two statements cannot both have moved.
 * @param asked In rising order.
 * @returns The first gram of each range within which nothing changes, in rising order.
 */
export async function* doubledAmong(sources: Sources, lot: Hex, asked: GramRanges): AsyncGenerator<DoubledGram> {
  if (asked.length === 0) return;
  const { rows, ranges } = await sources.units.namings(lot, asked);
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
  const ends = [...taken.map(({ ended_by }) => ended_by), ...flows.map(({ closure }) => closure)];
  // How moves ended is in the dossier alone, and so is where what nobody named on leaving left.
  const links = [...rows.map(({ digest }) => digest), ...sent, ...ends.filter((end) => end !== null)];
  const isInOrder = sent.length === 0 && taken.length === 0;
  const positions = isInOrder ? undefined : await units.positions(lot, links);
  const positionOf = ({ link }: Step) => positions?.get(link) ?? Number.MAX_SAFE_INTEGER;
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
  const handed = wireMovement(row, "handed");
  if (handed !== undefined) return handed.recipient === by;
  const consignment = wireMovement(row, "sent") === undefined ? undefined : await consignments.find(row.digest);
  if (consignment === undefined || consignment.status === "returned" || consignment.recipient !== by) return false;
  return consignment.lines.every(({ sent_grams, received_grams }) => received_grams === sent_grams);
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
  const { id: sentIn, sender: by } = flow;
  const arrival = { link: statement, statement, by, holder };
  if (arrivals?.isSentNamed) return [{ ...arrival, sentIn, isUnsent: true }];
  // Its sender left open which grams it sent: then this says that it left the sender's hand when they were sent.
  const to: GramPlace = { state: "on-the-road", holder: flow.recipient, consignment: sentIn };
  return [
    { link: sentIn, statement, by, to },
    { ...arrival, sentIn: statement, isUnsent: false },
  ];
}

function moveSteps(row: StatementRow, way: Way): Step[] {
  const { digest: statement, organisation: by } = row;
  const move = (to: GramPlace): Step => ({ link: statement, statement, by, to });
  const handed = wireMovement(row, "handed");
  if (handed !== undefined) return [move({ state: "in-hand", holder: String(handed.recipient) })];
  if (wireMovement(row, "retired") !== undefined) return [move({ state: "retired" })];
  if (wireMovement(row, "consumed") !== undefined) return [move({ state: "consumed" })];
  const { flow } = way;
  if (flow === undefined) return [];
  const onTheRoad = move({ state: "on-the-road", holder: flow.recipient, consignment: flow.id });
  // Where it came from there, the statement says that names it on arrival.
  if (way.isNamed) return [onTheRoad];
  const rest = restOf(flow, way.arrivals);
  if (rest === undefined) return [onTheRoad];
  if (rest.state !== "in-hand") return [move(rest)];
  return [onTheRoad, { link: flow.closure ?? statement, statement, backTo: rest.holder }];
}

/** Where those grams of a lot are by now that were sent and that nobody named on arrival; undefined as long as they are on the road. */
function restOf(flow: Flow, arrivals: NamedArrivals | undefined): GramPlace | undefined {
  const { id: consignment, status, closure, sender, recipient } = flow;
  if (status === "lost") return { state: "lost" };
  if (arrivals === undefined || status === "on-the-road" || status === "refused") return undefined;
  const { sent, received, returned, named } = arrivals;
  const missing = sent - received - returned;
  // What came back by a recall stands where a receipt's grams do.
  const [toRecipient, toSender] = status === "returned" ? [0n, received + returned] : [received, returned];
  const hasUnnamed = (side: Address, grams: bigint) => grams > (named.get(side) ?? 0n);
  const maybeWith = [
    ...(hasUnnamed(recipient, toRecipient) ? [recipient] : []),
    ...(hasUnnamed(sender, toSender) ? [sender] : []),
  ];
  const [holder, other] = maybeWith;
  // The tolerance of a receipt is for weighing: as long as nobody says which grams are missing, none in particular is.
  if (
    holder !== undefined &&
    other === undefined &&
    (missing === 0n || status === "received" || status === "returned")
  ) {
    return { state: "in-hand", holder };
  }
  if (holder === undefined && missing > 0n && closure !== null) return { state: "lost" };
  return { state: "disputed", holder: recipient, consignment, maybeWith };
}
