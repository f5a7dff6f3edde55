import type { Address, Hex } from "../domain/hex.ts";
import { parseQuantity } from "../rpc/quantity.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import { readStanding } from "../store/index-standing.ts";
import { RelaySender } from "../store/repositories/relay-sender.ts";
import { RelaySubmissions } from "../store/repositories/relay-submissions.ts";
import { RelayTransactions } from "../store/repositories/relay-transactions.ts";
import type { Backlog } from "./backlog.ts";
import { quoteFees } from "./fees.ts";
import { fitNonces } from "./fit-nonces.ts";
import { Lease, SupersededError } from "./lease.ts";
import { type Reconciled, Reconciler } from "./reconciler.ts";
import type { RelayOptions, RelayTuning } from "./relay-options.ts";
import type { RelayStatus } from "./relay-status.ts";
import { Retrier } from "./retrier.ts";
import { Sender } from "./sender.ts";
import type { Fees } from "./sign-transaction.ts";
import type { Simulate } from "./simulate.ts";
import type { RelayHooks } from "./steps.ts";
import { WakeUp } from "./wake-up.ts";

/** How long a fee that was quoted is offered. */
const QUOTE_MS = 1_000;

/** How many times longer a transaction waits to be filled while others are under way. */
const PATIENCE = 5;

/** Where the courier works. */
export interface CourierContext extends Omit<RelayOptions, "relayKey"> {
  sender: Address;
  /** None of a sender whose transactions are only seen to: they are signed already. */
  relayKey?: Hex;
  simulate: Simulate;
  backlog: Backlog;
  tuning: RelayTuning;
  hooks: RelayHooks;
  /** Told of each ledger transaction, with its number of statements. */
  onSent(statements: number): void;
  /** Told once there is nothing left of what the sender has sent, if it sends no more. */
  onFinished?(): void;
}

/**
 * Three loops: one takes the lease of the key and renews it; one sends what is queued; one looks what became of it, and sends
 * again what the ledger has not seen. The latter two work while the lease is held.
 */
export class Courier {
  readonly #context: CourierContext;
  readonly #lease: Lease;
  readonly #sender: Sender;
  readonly #retrier: Retrier;
  #reconciler: Reconciler;
  readonly #leasingCall = new WakeUp();
  readonly #sendingCall = new WakeUp();
  readonly #lookingCall = new WakeUp();
  /** When each unseen transaction was broadcast last, by nonce. */
  readonly #broadcastAt = new Map<bigint, number>();
  #state: RelayStatus["state"] = "stopped";
  #nextNonce = 0n;
  #oldestAcceptedAt: bigint | null = null;
  #stopping = false;
  /** It sends nothing new, and sees to what was sent. */
  #finishing = false;
  readonly #troubles = new Map<Task | "node", string>();
  #loops: Promise<unknown> | undefined;
  /** Broadcasts follow each other in order of nonces, while the next transaction is made ready. */
  #broadcasts: Promise<unknown> = Promise.resolve();
  #quoted: { fees: Fees; at: number } | undefined;
  #unsubscribe = () => {};

