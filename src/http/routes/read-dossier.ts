import { z } from "zod";
import { dossierPage } from "../../api/schemas/dossier.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import { isPublicKind } from "../../api/statement-visibility.ts";
import { concerning } from "../../readers/concern.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { dossierEntryToWire } from "../answers/dossier-entry.ts";
import { findLot } from "../answers/lot.ts";
import { statementConcerns } from "../concerns/flow-concerns.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Shows what was stated about a lot. */
export const readDossier = defineRoute({
  name: "readDossier",
  method: "get",
  path: "/v1/lots/{id}/dossier",
  tag: "Lots",
  summary: "Everything stated about a lot, in order",
  description:
    "Of what not everybody may see, the digest and the time are shown. They are what the lot's head is made of, so that everybody can recompute it.",
  params: lotParameters,
  query: z.strictObject(pageParameters),
  success: { status: 200, description: "A page of the dossier", schema: dossierPage },
  problems: ["lot-not-found", "cursor-invalid"],
  async handle(services, { params: { id }, query: { cursor, limit } }) {
    await findLot(services, id);
    const rows = await services.statements.dossier(id, positionOf(cursor), limit + 1);
    const items = rows.slice(0, limit).map((row) => dossierEntryToWire(services.ledger, row));
    const restricted = rows
      .slice(0, limit)
      .flatMap(({ statement }) => statement ?? [])
      .filter(({ kind }) => !isPublicKind(kind as StatementKindName));
    const concerns = await statementConcerns(services, restricted);
    for (const item of items) {
      const concern = concerns.get(item.digest);
      if (concern) concerning(item, concern);
    }
    return { body: { lot: id, items, next: rows.length > limit ? String(items.at(-1)?.position) : null } };
  },
});

function positionOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^[1-9][0-9]{0,8}$/.test(cursor)) return Number(cursor);
  throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
}
