import type { Hex } from "../domain/hex.ts";
import { NodeFaultError, type Recheckable } from "../rpc/node-fault.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { IndexedBlock, IndexerState, IndexerStatus } from "../store/index-standing.ts";
import { type Checkpoint, IndexerHaltedError, NOWHERE, toldTo } from "../store/index-standing.ts";
import { BlockFeed, type DecodedBlock } from "./block-feed.ts";
import { BlockSource, InconsistentNodeError } from "./block-source.ts";
import type { BlockHeader } from "./chain-types.ts";
import { CheckpointMovedError, placeCheckpoint, readStandingOf } from "./checkpoint.ts";
import { findAncestor } from "./find-ancestor.ts";
import { IndexWriter } from "./index-writer.ts";
import type { IndexerOptions } from "./indexer-options.ts";
import { logQuery } from "./log-query.ts";
import { unwind } from "./unwind.ts";

/** How often in a row a node may answer what does not fit together before that is taken for its fault. */
const patience = 5;

/** Takes the index from where it is to the ledger's newest block, one pass at a time. */
export class Follower {
  readonly #options: IndexerOptions;
  readonly #source: BlockSource;
  readonly #feed: BlockFeed;
  readonly #writer: IndexWriter;
  readonly #listeners = new Set<(block: IndexedBlock) => void>();
  #checkpoint: Checkpoint | undefined;
  /** Last block of which something was told that the index had then. */
  #toldTo = NOWHERE;
  #tip: BlockHeader | undefined;
  /** Last block that the node calls final; undefined where depth counts. */
  #finalTo: bigint | undefined;
  #state: IndexerState = { state: "following" };
  /** Passes in a row that failed at what might pass. */
  #failures = 0;
  #stopped = false;

  constructor(options: IndexerOptions) {
    this.#options = options;
    this.#source = new BlockSource(options.ledger.rpc, logQuery(options.ledger));
    this.#feed = new BlockFeed(options.ledger, this.#source);
    this.#writer = new IndexWriter(options.store.db);
  }

