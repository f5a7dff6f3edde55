import fc from "fast-check";
import { DAY, type PartyName } from "../fixtures/fixture.ts";
import { type Action, action, CERTIFIED, type Drawn, index, mostly, type To } from "./actions.ts";
import type { Country, Place } from "./state.ts";

/** What authorities state of goods, and what is stated to them. Holds and seizures are meant by where they stand in their lists. */
export type BorderAction =
  | ({ kind: "hold"; by: PartyName; lot: number; ground: number } & Part & Term)
  | ({ kind: "holdConsignment"; by: PartyName; consignment: number; country: Country; ground: number } & Term)
  | ({ kind: "renewHold"; by: PartyName; held: number; reason: number } & Term)
  | { kind: "releaseHold"; by: PartyName; held: number; reason: number }
  | ({ kind: "challenge"; by: PartyName; lot: number; ground: number; notice: boolean } & Part & Answer & Term)
  | { kind: "answerChallenge"; by: PartyName; held: number; complete: boolean }
  | ({ kind: "decideChallenge"; by: PartyName; held: number; decision: number; reason: number } & Term)
  | ({ kind: "seize"; by: PartyName; held: number; grams: bigint; ground: number; order: boolean } & OnePart)
  | { kind: "returnSeized"; by: PartyName; seizure: number; reason: number }
  | {
      kind: "changeRoute";
      by: PartyName;
      consignment: number;
      countries: readonly string[];
      reason: number;
      before: number;
    };

/** What governance does about it. */
export type LiftAction =
  | { kind: "liftHold"; held: number; reason: number }
  | { kind: "restoreSeized"; seizure: number; reason: number };

/** Whose goods are meant, and where. */
export interface Part {
  of: PartyName | "everybody";
  place: Place;
}

export interface OnePart {
  of: PartyName;
  place: Place;
}

/** How many seconds from now a hold ends; where it is a challenge, from the day of the answer. */
export interface Term {
  seconds: number;
}

/** How many seconds after the earliest deadline an answer is due. */
interface Answer {
  later: number;
}

const AUTHORITIES = ["customs", "customs", "regulator"] as const;
const authority = mostly(...AUTHORITIES);
/** Whoever it behoves, mostly. */
const behoves = fc.constantFrom(true, true, true, true, true, false);
const given = fc.nat({ max: 11 }).map((drawn) => drawn !== 0);
const reason = given.map((isGiven) => (isGiven ? 3 : 0));
const place = fc.constantFrom<Place>("CN", "CN", "JP");
const holder = mostly("miner", "miner", "refiner", "refiner");
const everybody = fc.constant("everybody" as const);
/** Holds that end in the past, now, with the next statement, after some waiting, as late as may be, and a second later. */
const seconds = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(2 * DAY, 40 * DAY, 90 * DAY, 90 * DAY) },
  { weight: 2, arbitrary: fc.constantFrom(-1, 0, 60, 90 * DAY + 1) },
);

const OF_HOLDS: readonly fc.WeightedArbitrary<Drawn>[] = [
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ kind: fc.constant("hold" as const), behoves, by: authority, lot: index, place, ground: reason, seconds },
      of: fc.oneof({ weight: 4, arbitrary: holder }, { weight: 1, arbitrary: everybody }),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      ...{ kind: fc.constant("holdConsignment" as const), by: authority, consignment: index, ground: reason, seconds },
      country: fc.constantFrom<Country>("CN", "CN", "JP", "VN"),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ kind: fc.constant("renewHold" as const), behoves, by: authority, held: index, reason, seconds },
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant("releaseHold" as const), behoves, by: authority, held: index, reason },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("liftHold" as const), held: index, reason }),
  },
];

const OF_CHALLENGES: readonly fc.WeightedArbitrary<Drawn>[] = [
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ kind: fc.constant("challenge" as const), behoves, by: authority, lot: index, place, ground: reason },
      of: fc.oneof({ weight: 12, arbitrary: holder }, { weight: 1, arbitrary: everybody }),
      ...{ notice: given, later: fc.constantFrom(-1, 0, 0, 0, 0, 0, 0, 10 * DAY) },
      seconds: fc.oneof(
        { weight: 7, arbitrary: fc.constant(30 * DAY) },
        { weight: 2, arbitrary: fc.constantFrom(-1, 0, 90 * DAY) },
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ kind: fc.constant("answerChallenge" as const), behoves, by: holder, held: index, complete: given },
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ kind: fc.constant("decideChallenge" as const), behoves, by: authority, held: index, reason, seconds },
      decision: fc.constantFrom(1, 1, 1, 2, 2, 2, 2, 2, 0),
    }),
  },
];

