import { existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { acquirePidLock } from "../data-folder/pid-lock.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { Rpc } from "../rpc/rpc.ts";
import { SocketPost } from "../rpc/socket-post.ts";
import type { Engine } from "./engine.ts";
import { EngineNode } from "./engine-node.ts";
import { endOrphans } from "./engine-process.ts";
import { HeadFile } from "./head-file.ts";
import { History, removeHistory } from "./history.ts";
import { Journal, JournalError } from "./journal.ts";
import type { Pins } from "./journal-header.ts";
import type { JournalBlock } from "./journal-record.ts";
import { parseRawTransaction } from "./raw-transaction.ts";
import { recordBlock } from "./record-block.ts";
import { renewEngine } from "./renew-engine.ts";
import { readUnfinished, type Unfinished, writeUnfinished } from "./unfinished.ts";

export interface GoBackOptions {
  readonly folder: string;
  /**
   * Number of a block, behind which nothing stays; or the last that is as it was, behind which every transaction that can still be
   * read is made anew on the right state, in its order and with its time.
   */
  readonly to: number | "last-good";
  readonly engine: Engine;
  readonly pins: Pins;
  /** Asked before anything is changed: it throws where the ledger cannot be used as it would be. */
  readonly inspect: (rpc: Rpc) => Promise<void>;
  readonly onProgress: (line: string) => void;
}

export interface WentBack {
  /** Number of the last block that is as it was. */
  readonly good: number;
  /** Number of the last block that there is now. */
  readonly height: number;
  /** Transactions that were made anew, and those behind the last good block that were not. */
  readonly anew: number;
  readonly left: number;
  /** Whether the journal is another one now. */
  readonly changed: boolean;
}

const progressMs = 1_000;

/**
 * Makes every block of a ledger again from the first one on, as far as they are what they were, and has the ledger go on from there.
 * The journal as it was is kept. Until the store has its part too (`removeUnfinished`) the ledger does not start.
 * @throws Error if the ledger is in use, the journal's header is damaged, or there is no such block to go back to.
 */
export async function goBack(options: GoBackOptions): Promise<WentBack> {
  const { folder, engine, pins } = options;
  const lock = acquirePidLock(join(folder, "ledger.lock"), `The ledger in ${folder}`);
  const undo: (() => unknown)[] = [() => lock.release()];
  const paths = {
    journal: join(folder, "journal"),
    draft: join(folder, "journal.draft"),
    head: join(folder, "head"),
    history: join(folder, "history.sqlite"),
    newHistory: join(folder, "history.draft"),
  };
  const clear = (): void => {
    rmSync(paths.draft, { force: true });
    removeHistory(paths.newHistory);
  };
  try {
    if (!existsSync(paths.journal)) throw new Error(`There is no journal in ${folder}.`);
    await endOrphans(folder);
    clear();
    undo.push(clear);
    const old = await Journal.openAsItIs(paths.journal, pins);
    undo.push(() => old.close());
    const journal = await old.beginAnother(paths.draft);
    undo.push(() => journal.close());
    const history = History.open(paths.newHistory);
    undo.push(() => history.close());
    const maker = new Maker({ engine, journal, history, folder }, await EngineNode.start(engine, old.header, folder));
    undo.push(() => maker.kill());
    const before = readUnfinished(folder);
    const headFile = new HeadFile(paths.head);
    const seen = headFile.read();
    headFile.close();
    const outcome = await makeAgain(old, maker, options.to, options.onProgress, seen);
    const post = new SocketPost(maker.node.process.socket);
    await options.inspect(new Rpc(post)).finally(() => post.close());
    const { number: height, head: hash } = maker.node;
    // What follows the last good block is told of once more where an earlier way back was not finished.
    const good = Math.min(outcome.good, before?.good ?? outcome.good);
    const changed = outcome.isAnother;
    await maker.kill();
    history.close();
    await journal.close();
    undo.splice(2, undo.length, () => old.close());
    if (changed) {
      const kept = `journal.before-${new Date().toISOString().replaceAll(":", "")}`;
      linkSync(paths.journal, join(folder, kept));
      writeUnfinished(folder, { good, kept: before?.kept ?? kept });
      rmSync(paths.head, { force: true });
      removeHistory(paths.history);
      renameSync(paths.draft, paths.journal);
      for (const end of ["", "-wal", "-shm"]) {
        if (existsSync(paths.newHistory + end)) renameSync(paths.newHistory + end, paths.history + end);
      }
      const head = new HeadFile(paths.head);
      if (height > 0) head.write({ number: height, hash });
      head.close();
    } else {
      clear();
    }
    return { good, height, anew: outcome.anew, left: outcome.left, changed };
  } finally {
    for (const step of undo.splice(0).reverse()) await step();
  }
}

/** The transactions behind the last good block of a way back that is not finished, as far as they can be read. */
export async function* droppedTransactions(
  folder: string,
  pins: Pins,
  { good, kept }: Unfinished,
): AsyncGenerator<Buffer> {
  const journal = await Journal.openAsItIs(join(folder, kept), pins);
  try {
    for await (const { number, transactions } of journal.readable()) if (number > good) yield* transactions;
  } finally {
    await journal.close();
  }
}

interface Outcome {
  readonly good: number;
  readonly anew: number;
  readonly left: number;
  readonly isAnother: boolean;
}

async function makeAgain(
  old: Journal,
  maker: Maker,
  to: GoBackOptions["to"],
  onProgress: (line: string) => void,
  seen: { number: number; hash: Hex } | undefined,
): Promise<Outcome> {
  const began = performance.now();
  let reported = began;
  let good: number | undefined;
  let anew = 0;
  let left = 0;
  /** Transactions of the block that was made last, as far as the journal says. */
  let latest = 0;
  for await (const block of old.readable()) {
    if (good === undefined) {
      good = to !== "last-good" && block.number > to ? maker.node.number : maker.lastGoodBefore(block);
      // Only what follows a block tells that it was another one.
      if (good !== undefined && good < maker.node.number) anew += latest;
    }
    if (good === undefined) {
      await maker.makeAsItWas(block);
      latest = block.transactions.length;
      if (seen?.number === block.number && seen.hash !== maker.node.head) {
        good = block.number - 1;
        anew += latest;
      }
    } else if (to === "last-good") {
      const made = await maker.makeAnew(block);
      anew += made;
      left += block.transactions.length - made;
    } else {
      left += block.transactions.length;
    }
    const now = performance.now();
    if (now - reported < progressMs) continue;
    reported = now;
    onProgress(
      `Ledger: block ${block.number} made again, ${Math.round((maker.node.number * 1000) / (now - began))} a second`,
    );
  }
  const lacks = seen !== undefined && maker.node.number < seen.number;
  const last = good ?? maker.node.number;
  if (to !== "last-good" && to > last) {
    throw new JournalError(`Block ${to} is not as it was, or not there: the last good block is ${last}.`);
  }
  await maker.node.requireUnaltered();
  return { good: last, anew, left, isAnother: good !== undefined || lacks };
}

interface MakerParts {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly history: History;
  readonly folder: string;
}

/** Makes blocks, and writes them into another journal. */
class Maker {
  readonly #parts: MakerParts;
  #node: EngineNode;
  readonly #nonces = new Map<Address, bigint>();

  constructor(parts: MakerParts, node: EngineNode) {
    this.#parts = parts;
    this.#node = node;
  }

  get node(): EngineNode {
    return this.#node;
  }

  /** Number of the last block that is as it was, if this one does not follow from what was made; undefined if it does. */
  lastGoodBefore(block: JournalBlock): number | undefined {
    const { journal } = this.#parts;
    if (block.number !== journal.height + 1 || block.timestamp <= journal.lastTimestamp) return journal.height;
    return block.parentHash === this.#node.head ? undefined : journal.height - 1;
  }

  async makeAsItWas(block: JournalBlock): Promise<void> {
    if (block.afterSnapshot && this.#node.base !== this.#node.number) {
      const before = this.#node;
      this.#node = await renewEngine(this.#parts, before);
      await before.kill();
    }
    await this.#make(block);
  }

  /** Makes a block of those transactions whose turn it is. @returns how many. */
  async makeAnew({ timestamp, transactions }: JournalBlock): Promise<number> {
    const { journal } = this.#parts;
    const fitting: Buffer[] = [];
    for (const raw of transactions) {
      const { sender, nonce } = parseRawTransaction(raw);
      const next = this.#nonces.get(sender) ?? (await this.#node.nonceOf(sender));
      this.#nonces.set(sender, nonce === next ? next + 1n : next);
      if (nonce === next) fitting.push(raw);
    }
    if (fitting.length === 0) return 0;
    await this.#make({
      number: journal.height + 1,
      timestamp: Math.max(timestamp, journal.lastTimestamp + 1),
      parentHash: this.#node.head,
      transactions: fitting,
      afterSnapshot: this.#node.base > 0 && this.#node.base === this.#node.number,
    });
    return fitting.length;
  }

  async kill(): Promise<void> {
    await this.#node.kill();
  }

  async #make(block: JournalBlock): Promise<void> {
    const { engine, journal, history } = this.#parts;
    await this.#node.submit(block.transactions);
    await this.#node.mine(block);
    await journal.append(block);
    if (engine.keepsState) await recordBlock(history, this.#node);
  }
}
