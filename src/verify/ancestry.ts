import type { Hex } from "../domain/hex.ts";
import type { InheritancePolicy } from "../domain/inheritance.ts";
import { type Lineage, type StepFault, stepFaults } from "../domain/lineage.ts";
import { type Origin, originsOf } from "../domain/origin.ts";
import { type YieldAlert, yieldAlerts } from "../domain/plausibility.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { AncestorStanding, LineageRepository } from "../store/repositories/lineage-repository.ts";
import { readStandings } from "./ledger-reading.ts";
import { type KnownLineage, loadLineage, type StatementMemory } from "./load-lineage.ts";
import type { StateReader } from "./state-reader.ts";

/** A lineage, with what recomputing it has found. */
export interface JudgedLineage {
  lineage: KnownLineage;
  faults: { step: Hex; fault: StepFault }[];
  origin: Origin[];
  alerts: YieldAlert[];
}

/** Something that went into a lot and does not stand as it should. */
export interface Trouble {
  lot: Hex;
  trouble: "rejected" | "revoked" | "suspended" | "disputed";
  /** Reason code; null where somebody disputes it, or the statement is not known. */
  reason: number | null;
  /** What that means for what is made of it. */
  policy: Exclude<InheritancePolicy, "default">;
}

/** What a lot was made from, and how that stands. */
export interface Ancestry extends JudgedLineage {
  troubles: Trouble[];
  /** Lots whose footprint was corrected upwards since they went in. */
  corrected: Hex[];
  /** What else came out of the steps and never became a certificate. */
  uncertified: Hex[];
  /** Lots of which the ledger says something else than the index. */
  differing: Hex[];
}

/** Where an ancestry is read from. */
export interface AncestrySources {
  repository: LineageRepository;
  ledger: Ledger;
  memory: {
    statements: StatementMemory;
    lineages: { get(lot: Hex): JudgedLineage | undefined; set(lot: Hex, known: JudgedLineage): unknown };
  };
  lot: Hex;
  reader: StateReader;
  /** Whether the ledger itself is asked how every ancestor stands, and not the index. */
  fresh: boolean;
}

/**
 * What a lot was made from, judged. What it was made from follows from the lot's id and never changes; how that stands is taken from the
 * index as it is, or read from the ledger lot by lot.
 * @param block Last block that counts.
 */
export async function ancestryOf(sources: AncestrySources, block: bigint): Promise<Ancestry> {
  const { repository, ledger, memory, lot, reader, fresh } = sources;
  let judged = memory.lineages.get(lot);
  if (judged === undefined) {
    judged = judge(await loadLineage(repository, ledger, memory.statements, lot, block));
    if (judged.lineage.altered.length === 0) memory.lineages.set(lot, judged);
  }
  const { lineage } = judged;
  const indexed = await repository.standings([...lineage.lots.keys()]);
  const standings = fresh ? await onLedger(ledger, reader, indexed) : indexed;
  const differing = standings.filter((standing, index) => !isSame(standing, indexed[index])).map(({ id }) => id);
  const ancestors = new Set(lineage.ancestors);
  return {
    ...judged,
    differing,
    troubles: await troublesOf(
      repository,
      standings.filter(({ id }) => ancestors.has(id)),
    ),
    corrected: correctedSince(lineage, standings),
    uncertified: standings
      .filter(({ id, status }) => id !== lot && !ancestors.has(id) && neverCertified.includes(status))
      .map(({ id }) => id),
  };
}

const neverCertified: readonly string[] = ["declared", "uncertifiable", "rejected"];

function judge(lineage: KnownLineage): JudgedLineage {
  const faults = [...lineage.steps.values()].flatMap((step) =>
    stepFaults(lineage, step).map((fault) => ({ step: step.digest, fault })),
  );
  const isWhole = lineage.altered.length === 0;
  return { lineage, faults, origin: isWhole ? originsOf(lineage) : [], alerts: isWhole ? yieldAlerts(lineage) : [] };
}

async function onLedger(
  ledger: Ledger,
  reader: StateReader,
  indexed: readonly AncestorStanding[],
): Promise<AncestorStanding[]> {
  const read = await readStandings(
    ledger,
    reader,
    indexed.map(({ id }) => id),
  );
  return indexed.map(({ id }, index) => ({ id, ...(read[index] as Omit<AncestorStanding, "id">) }));
}

function isSame(a: AncestorStanding, b: AncestorStanding | undefined): boolean {
  return (
    a.status === b?.status && a.disputes === b.disputes && a.footprintGramsPerKilogram === b.footprintGramsPerKilogram
  );
}

async function troublesOf(repository: LineageRepository, standings: readonly AncestorStanding[]): Promise<Trouble[]> {
  const condemned = standings.filter(
    ({ status }) => status === "rejected" || status === "revoked" || status === "suspended",
  );
  const disputed = standings.filter(({ disputes }) => disputes > 0);
  if (condemned.length === 0 && disputed.length === 0) return [];
  const [statements, policies] = await Promise.all([
    repository.newest(
      condemned.map(({ id }) => id),
      ["reject", "revoke", "suspend"],
    ),
    repository.policies(),
  ]);
  const troubles = condemned.map(({ id, status }): Trouble => {
    const trouble = status as "rejected" | "revoked" | "suspended";
    const reason = (statements.get(id)?.message as { reason?: number } | undefined)?.reason ?? null;
    return { lot: id, trouble, reason, policy: policyOf(trouble, reason === null ? undefined : policies.get(reason)) };
  });
  const disputes = disputed.map(({ id }): Trouble => ({ lot: id, trouble: "disputed", reason: null, policy: "flag" }));
  return [...troubles, ...disputes];
}

/** Without a governed policy, what was rejected or revoked leaves nothing valid behind it; what was suspended is told. */
function policyOf(trouble: Trouble["trouble"], governed: string | undefined): Trouble["policy"] {
  if (governed === "ignore" || governed === "flag" || governed === "invalidate") return governed;
  return trouble === "suspended" ? "flag" : "invalidate";
}

function correctedSince({ steps }: Lineage, standings: readonly AncestorStanding[]): Hex[] {
  const now = new Map(standings.map(({ id, footprintGramsPerKilogram }) => [id, BigInt(footprintGramsPerKilogram)]));
  const raised = [...steps.values()].flatMap(({ inputs }) =>
    inputs.filter(({ lot, footprintGramsPerKilogram }) => (now.get(lot) ?? 0n) > footprintGramsPerKilogram),
  );
  return [...new Set(raised.map(({ lot }) => lot))];
}
