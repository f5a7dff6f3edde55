import { elementSymbols } from "../domain/elements.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { foundIn, type Lineage, type LineageInput, type LineageLot, type LineageStep } from "../domain/lineage.ts";
import { onlyPacks } from "../domain/process.ts";
import { accountSubject, allowanceSubject, policiesSubject, termsSubject } from "../domain/register-subject.ts";
import { periodAt } from "../domain/site-account.ts";
import { lotId } from "../statements/content.ts";
import type { Deed } from "../statements/deeds.ts";
import { declaredLots, doneBy, reliedOn } from "../statements/knowledge.ts";
import { locationNumberToWire } from "../statements/location-number.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { RecordedStatement } from "../statements/statement.ts";
import type { DossierEntry } from "./dossier.ts";
import type { InputRow, LineageEvidence } from "./evidence.ts";
import type { KnownLot } from "./known-lot.ts";
import { newestBefore } from "./organisation-history.ts";
import { comparePlaces, isBefore, type Place } from "./place.ts";
import type { Recorded } from "./read-recorded.ts";
import { drawnBy, type Register, type Subject, subjectKey } from "./register.ts";

/** A lineage, recomputed from the dossiers of its lots. */
export interface KnownLineage extends Lineage {
  /** Lots and statements that are not what their ids commit to, or are missing. */
  altered: Hex[];
  /** Those of them that are missing as a whole, or of which the index lacks something: nothing contradicts the ledger. */
  missing: Hex[];
  /** Lots that went in or were replaced, and whose declaration cannot be read: what went into them is not known. */
  undeclared: Hex[];
  /** Rejected lots whose place the lot or its ancestors took, directly or by way of others, with what those were made from. No ancestors. */
  replaced: Hex[];
  /** What was put into the accounts of sites that lots were drawn on: digests of deposits. */
  deposits: Hex[];
  /** Terms and allowances that the steps rest on. */
  subjects: Subject[];
}

/** Where a lineage is loaded from. */
export interface LineageSources {
  /** What only the index knows: it is asked which lots and deposits there are, and not believed what they are. */
  repository: Omit<LineageEvidence, "standings" | "statements">;
  /** Lots with their dossiers, recomputed. */
  lots(ids: readonly Hex[]): Promise<ReadonlyMap<Hex, KnownLot>>;
  /** Statements that the index has. */
  statements(digests: readonly Hex[]): Promise<ReadonlyMap<Hex, Recorded>>;
  registers(subjects: readonly Subject[]): Promise<readonly Register[]>;
}

/** More lots went into a lot than are followed. */
export class LineageTooLargeError extends Error {
  override name = "LineageTooLargeError";
}

/** Most lots that a lineage is followed through. */
export const lineageMaximum = 10_000;

/** Statements' deeds, with who stated them. */
type Making = Deed<"transformed" | "drawn"> & By;
type Taking = Deed<"transformed" | "credited"> & By;
interface By {
  organisation: Address;
}

/** What made lots of the lineage. */
interface Made {
  digest: Hex;
  place: Place;
  statement: RecordedStatement;
  making: Making;
  /** What it was made from: of a withdrawal, what was deposited before it. */
  taken: { digest: Hex; taking: Taking }[];
  /** Withdrawals before it, out of the same period of the same account. */
  earlier: Deed<"drawn">[];
  /** Carbon that a withdrawal took out of the account, in mg CO2e; null of a transformation. */
  accountMilligrams: bigint | null;
}

/**
 * Loads everything that a lot was made from. What made a lot is the first link of its dossier, and that statement says what went in;
 * so nothing is followed that a signed statement does not name.
 * @param block Last block that counts.
 * @throws LineageTooLargeError
 */
