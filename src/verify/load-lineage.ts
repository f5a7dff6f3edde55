import type { Selectable } from "kysely";
import { elementSymbols } from "../domain/elements.ts";
import type { Hex } from "../domain/hex.ts";
import type { Lineage, LineageInput, LineageLot, LineageStep } from "../domain/lineage.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { lotId } from "../statements/content.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import { type RecordedStatement, recordedStatementSchema } from "../statements/statement.ts";
import type { LineageRepository, RecordedRow } from "../store/repositories/lineage-repository.ts";
import type { LotInputTable, SiteMovementTable } from "../store/tables/index-tables.ts";
import type { Place } from "./place.ts";

/** A lineage as the index has it, recomputed from the statements that declared its lots. */
export interface KnownLineage extends Lineage {
  /** Lots and statements that are not what their ids commit to, or are missing. */
  altered: Hex[];
}

/** Statements that were recomputed already, by digest: what a digest stands for never changes. */
export interface StatementMemory {
  get(digest: Hex): KnownDeclaration | undefined;
  set(digest: Hex, known: KnownDeclaration): unknown;
}

/** A statement of a lineage, with its place. */
export interface KnownDeclaration {
  statement: RecordedStatement;
  place: Place;
}

/** More lots went into a lot than are followed. */
export class LineageTooLargeError extends Error {
  override name = "LineageTooLargeError";
}

/** Most lots that a lineage is followed through. */
export const lineageMaximum = 10_000;

/**
 * Loads everything that a lot was made from, and recomputes it: statements hash to the digests that steps are known by, lots to
 * their ids; so a lot's id commits to its whole lineage.
 * @param block Last block that counts.
 * @throws LineageTooLargeError
 */
export async function loadLineage(
  repository: LineageRepository,
  ledger: Ledger,
  memory: StatementMemory,
  lot: Hex,
  block: bigint,
): Promise<KnownLineage> {
  const rows = await repository.ancestors(lot, block, lineageMaximum);
  if (rows.length > lineageMaximum) {
    throw new LineageTooLargeError(`More than ${lineageMaximum} lots went into lot ${lot}.`);
  }
  const steps = [...new Set(rows.flatMap(({ made_by }) => made_by ?? []))];
  const movements = await repository.siteMovements(steps);
  const deposits = movements.filter(({ direction }) => direction === "deposit").map(({ digest }) => digest);
  const digests = [...new Set([...rows.map(({ declaration }) => declaration), ...deposits])];
  const [statements, inputs, tolerated, terms, withdrawn] = await Promise.all([
    recompute(repository, ledger, memory, digests),
    repository.inputs([...steps, ...deposits]),
    repository.tolerated(steps),
    repository.terms(),
    repository.withdrawn(movements.flatMap(({ digest, direction }) => (direction === "withdrawal" ? [digest] : []))),
  ]);
  const altered = digests.filter((digest) => !statements.has(digest));
  const lots = new Map<Hex, LineageLot>();
  for (const { id, declaration } of rows) {
    for (const declared of lotsOf(statements.get(declaration)?.statement, declaration)) lots.set(declared.id, declared);
    if (!lots.has(id)) altered.push(id);
  }
  const byConsumer = Map.groupBy(inputs, ({ consumer }) => consumer);
  const books = { statements, inputs: byConsumer, movements, tolerated, terms, withdrawn };
  const made = new Map<Hex, LineageStep>();
  for (const digest of steps) {
    const known = statements.get(digest);
    const step = known && stepOf(digest, known, books, lots);
    if (step === undefined) altered.push(digest);
    else made.set(digest, step);
  }
  // What the statements say was made from something has its step here, or something is hidden.
  for (const { id } of rows) {
    const madeBy = lots.get(id)?.madeBy;
    if (madeBy != null && !made.has(madeBy)) altered.push(id);
  }
  const ancestors = rows.map(({ id }) => id).filter((id) => id !== lot);
  return { lot, ancestors, lots, steps: made, altered: [...new Set(altered)] };
}

async function recompute(
  repository: LineageRepository,
  ledger: Ledger,
  memory: StatementMemory,
  digests: readonly Hex[],
): Promise<Map<Hex, KnownDeclaration>> {
  const known = new Map<Hex, KnownDeclaration>();
  const missing: Hex[] = [];
  for (const digest of digests) {
    const found = memory.get(digest);
    if (found === undefined) missing.push(digest);
    else known.set(digest, found);
  }
  for (const row of missing.length === 0 ? [] : await repository.statements(missing)) {
    const read = readStatement(ledger, row);
    if (read === undefined) continue;
    memory.set(row.digest, read);
    known.set(row.digest, read);
  }
  return known;
}

function readStatement(ledger: Ledger, row: RecordedRow): KnownDeclaration | undefined {
  const { kind, message, signature } = row;
  const parsed = recordedStatementSchema.safeParse({ kind, message, signature });
  if (!parsed.success || ledger.digest(parsed.data) !== row.digest) return undefined;
  const place = { blockNumber: row.block_number, logIndex: row.log_index, timestamp: Number(row.timestamp) };
  return { statement: parsed.data, place };
}

