import type { z } from "zod";
import type { auditCaseRow } from "../../api/schemas/audit.ts";
import type { Address } from "../../domain/hex.ts";
import type { CaseSort } from "../../statements/cases.ts";
import { caseOf, kindsPursuing } from "../../statements/knowledge.ts";
import { encodeCursor } from "../../store/repositories/page.ts";
import type { LevelFor } from "../plumbing/present.ts";
import type { Services } from "../services.ts";
import { type AuditPage, type PageAsked, placeBehind, rowToWire, thoseShown } from "./audit.ts";

/** Days of an audit, and who stated it: first second, and last; Unix time. */
export interface AuditSpan {
  from: bigint;
  to: bigint;
  organisation?: Address | undefined;
}

/**
 * A page of what was stated in cases of a sort, in the ledger's order, of which the reader may see all.
 * @throws Problem if the cursor is none.
 */
export async function auditCasesFor(
  services: Services,
  levelFor: LevelFor,
  of: Exclude<CaseSort, "permits">,
  span: AuditSpan,
  asked: PageAsked,
): Promise<AuditPage<z.input<typeof auditCaseRow>>> {
  const after = placeBehind(asked);
  const wanted = { ...span, kinds: kindsPursuing(of) };
  const { items, next } = await services.statements.stated(wanted, { limit: asked.limit, ...(after && { after }) });
  const cases = new Map(items.map((row) => [row.digest, caseOf(row)?.id ?? row.digest]));
  // What is done about a hold may be about one that is no challenge.
  const challenges = of === "challenges" ? await services.holds.challengesAmong([...cases.values()]) : undefined;
  const inCases = items.filter(({ digest }) => challenges?.has(cases.get(digest) ?? "") ?? true);
  const shown = await thoseShown(services, inCases, levelFor);
  return {
    items: shown.map((row) => ({ ...rowToWire(row), case: cases.get(row.digest) ?? row.digest })),
    next: next === undefined ? null : encodeCursor(next),
  };
}
