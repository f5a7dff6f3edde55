import { type Kysely, sql } from "kysely";
import type { Database } from "../database.ts";

/** The database's clock in Unix milliseconds: the one that all relays on it share. */
const now = sql<bigint>`(extract(epoch from clock_timestamp()) * 1000)::int8`;

/** A key that pays for ledger transactions: who may send with it, and which nonce is next. */
export class RelaySender {
  readonly #db: Kysely<Database>;
  readonly #sender: string;

  /** @param db A transaction's handle, or the store's. */
  constructor(db: Kysely<Database>, sender: string) {
    this.#db = db;
    this.#sender = sender;
  }

  /** Whether another relay has it, or this one. */
  async isHeld(): Promise<boolean> {
    const { rows } = await sql`
      select from relay_sender where address = ${this.#sender} and held_until > ${now}`.execute(this.#db);
    return rows.length > 0;
  }

  /**
   * Takes it for a while, unless it is held: earlier fences no longer let anybody allocate.
   * @param chainNonce Nonce of the sender's next transaction as the chain has it, for a sender that is new.
   * @returns undefined if it is held.
   */
  async take(chainNonce: bigint, leaseMs: number): Promise<{ fence: bigint; nextNonce: bigint } | undefined> {
    const { rows } = await sql<{ fence: bigint; nextNonce: bigint }>`
      insert into relay_sender as s (address, next_nonce, fence, held_until)
      values (${this.#sender}, ${chainNonce}, 1, ${now} + ${leaseMs})
      on conflict (address) do update set fence = s.fence + 1, held_until = excluded.held_until
        where s.held_until <= ${now}
      returning fence, next_nonce as "nextNonce"`.execute(this.#db);
    return rows[0];
  }

  /** Keeps it for another while. @returns false if another relay has taken it. */
  async renew(fence: bigint, leaseMs: number): Promise<boolean> {
    const { rows } = await sql`
      update relay_sender set held_until = ${now} + ${leaseMs}
      where address = ${this.#sender} and fence = ${fence} returning address`.execute(this.#db);
    return rows.length > 0;
  }

  /** Gives it back. */
  async release(fence: bigint): Promise<void> {
    await sql`update relay_sender set held_until = 0 where address = ${this.#sender} and fence = ${fence}`.execute(
      this.#db,
    );
  }

  /** Whether the fence still stands; if so nobody can raise it before this database transaction ends. */
  async isFence(fence: bigint): Promise<boolean> {
    const { rows } = await sql`
      select from relay_sender where address = ${this.#sender} and fence = ${fence} for share`.execute(this.#db);
    return rows.length > 0;
  }

  /** The next nonce to be allocated; 0 for a sender that nobody has taken yet. */
  async nextNonce(): Promise<bigint> {
    const { rows } = await sql<{ nonce: bigint }>`
      select next_nonce as nonce from relay_sender where address = ${this.#sender}`.execute(this.#db);
    return rows[0]?.nonce ?? 0n;
  }

  /** Allocates the next nonce; undefined if the sender was taken over meanwhile. */
  async allocateNonce(fence: bigint): Promise<bigint | undefined> {
    const { rows } = await sql<{ nonce: bigint }>`
      update relay_sender set next_nonce = next_nonce + 1 where address = ${this.#sender} and fence = ${fence}
      returning next_nonce - 1 as nonce`.execute(this.#db);
    return rows[0]?.nonce;
  }

  /** Moves the next nonce past those that the chain has seen used. */
  async skipTo(nonce: bigint): Promise<void> {
    await sql`update relay_sender set next_nonce = greatest(next_nonce, ${nonce}) where address = ${this.#sender}`.execute(
      this.#db,
    );
  }

  /** The lowest nonce, from this one on and below the next to be allocated, that no stored transaction has. */
  async firstMissing(from: bigint): Promise<bigint | undefined> {
    const { rows } = await sql<{ nonce: bigint }>`
      select n as nonce from relay_sender s, generate_series(${from}::int8, s.next_nonce - 1) as n
      where s.address = ${this.#sender}
        and not exists (select from relay_transaction t where t.sender = s.address and t.nonce = n)
      order by n limit 1`.execute(this.#db);
    return rows[0]?.nonce;
  }
}
