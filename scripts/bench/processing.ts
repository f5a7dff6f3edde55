import { balanceRows } from "./balance.ts";
import { transformationFigure } from "./gas/measure.ts";
import { lineageRows } from "./lineage.ts";
import { type Row, row } from "./row.ts";

/** What transformations cost on the ledger, and what is made of them off it. */
export async function processingRows(): Promise<Row[]> {
  const { metric, gas } = await transformationFigure();
  return [row("processing", metric, "gas", gas), ...(await lineageRows()), ...(await balanceRows())];
}