  constructor(context: CourierContext) {
    this.#context = context;
    this.#lease = new Lease(context.store, context.sender, context.tuning.leaseMs);
    const parts = { ...context, lease: this.#lease };
    this.#sender = new Sender(parts);
    this.#retrier = new Retrier(parts);
    this.#reconciler = new Reconciler(parts);
    if (context.relayKey === undefined) this.#finishing = true;
    else context.backlog.onMore(() => this.#sendingCall.call());
  }

  status(): RelayStatus {
    const oldest = this.#oldestAcceptedAt;
    return {
      sender: this.#context.sender,
      state: this.#state,
      queued: this.#context.backlog.queued,
      inFlight: this.#broadcastAt.size,
      nextNonce: Number(this.#nextNonce),
      oldestAgeMs: oldest === null ? 0 : Math.max(0, Date.now() - Number(oldest)),
      trouble: [...this.#troubles.values()][0] ?? null,
    };
  }

  async start(): Promise<void> {
    if (this.#loops !== undefined) return;
    this.#state = "standby";
    try {
      await this.#takeOver();
      await this.#look();
    } catch (error) {
      await this.#stepDown("stopped");
      throw error;
    }
    this.#unsubscribe = this.#context.indexer.onBlock(() => this.#lookingCall.call());
    this.#stopping = false;
    this.#loops = Promise.all([this.#leaseLoop(), this.#sendLoop(), this.#lookLoop()]);
  }

  /** From now on nothing new is sent with the key; what was sent is seen to until a fork can no longer take it back. */
  finish(): void {
    this.#finishing = true;
    this.#lookingCall.call();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#unsubscribe();
    for (const call of [this.#leasingCall, this.#sendingCall, this.#lookingCall]) call.call();
    await this.#loops;
    await this.#broadcasts;
    this.#loops = undefined;
    await this.#stepDown("stopped");
  }

  /** Takes the key, unless another relay has it, and makes sure that its nonces fit the chain's. */
  async #takeOver(): Promise<void> {
    const { ledger, store, sender, logger } = this.#context;
    const taken = await this.#lease.take(async () =>
      parseQuantity(await ledger.rpc.call("eth_getTransactionCount", [sender, "latest"])),
    );
    if (taken === undefined) return;
    this.#nextNonce = await fitNonces(store, sender, taken, logger);
    // What another relay has seen meanwhile this one has not.
    this.#reconciler = new Reconciler({ ...this.#context, lease: this.#lease });
    this.#broadcastAt.clear();
    this.#state = "running";
    this.#lookingCall.call();
  }

  async #stepDown(to: "standby" | "stopped"): Promise<void> {
    this.#state = to;
    this.#broadcastAt.clear();
    // Where the store does not answer, the lease ends by itself.
    await this.#lease.release().catch((err) => this.#context.logger.warn({ err }, "the lease was not given back"));
  }

  async #leaseLoop(): Promise<void> {
    while (!this.#stopping) {
      await this.#leasingCall.sleep(this.#context.tuning.leaseMs / 3);
      if (this.#stopping) return;
      const isRunning = this.#state === "running";
      const done = await this.#try("leasing", () => (isRunning ? this.#lease.renew() : this.#takeOver()));
      if (!done && !isRunning) await this.#stepDown("standby");
    }
  }

  async #sendLoop(): Promise<void> {
    const { backlog, batch, tuning } = this.#context;
    while (!this.#stopping) {
      const waited = Date.now() - backlog.since;
      // Where others are under way already, one that is fuller arrives no later.
      const windowMs = this.#broadcastAt.size === 0 ? batch.windowMs : batch.windowMs * PATIENCE;
      if (
        this.#state !== "running" ||
        this.#finishing ||
        backlog.queued === 0 ||
        this.#broadcastAt.size >= tuning.maxInFlight
      ) {
        await this.#sendingCall.sleep(tuning.lookMs);
      } else if (backlog.queued < batch.maxStatements && waited < windowMs) {
        await this.#sendingCall.sleep(windowMs - waited);
      } else if (!(await this.#try("sending", () => this.#send()))) {
        await this.#sendingCall.sleep(tuning.lookMs);
      }
    }
  }

  async #send(): Promise<void> {
    const { backlog } = this.#context;
    const stored = await this.#sender.store(await this.#quote());
    if (stored === undefined) return backlog.correct(0);
    const { nonce, raw } = stored;
    this.#nextNonce = nonce + 1n;
    backlog.remove(stored.submissions);
    this.#context.onSent(stored.statements);
    this.#broadcastAt.set(nonce, Date.now());
    this.#broadcasts = this.#broadcasts.then(async () => {
      if (!this.#stopping) await this.#try("broadcasting", () => this.#broadcast(nonce, raw));
    });
  }

  async #quote(): Promise<Fees> {
    const { ledger, sender } = this.#context;
    if (this.#quoted === undefined || Date.now() - this.#quoted.at > QUOTE_MS) {
      this.#quoted = { fees: await quoteFees(ledger.rpc, sender), at: Date.now() };
    }
    return this.#quoted.fees;
  }

  /** A node that does not take a transaction may have it already: what became of it is for the chain to tell. */
  async #broadcast(nonce: bigint, raw?: Hex): Promise<void> {
    this.#broadcastAt.set(nonce, Date.now());
    try {
      await this.#sender.broadcast(nonce, raw);
      this.#troubles.delete("node");
    } catch (error) {
      if (!(error instanceof RpcError) || error.kind !== "rpc") throw error;
      this.#context.logger.warn({ err: error, nonce }, "the node did not take a transaction");
      this.#troubles.set("node", error.message);
    }
  }

