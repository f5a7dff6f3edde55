import fc from "fast-check";
import { Form, type PartyName, type quotas } from "../fixtures/fixture.ts";
import type { Process } from "../fixtures/processing-kinds.ts";
import type { BorderAction, LiftAction } from "./border-actions.ts";
import type { Place } from "./state.ts";

export type ProcessName = Exclude<keyof typeof Process, "none">;

/** Something that is tried on both ledgers. Lots, consignments and statements are meant by where they stand in their lists. */
export type Action =
  | ({ kind: "declare"; by: PartyName; grams: bigint } & Declaring)
  | { kind: "weigh"; by: PartyName; lot: number; outcome: number; quantity: Quantity }
  | { kind: "assay"; by: PartyName; lot: number; outcome: number; found: "declared" | "a little less" | "far less" }
  | { kind: "unattest"; by: PartyName; attestation: number; reason: number }
  | { kind: "certify"; by: PartyName; lot: number; days: number }
  | { kind: "renew"; by: PartyName; lot: number; days: number; stale: boolean }
  | { kind: "reject"; by: PartyName; lot: number; reason: number }
  | { kind: "suspend" | "revoke"; by: PartyName; lot: number; reason: number; stale: boolean }
  | { kind: "reinstate"; by: PartyName; lot: number; stale: boolean }
  | ({ kind: "dispatch"; by: PartyName; to: PartyName; lines: { lot: number; grams: bigint }[] } & From & To)
  | { kind: "receive" | "recall"; by: PartyName; consignment: number; short: bigint; reason: number }
  | { kind: "refuse" | "reportLoss"; by: PartyName; consignment: number; reason: number }
  | { kind: "settle"; by: PartyName; consignment: number; parts: Parts; reason: number }
  | { kind: "arbitrate"; consignment: number; parts: Parts; reason: number }
  | ({ kind: "handOver"; by: PartyName; to: PartyName; lot: number; grams: bigint } & From)
  | ({ kind: "retire"; by: PartyName; lot: number; grams: bigint; beneficiary: boolean } & From)
  | ({ kind: "transform"; by: PartyName; lot: number; grams: bigint } & Step & From)
  | ({ kind: "deposit"; by: PartyName; lot: number; grams: bigint; strays: boolean } & From)
  | ({ kind: "withdraw"; by: PartyName; grams: bigint } & Withdrawal)
  | { kind: "correct"; by: PartyName; lot: number; more: number }
  | { kind: "rotate"; by: PartyName; way: "added" | "replaced" | "known" | "nothing" }
  | { kind: "setAside"; lot: number; stale: boolean }
  | { kind: "setAsideCorrection"; lot: number; which: "first" | "last" | "another" }
  | { kind: "overrule"; lot: number; of: PartyName; what: "finding" | "weighing" | "assay"; stale: boolean }
  | { kind: "release"; lot: number }
  | { kind: "accredit"; of: PartyName; granted: boolean }
  | { kind: "again"; statement: number }
  | { kind: "key"; of: PartyName; revoked: boolean }
  | { kind: "standing"; of: PartyName; active: boolean }
  | { kind: "wait"; days: number }
  | BorderAction
  | LiftAction;

/** Where goods are taken. */
export interface From {
  place: Place;
}

/** Where they are sent. */
export interface To {
  destination: Place;
}

/** How what is in dispute is shared out: to the recipient, to the sender, some to both, to nobody, or a gram more than there is. */
export type Parts = "received" | "returned" | "parted" | "lost" | "one more";

/** What a declaration draws on, and which rejected lot it takes the place of, if it does. */
export interface Declaring {
  quota: keyof typeof quotas | "unknown";
  form: number;
  replaces: number | "rejected" | undefined;
  /** The certifier whom it names. */
  names: "certifier" | "verifier" | "nobody";
}

/** What a weighing finds, compared with what was declared. */
export type Quantity = "declared" | "a little less" | "a tenth more" | "nothing";

/** How two lots are made of one. */
export interface Step {
  process: ProcessName;
  /** Whether what comes out is of a form that the process makes, or of the one that went in. */
  form: "fitting" | "as taken";
  /** What becomes of the grams. */
  mass: "kept" | "one less, and lost" | "one less" | "one more";
  claim: "kept" | "stricter" | "mass balance";
  certifiable: boolean;
  /** Whether each claims a gram per kilogram less than its share of the carbon. */
  thrifty: boolean;
  /** Whether they claim more neodymium, for less cerium. */
  richer: boolean;
  /** Whether the last of them is said to be made in another country than the first. */
  apart: boolean;
}