  status(): IndexerStatus {
    const indexedBlock = this.#checkpoint?.block_number;
    return { ...this.#state, indexedBlock, tipBlock: this.#tip?.number, finalTo: this.#finalTo };
  }

  onBlock(listener: (block: IndexedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Finds out how far the index reaches. @throws Error if it is the index of another ledger. */
  async open(): Promise<void> {
    this.#stopped = false;
    this.#checkpoint = await this.#readCheckpoint();
    this.#judgeReading();
    const reason = this.#checkpoint?.halted;
    if (reason) this.#setState({ state: "halted", reason });
  }

  /** Ends the pass that is under way before its next transaction. */
  stop(): void {
    this.#stopped = true;
  }

  /** Indexes up to the ledger's newest block as it is when this begins. */
  async pass(): Promise<void> {
    if (this.#stopped) throw new Error("The indexer is stopped.");
    const { rpc } = this.#options.ledger;
    for (;;) {
      try {
        await this.#passOnce();
        this.#failures = 0;
        rpc.settled();
        return;
      } catch (error) {
        const fault = this.#faultOf(error);
        if (fault !== undefined && rpc.distrust(fault, (node) => this.#recheck(node, fault))) continue;
        const reason = error instanceof Error ? error.message : String(error);
        this.#setState({ state: error instanceof IndexerHaltedError ? "halted" : "failing", reason });
        throw error;
      }
    }
  }

  async #passOnce(): Promise<void> {
    await this.#refresh();
    this.#tip = await this.#source.tip();
    const goal = this.#tip;
    if (this.#options.usesTag && goal.hash !== this.#checkpoint?.block_hash) await this.#askWhatIsFinal(goal);
    while (!this.#stopped && (await this.#step(goal)));
    if (this.#state.state === "failing" || this.#state.state === "rereading") this.#setState({ state: "following" });
  }

  /** What was final once stays so, whatever another node says later. */
  async #askWhatIsFinal(tip: BlockHeader): Promise<void> {
    const told = await this.#source.finalized();
    const known = this.#finalTo ?? NOWHERE;
    if (told !== undefined && told > known) this.#finalTo = told < tip.number ? told : tip.number;
  }

  /** What a failure says of the node: what might pass is taken for its fault only once it has come back several times. */
  #faultOf(error: unknown): NodeFaultError | undefined {
    if (error instanceof NodeFaultError) return error;
    const mayPass =
      error instanceof InconsistentNodeError ||
      (error instanceof RpcError && (error.kind === "rpc" || error.kind === "malformed"));
    if (!mayPass) return undefined;
    this.#failures += 1;
    if (this.#failures < patience) return undefined;
    return new NodeFaultError("contradiction", `It was asked ${this.#failures} times: ${error.message}`);
  }

  /** Whether a node that was left now answers rightly what it was left for. */
  async #recheck(node: Recheckable, { kind, block }: NodeFaultError): Promise<void> {
    const { ledger } = this.#options;
    const reader = new BlockSource(node, logQuery(ledger));
    await reader.requireGenesis(ledger.manifest.genesisHash);
    const about = block ?? this.#checkpoint?.block_number;
    if (kind === "contradiction" && about !== undefined) await reader.blocks(about, about);
  }

  /** @returns whether there is more to do. */
  async #step(tip: BlockHeader): Promise<boolean> {
    const checkpoint = await this.#currentCheckpoint();
    const { block_number: number, block_hash: hash } = checkpoint;
    try {
      if (tip.number <= number) {
        if (tip.hash === hash) return this.#resume(checkpoint);
        // A node that lags behind the index is no fork: it shows the same blocks, only fewer.
        const known = tip.number === number ? hash : await this.#knownHash(tip.number);
        if (known === undefined) await this.#requireGenesis();
        if (known === undefined || known === tip.hash) return false;
        return await this.#unwindFork(checkpoint, tip);
      }
      const part = await this.#feed.take(number + 1n, tip);
      if (part[0]?.header.parentHash !== hash) return await this.#unwindFork(checkpoint, tip);
      await this.#index(checkpoint, part, tip);
      return this.#stopped || (this.#checkpoint?.block_number ?? tip.number) < tip.number;
    } catch (error) {
      if (!(error instanceof CheckpointMovedError)) throw error;
      this.#moveTo(await this.#readCheckpoint());
      return true;
    }
  }

  async #readCheckpoint(): Promise<Checkpoint | undefined> {
    const { checkpoint, toldTo } = await readStandingOf(this.#options.store.db, this.#options.ledger);
    this.#toldTo = toldTo;
    return checkpoint;
  }

  /** Another indexer may have moved the checkpoint, or a rebuild have begun. */
  async #refresh(): Promise<void> {
    const stored = await this.#readCheckpoint();
    const known = this.#checkpoint;
    if (stored?.block_hash !== known?.block_hash || stored?.halted !== known?.halted) this.#moveTo(stored);
  }

  async #currentCheckpoint(): Promise<Checkpoint> {
    const { store, ledger } = this.#options;
    this.#checkpoint ??= await this.#readCheckpoint();
    if (this.#checkpoint !== undefined) return this.#checkpoint;
    const before = BigInt(Math.max(ledger.manifest.blockNumber - 1, 0));
    const [start] = await this.#source.headers([before]);
    if (start === undefined) throw new Error(`The node does not know block ${before}, after which the index begins.`);
    await placeCheckpoint(store.db, ledger, start);
    this.#checkpoint = await this.#readCheckpoint();
    if (this.#checkpoint === undefined) throw new Error("The checkpoint was removed while the indexer was starting.");
    return this.#checkpoint;
  }

  async #index(checkpoint: Checkpoint, part: readonly DecodedBlock[], tip: BlockHeader): Promise<void> {
    const finalTo = this.#finalTo ?? tip.number - BigInt(this.#options.forkDepth);
    this.#moveTo(await this.#writer.advance(checkpoint, part, () => this.#feed.peek(), finalTo));
  }

  async #unwindFork(checkpoint: Checkpoint, tip: BlockHeader): Promise<boolean> {
    const { store, forkDepth } = this.#options;
    await this.#requireGenesis();
    const ancestor = await findAncestor(store.db, this.#source, checkpoint.block_number, tip.number);
    if (ancestor === undefined) {
      const reason =
        this.#finalTo === undefined
          ? `The ledger forked more than ${forkDepth} blocks below block ${checkpoint.block_number}.`
          : `The ledger forked below block ${this.#finalTo}, which its node had called final.`;
      const { block_number: number, block_hash: hash } = checkpoint;
      await store.db
        .updateTable("checkpoint")
        .set({ halted: reason })
        .where("block_number", "=", number)
        .where("block_hash", "=", hash)
        .execute();
      this.#checkpoint = { ...checkpoint, halted: reason };
      throw new IndexerHaltedError(reason);
    }
    if (ancestor.number === checkpoint.block_number) {
      throw new InconsistentNodeError(`What follows block ${ancestor.number} does not name it as its parent.`);
    }
    this.#feed.reset();
    this.#moveTo(await unwind(store.db, checkpoint, ancestor));
    return true;
  }

  /** What looks like a fork may be a node of another chain, from which nothing follows for this one. */
  #requireGenesis(): Promise<void> {
    return this.#source.requireGenesis(this.#options.ledger.manifest.genesisHash);
  }

  /** Goes on where a fork that had halted the index is gone again. */
  async #resume(checkpoint: Checkpoint): Promise<false> {
    if (checkpoint.halted !== null) {
      await this.#options.store.db.updateTable("checkpoint").set({ halted: null }).execute();
      this.#moveTo({ ...checkpoint, halted: null });
    }
    return false;
  }

  async #knownHash(number: bigint): Promise<Hex | undefined> {
    const { db } = this.#options.store;
    return (await db.selectFrom("block").select("hash").where("number", "=", number).executeTakeFirst())?.hash;
  }

  #moveTo(checkpoint: Checkpoint | undefined): void {
    this.#checkpoint = checkpoint;
    if (checkpoint !== undefined) this.#toldTo = toldTo(checkpoint);
    this.#judgeReading();
    if (checkpoint === undefined) return;
    if (this.#state.state === "halted" && checkpoint.halted === null) this.#setState({ state: "following" });
    const block = { number: checkpoint.block_number, hash: checkpoint.block_hash };
    for (const listener of this.#listeners) listener(block);
  }

  #judgeReading(): void {
    if ((this.#checkpoint?.block_number ?? NOWHERE) < this.#toldTo) {
      const reason = `The index is being read again from the ledger, up to block ${this.#toldTo} at least.`;
      this.#setState({ state: "rereading", reason });
    } else if (this.#state.state === "rereading") this.#setState({ state: "following" });
  }

  #setState(state: IndexerState): void {
    const changed = JSON.stringify(state) !== JSON.stringify(this.#state);
    this.#state = state;
    if (changed) this.#options.onState?.(state);
  }
}