export async function loadLineage(sources: LineageSources, lot: Hex, block: bigint): Promise<KnownLineage> {
  // What the index says went in is loaded at once; what it left out is loaded as it is met.
  const named = await sources.repository.ancestors(lot, block, lineageMaximum);
  if (named.length > lineageMaximum) throw tooLarge(lot);
  const walk = await follow(sources, [lot], { lot, loaded: await sources.lots(named), intoReplaced: false });
  const aside = await followReplaced(sources, lot, walk);
  const { found, made } = walk;
  const altered = new Set([...walk.altered, ...aside.altered]);
  const missing = new Set([...walk.missing, ...aside.missing]);
  const { lots, ancestors } = inOrder(lot, { found, made, altered });
  const digests = [...made.values()].flatMap(({ taken }) => taken.map(({ digest }) => digest));
  const subjects = subjectsOf([...made.values(), ...aside.made.values()]);
  const [inputs, registers] = await Promise.all([sources.repository.inputs(digests), sources.registers(subjects)]);
  const books = {
    found,
    inputs: new Map(inputs.map((row) => [`${row.consumer}/${row.lot}`, row])),
    registers: new Map(registers.map((register) => [subjectKey(register.subject), register])),
  };
  const steps = new Map<Hex, LineageStep>();
  for (const each of [...made.values()].sort((a, b) => comparePlaces(a.place, b.place))) {
    const step = stepOf(each, books);
    if (step !== undefined) steps.set(each.digest, step);
    else {
      altered.add(each.digest);
      if (lacksInput(each, books)) missing.add(each.digest);
    }
  }
  const deposits = [...made.values()].flatMap(({ making, taken }) =>
    making.what === "drawn" ? taken.map(({ digest }) => digest) : [],
  );
  return {
    lot,
    ancestors,
    lots,
    steps,
    altered: [...altered],
    missing: [...missing],
    undeclared: [...new Set([...walk.undeclared, ...aside.undeclared])],
    replaced: [...aside.found.keys(), ...aside.undeclared].filter((id) => !found.has(id) && !walk.undeclared.has(id)),
    deposits: [...new Set(deposits)],
    subjects,
  };
}

interface Walk {
  found: Map<Hex, KnownLot>;
  made: Map<Hex, Made>;
  altered: Set<Hex>;
  missing: Set<Hex>;
  undeclared: Set<Hex>;
}

/**
 * Follows lots to what they were made from.
 * @param lot Lot whose lineage it is.
 * @param intoReplaced Whether it follows them to what they replace, too.
 */
async function follow(
  sources: LineageSources,
  from: readonly Hex[],
  { lot, loaded: given, intoReplaced }: { lot: Hex; loaded: ReadonlyMap<Hex, KnownLot>; intoReplaced: boolean },
): Promise<Walk> {
  const loaded = new Map(given);
  const walk: Walk = {
    found: new Map(),
    made: new Map(),
    altered: new Set(),
    missing: new Set(),
    undeclared: new Set(),
  };
  let frontier = [...from];
  while (frontier.length > 0) {
    const missing = frontier.filter((id) => !loaded.has(id));
    if (missing.length > 0) for (const [id, known] of await sources.lots(missing)) loaded.set(id, known);
    const next = new Set<Hex>();
    for (const id of frontier) {
      const known = loaded.get(id);
      const declaration = known?.facts.declaration;
      if (known === undefined || declaration == null) {
        walk.altered.add(id);
        walk.undeclared.add(id);
        continue;
      }
      walk.found.set(id, known);
      if (walk.found.size > lineageMaximum + 1) throw tooLarge(lot);
      const { replaces } = declaration.identity.content;
      if (intoReplaced && replaces !== null) next.add(lotIdToWire(replaces));
      const statement = known.dossier.entries[0]?.known?.statement;
      const making = withSigner(statement, doneBy(statement, "transformed", "drawn"));
      if (statement === undefined || making === undefined) continue;
      const { digest, place } = declaration;
      if (walk.made.has(digest)) continue;
      const made = { digest, place, statement, making, ...(await feeding(sources, { digest, making }, walk)) };
      walk.made.set(digest, made);
      for (const { taking } of made.taken) for (const { lot: input } of taking.inputs) next.add(lotIdToWire(input));
    }
    frontier = [...next].filter((id) => !walk.found.has(id) && !walk.altered.has(id));
  }
  return walk;
}

/** What was rejected is not what the lots that took its place are made from: it is followed apart, and only for what became known of it. */
function followReplaced(sources: LineageSources, lot: Hex, { found }: Walk): Promise<Walk> {
  const replaced = [...found.values()].flatMap(({ facts }) => facts.declaration?.identity.content.replaces ?? []);
  const from = [...new Set(replaced)].map((id) => lotIdToWire(id));
  return follow(sources, from, { lot, loaded: found, intoReplaced: true });
}

function tooLarge(lot: Hex): LineageTooLargeError {
  return new LineageTooLargeError(`More than ${lineageMaximum} lots went into lot ${lot}.`);
}

function withSigner<D>(statement: RecordedStatement | undefined, deed: D | undefined): (D & By) | undefined {
  if (statement === undefined || deed === undefined) return undefined;
  return { ...deed, organisation: statement.message.organisation };
}

/**
 * What went into a step: its own inputs, or those of the deposits on which a withdrawal draws, as the account's head lists them.
 * @param walk Takes what the head lists and is not known here.
 */
