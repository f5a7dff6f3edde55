import type { Logger } from "pino";
import type { Address } from "../domain/hex.ts";
import type { Indexer } from "../indexer/indexer.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { parseQuantity } from "../rpc/quantity.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { IndexedBlock } from "../store/index-standing.ts";
import type { Store } from "../store/open-store.ts";
import { RelayOutcomes } from "../store/repositories/relay-outcomes.ts";
import { RelaySender } from "../store/repositories/relay-sender.ts";
import { type OpenTransaction, RelayTransactions } from "../store/repositories/relay-transactions.ts";
import type { Lease } from "./lease.ts";
import { reasonToJson } from "./reason.ts";
import { fetchReceipts, type Receipt } from "./receipt.ts";
import type { RelayTuning } from "./relay-options.ts";
import type { RelayHooks } from "./steps.ts";

/** Where the reconciler works. */
export interface ReconcilerContext {
  ledger: Ledger;
  store: Store;
  sender: Address;
  lease: Lease;
  tuning: RelayTuning;
  indexer: Pick<Indexer, "status">;
  forkDepth: number;
  logger: Logger;
  hooks: RelayHooks;
}

/** What is left open by a pass. */
export interface Reconciled {
  /** Nonce of the sender's next transaction, at the newest indexed block. */
  nonce: bigint;
  /** Transactions from that nonce on: the chain has not seen them by then. */
  unseen: OpenTransaction[];
}

/**
 * Finds out what became of what was sent. A statement's outcome is read from the index by its digest, whoever carried it;
 * receipts are asked only for what the index does not have although its transaction must have been mined.
 */
export class Reconciler {
  readonly #context: ReconcilerContext;
  readonly #outcomes: RelayOutcomes;
  readonly #transactions: RelayTransactions;
  /** Newest block whose statements have been looked at; the first pass looks at all. */
  #lookedAt: IndexedBlock | undefined;
  #forgotten = 0n;
  /** When the chain was first found past a transaction of which it knows no hash. */
  readonly #missingSince = new Map<bigint, number>();

  constructor(context: ReconcilerContext) {
    this.#context = context;
    this.#outcomes = new RelayOutcomes(context.store.db);
    this.#transactions = new RelayTransactions(context.store.db, context.sender);
  }

  /**
   * @param indexed Newest block in the index, read before this is called.
   * @throws RpcError; nothing is concluded then but what the index has told. SupersededError
   */
  async pass(indexed: IndexedBlock): Promise<Reconciled> {
    const lookedAt = await this.#lookedAtUnforked(indexed.number);
    const { sender, hooks } = this.#context;
    const nonce = await this.#nonceAt(indexed.number);
    const isMined = (transaction: OpenTransaction) => transaction.nonce < nonce;
    await this.#outcomes.reopenFrom(sender, nonce);
    const before = await this.#transactions.open();
    const news = before.some(isMined);
    if (news) await hooks.after?.("mined");
    await this.#outcomes.markIncluded(lookedAt);
    this.#lookedAt = indexed;
    await this.#forget(indexed.number);
    const open = news ? await this.#transactions.open() : before;
    const unsettled = open.filter(isMined);
    if (unsettled.length > 0) await this.#settle(unsettled, indexed.number, nonce);
    if (news) await hooks.after?.("reconciled");
    return { nonce, unseen: open.filter((transaction) => !isMined(transaction)) };
  }

