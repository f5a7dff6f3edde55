import type { Engine } from "./engine.ts";
import { EngineNode } from "./engine-node.ts";
import { slots } from "./engine-process.ts";
import type { History } from "./history.ts";
import type { Journal } from "./journal.ts";
import { recordBlock } from "./record-block.ts";

export interface RenewalParts {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly history: History;
  readonly folder: string;
}

/**
 * Keeps a snapshot of an engine's state, and starts another engine with that. From there on the other has to make the blocks: an engine that began with a snapshot counts slots that were read while
 * empty otherwise than one that did not, and its next block may have another hash.
 * @param node At the last block of the journal, or of a replay; it goes on as it was, and is the caller's to end.
 * @throws Error if any of it fails; then nothing has changed, and the old engine may go on.
 */
export async function renewEngine(
  { engine, journal, history, folder }: RenewalParts,
  node: EngineNode,
): Promise<EngineNode> {
  await recordBlock(history, node);
  const snapshot = await node.snapshot();
  const slot = slots.find((other) => other !== node.slot);
  const fresh = await EngineNode.start(engine, journal.header, folder, { snapshot, ...(slot && { slot }) });
  try {
    // Kept last: an engine that cannot begin with it is found out before anything depends on it.
    await history.keep(snapshot);
    return fresh;
  } catch (error) {
    await fresh.kill();
    throw error;
  }
}
