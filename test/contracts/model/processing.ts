import { concentrate, elementAt } from "../fixtures/content.ts";
import { DAY, Form, type PartyName } from "../fixtures/fixture.ts";
import { Model } from "../fixtures/processing-kinds.ts";
import type { ProcessName, StatedAction } from "./actions.ts";
import { fresh, type Trial, VERIFIERS } from "./certificates.ts";
import { type Grams, movable, take } from "./custody.ts";
import { ask } from "./holds.ts";
import { type AccountState, heldBy, type LotState, type Place, refuse, refuseIf } from "./state.ts";

type Of<K extends StatedAction["kind"]> = Extract<StatedAction, { kind: K }>;

const PROCESSORS: PartyName[] = ["miner", "refiner", "magnetMaker", "recycler"];
const EVERY_FORM = [1, 2, 3, 4, 5, 6, 7, 8];
const MIXED = "ZZ";
/** The certifier whom what is drawn on an account names. */
const NAMED: PartyName = "certifier";
/** The most that a footprint can be stated to be, in g CO2e per kg. */
const FOOTPRINT_MAXIMUM = 2 ** 24 - 1;
/** What every withdrawal's process emits, in mg CO2e. */
const EMISSIONS = 1_000n;

/** What a step makes: grams of each output, and what is stated as lost. */
export function partsOf({ grams, mass }: Of<"transform">): { parts: bigint[]; loss: bigint } {
  const lost = mass === "one less" || mass === "one less, and lost" ? 1n : 0n;
  const whole = grams === 0n ? 0n : grams - lost + (mass === "one more" ? 1n : 0n);
  const parts = [whole / 2n, whole - whole / 2n].filter((part) => part > 0n);
  return { parts: parts.length === 0 ? [0n] : parts, loss: mass === "one less, and lost" ? 1n : 0n };
}

/** The custody model that the outputs claim. */
export function claimOf({ claim }: Of<"transform">, model: number): number {
  if (claim === "kept") return model;
  return claim === "stricter" ? Math.max(model - 1, Model.identityPreserved) : Model.massBalance;
}

/** What each output says that it carries. */
export function footprintOf({ grams, thrifty, ...action }: Of<"transform">, footprint: number): number {
  const whole = partsOf({ ...action, grams, thrifty }).parts.reduce((sum, part) => sum + part, 0n);
  const least = whole === 0n ? BigInt(footprint) : (grams * BigInt(footprint) + whole - 1n) / whole;
  return Number(least) - (thrifty ? 1 : 0);
}

/** Who does each process, what it takes, and what is made by it here: forms that 42 % of rare earths fit. */
const PROCESSES: Record<ProcessName, { doers: PartyName[]; takes: number[]; makes: number[]; made?: number }> = {
  beneficiation: { doers: ["miner", "refiner"], takes: [1, 2], makes: [1, 2], made: Form.concentrate },
  leaching: { doers: ["miner", "refiner"], takes: [1, 2], makes: [2, 3], made: Form.mixedCompound },
  separation: { doers: ["refiner"], takes: [3, 4], makes: [3, 4], made: Form.mixedCompound },
  reduction: { doers: ["refiner", "magnetMaker"], takes: [3, 4], makes: [5, 8], made: Form.scrap },
  alloying: { doers: ["refiner", "magnetMaker"], takes: [5, 6], makes: [6, 8], made: Form.scrap },
  magnetMaking: { doers: ["magnetMaker"], takes: [5, 6, 7], makes: [7, 8], made: Form.scrap },
  recycling: {
    ...{ doers: ["recycler", "refiner", "magnetMaker"], takes: [7, 8], makes: [3, 4, 5, 6, 7, 8] },
    made: Form.mixedCompound,
  },
  splitting: { doers: PROCESSORS, takes: EVERY_FORM, makes: EVERY_FORM },
  blending: { doers: PROCESSORS, takes: EVERY_FORM, makes: EVERY_FORM },
  repackaging: { doers: PROCESSORS, takes: EVERY_FORM, makes: EVERY_FORM },
};

/** Form of what comes out. */
export function formOf({ process, form }: Of<"transform">, taken: number): number {
  return form === "fitting" ? (PROCESSES[process].made ?? taken) : taken;
}

