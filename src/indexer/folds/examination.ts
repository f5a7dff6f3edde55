import type { AttestationKind } from "../../domain/attestation.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Message } from "../../statements/statement.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import { locationNumberOf } from "./governance-values.ts";
import { judges, wantJudging } from "./judging.ts";

type Tables = State["tables"];
type Examining = IncludedStatement<"assay" | "attest">;

/** An assay or an attestation stamps or disputes a lot, as far as the role in which it was made counts. */
export const examination: Fold<Examining> = {
  want: (event, tables) => wantExamination(tables, event),
  apply: (event, tables) => examine(tables, event),
};

/** Asks for what entering an examination reads. */
function wantExamination(tables: Tables, { statement }: Examining): void {
  tables.lot.want(lotIdToWire(statement.message.lot));
  wantJudging(tables, voiceOf(statement.message));
}

/** Enters an examination into the lot's record: a finding disputes it, if it comes from one who judges or from the producer itself. */
function examine(tables: Tables, { statement, timestamp }: Examining): void {
  const { message } = statement;
  if (message.outcome !== "does-not-conform") return;
  const lot = tables.lot.require(lotIdToWire(message.lot));
  const voice = voiceOf(message);
  const counts = judges(tables, voice, timestamp) || lot.producer === voice.organisation;
  if (counts) tables.lot.put({ ...lot, disputes: lot.disputes + 1 });
}

function voiceOf(message: Message<"assay" | "attest">) {
  const { organisation, country, site } = message;
  const kind: AttestationKind = "kind" in message ? message.kind : "assay";
  return { organisation, kind, country, site: locationNumberOf(site ?? 0n) };
}
