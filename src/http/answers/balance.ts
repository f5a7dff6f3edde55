import type { z } from "zod";
import type { balance } from "../../api/schemas/balance.ts";
import { type BalanceRow, sideOf } from "../../domain/balance.ts";
import type { Hex } from "../../domain/hex.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";

type Row = NonNullable<z.input<typeof balance>["rows"]>[number];

/** The newest block that the index has taken in. */
export interface Newest {
  number: bigint;
  hash: Hex;
  timestamp: bigint;
}

/** The newest block that books are drawn up to. @throws Problem while the index is far behind the ledger. */
export async function newestBlock({ stocks }: Services): Promise<Newest> {
  const newest = await stocks.newestBlock();
  if (newest !== undefined) return newest;
  throw new Problem("not-ready", "The index is being built.", { headers: { "retry-after": "1" } });
}

/** A balance's row as answers have it. */
export function balanceRowOf({ element, form, site, opening, flows, closing }: BalanceRow): Row {
  const sums = { in: 0n, out: 0n, loss: 0n };
  const moved = Object.entries(flows) as [keyof BalanceRow["flows"], bigint][];
  for (const [flow, amount] of moved) sums[sideOf(flow, form === null)] += amount;
  return {
    element,
    form,
    site,
    openingNanograms: String(opening),
    inNanograms: String(sums.in),
    outNanograms: String(sums.out),
    lossNanograms: String(sums.loss),
    closingNanograms: String(closing),
    flows: Object.fromEntries(moved.map(([flow, amount]) => [flow, String(amount)])),
  };
}
