import { z } from "zod";
import { finding } from "../../api/schemas/finding.ts";
import { pageOf, pageParameters } from "../../api/schemas/page.ts";
import { addressParameter, hashParameter } from "../../api/schemas/scalars.ts";
import type { Address } from "../../domain/hex.ts";
import { decodeCursor, encodeCursor } from "../../store/repositories/page.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Lists what authorities found in shipments. */
export const listFindings = defineRoute({
  name: "listFindings",
  method: "get",
  path: "/v1/findings",
  tag: "Custody",
  summary: "What authorities found in shipments, the newest first",
  description:
    "Customs and regulators are shown all. Anybody else who has signed in is shown those linked to lots that it made or has grams of.",
  query: z.strictObject({
    reference: z
      .string()
      .regex(/^[A-Z0-9]{1,32}$/, "expected capital letters and digits")
      .optional()
      .meta({ description: "Number of the container, bill of lading or customs declaration" }),
    lot: hashParameter("Lot that it is linked to").optional(),
    authority: addressParameter("Organisation that recorded it").optional(),
    withdrawn: z.enum(["0", "1"]).default("0").meta({ description: "1: those that were withdrawn too" }),
    ...pageParameters,
  }),
  success: { status: 200, description: "A page of findings", schema: pageOf(finding).meta({ id: "FindingPage" }) },
  problems: ["cursor-invalid", "sign-in-required"],
  async handle({ findings, organisations, readers }, { query, reader, request }) {
    const { credential, jurisdiction } = reader;
    if (credential === undefined) {
      throw new Problem("sign-in-required", "Sign in to be shown what authorities found.", {
        headers: { "www-authenticate": "Bearer" },
      });
    }
    const { reference, lot, authority, withdrawn, cursor, limit } = query;
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && after === undefined) {
      throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
    }
    // What is smuggled crosses borders: an authority of any country is told what those of others found.
    const isAuthority = jurisdiction === "every" || jurisdiction.size > 0;
    const page = await findings.list(
      {
        ...(reference && { reference }),
        ...(lot && { lot }),
        ...(authority && { authority }),
        ...(!isAuthority && { party: credential.organisation as Address }),
        withdrawn: withdrawn === "1",
      },
      { limit, ...(after && { after }) },
    );
    if (isAuthority) await readers.recordAccess(credential, request.method, request.originalUrl);
    const names = await organisations.names(page.items.map((row) => row.authority));
    const items = page.items.map((row) => ({
      ...{ statement: row.statement, referenceKind: row.reference_kind, referenceNumber: row.reference_number },
      ...{ country: row.country, goodsCode: row.goods_code, labelOrigin: row.label_origin, seal: row.seal },
      ...{ grossGrams: Number(row.gross_grams), netGrams: Number(row.net_grams), evidence: row.evidence },
      ...{ occurredAt: Number(row.occurred_at), authority: row.authority },
      ...{ name: names.get(row.authority) ?? row.authority, recordedAt: Number(row.recorded_at) },
      withdrawnAt: row.withdrawn_at === null ? null : Number(row.withdrawn_at),
      links: row.links.map(({ lot: id, linked_by, linked_at }) => ({
        ...{ lot: id, authority: linked_by, linkedAt: Number(linked_at) },
      })),
    }));
    return { body: { items, next: page.next ? encodeCursor(page.next) : null } };
  },
});
