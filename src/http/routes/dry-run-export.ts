import { z } from "zod";
import { day, dayParameters, inOrder, outOfOrder } from "../../api/schemas/days.ts";
import { exportDryRun } from "../../api/schemas/export-control.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import { type DryRun, dryRunOf, type RecordedDispatch, type RecordedPermit } from "../../domain/export-dry-run.ts";
import type { Hex } from "../../domain/hex.ts";
import { kindsMoving, wireMovement } from "../../statements/knowledge.ts";
import type { LotMatter } from "../../store/repositories/lot-repository.ts";
import { encodeCursor } from "../../store/repositories/page.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import { placeBehind, thoseShown } from "../answers/audit.ts";
import { exportRuleOf } from "../answers/export-rule.ts";
import { accessOf } from "../plumbing/access.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

/** Says what rules of a day would have stopped of what was sent. */
export const dryRunExport = defineRoute({
  name: "dryRunExport",
  method: "get",
  path: "/v1/export-control/dry-run",
  tag: "Custody",
  summary: "What the rules of a day would have stopped of what was sent in some days, permits of then considered",
  description:
    "Judged over recorded dispatches, in the ledger's order. Those of which the reader may see all are judged, and an authority's reading is on record. " +
    "A page has the stopped ones among as many dispatches as `limit` says: it may have none, and `next` is null on the last.",
  query: z
    .strictObject({
      ...dayParameters,
      rulesOf: day("Day as of whose first second the rules are judged", "start"),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, "expected two capital letters")
        .optional()
        .meta({ description: "Only those that leave this country (ISO 3166-1 alpha-2)" }),
      ...pageParameters,
    })
    .refine(inOrder, outOfOrder),
  success: { status: 200, description: "What would have been stopped", schema: exportDryRun },
  problems: ["cursor-invalid", "sign-in-required"],
  async handle(services, { query, reader, request }) {
    if (reader.credential === undefined) {
      throw new Problem("sign-in-required", "Sign in to have dispatches judged.", {
        headers: { "www-authenticate": "Bearer" },
      });
    }
    const { from, to, rulesOf, country, cursor, limit } = query;
    const after = placeBehind({ cursor, limit });
    const kinds = kindsMoving("sent");
    const page = await services.statements.stated({ from, to, kinds }, { limit, ...(after && { after }) });
    const { levelFor, recordAccess } = accessOf(reader, services, request);
    const shown = await thoseShown(services, page.items, levelFor);
    const wanted = shown.filter((row) => country === undefined || wireMovement(row, "sent")?.fromCountry === country);
    const matter = await services.lots.matter(wanted.flatMap(({ lots }) => lots as Hex[]));
    const [rules, permits] = await Promise.all([services.exportControl.rules(), permitsOf(services)]);
    const given = { rules: rules.map(exportRuleOf), permits, day: Number(rulesOf) };
    const runs = wanted.map((row) => {
      const dispatch = recordedDispatch(row, matter);
      return { consignment: row.digest, dispatch, run: dryRunOf(dispatch, given) };
    });
    await recordAccess();
    return {
      body: {
        day: given.day,
        examined: wanted.length,
        controlled: runs.filter(({ run }) => run.controlledGrams > 0n).length,
        items: runs.filter(({ run }) => run.stopped.length > 0).map((each) => stoppedToWire(each, matter)),
        next: page.next === undefined ? null : encodeCursor(page.next),
      },
    };
  },
});

function recordedDispatch(row: StatementRow, matter: ReadonlyMap<string, LotMatter>): RecordedDispatch {
  const { recipient, fromCountry, toCountry, route, lots } = wireMovement(row, "sent") as NonNullable<
    ReturnType<typeof wireMovement<"sent">>
  >;
  return {
    sender: row.organisation,
    recipient: String(recipient),
    fromCountry: String(fromCountry),
    toCountry: String(toCountry),
    route: route as string[],
    dispatchedAt: Number(row.timestamp),
    lines: lots.map(({ lot, grams }) => {
      const known = matter.get(String(lot));
      if (known === undefined) throw new Error(`the index has no content of lot ${String(lot)}`);
      return { lot: String(lot), grams: BigInt(String(grams)), form: known.form, composition: known.composition };
    }),
  };
}

function stoppedToWire(
  { consignment, dispatch, run }: { consignment: string; dispatch: RecordedDispatch; run: DryRun },
  matter: ReadonlyMap<string, LotMatter>,
) {
  const { sender, recipient, fromCountry, toCountry, route, dispatchedAt } = dispatch;
  return {
    ...{ consignment, dispatchedAt, fromCountry, toCountry, route: [...route], sender, recipient },
    lots: run.stopped.map(({ lot, form, grams, rules }) => ({
      ...{ lot, lotNumber: matter.get(lot)?.lotNumber ?? lot, form, grams: Number(grams) },
      rules: rules.map(({ rule, how, elements }) => ({
        ...{ rule: rule.rule, name: rule.name, country: rule.country, how },
        controlledElements: elements.map(({ element }) => element),
      })),
    })),
  };
}

/** All permits: there are as many as a regulator signs by hand. */
async function permitsOf({ exportControl }: Services): Promise<RecordedPermit[]> {
  const found: RecordedPermit[] = [];
  for (let after: Parameters<typeof exportControl.permits>[1]["after"], isFirst = true; isFirst || after; ) {
    const { items, next } = await exportControl.permits({}, { limit: 200, ...(after && { after }) });
    isFirst = false;
    after = next;
    for (const row of items) {
      const { exporter, consignee, country, destination, elements, forms } = row;
      found.push({
        ...{ exporter, consignee, country, destination, elements, forms },
        ...{ validFrom: Number(row.valid_from), validUntil: Number(row.valid_until) },
        withdrawnAt: row.withdrawn_at === null ? null : Number(row.withdrawn_at),
      });
    }
  }
  return found;
}