/** @param ids Of the lots that come of it. */
export function transform(trial: Trial, action: Of<"transform">, ids: readonly bigint[], lot?: LotState): void {
  const { by, grams, certifiable, process, place } = action;
  const { doers, takes, makes, made } = PROCESSES[process];
  const onlyPacks = made === undefined;
  const { parts, loss } = partsOf(action);
  // Of a lot that nobody declared, any concentrate's identity is shown.
  const form = formOf(action, lot?.form ?? Form.concentrate);
  refuseIf(parts[0] === 0n, "MassMissing");
  refuseIf(!makes.includes(form), "OutputFormInvalid");
  refuseIf(action.apart && parts.length > 1, "PlaceDiffers");
  trial.authorise(by, ...doers);
  const taken = takeable(trial, by, place, { lot, grams });
  refuseIf(!takes.includes(taken.form), "InputFormInvalid");
  const custodyModel = claimOf(action, taken.custodyModel);
  const footprint = footprintOf(action, taken.footprint);
  const whole = parts.reduce((sum, part) => sum + part, 0n);
  const isCertified = taken.findings.size === 0 && (taken.status === "certified" || isDerived(taken));
  const loosest = !isCertified && certifiable ? Model.massBalance : Model.identityPreserved;
  refuseIf(custodyModel < Math.max(taken.custodyModel, loosest), "CustodyModelTooStrict");
  if (onlyPacks) {
    refuseIf(grams !== whole + loss, "MassNotConserved");
    const isAnother = action.richer || custodyModel !== taken.custodyModel;
    refuseIf(process === "repackaging" && isAnother, "RepackagingChanges");
    refuseIf(action.richer, "CompositionChanges");
  }
  refuseIf(BigInt(footprint) * whole < grams * BigInt(taken.footprint), "FootprintTooLow");
  const neodymium = BigInt(NEODYMIUM + (action.richer ? 1 : 0));
  refuseIf(whole > grams || neodymium * whole > BigInt(NEODYMIUM) * grams, "ElementGrows");
  refuseIf(!isCertified && certifiable, "CertifiedShareExceeded");
  consume(by, place, taken, grams);
  for (const [index, part] of parts.entries()) {
    trial.state.lots.push({
      ...fresh(ids[index] ?? 0n, by, part, taken.names),
      ...{ form, quota: undefined, custodyModel, footprint, origin: taken.origin, country: place },
      ...(!certifiable && { status: "uncertifiable" as const }),
    });
  }
}

export function deposit(trial: Trial, { by, place }: Of<"deposit">, line: Grams): void {
  trial.authorise(by, "miner", "refiner");
  const lot = takeable(trial, by, place, line);
  const { accounts } = trial.state;
  const { credits, loosest, origin, country } = accounts.get(by) ?? { ...EMPTY, country: place };
  // Nothing goes abroad by way of an account.
  refuseIf(country !== place, "PlaceDiffers");
  refuseIf(lot.status !== "certified" || lot.findings.size !== 0, "InputNotCertified");
  refuseIf(lot.form !== Form.ore && lot.form !== Form.concentrate, "InputFormInvalid");
  consume(by, place, lot, line.grams);
  const period = periodAt(trial.at);
  const before = credits.get(period) ?? NOTHING;
  const brought = divided(line.grams * BigInt(lot.footprint));
  accounts.set(by, {
    credits: new Map(credits).set(period, {
      grams: before.grams + line.grams,
      carbonMilligrams: before.carbonMilligrams.map((carbon, index) => carbon + (brought[index] ?? 0n)),
    }),
    loosest: Math.max(loosest, lot.custodyModel),
    origin: origin === undefined || origin === lot.origin ? lot.origin : MIXED,
    country,
  });
}

/** What a withdrawal says, once it is known how its account stands. */
export interface Drawing {
  period: number;
  /** Where it says that what comes out was made. */
  country: Place;
  origin: string;
  custodyModel: number;
  footprint: number;
}

export function drawingOf(action: Of<"withdraw">, account: AccountState | undefined, at: number): Drawing {
  const { grams, claim, origin, thrifty, where } = action;
  const country = account?.country ?? "CN";
  const period = periodAt(at) - { running: 0, last: 1, "before last": 2 }[action.period];
  const share = sumOf(shareOf(account ?? EMPTY, grams, period));
  const least = grams === 0n ? 0n : (share + EMISSIONS + grams - 1n) / grams;
  return {
    period,
    country: where === "kept" ? country : country === "CN" ? "JP" : "CN",
    origin: origin === "another" ? "SE" : (account?.origin ?? "CN"),
    custodyModel: claim === "stricter" ? Model.controlledBlending : Model.massBalance,
    footprint: Math.min(FOOTPRINT_MAXIMUM, Math.max(1, Number(least) - (thrifty ? 1 : 0))),
  };
}