  async #lookLoop(): Promise<void> {
    while (!this.#stopping) {
      await this.#lookingCall.sleep(this.#context.tuning.lookMs);
      if (!this.#stopping) await this.#try("looking", () => this.#look());
    }
  }

  async #look(): Promise<void> {
    const { store, sender, backlog } = this.#context;
    const { checkpoint, toldTo } = await readStanding(store.db);
    // An index that is read again does not know yet what the ledger has: what was sent waits for it.
    if (this.#state === "running" && checkpoint !== undefined && checkpoint.block_number >= toldTo) {
      const { block_number: number, block_hash: hash, halted } = checkpoint;
      await this.#rebroadcast(await this.#reconciler.pass({ number, hash }));
      // An index that is halted does not know what the ledger has: nothing may fail for good by it.
      if (halted === null) await this.#retrier.pass(number);
    }
    if (this.#state === "standby") this.#nextNonce = await new RelaySender(store.db, sender).nextNonce();
    const { queued, oldestAcceptedAt } = await new RelaySubmissions(store.db).unfinished();
    if (this.#finishing && this.#state === "running" && !(await new RelayTransactions(store.db, sender).some())) {
      this.#context.onFinished?.();
    }
    this.#oldestAcceptedAt = oldestAcceptedAt;
    backlog.correct(queued);
    this.#sendingCall.call();
  }

  async #rebroadcast({ nonce: chainNonce, unseen }: Reconciled): Promise<void> {
    const { tuning, ledger, sender } = this.#context;
    for (const nonce of this.#broadcastAt.keys()) if (nonce < chainNonce) this.#broadcastAt.delete(nonce);
    if (unseen.length === 0) this.#troubles.delete("node");
    const due = unseen.filter(({ nonce }) => Date.now() - (this.#broadcastAt.get(nonce) ?? 0) >= tuning.rebroadcastMs);
    if (due.length === 0) return;
    // The index may be behind: what the newest block has needs no broadcast.
    const latest = parseQuantity(await ledger.rpc.call("eth_getTransactionCount", [sender, "latest"]));
    for (const { nonce, createdAt } of due.filter((transaction) => transaction.nonce >= latest)) {
      const isStuck = Date.now() - Number(createdAt) > tuning.feeRaiseMs;
      if (isStuck) await this.#sender.raiseFee(nonce, await quoteFees(ledger.rpc, sender));
      await this.#broadcast(nonce);
    }
  }

  /** @returns whether it went well; what did not is told, and tried again later. */
  async #try(task: Task, step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      this.#troubles.delete(task);
      return true;
    } catch (error) {
      if (error instanceof SupersededError) {
        this.#context.logger.warn({ err: error }, "the lease was lost");
        if (this.#state === "running") await this.#stepDown("standby");
        return false;
      }
      const message = error instanceof Error ? error.message : String(error);
      if (message !== this.#troubles.get(task)) this.#context.logger.warn({ err: error }, `${task} failed`);
      this.#troubles.set(task, message);
      return false;
    }
  }
}

/** What a loop does. */
type Task = "leasing" | "sending" | "broadcasting" | "looking";