  /**
   * Number of the newest block that was looked at. If the index no longer has that block, a fork has taken it back (through
   * any of the indexers that share the store), and with it what rested on it: all is looked at anew.
   */
  async #lookedAtUnforked(indexedBlock: bigint): Promise<bigint> {
    const { forkDepth, store } = this.#context;
    const { db } = store;
    const block = this.#lookedAt;
    if (block !== undefined) {
      if (forkDepth === 0 && block.number <= indexedBlock) return block.number;
      const kept = await db.selectFrom("block").select("hash").where("number", "=", block.number).executeTakeFirst();
      if (kept?.hash === block.hash) return block.number;
    }
    await db.transaction().execute((trx) => new RelayOutcomes(trx).reopen(0n));
    return -1n;
  }

  async #forget(indexedBlock: bigint): Promise<void> {
    const { indexer, forkDepth } = this.#context;
    const { finalTo = indexedBlock - BigInt(forkDepth) } = indexer.status();
    const upTo = finalTo < indexedBlock ? finalTo : indexedBlock;
    if (upTo <= this.#forgotten) return;
    await this.#outcomes.forget(upTo);
    this.#forgotten = upTo;
  }

  /**
   * Nonce of the sender's next transaction, at a block; at the newest one where the node no longer has that block's state. Whatever is
   * mined later than it is indexed then waits for the index.
   */
  async #nonceAt(block: bigint): Promise<bigint> {
    const { ledger, sender } = this.#context;
    const nonce = (tag: string) => ledger.rpc.call("eth_getTransactionCount", [sender, tag]);
    try {
      return parseQuantity(await nonce(`0x${block.toString(16)}`));
    } catch (error) {
      if (!(error instanceof RpcError) || error.kind !== "rpc") throw error;
      return parseQuantity(await nonce("latest"));
    }
  }

  async #settle(mined: OpenTransaction[], indexedBlock: bigint, nonce: bigint): Promise<void> {
    const hashes = mined.flatMap((transaction) => transaction.hashes);
    const receipts = await fetchReceipts(this.#context.ledger, hashes);
    const byHash = new Map(hashes.map((hash, index) => [hash, receipts[index] ?? null]));
    for (const transaction of mined) {
      const found = transaction.hashes.map((hash) => byHash.get(hash)).find((receipt) => receipt != null);
      if (found === undefined) await this.#missing(transaction, nonce);
      else if (await this.#isIndexed(found, indexedBlock)) await this.#settleOne(transaction, found);
    }
  }

  async #settleOne(transaction: OpenTransaction, receipt: Receipt): Promise<void> {
    const { store, sender, lease, tuning, logger } = this.#context;
    this.#missingSince.delete(transaction.nonce);
    const retryAt = (refusals: number) => BigInt(Date.now() + backoff(refusals, tuning));
    await store.db.transaction().execute(async (trx) => {
      await lease.hold(trx);
      const outcomes = new RelayOutcomes(trx);
      if (!receipt.success) {
        logger.error(
          { nonce: transaction.nonce, hashes: transaction.hashes },
          "a ledger transaction reverted as a whole",
        );
        const reason = reasonToJson({ name: "GasInsufficient", contract: "Statements", args: {} });
        return outcomes.settleReverted(sender, transaction.nonce, receipt.blockNumber, reason, retryAt);
      }
      const failures = receipt.failures.map(({ position, reason }) => ({ position, reason: reasonToJson(reason) }));
      await outcomes.settle(sender, transaction.nonce, receipt.blockNumber, failures, retryAt);
    });
  }

  /** Whether the receipt is of a block that the index has too: another fork's says nothing. */
  async #isIndexed(receipt: Receipt, indexedBlock: bigint): Promise<boolean> {
    if (receipt.blockNumber > indexedBlock) return false;
    const { db } = this.#context.store;
    const block = await db
      .selectFrom("block")
      .select("hash")
      .where("number", "=", receipt.blockNumber)
      .executeTakeFirst();
    return block === undefined || block.hash === receipt.blockHash;
  }

  /** The nonce was used, and none of our hashes is known: a lagging node, or somebody else sends with the key. */
  async #missing(transaction: OpenTransaction, nonce: bigint): Promise<void> {
    const { sender, lease, tuning, logger, store } = this.#context;
    const since = this.#missingSince.get(transaction.nonce) ?? Date.now();
    this.#missingSince.set(transaction.nonce, since);
    if (Date.now() - since < tuning.lostAfterMs) return;
    logger.error(
      { sender, nonce: transaction.nonce },
      "another transaction took a nonce: is the relay's key used elsewhere?",
    );
    await store.db.transaction().execute(async (trx) => {
      await lease.hold(trx);
      await new RelayOutcomes(trx).settleLost(sender, transaction.nonce);
      await new RelaySender(trx, sender).skipTo(nonce);
    });
    this.#missingSince.delete(transaction.nonce);
  }
}

/** Pause before a submission that was refused so many times is tried again, in milliseconds. */
export function backoff(refusals: number, { retryMs, retryMaxMs }: RelayTuning): number {
  return Math.min(retryMs * 2 ** Math.min(refusals - 1, 30), retryMaxMs);
}