async function feeding(
  { registers, statements }: LineageSources,
  { digest, making }: Pick<Made, "digest" | "making">,
  { altered, missing }: Pick<Walk, "altered" | "missing">,
): Promise<Pick<Made, "taken" | "earlier" | "accountMilligrams">> {
  if (making.what === "transformed") {
    return { taken: [{ digest, taking: making }], earlier: [], accountMilligrams: null };
  }
  const { period, ...account } = accountOf(making);
  const [register] = await registers([accountSubject(account)]);
  // What was altered is told of as such, and not read.
  const authentic = register?.acts.filter((act) => !register.altered.includes(act)) ?? [];
  const moved = authentic.map(({ args, place }) => ({
    digest: args.digest as Hex,
    carbonMilligrams: BigInt(String(args.carbonMilligrams)),
    period: periodAt(BigInt(place.timestamp)),
  }));
  const own = moved.findIndex((movement) => movement.digest === digest);
  // A period's credits are drawn on until the next one ends.
  const before = moved
    .slice(0, Math.max(own, 0))
    .filter((movement) => movement.period === period || movement.period === period + 1);
  const recorded = await statements(before.map((movement) => movement.digest));
  const taken: Made["taken"] = [];
  const earlier: Made["earlier"] = [];
  for (const movement of before) {
    const { fault, statement } = recorded.get(movement.digest) ?? { fault: "missing" as const, statement: null };
    const deed = statement === null ? undefined : withSigner(statement, doneBy(statement, "credited", "drawn"));
    if (fault === "missing") missing.add(movement.digest);
    if (deed === undefined) altered.add(movement.digest);
    else if (deed.what === "credited") {
      if (movement.period === period) taken.push({ digest: movement.digest, taking: deed });
    } else if (deed.period === period) earlier.push(deed);
  }
  return { taken, earlier, accountMilligrams: moved[own]?.carbonMilligrams ?? null };
}

function accountOf({ organisation, outputs: [first], process, period }: Deed<"drawn"> & By) {
  const site = first === undefined ? "" : locationNumberToWire(first.content.site);
  return { organisation, site, process, period };
}

/** The lots of a lineage with what else came out of its steps, each behind what it was made from. */
function inOrder(
  lot: Hex,
  { found, made, altered }: Pick<Walk, "found" | "made" | "altered">,
): { lots: Map<Hex, LineageLot>; ancestors: Hex[] } {
  const declared: { place: Place; output: number; lot: LineageLot }[] = [];
  for (const [id, { facts }] of found) {
    const { declaration } = facts;
    if (declaration === null || made.has(declaration.digest)) continue;
    const { place, output, identity, certifiable } = declaration;
    declared.push({ place, output, lot: { id, ...identity, madeBy: null, certifiable } });
  }
  for (const { digest, place, statement } of made.values()) {
    for (const [output, identity] of declaredLots(statement).entries()) {
      const { producer, lotNumber, content, certifiable } = identity;
      const id = lotIdToWire(lotId(producer, lotNumber, content));
      declared.push({ place, output, lot: { id, producer, lotNumber, content, madeBy: digest, certifiable } });
    }
  }
  declared.sort((a, b) => comparePlaces(a.place, b.place) || a.output - b.output);
  const lots = new Map(declared.map((each) => [each.lot.id, each.lot]));
  const order = new Map([...lots.keys()].map((id, index) => [id, index]));
  for (const { digest, statement, taken } of made.values()) {
    const [first] = declaredLots(statement);
    const own = first && order.get(lotIdToWire(lotId(first.producer, first.lotNumber, first.content)));
    const isBehind = ({ lot: input }: { lot: bigint }) =>
      (order.get(lotIdToWire(input)) ?? Number.POSITIVE_INFINITY) < (own ?? 0);
    if (!taken.every(({ taking }) => taking.inputs.every(isBehind))) altered.add(digest);
  }
  return { lots, ancestors: [...lots.keys()].filter((id) => id !== lot && found.has(id)) };
}

/** Terms, allowances and accounts of the steps; with scheme 0 stand the policies of inheritance, which concern every lineage. */
function subjectsOf(made: Iterable<Made>): Subject[] {
  const subjects = new Map([[subjectKey(policiesSubject), policiesSubject]]);
  for (const { statement, making } of made) {
    const account = making.what === "drawn" ? [accountSubject(accountOf(making))] : [];
    for (const subject of [...reliedOn(statement), ...account]) subjects.set(subjectKey(subject), subject);
  }
  return [...subjects.values()];
}

interface Books {
  found: ReadonlyMap<Hex, KnownLot>;
  inputs: ReadonlyMap<string, InputRow>;
  registers: ReadonlyMap<string, Register>;
}

