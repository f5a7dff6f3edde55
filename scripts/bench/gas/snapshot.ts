import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { GasFigure } from "./measure.ts";
import type { PeerFigure } from "./peers/figures.ts";

const PATH = "docs/gas.json";

const figure = z.object({
  metric: z.string(),
  gas: z.number(),
  destinations: z.object({
    transaction: z.number(),
    callData: z.number(),
    signatures: z.number(),
    reading: z.number(),
    writing: z.number(),
    events: z.number(),
    calls: z.number(),
    computing: z.number(),
  }),
  /** Null where nobody else does anything of the kind. */
  peer: z.object({ name: z.string(), figure: z.number() }).nullable(),
});
export type GasSnapshot = z.infer<typeof figure>[];

/** The figures that are kept with the code. */
export function readSnapshot(): GasSnapshot {
  return z.array(figure).parse(JSON.parse(readFileSync(PATH, "utf8")));
}

/** Keeps figures with the code. */
export function writeSnapshot(figures: readonly GasFigure[], peers: Record<string, PeerFigure>): void {
  const kept = figures.map(({ metric, ...rest }) => ({ metric, ...rest, peer: peers[metric] ?? null }));
  writeFileSync(PATH, `${JSON.stringify(kept, null, 2)}\n`);
}

/** What moved by more than the given share, either way. */
export function movedBy(share: number, kept: GasSnapshot, figures: readonly GasFigure[]): string[] {
  const moved: string[] = [];
  for (const { metric, gas } of figures) {
    const before = kept.find((entry) => entry.metric === metric)?.gas;
    if (before === undefined) moved.push(`${metric}: ${gas}, and was never kept`);
    else if (Math.abs(gas - before) > share * before) moved.push(`${metric}: ${gas}, and was ${before}`);
  }
  return moved;
}
