import type { Footprint, Verdict } from "../../src/client/answers.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { type Discrepancy, reconcile } from "./reconcile.ts";
import type { Progress } from "./road.ts";
import type { Story } from "./story.ts";
import type { World } from "./world.ts";

/** What verification found, all told. */
export interface Verified {
  /** Verdicts by lot number. */
  verdicts: Map<string, Verdict>;
  discrepancies: Discrepancy[];
  /** The verdict shown in full. */
  shown: Verdict;
  /** Where the carbon of that lot comes from. */
  footprint: Footprint;
}

/** Verifies every lot over HTTP, and compares the ledger's balances with the story's own books. */
export async function verifyAll(world: World, story: Story, progress: Progress): Promise<Verified> {
  const verdicts = new Map<string, Verdict>();
  for (const [number, { id }] of world.lots) {
    verdicts.set(number, await world.road.client.verifyLot(lotIdToWire(id), { fresh: verdicts.size === 0 }));
    progress(verdicts.size, world.lots.size);
  }
  const travelled = lotIdToWire(story.travelled.id);
  const shown = await world.road.client.verifyLot(travelled, { fresh: true });
  const footprint = await world.road.client.footprint(travelled);
  return { verdicts, discrepancies: await reconcile(world), shown, footprint };
}
