import type { Address, Hex } from "../domain/hex.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import { admit } from "./admit.ts";
import { AlteredStateError, DivergenceError, type EngineNode } from "./engine-node.ts";
import type { History } from "./history.ts";
import { JournalError } from "./journal.ts";
import { Pool } from "./pool.ts";
import { parseRawTransaction, type RawTransaction } from "./raw-transaction.ts";
import { recordBlock } from "./record-block.ts";
import { Refusal } from "./refusal.ts";
import { renewEngine } from "./renew-engine.ts";
import { type ReplayParts, replay } from "./replay.ts";

export interface ChainParts extends ReplayParts {
  readonly blockPeriodMs: number;
  /** How long a start may take to make blocks again, before a snapshot makes it shorter. */
  readonly snapshotAfterMs: number;
  /** How often the state is looked at while no blocks are made, in milliseconds; 10,000 if absent. */
  readonly idleLookMs?: number;
}

type State =
  | { readonly kind: "running"; readonly node: EngineNode }
  | { readonly kind: "restarting" }
  | { readonly kind: "stopped"; readonly reason: string }
  | { readonly kind: "closed" };

/** An engine may die once more while it makes the blocks again; one that always does is beyond help. */
const replaysMaximum = 5;

/** A snapshot should take no more than a third of the time that it saves at the next start … */
const worth = 3;
/** … unless that start would take so many times as long as it should. */
const patience = 2;

/** How often the state is looked at while no blocks are made. */
const usualIdleLookMs = 10_000;

/** EIP-1474: not available now. Whoever hears it has been told nothing about what they sent. */
const unavailable = -32002;

/**
 * The maker of blocks: takes transactions, writes each block down, and only then has the engine make it. An engine that
 * dies is started again and given the journal; an engine that disagrees with the journal stops the ledger.
 */
export class Chain {
  readonly #parts: ChainParts;
  readonly #pool = new Pool();
  readonly #listeners = new Set<(blockNumber: number) => void>();
  readonly #nonces = new Map<Address, Promise<bigint>>();
  readonly #leaving = new Set<EngineNode>();
  #recorded: Promise<void> = Promise.resolve();
  #state: State;
  /** Blocks and restarts happen one after the other. */
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #idleTimer: NodeJS.Timeout;
  readonly #idleLookMs: number;
  #lookedAt = 0;
  #earliestNext = 0;
  /** What the engine must have worked before the next snapshot. */
  #snapshotAtMs: number;

  private constructor(parts: ChainParts, node: EngineNode) {
    this.#parts = parts;
    this.#snapshotAtMs = parts.snapshotAfterMs;
    this.#state = this.#running(node);
    this.#enqueue(() => this.#snapshot());
    this.#idleLookMs = parts.idleLookMs ?? usualIdleLookMs;
    this.#idleTimer = setInterval(() => this.#enqueue(() => this.#lookIdly()), this.#idleLookMs);
    this.#idleTimer.unref();
  }

  /** @throws DivergenceError if the journal's blocks cannot be made again. */
  static async open(parts: ChainParts): Promise<Chain> {
    return new Chain(parts, await replay(parts));
  }

  /** Blocks that the engine need not have any more. */
  get history(): History {
    return this.#parts.history;
  }

  /** Why no more blocks are made; undefined while all is well. */
  get stopped(): string | undefined {
    return this.#state.kind === "stopped" ? this.#state.reason : undefined;
  }

