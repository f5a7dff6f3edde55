import type { EngineNode } from "./engine-node.ts";
import type { History } from "./history.ts";

/**
 * Takes the newest block into the history, unless it is there. It has to be done before the block after the next is made:
 * then the engine forgets the block's transactions.
 */
export async function recordBlock(history: History, node: EngineNode): Promise<void> {
  const { number } = node;
  if (number > history.height) await history.add(await node.read(number));
}
