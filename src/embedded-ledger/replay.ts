import type { Engine } from "./engine.ts";
import { DivergenceError, EngineNode } from "./engine-node.ts";
import { endOrphans } from "./engine-process.ts";
import type { HeadFile } from "./head-file.ts";
import type { History } from "./history.ts";
import type { Journal } from "./journal.ts";
import { recordBlock } from "./record-block.ts";
import { renewEngine } from "./renew-engine.ts";
import { wayBack } from "./way-back.ts";

export interface ReplayParts {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly headFile: HeadFile;
  readonly history: History;
  /** Where the engine may have files. */
  readonly folder: string;
  /** Hears a line for people about every second, if it takes that long. */
  readonly onProgress: (line: string) => void;
}

const progressMs = 1_000;

/**
 * Starts an engine and makes the blocks of the journal again: those after the snapshot, or all where there is none.
 * @throws DivergenceError if a block's hash is not what it was.
 */
export async function replay(parts: ReplayParts): Promise<EngineNode> {
  const { engine, journal, headFile, history, folder, onProgress } = parts;
  await endOrphans(folder);
  let node = await startFromSnapshot(parts);
  node ??= await EngineNode.start(engine, journal.header, folder);
  try {
    const began = performance.now();
    const { base } = node;
    let reported = began;
    const seen = headFile.read();
    for await (const block of journal.blocks(base)) {
      requireHash(block.number - 1, block.parentHash, node.head);
      if (block.afterSnapshot && node.base !== node.number) {
        const before = node;
        node = await renewEngine(parts, before);
        await before.kill();
      }
      await node.submit(block.transactions);
      await node.mine(block);
      if (engine.keepsState) await recordBlock(history, node);
      if (block.number === seen?.number) requireHash(block.number, seen.hash, node.head);
      const now = performance.now();
      if (now - reported < progressMs) continue;
      reported = now;
      const rate = Math.round(((block.number - base) * 1000) / (now - began));
      onProgress(`Ledger: block ${block.number} of ${journal.height} made again, ${rate} a second`);
    }
    // The others were held against the hash that the next one names.
    await node.requireSoundBase();
    return node;
  } catch (error) {
    await node.kill();
    throw error;
  }
}

/** @returns undefined if there is no snapshot that fits the journal; what does not fit is removed. */
async function startFromSnapshot(parts: ReplayParts): Promise<EngineNode | undefined> {
  const { engine, journal, history, folder, onProgress } = parts;
  try {
    if (!(await isOf(journal, history))) throw new Error("it does not fit the journal");
    const snapshot = await history.snapshot();
    if (snapshot === undefined) return undefined;
    const next = await journal.block(snapshot.number + 1);
    if (history.hashOf(snapshot.number) !== snapshot.hash || next?.afterSnapshot === false) {
      throw new Error("its snapshot does not fit the journal");
    }
    return await EngineNode.start(engine, journal.header, folder, { snapshot });
  } catch (error) {
    onProgress(`Ledger: the history cannot be used, and is made again: ${String(error)}`);
    history.clear();
    return undefined;
  }
}

/** Whether the history is that of the journal's chain, as far as it goes. */
async function isOf(journal: Journal, history: History): Promise<boolean> {
  const { height } = history;
  if (height === 0) return true;
  const [newest, next] = await Promise.all([journal.block(height), journal.block(height + 1)]);
  if (newest === undefined || (height > 1 && history.hashOf(height - 1) !== newest.parentHash)) return false;
  return next === undefined || next.parentHash === history.hashOf(height);
}

function requireHash(number: number, was: string, is: string): void {
  if (was === is) return;
  throw new DivergenceError(
    `Block ${number} of the ledger had hash ${was}, and made again it has ${is}. Nothing was changed; ${wayBack}.`,
  );
}
