import type { Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import { unexamined } from "./examination.ts";

/** An assay that is taken back no longer stamps nor disputes. */
export const revokeAssay: Fold<IncludedStatement<"revoke-assay">> = {
  want: ({ statement: { message } }, tables) => want(tables, message.lot, message.assay),
  apply: ({ digest, statement: { message } }, tables) => takeBack(tables, message.lot, message.assay, digest),
};

/** Nor does any other attestation. */
export const revokeAttestation: Fold<IncludedStatement<"revoke-attestation">> = {
  want: ({ statement: { message } }, tables) => want(tables, message.lot, message.attestation),
  apply: ({ digest, statement: { message } }, tables) => takeBack(tables, message.lot, message.attestation, digest),
};

function want(tables: State["tables"], lot: bigint, attestation: Hex): void {
  tables.lot.want(lotIdToWire(lot));
  tables.attestation.want(attestation);
}

function takeBack(tables: State["tables"], lot: bigint, attestation: Hex, revocation: Hex): void {
  const taken = tables.attestation.require(attestation);
  tables.lot.put(unexamined(tables.lot.require(lotIdToWire(lot)), taken));
  tables.attestation.put({ ...taken, revocation });
}