/** How a lot is drawn on a site's account. */
export interface Withdrawal {
  period: "running" | "last" | "before last";
  claim: "mass balance" | "stricter";
  origin: "kept" | "another";
  where: "kept" | "another";
  certifiable: boolean;
  /** Whether it claims a gram per kilogram less than its share of the carbon. */
  thrifty: boolean;
}

/**
 * An action, and whether whoever it behoves is to take the place of who was drawn; and whether its nonce is cancelled before it is
 * included.
 */
export type Drawn = Action & { behoves?: boolean; cancelled?: boolean };

/** An action that is a statement, once what it means is known. */
export type StatedAction = Exclude<Action, { kind: "again" | "wait" } | GovernedAction>;

/** An action that nobody signs: governance's, or anybody's. */
export type GovernedAction = Extract<Action, { kind: "standing" | "key" | "accredit" | Unsigned["kind"] }>;

/** One that may be refused. */
export type Unsigned =
  | Extract<Action, { kind: "arbitrate" | "setAside" | "setAsideCorrection" | "overrule" | "release" }>
  | LiftAction;

const anybody = fc.constantFrom<PartyName>(
  ...(["miner", "refiner", "magnetMaker", "recycler", "carrier", "laboratory"] as const),
  ...(["verifier", "certifier", "customs", "regulator", "buyer"] as const),
);

/** Mostly those whom it behoves, so that a sequence gets somewhere, and now and then anybody. */
export const mostly = (...parties: PartyName[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...parties) }, { weight: 1, arbitrary: anybody });
const holder = mostly("miner", "refiner", "magnetMaker", "buyer");
export const index = fc.nat({ max: 7 });
const grams = fc.constantFrom(1n, 250_000n, 500_000n, 1_000_000n, 0n);
const reason = fc.constantFrom(3, 3, 3, 0);
const behoves = fc.constantFrom(true, true, true, true, false);
const mostlyTrue = fc.constantFrom(true, true, true, true, false);
/** A reason where something is lost, and none where nothing is; or the other way round. */
const reasonFor = (of: Parts, isSaid: boolean) => (isSaid === (of === "parted" || of === "lost") ? 5 : 0);
const parts = fc.constantFrom<Parts>("received", "returned", "parted", "lost", "one more", "one more");
const place = fc.constantFrom<Place>("CN", "JP");
const stale = fc.constantFrom(false, false, false, true);

/** Whoever has a quota, what it is for, and whatever. */
const entitled = fc.constantFrom<{ by: PartyName; quota: Declaring["quota"]; form: number }>(
  { by: "miner", quota: "extraction", form: Form.concentrate },
  { by: "miner", quota: "extraction", form: Form.concentrate },
  { by: "miner", quota: "extraction", form: Form.scrap },
  { by: "refiner", quota: "openingStock", form: Form.concentrate },
  { by: "recycler", quota: "collection", form: Form.scrap },
);
const anyDrawing = fc.record({
  by: mostly("miner", "refiner", "recycler"),
  quota: fc.constantFrom<Declaring["quota"]>("extraction", "openingStock", "collection", "unknown"),
  form: fc.constantFrom(Form.concentrate, Form.scrap),
});

