import type { Kysely } from "kysely";
import type { Address } from "../domain/hex.ts";
import type { Database } from "../store/database.ts";
import type { Store } from "../store/open-store.ts";
import { RelaySender } from "../store/repositories/relay-sender.ts";

/** Another relay has taken the key over: this one must not send with it, nor write down what became of what was sent. */
export class SupersededError extends Error {
  override readonly name = "SupersededError";
}

/**
 * The right to send with a key. One relay has it at a time, for a short while, and renews it as long as it lives; another
 * takes it once that while is over. Time decides only who takes it when: whoever has lost it is kept from sending by the
 * fence, however late it notices.
 */
export class Lease {
  readonly #store: Store;
  readonly #sender: Address;
  readonly #leaseMs: number;
  #fence: bigint | undefined;

  constructor(store: Store, sender: Address, leaseMs: number) {
    this.#store = store;
    this.#sender = sender;
    this.#leaseMs = leaseMs;
  }

  /**
   * Takes it, unless another relay has it.
   * @param readChainNonce Asks the chain for the sender's next nonce.
   * @returns the nonce that the store has next, and the chain; undefined if another relay has the lease.
   */
  async take(readChainNonce: () => Promise<bigint>): Promise<{ nextNonce: bigint; chainNonce: bigint } | undefined> {
    const relaySender = new RelaySender(this.#store.db, this.#sender);
    if (await relaySender.isHeld()) return undefined;
    const chainNonce = await readChainNonce();
    const taken = await relaySender.take(chainNonce, this.#leaseMs);
    if (taken === undefined) return undefined;
    this.#fence = taken.fence;
    return { nextNonce: taken.nextNonce, chainNonce };
  }

  /** @throws SupersededError if another relay has taken it. */
  async renew(): Promise<void> {
    const fence = this.#held();
    const isOurs = await new RelaySender(this.#store.db, this.#sender).renew(fence, this.#leaseMs);
    if (!isOurs) throw this.#lost();
  }

  /** Gives it back, so that nobody has to wait for its end. */
  async release(): Promise<void> {
    const fence = this.#fence;
    this.#fence = undefined;
    if (fence !== undefined) await new RelaySender(this.#store.db, this.#sender).release(fence);
  }

  /**
   * Makes sure that nobody takes it before this database transaction ends.
   * @throws SupersededError if another relay has taken it.
   */
  async hold(trx: Kysely<Database>): Promise<void> {
    if (!(await new RelaySender(trx, this.#sender).isFence(this.#held()))) throw this.#lost();
  }

  /**
   * The sender's next nonce, allocated in this database transaction.
   * @throws SupersededError if another relay has taken the lease.
   */
  async allocateNonce(trx: Kysely<Database>): Promise<bigint> {
    const nonce = await new RelaySender(trx, this.#sender).allocateNonce(this.#held());
    if (nonce === undefined) throw this.#lost();
    return nonce;
  }

  #held(): bigint {
    if (this.#fence === undefined) throw this.#lost();
    return this.#fence;
  }

  #lost(): SupersededError {
    return new SupersededError(`Another relay sends with the key of ${this.#sender}.`);
  }
}
