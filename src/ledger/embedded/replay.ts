import type { Engine } from "./engine.ts";
import { DivergenceError, EngineNode } from "./engine-node.ts";
import type { HeadFile } from "./head-file.ts";
import type { Journal } from "./journal.ts";

export interface ReplayParts {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly headFile: HeadFile;
  /** Where the engine may have files. */
  readonly folder: string;
  /** Hears a line for people about every second, if it takes that long. */
  readonly onProgress: (line: string) => void;
}

const progressMs = 1_000;

/**
 * Starts an engine and makes all blocks of the journal again.
 * @throws DivergenceError if a block's hash is not what it was.
 */
export async function replay({ engine, journal, headFile, folder, onProgress }: ReplayParts): Promise<EngineNode> {
  const node = await EngineNode.start(engine, journal.header, folder);
  try {
    const began = performance.now();
    let reported = began;
    const seen = headFile.read();
    for await (const block of journal.blocks()) {
      requireHash(block.number - 1, block.parentHash, node.head);
      await node.submit(block.transactions);
      await node.mine(block);
      if (block.number === seen?.number) requireHash(block.number, seen.hash, node.head);
      const now = performance.now();
      if (now - reported < progressMs) continue;
      reported = now;
      const rate = Math.round((block.number * 1000) / (now - began));
      onProgress(`Ledger: block ${block.number} of ${journal.height} made again, ${rate} a second`);
    }
    return node;
  } catch (error) {
    await node.kill();
    throw error;
  }
}

function requireHash(number: number, was: string, is: string): void {
  if (was !== is)
    throw new DivergenceError(`Block ${number} of the ledger had hash ${was}, and made again it has ${is}.`);
}
