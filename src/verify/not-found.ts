import { elementSymbols } from "../domain/elements.ts";
import type { NotFound } from "../domain/verdict.ts";
import type { LotCase } from "./lot-case.ts";

/** What the newest conforming assay, of somebody else than the producer, looked for and did not find. */
export function notFoundIn({ facts, dossier }: LotCase): NotFound[] {
  const producer = facts.declaration?.identity.producer;
  const newest = facts.examinations.findLast(
    ({ kind, outcome, by, takenBack }) =>
      kind === "assay" && outcome === "conforms" && by !== producer && takenBack === null,
  );
  const entry = dossier.entries.find(({ link }) => link.digest === newest?.digest);
  if (entry?.known?.statement.kind !== "assay") return [];
  const { composition } = entry.known.statement.message;
  return elementSymbols.flatMap((element) => {
    const share = composition[element];
    const assay = entry.link.digest;
    return "detectionLimit" in share ? [{ element, detectionLimit: share.detectionLimit, assay }] : [];
  });
}
