import type { z } from "zod";
import { attestations } from "../../api/schemas/attestation.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { kindsDoing, wireDeed } from "../../statements/knowledge.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import { findLot } from "../answers/lot.ts";
import { defineRoute } from "../plumbing/route.ts";

type Attestation = z.input<typeof attestations>["items"][number];

/** Shows what was found about a lot. */
export const readAttestations = defineRoute({
  name: "readAttestations",
  method: "get",
  path: "/v1/lots/{id}/attestations",
  tag: "Lots",
  summary: "What was found about a lot, and by whom",
  params: lotParameters,
  success: { status: 200, description: "Its attestations, in order", schema: attestations },
  problems: ["lot-not-found"],
  async handle(services, { params: { id } }) {
    await findLot(services, id);
    const rows = await services.statements.dossierOfKinds(id, kindsDoing("examined"));
    const names = await services.organisations.names(rows.map(({ organisation }) => organisation));
    return {
      body: { lot: id, items: rows.map((row) => toWire(row, names.get(row.organisation) ?? row.organisation)) },
    };
  },
});

function toWire(row: StatementRow, name: string): Attestation {
  const { digest, organisation, timestamp, message } = row;
  const { country, site, evidence } = message;
  return {
    statement: digest,
    ...wireDeed(row, "examined"),
    by: organisation,
    name,
    country,
    site,
    evidence,
    timestamp: Number(timestamp),
  } as Attestation;
}