/** A step, from its statement and from the dossiers of what went in; undefined where these do not fit. */
function stepOf(made: Made, books: Books): LineageStep | undefined {
  const { digest, statement, making, place, taken, earlier, accountMilligrams } = made;
  const { process, organisation, occurredAt, outputs, emissionsGrams } = making;
  const [first] = outputs;
  if (first === undefined || taken.length === 0) return undefined;
  const { country, site, allocation } = first.content;
  const inputs: LineageInput[] = [];
  for (const { digest: consumer, taking } of taken) {
    for (const { lot, grams } of taking.inputs) {
      const input = inputOf(books, consumer, lotIdToWire(lot), grams);
      if (input === undefined || !drawsOn(made, consumer, books.found.get(input.lot))) return undefined;
      inputs.push(input);
    }
  }
  const step = {
    digest,
    process,
    organisation,
    country,
    site,
    occurredAt,
    inputs,
    outputs: declaredLots(statement).map(({ producer, lotNumber, content }) =>
      lotIdToWire(lotId(producer, lotNumber, content)),
    ),
    emissionsMilligrams: emissionsGrams * 1_000n,
  };
  if (making.what === "drawn") {
    if (accountMilligrams === null) return undefined;
    return {
      ...step,
      kind: "withdrawal",
      accountMilligrams,
      takenBefore: sumOf(
        earlier.flatMap((before) => before.outputs.map(({ content }) => foundIn(content, content.massGrams))),
      ),
      toleratedNanograms: 0n,
      reliedNanograms: 0n,
      prices: null,
    };
  }
  const terms = books.registers.get(subjectKey(termsSubject(making.scheme)));
  const allowance = books.registers.get(subjectKey(allowanceSubject(organisation, locationNumberToWire(site))));
  return {
    ...step,
    kind: "transformation",
    accountMilligrams: null,
    takenBefore: [],
    ...drawnBy(allowance, digest),
    prices: allocation === "economic" && !onlyPacks(process) ? pricesAt(terms, place) : null,
  };
}

/** Grams that went in, as the lot's own dossier has it; undefined where that does not say that they did. */
function inputOf({ found, inputs }: Books, consumer: Hex, lot: Hex, grams: bigint): LineageInput | undefined {
  const row = inputs.get(`${consumer}/${lot}`);
  const known = found.get(lot);
  if (row === undefined || known === undefined) return undefined;
  const { entries } = known.dossier;
  const at = entries.findIndex(({ link }) => link.digest === consumer);
  const declared = known.facts.declaration?.identity.content;
  if (at < 0 || declared === undefined) return undefined;
  const before = entries.slice(0, at).flatMap((entry) => entry.known?.statement ?? []);
  // Own goods that no quota stands behind count as their parents did; all else counts once it is certified.
  const mayCount = declared.quota === null || before.some((statement) => doneBy(statement, "issued"));
  if (row.is_certified && !mayCount) return undefined;
  return {
    lot,
    grams,
    footprintGramsPerKilogram: BigInt(correctedFootprint(entries.slice(0, at)) ?? declared.footprintGramsPerKilogram),
    transportMilligrams: row.transport_milligrams,
    isCertified: row.is_certified,
  };
}

/** The footprint by the newest correction that stands; undefined if none does. Setting one aside takes down what came after it. */
function correctedFootprint(entries: readonly DossierEntry[]): number | undefined {
  const standing: { digest: Hex; footprintGramsPerKilogram: number }[] = [];
  for (const { link, known, setAside } of entries) {
    const index = standing.findIndex(({ digest }) => digest === setAside);
    if (index >= 0) standing.length = index;
    const corrected = doneBy(known?.statement, "corrected");
    if (corrected !== undefined) standing.push({ digest: link.digest, ...corrected });
  }
  return standing.at(-1)?.footprintGramsPerKilogram;
}

/** Whether what was taken could go into it: a withdrawal draws on deposits that were made before it, in its period. */
function drawsOn({ making, place }: Made, consumer: Hex, input: KnownLot | undefined): boolean {
  if (making.what === "transformed") return true;
  const at = input?.dossier.entries.find(({ link }) => link.digest === consumer)?.known?.place;
  return at !== undefined && isBefore(at, place) && periodAt(BigInt(at.timestamp)) === making.period;
}

/** Whether the index lacks what the ledger's events say of something that went in, beside the statement. */
function lacksInput({ taken }: Made, { inputs }: Books): boolean {
  return taken.some(({ digest, taking }) =>
    taking.inputs.some(({ lot }) => !inputs.has(`${digest}/${lotIdToWire(lot)}`)),
  );
}

function pricesAt(terms: Register | undefined, place: Place): NonNullable<LineageStep["prices"]> {
  const set = terms && newestBefore(terms, place, ({ event }) => event === "TermsSet");
  const { prices } = (set?.args.terms ?? { prices: [] }) as { prices: string[] };
  return Object.fromEntries(elementSymbols.map((symbol, index) => [symbol, Number(prices[index] ?? 0)]));
}

function sumOf(vectors: readonly (readonly bigint[])[]): bigint[] {
  return elementSymbols.map((_, index) => vectors.reduce((sum, vector) => sum + (vector[index] ?? 0n), 0n));
}