export const action: fc.Arbitrary<Drawn> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        kind: fc.constant("declare" as const),
        drawing: fc.oneof({ weight: 3, arbitrary: entitled }, { weight: 1, arbitrary: anyDrawing }),
        replaces: fc.constantFrom(undefined, undefined, "rejected" as const, 0, 7),
        grams: fc.constantFrom(1_000_000n, 1_000_000n, 600_000_000n, 999_500_000n, 0n),
        names: fc.constantFrom("certifier", "certifier", "certifier", "verifier", "nobody"),
      })
      .map(({ drawing, ...declaration }) => ({ ...drawing, ...declaration })),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("weigh" as const),
      by: mostly("laboratory"),
      lot: index,
      outcome: fc.constantFrom(1, 1, 1, 1, 2, 3, 0),
      quantity: fc.constantFrom("declared", "declared", "declared", "a little less", "a tenth more", "nothing"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("assay" as const),
      by: mostly("laboratory"),
      lot: index,
      outcome: fc.constantFrom(1, 1, 1, 1, 2, 3, 0),
      found: fc.constantFrom("declared", "declared", "a little less", "a little less", "far less"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("unattest" as const),
      by: mostly("laboratory"),
      attestation: index,
      reason,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("certify" as const),
      by: mostly("certifier", "certifier", "verifier"),
      lot: index,
      days: fc.constantFrom(30, 300, 300, 0, 366),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("renew" as const),
      behoves: fc.constantFrom(true, false, false),
      by: mostly("certifier", "verifier", "verifier"),
      lot: index,
      days: fc.constantFrom(30, 364, 364),
      stale,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("reject" as const),
      by: mostly("certifier", "certifier", "miner"),
      lot: index,
      reason,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("suspend" as const, "suspend" as const, "revoke" as const),
      by: mostly("certifier", "regulator"),
      lot: index,
      reason,
      stale,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("reinstate" as const),
      behoves,
      by: mostly("certifier", "regulator"),
      lot: index,
      stale,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("dispatch" as const),
      behoves,
      by: mostly("miner", "miner", "refiner"),
      to: holder,
      place,
      destination: fc.constantFrom<Place>("CN", "CN", "JP"),
      lines: fc.array(fc.record({ lot: index, grams }), { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({
        kind: fc.constantFrom("receive" as const, "receive" as const, "recall" as const),
        behoves,
        by: holder,
        consignment: index,
        short: fc.constantFrom(0n, 0n, 1n, 1_250n, 1_251n, 100_000n, 100_000n, -1n),
        isSaid: mostlyTrue,
      })
      .map(({ isSaid, ...closing }) => ({ ...closing, reason: isSaid === closing.short > 0n ? 5 : 0 })),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constantFrom("refuse" as const, "reportLoss" as const),
      behoves,
      by: mostly("refiner", "magnetMaker", "buyer", "carrier", "miner"),
      consignment: index,
      reason,
    }),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({
        kind: fc.constant("settle" as const),
        behoves,
        by: holder,
        consignment: index,
        parts,
        isSaid: mostlyTrue,
      })
      .map(({ isSaid, ...settlement }) => ({ ...settlement, reason: reasonFor(settlement.parts, isSaid) })),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ kind: fc.constant("arbitrate" as const), consignment: index, parts, isSaid: mostlyTrue })
      .map(({ isSaid, ...settlement }) => ({ ...settlement, reason: reasonFor(settlement.parts, isSaid) })),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("handOver" as const),
      behoves,
      by: holder,
      to: holder,
      place,
      lot: index,
      grams,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("retire" as const),
      behoves,
      by: holder,
      lot: index,
      grams,
      place,
      beneficiary: fc.constantFrom(true, true, false),
      cancelled: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant("transform" as const),
      process: fc.oneof(
        fc.constantFrom<ProcessName>("splitting", "splitting", "blending", "repackaging"),
        fc.constantFrom<ProcessName>("beneficiation", "beneficiation", "leaching", "leaching", "separation"),
        fc.constantFrom<ProcessName>("reduction", "alloying", "magnetMaking", "recycling"),
      ),
      form: fc.constantFrom("fitting", "fitting", "fitting", "as taken"),
      behoves,
      by: mostly("miner", "refiner"),
      lot: index,
      grams,
      place,
      mass: fc.constantFrom("kept", "kept", "kept", "kept", "one less, and lost", "one less", "one more"),
      claim: fc.constantFrom("kept", "kept", "stricter", "mass balance"),
      certifiable: fc.constantFrom(true, true, false),
      thrifty: fc.constantFrom(false, false, false, true),
      richer: fc.constantFrom(false, false, false, true),
      apart: fc.constantFrom(false, false, false, false, false, true),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("deposit" as const),
      behoves,
      by: mostly("miner", "refiner"),
      lot: index,
      grams,
      place,
      // Whether it is of goods that are elsewhere than the account, where somebody has such.
      strays: fc.constantFrom(false, true),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("withdraw" as const),
      behoves,
      by: mostly("miner", "refiner"),
      grams,
      period: fc.constantFrom("running", "running", "running", "last", "before last"),
      claim: fc.constantFrom("mass balance", "mass balance", "mass balance", "stricter"),
      origin: fc.constantFrom("kept", "kept", "kept", "another"),
      where: fc.constantFrom("kept", "kept", "kept", "kept", "kept", "another"),
      certifiable: fc.constantFrom(true, true, false),
      thrifty: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("correct" as const),
      by: mostly("miner", "certifier"),
      lot: index,
      more: fc.constantFrom(1, 500, 500, 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("rotate" as const),
      by: anybody,
      way: fc.constantFrom("added", "replaced", "known", "nothing"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("setAside" as const), lot: index, stale }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("setAsideCorrection" as const),
      lot: index,
      which: fc.constantFrom("first", "last", "another"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release" as const), lot: index }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("accredit" as const),
      of: fc.constantFrom<PartyName>("certifier", "verifier"),
      granted: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("overrule" as const),
      lot: index,
      what: fc.constantFrom("finding", "finding", "weighing", "assay"),
      of: fc.constantFrom<PartyName>("laboratory", "laboratory", "laboratory", "customs"),
      stale,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("key" as const),
      of: anybody,
      revoked: fc.constantFrom(true, false, false),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const), statement: fc.nat({ max: 30 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("standing" as const),
      of: anybody,
      active: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), days: fc.constantFrom(1, 31, 31, 100, 301) }),
  },
);

