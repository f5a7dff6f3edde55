import type { z } from "zod";
import { attestations } from "../../api/schemas/attestation.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import { findLot } from "../lot-answer.ts";
import { defineRoute } from "../route.ts";

type Attestation = z.input<typeof attestations>["items"][number];

/** Shows what was found about a lot. */
export const readAttestations = defineRoute({
  method: "get",
  path: "/v1/lots/{id}/attestations",
  tag: "Lots",
  summary: "What was found about a lot, and by whom",
  params: lotParameters,
  success: { status: 200, description: "Its attestations, in order", schema: attestations },
  problems: ["lot-not-found"],
  async handle(services, { params: { id } }) {
    await findLot(services, id);
    const rows = await services.statements.dossierOfKinds(id, ["assay", "attest"]);
    const names = await services.organisations.names(rows.map(({ organisation }) => organisation));
    return {
      body: { lot: id, items: rows.map((row) => toWire(row, names.get(row.organisation) ?? row.organisation)) },
    };
  },
});

function toWire({ kind, digest, organisation, timestamp, message }: StatementRow, name: string): Attestation {
  const examined =
    kind === "assay"
      ? { kind: "assay" as const, composition: message.composition, quantity: null }
      : { kind: message.kind, composition: null, quantity: message.quantity };
  const { outcome, country, site, evidence, occurredAt } = message;
  return {
    statement: digest,
    ...examined,
    outcome,
    by: organisation,
    name,
    country,
    site,
    evidence,
    occurredAt,
    timestamp: Number(timestamp),
  } as Attestation;
}