/** The lots that a statement declares, by the ids that their contents hash to. */
function lotsOf(statement: RecordedStatement | undefined, digest: Hex): LineageLot[] {
  if (statement?.kind === "declare") {
    const { organisation: producer, lotNumber, content } = statement.message;
    const id = lotIdToWire(lotId(producer, lotNumber, content));
    return [{ id, producer, lotNumber, content, madeBy: null, certifiable: true }];
  }
  if (statement?.kind !== "transform" && statement?.kind !== "withdraw") return [];
  const { organisation: producer, outputs } = statement.message;
  return outputs.map(({ lotNumber, content, certifiable }) => {
    const id = lotIdToWire(lotId(producer, lotNumber, content));
    return { id, producer, lotNumber, content, madeBy: digest, certifiable };
  });
}

interface Books {
  statements: ReadonlyMap<Hex, KnownDeclaration>;
  inputs: ReadonlyMap<Hex, Selectable<LotInputTable>[]>;
  movements: readonly Selectable<SiteMovementTable>[];
  tolerated: ReadonlyMap<Hex, bigint>;
  terms: Awaited<ReturnType<LineageRepository["terms"]>>;
  withdrawn: ReadonlyMap<Hex, readonly bigint[]>;
}

/** A step, from its statement and from what stood on record then; undefined where the two do not fit. */
function stepOf(
  digest: Hex,
  { statement, place }: KnownDeclaration,
  books: Books,
  lots: ReadonlyMap<Hex, LineageLot>,
): LineageStep | undefined {
  if (statement.kind !== "transform" && statement.kind !== "withdraw") return undefined;
  const { process, organisation, occurredAt, outputs, emissionsGrams } = statement.message;
  const [first] = outputs;
  if (first === undefined) return undefined;
  const { country, site, allocation } = first.content;
  const step = {
    digest,
    process,
    organisation,
    country,
    site,
    occurredAt,
    outputs: outputs.map(({ lotNumber, content }) => lotIdToWire(lotId(organisation, lotNumber, content))),
    emissionsMilligrams: emissionsGrams * 1_000n,
    toleratedNanograms: books.tolerated.get(digest) ?? 0n,
  };
  if (statement.kind === "withdraw") {
    const account = books.movements.find((movement) => movement.digest === digest);
    if (account === undefined) return undefined;
    const before = books.movements.filter(
      (movement) =>
        movement.organisation === account.organisation &&
        movement.site === account.site &&
        movement.period === account.period &&
        (movement.block_number < account.block_number ||
          (movement.block_number === account.block_number && movement.log_index < account.log_index)),
    );
    const deposits = before.filter(({ direction }) => direction === "deposit");
    if (deposits.length === 0 || !deposits.every((movement) => fits(movement.digest, books, lots))) return undefined;
    const deposited = deposits.flatMap((movement) => books.inputs.get(movement.digest) ?? []);
    const takenBefore = before.flatMap((movement) => {
      const amounts = books.withdrawn.get(movement.digest);
      return amounts === undefined ? [] : [amounts];
    });
    return {
      ...step,
      kind: "withdrawal",
      inputs: deposited.map(inputOf),
      accountMilligrams: account.carbon_milligrams,
      takenBefore: elementSymbols.map((_, index) =>
        takenBefore.reduce((sum, amounts) => sum + (amounts[index] ?? 0n), 0n),
      ),
      prices: null,
    };
  }
  if (!fits(digest, books, lots)) return undefined;
  return {
    ...step,
    kind: "transformation",
    inputs: (books.inputs.get(digest) ?? []).map(inputOf),
    accountMilligrams: null,
    takenBefore: [],
    prices: allocation === "economic" ? pricesAt(books.terms, statement.message.scheme, place) : null,
  };
}

/** Whether what the index has as taken is what was stated; a footprint on record is never below the one declared. */
function fits(digest: Hex, { statements, inputs }: Books, lots: ReadonlyMap<Hex, LineageLot>): boolean {
  const statement = statements.get(digest)?.statement;
  if (statement?.kind !== "transform" && statement?.kind !== "deposit") return false;
  const stated = new Map(statement.message.inputs.map(({ lot, grams }) => [lotIdToWire(lot), grams]));
  const rows = inputs.get(digest) ?? [];
  return (
    rows.length === stated.size &&
    rows.every(({ lot, grams, footprint_grams_per_kilogram }) => {
      const declared = lots.get(lot)?.content.footprintGramsPerKilogram;
      return stated.get(lot) === grams && declared !== undefined && footprint_grams_per_kilogram >= declared;
    })
  );
}

function inputOf(row: Selectable<LotInputTable>): LineageInput {
  return {
    lot: row.lot,
    grams: row.grams,
    footprintGramsPerKilogram: BigInt(row.footprint_grams_per_kilogram),
    transportMilligrams: row.transport_milligrams,
    isCertified: row.is_certified,
  };
}

function pricesAt(terms: Books["terms"], scheme: number, place: Place): NonNullable<LineageStep["prices"]> {
  const set = terms.findLast(
    (act) =>
      act.scheme === scheme &&
      (act.block_number < place.blockNumber ||
        (act.block_number === place.blockNumber && act.log_index < place.logIndex)),
  );
  return Object.fromEntries(elementSymbols.map((symbol, index) => [symbol, Number(set?.prices[index] ?? 0)]));
}