/**
 * Sequences that open with certified lots, a rejected one, one that is too light, an account and a
 * consignment, so that few of them end before they have begun.
 */
export const sequences: fc.Arbitrary<Drawn[]> = fc
  .array(action, { minLength: 20, maxLength: 50, size: "max" })
  .map((rest) => [...OPENING, ...rest]);

const DECLARED: Action = {
  ...{ kind: "declare", by: "miner", quota: "extraction", form: Form.concentrate, grams: 1_000_000n },
  ...{ replaces: undefined, names: "certifier" },
};

export const CERTIFIED: readonly Action[] = [0, 1].flatMap((lot): Action[] => [
  DECLARED,
  { kind: "weigh", by: "laboratory", lot, outcome: 1, quantity: "declared" },
  { kind: "certify", by: "certifier", lot, days: 300 },
]);

/** A lot against which a finding stands is rejected, so that its grams wait for one that names it. */
const REJECTED: readonly Action[] = [
  DECLARED,
  { kind: "weigh", by: "laboratory", lot: 2, outcome: 2, quantity: "declared" },
  { kind: "reject", by: "certifier", lot: 2, reason: 3 },
];

/** A lot that was weighed lighter than declared asks for more than its producer may go beyond what is measured. */
const LIGHT: readonly Action[] = [
  DECLARED,
  { kind: "weigh", by: "laboratory", lot: 3, outcome: 1, quantity: "a little less" },
  { kind: "certify", by: "certifier", lot: 3, days: 300 },
];

/** A lot whose declaration names nobody is certified for a month, after which another may renew. */
const OPEN: readonly Action[] = [
  { ...DECLARED, names: "nobody" },
  { kind: "weigh", by: "laboratory", lot: 4, outcome: 1, quantity: "declared" },
  { kind: "certify", by: "certifier", lot: 4, days: 30 },
];

/** Half of a lot is sent abroad, and some of it put into an account there; half of another is still on its way at home. */
const MOVED: readonly Action[] = [
  {
    ...{ kind: "dispatch", by: "miner", to: "refiner", place: "CN", destination: "JP" },
    lines: [{ lot: 0, grams: 500_000n }],
  },
  { kind: "receive", by: "refiner", consignment: 0, short: 0n, reason: 0 },
  { kind: "deposit", by: "refiner", place: "JP", lot: 0, grams: 250_000n, strays: false },
  {
    ...{ kind: "dispatch", by: "miner", to: "refiner", place: "CN", destination: "CN" },
    lines: [{ lot: 1, grams: 500_000n }],
  },
];

/** Another takes the place of the rejected one, of which less is needed. */
const REPLACING: Action = { ...DECLARED, grams: 250_000n, replaces: 2 };

const OPENING: readonly Action[] = [...CERTIFIED, ...REJECTED, ...LIGHT, ...OPEN, REPLACING, ...MOVED];
