import type { Address, Hex } from "../domain/hex.ts";
import { parseQuantity } from "../ledger/quantity.ts";
import { RpcError } from "../ledger/rpc-error.ts";
import { RelaySubmissions } from "../store/repositories/relay-submissions.ts";
import { RelayTransactions } from "../store/repositories/relay-transactions.ts";
import type { Backlog } from "./backlog.ts";
import { quoteFees } from "./fees.ts";
import { type Reconciled, Reconciler } from "./reconciler.ts";
import type { RelayOptions, RelayTuning } from "./relay-options.ts";
import type { RelayStatus } from "./relay-status.ts";
import { Retrier } from "./retrier.ts";
import { Sender, SupersededError } from "./sender.ts";
import type { Simulate } from "./simulate.ts";
import type { RelayHooks } from "./steps.ts";
import { WakeUp } from "./wake-up.ts";

/** Where the carrier works. */
export interface CarrierContext extends RelayOptions {
  sender: Address;
  simulate: Simulate;
  backlog: Backlog;
  tuning: RelayTuning;
  hooks: RelayHooks;
  /** Told of each ledger transaction, with its number of statements. */
  onSent(statements: number): void;
}

/** Two loops: one sends what is queued; the other looks what became of it, and sends again what the ledger has not seen. */
export class Carrier {
  readonly #context: CarrierContext;
  readonly #sender: Sender;
  readonly #reconciler: Reconciler;
  readonly #retrier: Retrier;
  readonly #sendingCall = new WakeUp();
  readonly #lookingCall = new WakeUp();
  /** When each unseen transaction was broadcast last, by nonce. */
  readonly #broadcastAt = new Map<bigint, number>();
  #state: RelayStatus["state"] = "stopped";
  #nextNonce = 0n;
  #oldestAcceptedAt: bigint | null = null;
  #stopping = false;
  readonly #troubles = new Map<"sending" | "looking" | "node", string>();
  #loops: Promise<unknown> | undefined;
  #unsubscribe = () => {};

  constructor(context: CarrierContext) {
    this.#context = context;
    this.#sender = new Sender(context);
    this.#reconciler = new Reconciler(context);
    this.#retrier = new Retrier(context);
    context.backlog.onMore(() => this.#sendingCall.call());
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
    await this.#takeOver();
    this.#unsubscribe = this.#context.indexer.onBlock((block) => {
      this.#reconciler.onBlock(block);
      this.#lookingCall.call();
    });
    await this.#look();
    this.#stopping = false;
    this.#state = "running";
    this.#loops = Promise.all([this.#sendLoop(), this.#lookLoop()]);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#unsubscribe();
    this.#sendingCall.call();
    this.#lookingCall.call();
    await this.#loops;
    this.#loops = undefined;
    this.#state = "stopped";
  }

  async #takeOver(): Promise<void> {
    const { ledger, store, sender, logger } = this.#context;
    const chainNonce = parseQuantity(await ledger.rpc.call("eth_getTransactionCount", [sender, "latest"]));
    this.#nextNonce = await this.#sender.takeOver(chainNonce);
    const transactions = new RelayTransactions(store.db, sender);
    if (this.#nextNonce < chainNonce) {
      logger.error({ sender, expected: this.#nextNonce, found: chainNonce }, "the relay's key was used elsewhere");
      await transactions.skipTo(chainNonce);
      this.#nextNonce = chainNonce;
    }
    const missing = await transactions.firstMissing(chainNonce);
    if (missing !== undefined) {
      throw new Error(
        `The ledger expects nonce ${chainNonce} of the relay's key ${sender}, but nonce ${missing} was final here: the ledger has lost blocks, or is another one.`,
      );
    }
  }

  async #sendLoop(): Promise<void> {
    const { backlog, batch, tuning } = this.#context;
    while (!this.#stopping && this.#state === "running") {
      const waited = Date.now() - backlog.since;
      if (backlog.queued === 0 || this.#broadcastAt.size >= tuning.maxInFlight) {
        await this.#sendingCall.sleep(tuning.lookMs);
      } else if (backlog.queued < batch.maxStatements && waited < batch.windowMs) {
        await this.#sendingCall.sleep(batch.windowMs - waited);
      } else if (!(await this.#try("sending", () => this.#send()))) {
        await this.#sendingCall.sleep(tuning.lookMs);
      }
    }
  }

  async #send(): Promise<void> {
    const { ledger, sender, backlog } = this.#context;
    const stored = await this.#sender.store(await quoteFees(ledger.rpc, sender));
    if (stored === undefined) return backlog.correct(0);
    this.#nextNonce = stored.nonce + 1n;
    backlog.remove(stored.submissions);
    this.#context.onSent(stored.statements);
    await this.#broadcast(stored.nonce, stored.raw);
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
    const { indexer, store, backlog } = this.#context;
    const { indexedBlock } = indexer.status();
    if (indexedBlock !== undefined) {
      await this.#rebroadcast(await this.#reconciler.pass(indexedBlock));
      await this.#retrier.pass(indexedBlock);
    }
    const { queued, oldestAcceptedAt } = await new RelaySubmissions(store.db).unfinished();
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
  async #try(what: "sending" | "looking", step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      this.#troubles.delete(what);
      return true;
    } catch (error) {
      if (error instanceof SupersededError) this.#state = "superseded";
      const message = error instanceof Error ? error.message : String(error);
      if (message !== this.#troubles.get(what)) this.#context.logger.warn({ err: error }, `${what} failed`);
      this.#troubles.set(what, message);
      return false;
    }
  }
}
