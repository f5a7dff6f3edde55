import { elementSymbols } from "../../domain/elements.ts";
import type { IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";

type Tables = State["tables"];

/** The account of an organisation's site. */
export interface Account {
  organisation: string;
  /** Global Location Number. */
  site: string;
}

/** Asks for what a period of an account holds. */
export function wantCredits(tables: Tables, { organisation, site }: Account, period: number): void {
  for (const element of elementSymbols) tables.site_credit.want(organisation, site, period, element);
}

/** Credits of a period that are left, by the index of the element, in nanograms. */
export function creditsOf(tables: Tables, { organisation, site }: Account, period: number): bigint[] {
  return elementSymbols.map((element) => tables.site_credit.get(organisation, site, period, element)?.nanograms ?? 0n);
}

/** Adds to a period's credits what `amounts` says, by the index of the element; below zero takes away. */
export function changeCredits(tables: Tables, account: Account, period: number, amounts: readonly bigint[]): void {
  for (const [index, element] of elementSymbols.entries()) {
    const amount = amounts[index] ?? 0n;
    if (amount === 0n) continue;
    const left = tables.site_credit.get(account.organisation, account.site, period, element)?.nanograms ?? 0n;
    tables.site_credit.put({ ...account, period, element, nanograms: left + amount });
  }
}

/** Adds vectors of amounts. */
export function addAmounts(vectors: readonly (readonly bigint[])[]): bigint[] {
  return elementSymbols.map((_, index) => vectors.reduce((sum, vector) => sum + (vector[index] ?? 0n), 0n));
}

/** Records a deposit or a withdrawal. */
export function recordSiteMovement(
  tables: Tables,
  { digest, timestamp, blockNumber, logIndex }: IncludedStatement,
  moved: Pick<StateRow<"site_movement">, "organisation" | "site" | "period" | "direction" | "carbon_milligrams">,
): void {
  tables.site_movement.put({ digest, ...moved, timestamp, block_number: blockNumber, log_index: logIndex });
}
