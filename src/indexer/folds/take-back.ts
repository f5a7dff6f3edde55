import type { Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { EventPlace, Fold, IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import { unexamined } from "./examination.ts";
import { judges, wantJudging } from "./judging.ts";

/** An assay that is taken back no longer stamps nor disputes. */
export const revokeAssay: Fold<IncludedStatement<"revoke-assay">> = {
  want: ({ statement: { message } }, tables) => want(tables, message.lot, message.assay),
  apply: (event, tables) => takeBack(tables, event, event.statement.message.assay),
};

/** Nor does any other attestation. */
export const revokeAttestation: Fold<IncludedStatement<"revoke-attestation">> = {
  want: ({ statement: { message } }, tables) => want(tables, message.lot, message.attestation),
  apply: (event, tables) => takeBack(tables, event, event.statement.message.attestation),
};

function want(tables: State["tables"], lot: bigint, attestation: Hex): void {
  tables.lot.want(lotIdToWire(lot));
  tables.attestation.want(attestation);
  // Where it was made in the same batch, its own fold wants the roles.
  const taken = tables.attestation.peek(attestation);
  if (taken !== undefined) wantJudging(tables, taken);
}

/**
 * The contract has findings that counted on record, but of stamps only their days: it takes the word of whoever judges now for
 * one that had counted.
 */
function takeBack(
  tables: State["tables"],
  { digest, timestamp }: EventPlace & { digest: Hex },
  attestation: Hex,
): void {
  const taken = tables.attestation.require(attestation);
  const counted = taken.outcome === "does-not-conform" ? taken.counted : judges(tables, taken, timestamp);
  if (counted) tables.lot.put(unexamined(tables.lot.require(taken.lot), taken));
  tables.attestation.put({ ...taken, revocation: digest });
}