/** @param id Of the lot that comes of it. */
export function withdraw(trial: Trial, action: Of<"withdraw">, drawing: Drawing, id: bigint): void {
  const { by, grams, certifiable } = action;
  const { period, origin, custodyModel, footprint, country } = drawing;
  refuseIf(grams === 0n, "MassMissing");
  trial.authorise(by, "miner", "refiner");
  const running = periodAt(trial.at);
  refuseIf(period !== running && period !== running - 1, "PeriodClosed");
  const account = trial.state.accounts.get(by);
  if (account === undefined) refuse("CreditExceeded");
  const left = account.credits.get(period) ?? NOTHING;
  refuseIf(grams > left.grams, "CreditExceeded");
  const carbon = shareOf(account, grams, period);
  refuseIf(country !== account.country, "PlaceDiffers");
  refuseIf(origin !== account.origin, "OriginMismatch");
  refuseIf(custodyModel < Math.max(account.loosest, Model.massBalance), "CustodyModelTooStrict");
  refuseIf(BigInt(footprint) * grams < sumOf(carbon) + EMISSIONS, "FootprintTooLow");
  account.credits.set(period, {
    grams: left.grams - grams,
    carbonMilligrams: left.carbonMilligrams.map((each, index) => each - (carbon[index] ?? 0n)),
  });
  trial.state.lots.push({
    ...fresh(id, by, grams, NAMED),
    ...{ form: Form.concentrate, quota: undefined, custodyModel, footprint, origin, country },
    ...(!certifiable && { status: "uncertifiable" as const }),
  });
}

/** What a correction raises a footprint to. */
export function correctedOf({ more }: Of<"correct">, lot: LotState | undefined): number {
  return Math.min(FOOTPRINT_MAXIMUM, (lot?.footprint ?? 0) + more);
}

export function correct(trial: Trial, action: Of<"correct">, lot?: LotState): void {
  const { by } = action;
  trial.authorise(by, ...PROCESSORS, ...VERIFIERS);
  if (lot === undefined) refuse("NotTheProducerOrCertifier");
  refuseIf(by !== lot.producer && by !== (lot.certifier ?? lot.named), "NotTheProducerOrCertifier");
  const footprint = correctedOf(action, lot);
  refuseIf(footprint <= lot.footprint, "FootprintNotHigher");
  lot.corrections.push({ statement: trial.statement, former: lot.footprint });
  lot.footprint = footprint;
}

const EMPTY: Readonly<AccountState> = { credits: new Map(), loosest: 0, origin: undefined, country: "CN" };

const { partsPerHundredMillion, notFound } = concentrate();
/** Share that every lot here is declared with. */
const NEODYMIUM = partsPerHundredMillion[elementAt("Nd")] ?? 0;
/** Shares of the elements that are found in every lot here. */
const SHARES = partsPerHundredMillion.filter((_, element) => ((notFound >> element) & 1) === 0).map(BigInt);
const NOTHING = { grams: 0n, carbonMilligrams: SHARES.map(() => 0n) };

function periodAt(time: number): number {
  return Math.floor(time / (90 * DAY));
}

/** Carbon by the elements that bring it; what division leaves over is the last one's. */
function divided(carbon: bigint): bigint[] {
  const shares = SHARES.map((share) => (carbon * share) / sumOf(SHARES));
  return shares.map((share, index) => (index === shares.length - 1 ? share + carbon - sumOf(shares) : share));
}

/** Part of each element's carbon that goes with grams: rounded up. */
function shareOf({ credits }: AccountState, grams: bigint, period: number): bigint[] {
  const left = credits.get(period) ?? NOTHING;
  if (left.grams === 0n) return [];
  return left.carbonMilligrams.map((carbon) => (carbon * grams + left.grams - 1n) / left.grams);
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

/** Certified grams in hand, or what is left of an own lot that is no certificate, at the place where they are taken. */
function takeable(trial: Trial, by: PartyName, place: Place, { lot, grams }: Grams): LotState {
  ask(trial, by, place, [{ lot }]);
  if (lot === undefined) return refuse("LotUnknown");
  if (lot.status === "certified") {
    movable(trial, { lot, grams });
    refuseIf(heldBy(lot, by, place) < grams, "StockMissing");
    return lot;
  }
  refuseIf(lot.country !== place, "LotElsewhere");
  refuseIf(lot.status !== "declared" && lot.status !== "uncertifiable", "LotNotCertified");
  refuseIf(lot.producer !== by, "LotOfAnother");
  refuseIf(grams === 0n, "GramsZero");
  refuseIf(grams > lot.grams, "GramsMissing");
  return lot;
}

function consume(by: PartyName, place: Place, lot: LotState, grams: bigint): void {
  if (lot.status !== "certified") {
    lot.grams -= grams;
    return;
  }
  take(by, place, [{ lot, grams }]);
  lot.consumed += grams;
}

/** A lot that was made of certified ones counts before it is a certificate itself. */
function isDerived({ status, quota }: LotState): boolean {
  return status === "declared" && quota === undefined;
}