const OF_SEIZURES: readonly fc.WeightedArbitrary<Drawn>[] = [
  {
    weight: 16,
    arbitrary: fc.record({
      ...{ kind: fc.constant("seize" as const), behoves, by: authority, held: index, of: holder, place },
      grams: fc.constantFrom(1n, 1n, 250_000n, 250_000n, 500_000n, 1_000_001n, 0n),
      ...{ ground: reason, order: given },
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ kind: fc.constant("returnSeized" as const), by: authority, seizure: index, reason },
      behoves: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("restoreSeized" as const), seizure: index, reason }),
  },
];

const OF_ROUTES: readonly fc.WeightedArbitrary<Drawn>[] = [
  {
    weight: 12,
    arbitrary: fc.record({
      ...{ kind: fc.constant("changeRoute" as const), behoves, by: mostly("carrier"), consignment: index, reason },
      countries: fc.constantFrom<readonly string[]>(["VN"], ["VN"], ["MX", "VN"], ["MX"], [], ["vn"]),
      // How many seconds before the last block it is said to have happened.
      before: fc.constantFrom(0, 0, 0, 90, 600, 2 * DAY),
    }),
  },
];

/** Goods that move and lie there meanwhile, the more often: what is held has to be somewhere. */
const OF_GOODS: fc.Arbitrary<Drawn> = action.filter(({ kind }) => MOVING.includes(kind));
const MOVING: readonly Action["kind"][] = [
  ...(["dispatch", "receive", "recall", "refuse", "settle", "handOver", "retire", "transform", "deposit"] as const),
];

/** Sequences in which most of what happens is at a border, and anything else may. */
export const sequencesAtBorders: fc.Arbitrary<Drawn[]> = fc
  .array(
    fc.oneof(
      ...[...OF_HOLDS, ...OF_CHALLENGES, ...OF_SEIZURES, ...OF_ROUTES],
      { weight: 40, arbitrary: OF_GOODS },
      { weight: 15, arbitrary: action },
      { weight: 6, arbitrary: fc.record({ kind: fc.constant("wait" as const), days: fc.constantFrom(1, 3, 12, 12) }) },
    ),
    { minLength: 25, maxLength: 45, size: "max" },
  )
  .map((rest) => [...OPENING, ...rest]);

const WAY: To & { by: PartyName; to: PartyName; place: Place } = {
  ...{ by: "miner", to: "refiner", place: "CN", destination: "JP" },
};

/**
 * Of two certified lots half is received abroad, and half is on the way there, held and by another way than was said. Of the one some is
 * seized abroad, and what the miner has at home is challenged.
 */
const OPENING: readonly Action[] = [
  ...CERTIFIED,
  { kind: "dispatch", ...WAY, lines: [{ lot: 0, grams: 500_000n }] },
  { kind: "receive", by: "refiner", consignment: 0, short: 0n, reason: 0 },
  { kind: "dispatch", ...WAY, lines: [{ lot: 1, grams: 500_000n }] },
  { kind: "holdConsignment", by: "customs", consignment: 1, country: "CN", ground: 3, seconds: 90 * DAY },
  { kind: "changeRoute", by: "carrier", consignment: 1, countries: ["VN"], reason: 3, before: 0 },
  { kind: "hold", by: "customs", lot: 0, of: "refiner", place: "JP", ground: 3, seconds: 40 * DAY },
  { kind: "seize", by: "customs", held: 0, of: "refiner", place: "JP", grams: 250_000n, ground: 3, order: true },
  {
    ...{ kind: "challenge", by: "regulator", lot: 0, of: "miner", place: "CN", ground: 3, notice: true },
    ...{ later: 0, seconds: 30 * DAY },
  },
];