  /** The transactions of a block, as they were signed. */
  async rawTransactions(number: number): Promise<readonly Buffer[]> {
    return (await this.#parts.journal.block(number))?.transactions ?? [];
  }

  /**
   * Reads from the engine, which stays the same and there until the work is done.
   * @throws Refusal while there is none.
   */
  async read<T>(work: (node: EngineNode) => Promise<T>): Promise<T> {
    const node = this.#node();
    return node.use(() => work(node));
  }

  /** A transaction that is in no block yet. */
  findPending(hash: Hex): RawTransaction | undefined {
    return this.#pool.find(hash);
  }

  /** The nonce after a sender's pending transactions; undefined if they have none. */
  pendingNonce(sender: Address): bigint | undefined {
    return this.#pool.nextNonce(sender);
  }

  /**
   * Puts a signed transaction into the pool. One that is there or on the chain already is no error.
   * @returns its hash.
   * @throws Refusal if it can never be included, or the pool is full.
   */
  async submit(raw: Buffer): Promise<Hex> {
    const transaction = parseRawTransaction(raw);
    const { pins } = this.#parts.journal.header;
    admit(transaction, BigInt(pins.chainId), BigInt(pins.blockGasLimit));
    const { hash, sender } = transaction;
    return this.read(async (node) => {
      const accountNonce = this.#pool.knows(sender) ? 0n : await this.#accountNonce(node, sender);
      try {
        this.#pool.add(transaction, accountNonce);
      } catch (refusal) {
        if (this.history.placeOf(hash) !== undefined || (await node.includes(hash))) return hash;
        throw refusal;
      }
      this.#schedule();
      return hash;
    });
  }

  /** Calls a function after every new block; returns what ends that. */
  onBlock(listener: (blockNumber: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the engine, after the block that is being made. What is in the pool is lost. */
  async close(): Promise<void> {
    const before = this.#state;
    this.#state = { kind: "closed" };
    clearTimeout(this.#timer);
    clearInterval(this.#idleTimer);
    await this.#work;
    await this.#recorded.catch(() => undefined);
    for (const node of this.#leaving) await node.kill();
    if (before.kind === "running") {
      await this.#leaveSnapshot(before.node);
      await before.node.kill();
    }
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#state.kind !== "running") return;
    const run = async (): Promise<void> => {
      const made = await this.#makeBlock();
      await this.#snapshot();
      this.#timer = undefined;
      if (made) this.#schedule();
    };
    this.#timer = setTimeout(() => this.#enqueue(run), Math.max(0, this.#earliestNext - performance.now()));
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  /** @returns whether there was anything for a block. */
  async #makeBlock(): Promise<boolean> {
    if (this.#state.kind !== "running") return false;
    const { node } = this.#state;
    const { journal, blockPeriodMs } = this.#parts;
    const transactions = this.#pool.take(BigInt(journal.header.pins.blockGasLimit));
    if (transactions.length === 0) return false;
    this.#earliestNext = performance.now() + blockPeriodMs;
    const block = {
      number: journal.height + 1,
      // A block is later than the one before, so with periods under a second the ledger's clock may run ahead.
      timestamp: Math.max(journal.lastTimestamp + 1, Math.floor(Date.now() / 1000)),
      parentHash: node.head,
      transactions: transactions.map(({ raw }) => raw),
      afterSnapshot: node.base > 0 && node.base === node.number,
    };
    try {
      await node.submit(block.transactions);
      await journal.append(block);
      await this.#recorded;
      await node.mine(block);
      // Before anybody hears of the block: one on a state that was altered never was.
      await node.requireSoundBase();
      this.#lookedAt = performance.now();
      this.#record(node);
      this.#include(block.number, node, transactions);
    } catch (error) {
      if (!(error instanceof RpcError)) return this.#stop(error, node);
      // What the engine refuses to take must not come again; whoever sent the rest still has it.
      if (error.kind === "rpc" && journal.height < block.number) this.#pool.clear();
      await this.#restart(node, error.message);
      if (this.#state.kind === "running" && journal.height === block.number) {
        this.#include(block.number, this.#state.node, transactions);
      } else {
        this.#pool.putBack();
      }
    }
    return true;
  }

  /** While no block is made nothing else would notice that the state was altered, and people read it. */
  async #lookIdly(): Promise<void> {
    if (this.#state.kind !== "running" || performance.now() - this.#lookedAt < this.#idleLookMs) return;
    const { node } = this.#state;
    try {
      await node.requireUnaltered();
      this.#lookedAt = performance.now();
    } catch (error) {
      // An engine that does not answer has another who sees to it.
      if (!(error instanceof RpcError)) await this.#stop(error, node);
    }
  }

  /** Has another engine go on from a snapshot, once making the blocks since the last one again would take too long. */
  async #snapshot(): Promise<void> {
    if (this.#state.kind !== "running" || !this.#parts.engine.keepsState) return;
    const { node } = this.#state;
    if (node.workMs < this.#snapshotAtMs || node.number === node.base) return;
    const began = performance.now();
    try {
      await this.#recorded;
      const fresh = await renewEngine(this.#parts, node);
      if (this.#isClosed()) return await fresh.kill();
      this.#state = this.#running(fresh);
      this.#leaving.add(node);
      void node.killWhenIdle().finally(() => this.#leaving.delete(node));
      const tookMs = performance.now() - began;
      const { snapshotAfterMs } = this.#parts;
      this.#snapshotAtMs = Math.min(Math.max(snapshotAfterMs, worth * tookMs), patience * snapshotAfterMs);
      this.#parts.onProgress(`Ledger: a snapshot of block ${fresh.base} is kept, made in ${Math.round(tookMs)} ms`);
    } catch (error) {
      if (error instanceof AlteredStateError) return void (await this.#stop(error, node));
      this.#snapshotAtMs = 2 * node.workMs;
      this.#parts.onProgress(`Ledger: no snapshot of block ${node.number} could be kept: ${String(error)}`);
    }
  }

  /** Leaves a snapshot for the next start, where one is worth its time. Without it that start makes the last blocks again, and is as right. */
  async #leaveSnapshot(node: EngineNode): Promise<void> {
    const { engine, snapshotAfterMs } = this.#parts;
    if (!engine.keepsState || worth * node.workMs < snapshotAfterMs || node.number === node.base) return;
    try {
      const fresh = await renewEngine(this.#parts, node);
      await fresh.kill();
    } catch (error) {
      this.#parts.onProgress(`Ledger: no snapshot of block ${node.number} could be kept: ${String(error)}`);
    }
  }

  /** Takes the newest block into the history while the next is prepared. */
  #record(node: EngineNode): void {
    if (!this.#parts.engine.keepsState) return;
    this.#recorded = recordBlock(this.#parts.history, node);
    // Whoever makes the next block hears of it.
    this.#recorded.catch(() => undefined);
  }

  #include(number: number, node: EngineNode, transactions: readonly RawTransaction[]): void {
    this.#parts.headFile.write({ number, hash: node.head });
    this.#pool.settle(transactions);
    for (const listener of this.#listeners) queueMicrotask(() => listener(number));
  }

  #running(node: EngineNode): State {
    void node.process.ended.then((how) => {
      const isCurrent = (): boolean => this.#state.kind === "running" && this.#state.node === node;
      this.#enqueue(async () => {
        if (isCurrent()) await this.#restart(node, how);
      });
    });
    return { kind: "running", node };
  }

  async #restart(node: EngineNode, reason: string): Promise<void> {
    if (this.#state.kind === "closed") return;
    this.#state = { kind: "restarting" };
    this.#parts.onProgress(`Ledger: the engine failed (${reason}) and is started again`);
    await node.kill();
    try {
      const fresh = await replayPatiently(this.#parts);
      if (this.#isClosed()) return await fresh.kill();
      this.#recorded = Promise.resolve();
      this.#state = this.#running(fresh);
      this.#schedule();
    } catch (error) {
      await this.#stop(error, node);
    }
  }

  /** The alarm: from now on every request is answered with the reason. The journal stays as it is. */
  async #stop(error: unknown, node: EngineNode): Promise<false> {
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.#isClosed()) this.#state = { kind: "stopped", reason };
    this.#parts.onProgress(`Ledger: ALARM, it has stopped: ${reason}`);
    await node.kill();
    return false;
  }

  #isClosed(): boolean {
    return this.#state.kind === "closed";
  }

  #accountNonce(node: EngineNode, sender: Address): Promise<bigint> {
    // Shared by those who ask at once: one who gets an older answer later would put it over what has happened since.
    const asked = this.#nonces.get(sender) ?? node.nonceOf(sender).finally(() => this.#nonces.delete(sender));
    this.#nonces.set(sender, asked);
    return asked;
  }

  #node(): EngineNode {
    switch (this.#state.kind) {
      case "running":
        return this.#state.node;
      case "restarting":
        throw new Refusal("the ledger's engine is being restarted, ask again", unavailable);
      case "stopped":
        throw new Refusal(`the ledger has stopped: ${this.#state.reason}`, unavailable);
      case "closed":
        throw new Refusal("the ledger is closed", unavailable);
    }
  }
}

/** @throws whatever is said of the blocks; that an engine dies or does not start says nothing of them. */
async function replayPatiently(parts: ReplayParts): Promise<EngineNode> {
  for (let tries = 1; ; tries++) {
    try {
      return await replay(parts);
    } catch (error) {
      const isVerdict =
        error instanceof DivergenceError ||
        error instanceof JournalError ||
        (error instanceof RpcError && error.kind !== "transport");
      if (isVerdict || tries === replaysMaximum) throw error;
    }
  }
}
