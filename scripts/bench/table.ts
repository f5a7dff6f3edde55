import type { Row } from "./row.ts";

/** Rows as a table for people. */
export function renderRows(rows: readonly Row[]): string {
  const cells = rows.map(({ suite, metric, unit, ours, peer, peerName, ratio }) => [
    suite,
    metric,
    unit,
    ours.toLocaleString("en"),
    peer === null ? "" : `${peer.toLocaleString("en")} (${peerName})`,
    ratio === null ? "" : `× ${ratio}`,
  ]);
  const table = [["suite", "metric", "unit", "ours", "peer", "ours/peer"], ...cells];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
