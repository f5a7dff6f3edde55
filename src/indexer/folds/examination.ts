import type { AttestationKind, Outcome } from "../../domain/attestation.ts";

import { lotIdToWire } from "../../statements/scalars.ts";
import type { Message } from "../../statements/statement.ts";
import type { IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";
import { locationNumberOf } from "./governance-values.ts";
import { judges, wantJudging } from "./judging.ts";

type Tables = State["tables"];
type Lot = StateRow<"lot">;
/** What an examination found; `day` is Unix time / 86,400. */
interface Examined {
  kind: AttestationKind;
  outcome: Outcome;
  day: number;
}
type Examining = IncludedStatement<"assay" | "attest">;

const SECONDS_PER_DAY = 86_400;

/** Columns that hold the day of the newest examination that counts, where a certificate may ask for the kind. */
const stampColumns: { [K in AttestationKind]?: "assay_day" | "weight_day" | "process_day" | "footprint_day" } = {
  assay: "assay_day",
  weight: "weight_day",
  process: "process_day",
  footprint: "footprint_day",
};

/** Asks for what entering an examination reads. */
export function wantExamination(tables: Tables, { statement }: Examining): void {
  tables.lot.want(lotIdToWire(statement.message.lot));
  wantJudging(tables, voiceOf(statement.message));
}

/**
 * Enters an examination into the lot's record. A finding disputes the lot,
 * if it comes from one who judges or from the producer itself; what conforms stamps it, if it comes from one who judges and is
 * not the producer.
 */
export function examine(tables: Tables, { statement, timestamp }: Examining): void {
  const { message } = statement;
  const { outcome, occurredAt } = message;
  const lot = tables.lot.require(lotIdToWire(message.lot));
  const voice = voiceOf(message);
  const judging = judges(tables, voice, timestamp);
  const own = lot.producer === voice.organisation;
  const counted = outcome === "does-not-conform" ? judging || own : judging && !own;
  if (!counted) return;
  tables.lot.put(entered(lot, { kind: voice.kind, outcome, day: Math.floor(occurredAt / SECONDS_PER_DAY) }));
}

/**
 * A lot after an attestation that stood was taken back: one dispute fewer, or the stamp of what stands now.
 * @param kind Of a stamp; null for a finding.
 * @param occurredAt Unix seconds of the examination that stands now; 0 if none does.
 */
export function unexamined(lot: Lot, kind: AttestationKind | null, occurredAt: number): Lot {
  if (kind === null) return { ...lot, disputes: lot.disputes - 1 };
  const column = stampColumns[kind];
  return column === undefined
    ? lot
    : { ...lot, [column]: occurredAt === 0 ? null : Math.floor(occurredAt / SECONDS_PER_DAY) };
}

function entered(lot: Lot, { kind, outcome, day }: Examined): Lot {
  if (outcome === "does-not-conform") return { ...lot, disputes: lot.disputes + 1 };
  const column = stampColumns[kind];
  if (outcome !== "conforms" || column === undefined) return lot;
  return { ...lot, [column]: Math.max(lot[column] ?? 0, day) };
}

function voiceOf(message: Message<"assay" | "attest">) {
  const { organisation, country, site } = message;
  const kind: AttestationKind = "kind" in message ? message.kind : "assay";
  return { organisation, kind, country, site: locationNumberOf(site ?? 0n) };
}
