import { elementSymbols } from "../../domain/elements.ts";
import type { Process } from "../../domain/process.ts";
import type { IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";

type Tables = State["tables"];

/** The account of a process at an organisation's site. */
export interface Account {
  organisation: string;
  /** Global Location Number. */
  site: string;
  process: Process;
}

/** What stands with an element in a period: what was found, and the carbon that came with it. */
export interface Credit {
  nanograms: bigint;
  carbonMilligrams: bigint;
}

/** Asks for what a period of an account holds. */
export function wantCredits(tables: Tables, { organisation, site, process }: Account, period: number): void {
  for (const element of elementSymbols) tables.site_credit.want(organisation, site, process, period, element);
}

/** Credits of a period that are left, by the index of the element. */
export function creditsOf(tables: Tables, { organisation, site, process }: Account, period: number): Credit[] {
  return elementSymbols.map((element) => {
    const row = tables.site_credit.get(organisation, site, process, period, element);
    return { nanograms: row?.nanograms ?? 0n, carbonMilligrams: row?.carbon_milligrams ?? 0n };
  });
}

/** Adds to a period's credits what `changes` says, by the index of the element; below zero takes away. */
export function changeCredits(tables: Tables, account: Account, period: number, changes: readonly Credit[]): void {
  const left = creditsOf(tables, account, period);
  for (const [index, element] of elementSymbols.entries()) {
    const [change, before] = [changes[index], left[index]];
    if (change === undefined || before === undefined || change.nanograms === 0n) continue;
    tables.site_credit.put({
      ...account,
      period,
      element,
      nanograms: before.nanograms + change.nanograms,
      carbon_milligrams: before.carbonMilligrams + change.carbonMilligrams,
    });
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
  moved: Account & Pick<StateRow<"site_movement">, "period" | "direction" | "carbon_milligrams">,
): void {
  tables.site_movement.put({ digest, ...moved, timestamp, block_number: blockNumber, log_index: logIndex });
}
