import type { z } from "zod";
import type { auditAct } from "../../api/schemas/audit.ts";
import type { Address } from "../../domain/hex.ts";
import { actDigestOf } from "../../governance/act-digest.ts";
import { acts } from "../../governance/acts.ts";
import { encodeCursor } from "../../store/repositories/page.ts";
import { organisationsConcern } from "../concerns/flow-concerns.ts";
import type { LevelFor } from "../plumbing/present.ts";
import type { Services } from "../services.ts";
import { type AuditPage, type PageAsked, placeBehind } from "./audit.ts";
import type { AuditSpan } from "./audit-cases.ts";

const known = new Map(Object.values(acts).map((act) => [`${act.contract}.${act.eventName}`, act]));
const events = [...known.values()].map(({ contract, eventName: event }) => ({ contract, event }));

/**
 * A page of acts of governance, in the ledger's order. What concerns an organisation is shown to itself and to authorities, the rest to everybody.
 * @throws Problem if the cursor is none.
 */
export async function auditActsFor(
  services: Services,
  levelFor: LevelFor,
  { from, to }: AuditSpan,
  asked: PageAsked,
): Promise<AuditPage<z.input<typeof auditAct>>> {
  const after = placeBehind(asked);
  const { items, next } = await services.acts.list(
    { from, to, events },
    { limit: asked.limit, ...(after && { after }) },
  );
  const organisations = items.flatMap(({ args }) =>
    args.organisation === undefined ? [] : [String(args.organisation)],
  );
  const countries = await services.organisations.countries(organisations as Address[]);
  return {
    items: items.flatMap((row) => {
      const act = known.get(`${row.contract}.${row.event}`);
      const { organisation } = row.args;
      const concern = organisationsConcern([(organisation ?? null) as Address | null], countries);
      const isHidden = organisation !== undefined && levelFor(concern) === "public";
      const digest = act && actDigestOf(act, row.args);
      if (act === undefined || digest === undefined || isHidden) return [];
      return [
        {
          ...{ act: act.functionName, contract: row.contract, digest },
          ...{ timestamp: Number(row.timestamp), blockNumber: Number(row.block_number), blockHash: row.block_hash },
          ...{ logIndex: row.log_index, transactionHash: row.transaction_hash, args: row.args },
        },
      ];
    }),
    next: next === undefined ? null : encodeCursor(next),
  };
}
