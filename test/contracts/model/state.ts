import type { PartyName, quotas } from "../fixtures/fixture.ts";

/** The countries in which goods are here. */
export type Place = "CN" | "JP";

/** Those in which authorities hold them: in one goods are only on their way. */
export type Country = Place | "VN";

/** A lot, as the model knows it. */
export interface LotState {
  id: bigint;
  producer: PartyName;
  form: number;
  /** What was certified; before that, what is left to be. */
  grams: bigint;
  /** None, where it was made of others. */
  quota: keyof typeof quotas | undefined;
  custodyModel: number;
  /** Country of origin. */
  origin: string;
  /** Country in which it was made. */
  country: Place;
  footprint: number;
  status: "declared" | "certified" | "rejected" | "suspended" | "revoked" | "uncertifiable";
  validUntil: number;
  /** Who certified it. */
  certifier: PartyName | undefined;
  /** The certifier whom its declaration names. */
  names: PartyName | undefined;
  /** The same, as long as nobody else has taken that one's place. */
  named: PartyName | undefined;
  /** Corrections of its footprint that stand, from the oldest on, each with the footprint before it. */
  corrections: { statement: string; former: number }[];
  /** The suspension or revocation that stands. */
  taking: { statement: string; by: PartyName } | undefined;
  /** Finding of each attester that stands. */
  findings: Map<PartyName, string>;
  /** The laboratory's newest weight that conforms. */
  weighing: { statement: string; day: number; missingGrams: bigint } | undefined;
  /** Its newest assay that conforms, and what of a gram it leaves without a measurement, in hundredths of a part per million. */
  assay: { statement: string; excess: bigint } | undefined;
  /** What was drawn on the producer's allowance for it, in nanograms. */
  unmeasured: bigint;
  /** Grams in hand, by who has them where. */
  held: Map<`${PartyName} ${Place}`, bigint>;
  retired: bigint;
  lost: bigint;
  /** Made into others, or put into an account, since it was certified. */
  consumed: bigint;
  /** Its dossier. */
  links: Link[];
}

/** A link of a dossier: what was stated, or done by governance, and when it was included. */
export interface Link {
  digest: string;
  at: number;
}

/** A consignment, as the model knows it. */
export interface ConsignmentState {
  id: string;
  from: PartyName;
  to: PartyName;
  fromCountry: Place;
  toCountry: Place;
  lines: { lot: LotState; grams: bigint }[];
  status: "onTheRoad" | "received" | "refused" | "returned" | "lost" | "disputed" | "settled";
  /** Time of the block that included it. */
  at: number;
  /** Whether the carrier has reported it lost. */
  reportedLost: boolean;
  /** What is in dispute: all of it of the first line, for only that one is ever short here. */
  missing: bigint;
  /** When it is said to have left. */
  occurredAt: number;
  /** The changes of its route: countries, and when each is said to have happened. */
  ways: { countries: readonly string[]; occurredAt: number }[];
  /** Parts into which grams of it came. */
  reached: { lot: LotState; party: PartyName; place: Place }[];
}

/** A hold on one lot; of a consignment there is one of each line. */
export interface HoldState {
  /** The same for all lines of a consignment. */
  statement: string;
  lot: LotState;
  by: PartyName;
  /** Whose grams are held; of a consignment, whoever gets some of it. */
  holder: PartyName | "everybody" | "whoever gets it";
  country: Country;
  consignment: ConsignmentState | undefined;
  /** Last second; zero once it was ended, or gave up its place. */
  until: number;
  /** What the holder is asked, where it is a challenge. */
  challenge: Challenge | undefined;
}

/** Zero stands for what has not happened. */
export interface Challenge {
  answerBy: number;
  answeredAt: number;
  decision: number;
}

/** Grams that an authority has taken. */
export interface SeizureState {
  statement: string;
  lot: LotState;
  by: PartyName;
  holder: PartyName;
  place: Place;
  /** None once they were given back. */
  grams: bigint;
}

/** What a laboratory said of a lot's weight or composition. */
export interface AttestationState {
  kind: "weighing" | "assay";
  statement: string;
  lot: LotState;
}

/** Account of an organisation's site, as the model knows it. */
export interface AccountState {
  /** Grams that are left to be withdrawn, by period, with the carbon of each element found. All lots are of one composition. */
  credits: Map<number, { grams: bigint; carbonMilligrams: readonly bigint[] }>;
  /** Custody model of the least strict deposit; zero before the first. */
  loosest: number;
  origin: string | undefined;
  /** Where it is. */
  country: Place;
}

/** The whole of the model. */
export interface ModelState {
  lots: LotState[];
  consignments: ConsignmentState[];
  attestations: AttestationState[];
  accounts: Map<PartyName, AccountState>;
  holds: HoldState[];
  seizures: SeizureState[];
  drawn: Record<keyof typeof quotas, bigint>;
  /** Grams of rejected lots against which a finding stood, or of lots that took the place of such a one, which they then name. */
  withheld: Map<LotState, { grams: bigint; replaces?: LotState }>;
  /** What producers drew on their allowances for what nobody measured, in nanograms. */
  unmeasured: Map<PartyName, bigint>;
  suspended: Set<PartyName>;
  /** Verifiers whom the scheme accredits. */
  accredited: Set<PartyName>;
  /** Keys that were revoked, whosever they were. */
  revoked: Set<string>;
}

/** Why the model refuses, by the name of the contracts' error. */
export class Refusal extends Error {}

export function refuse(error: string): never {
  throw new Refusal(error);
}

export function refuseIf(condition: boolean, error: string): void {
  if (condition) refuse(error);
}

export function heldBy(lot: LotState, party: PartyName, country: Place): bigint {
  return lot.held.get(`${party} ${country}`) ?? 0n;
}

/** Puts grams into a hand; fewer than none takes them out of it. */
export function give(lot: LotState, party: PartyName, country: Place, grams: bigint): void {
  lot.held.set(`${party} ${country}`, heldBy(lot, party, country) + grams);
}

/** Who has grams of a lot, and where, if anybody has: who got them last. */
export function handOf({ held }: LotState): { party: PartyName; country: Place } | undefined {
  const [hand] = [...held].findLast(([, grams]) => grams > 0n) ?? [];
  const [party, country] = (hand?.split(" ") ?? []) as [PartyName?, Place?];
  return party === undefined || country === undefined ? undefined : { party, country };
}
