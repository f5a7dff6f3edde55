import { attestations } from "../../api/schemas/attestation.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { kindsDoing } from "../../statements/knowledge.ts";
import { attestationToWire } from "../answers/attestation.ts";
import { findLot } from "../answers/lot.ts";
import { defineRoute } from "../plumbing/route.ts";

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
      body: {
        lot: id,
        items: rows.map((row) => attestationToWire(row, names.get(row.organisation) ?? row.organisation)),
      },
    };
  },
});
