import type { Address, Hex } from "../domain/hex.ts";
import type { RawTransaction } from "./raw-transaction.ts";
import { Refusal } from "./refusal.ts";

export interface PoolLimits {
  readonly transactions: number;
  readonly bytes: number;
  /** How far a nonce may be ahead of its sender's account. */
  readonly nonceGap: bigint;
}

const defaultLimits: PoolLimits = { transactions: 20_000, bytes: 256 * 1024 * 1024, nonceGap: 4_096n };
/** EIP-1474: the request exceeds a limit. */
const limitExceeded = -32005;

interface Account {
  /** The nonce of its next transaction to be put in a block; of those before it none is left here. */
  next: bigint;
  readonly waiting: Map<bigint, RawTransaction>;
}

/**
 * The transactions that wait for a block, and those of the block that is being made. It is lost with the process, as any
 * node's pool is: who sends, keeps what was sent until it is included.
 */
export class Pool {
  readonly #limits: PoolLimits;
  readonly #arrivals = new Map<Hex, RawTransaction>();
  readonly #accounts = new Map<Address, Account>();
  #taken: ReadonlySet<Hex> = new Set();
  #bytes = 0;

  constructor(limits: PoolLimits = defaultLimits) {
    this.#limits = limits;
  }

  find(hash: Hex): RawTransaction | undefined {
    return this.#arrivals.get(hash);
  }

  knows(sender: Address): boolean {
    return this.#accounts.has(sender);
  }

  /** The nonce that follows all that a sender has here without a gap; undefined if there is nothing of theirs. */
  nextNonce(sender: Address): bigint | undefined {
    const account = this.#accounts.get(sender);
    if (account === undefined) return undefined;
    let nonce = account.next;
    while (account.waiting.has(nonce)) nonce++;
    return nonce;
  }

  /**
   * Adds a transaction; it takes the place of another with the same sender and nonce, unless that is being put in a block.
   * @param accountNonce The sender's nonce on the chain; not looked at while the pool `knows` the sender.
   * @throws Refusal if the nonce is used or too far ahead, or the pool is full.
   */
  add(transaction: RawTransaction, accountNonce: bigint): void {
    if (this.#arrivals.has(transaction.hash)) return;
    const { sender, nonce } = transaction;
    const account = this.#accounts.get(sender) ?? { next: accountNonce, waiting: new Map() };
    const replaced = account.waiting.get(nonce);
    if (nonce < account.next || (replaced !== undefined && this.#taken.has(replaced.hash))) {
      // What is being put in a block counts as there: its receipt may be known before this pool has heard of it.
      const next = nonce < account.next ? account.next : nonce + 1n;
      throw new Refusal(`nonce too low: next nonce ${next}, tx nonce ${nonce}`);
    }
    if (nonce - account.next > this.#limits.nonceGap) {
      throw new Refusal(`nonce too high: next nonce ${account.next}, tx nonce ${nonce}`, limitExceeded);
    }
    const count = this.#arrivals.size + (replaced === undefined ? 1 : 0);
    const bytes = this.#bytes + transaction.raw.length - (replaced?.raw.length ?? 0);
    if (count > this.#limits.transactions || bytes > this.#limits.bytes) {
      throw new Refusal("txpool is full", limitExceeded);
    }
    if (replaced !== undefined) this.#arrivals.delete(replaced.hash);
    this.#arrivals.set(transaction.hash, transaction);
    this.#bytes = bytes;
    account.waiting.set(nonce, transaction);
    this.#accounts.set(sender, account);
  }

  /**
   * The transactions of the next block: as they arrived, each sender's in the order of their nonces. They stay here, and
   * cannot be replaced, until `settle` or `putBack`.
   * @param gasLimit What the sum of their gas limits may be; one that does not fit lets none pass it.
   */
  take(gasLimit: bigint): RawTransaction[] {
    const block: RawTransaction[] = [];
    const nexts = new Map<Address, bigint>();
    const arrived = new Set<Hex>();
    let gas = 0n;
    for (const { sender, hash } of this.#arrivals.values()) {
      arrived.add(hash);
      const account = this.#accounts.get(sender) as Account;
      let nonce = nexts.get(sender) ?? account.next;
      // The one that closes a gap brings along those that waited behind it.
      for (let tx = account.waiting.get(nonce); tx && arrived.has(tx.hash); tx = account.waiting.get(++nonce)) {
        gas += tx.gasLimit;
        if (gas > gasLimit) return this.#mark(block);
        block.push(tx);
      }
      nexts.set(sender, nonce);
    }
    return this.#mark(block);
  }

  /** The block that was taken is on the chain. */
  settle(block: readonly RawTransaction[]): void {
    for (const transaction of block) {
      this.#remove(transaction);
      const account = this.#accounts.get(transaction.sender);
      if (account !== undefined) account.next = transaction.nonce + 1n;
    }
    this.#mark([]);
  }

  /** The block that was taken will not be made. */
  putBack(): void {
    this.#mark([]);
  }

  /** Forgets everything. */
  clear(): void {
    this.#arrivals.clear();
    this.#accounts.clear();
    this.#bytes = 0;
    this.#mark([]);
  }

  #mark(block: RawTransaction[]): RawTransaction[] {
    this.#taken = new Set(block.map(({ hash }) => hash));
    return block;
  }

  #remove({ hash, sender, nonce, raw }: RawTransaction): void {
    if (!this.#arrivals.delete(hash)) return;
    this.#bytes -= raw.length;
    const account = this.#accounts.get(sender) as Account;
    account.waiting.delete(nonce);
    // Nothing is remembered of a sender who has nothing here, so junk from many keys leaves no trace.
    if (account.waiting.size === 0) this.#accounts.delete(sender);
  }
}
