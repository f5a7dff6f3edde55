import { type Kysely, sql } from "kysely";
import type { Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";

/** A submission that waits to be sent. */
export interface QueuedSubmission {
  id: string;
  statements: number;
  gas: bigint;
  gasReserve: bigint;
  bytes: number;
  /** Most submissions that may share its transaction; null for no limit of its own. */
  batchLimit: number | null;
}

/** A call of a submission. */
export interface StoredCall {
  submission: string;
  module: string;
  gasBudget: number;
  data: Hex;
}

/** One signed form of a ledger transaction. */
export interface Attempt {
  hash: string;
  raw: Hex;
  maxFee: bigint;
  maxPriorityFee: bigint;
}

/** A ledger transaction that is not settled: not seen in a block, or with submissions whose outcome is not known. */
export interface OpenTransaction {
  nonce: bigint;
  state: "sent" | "mined" | "lost";
  /** Unix milliseconds. */
  createdAt: bigint;
  /** Every hash under which it was ever broadcast, oldest first. */
  hashes: string[];
}

/** Ledger transactions of one sender, from allocation of the nonce on. */
export class RelayTransactions {
  readonly #db: Kysely<Database>;
  readonly #sender: string;

  /** @param db A transaction's handle, or the store's. */
  constructor(db: Kysely<Database>, sender: string) {
    this.#db = db;
    this.#sender = sender;
  }

  /** The longest waiting submissions, locked for this database transaction. */
  async queued(limit: number): Promise<QueuedSubmission[]> {
    const { rows } = await sql<QueuedSubmission>`
      select id, statements, gas, gas_reserve as "gasReserve", bytes, batch_limit as "batchLimit" from relay_submission
      where state = 'queued' order by sequence limit ${limit} for update skip locked`.execute(this.#db);
    return rows;
  }

  /** Calls of submissions, those of one submission in its order. */
  async calls(submissions: string[]): Promise<StoredCall[]> {
    const { rows } = await sql<StoredCall>`
      select submission, module, gas_budget as "gasBudget", data from relay_statement
      where submission = any(${submissions}::text[]) order by submission, position`.execute(this.#db);
    return rows;
  }

  /** Stores a ledger transaction with its first signed form, and assigns it the submissions in the order given. */
  async insert(nonce: bigint, attempt: Attempt, submissions: string[], now: number): Promise<void> {
    await sql`insert into relay_transaction (sender, nonce, state, created_at)
      values (${this.#sender}, ${nonce}, 'sent', ${now})`.execute(this.#db);
    await this.addAttempt(nonce, attempt, now);
    await sql`
      update relay_submission s set state = 'sent', sender = ${this.#sender}, nonce = ${nonce}, position = v.place - 1
      from unnest(${submissions}::text[]) with ordinality as v (id, place) where s.id = v.id`.execute(this.#db);
  }

  /** Adds another signed form of a ledger transaction. */
  async addAttempt(nonce: bigint, attempt: Attempt, now: number): Promise<void> {
    await sql`
      insert into relay_attempt (hash, sender, nonce, attempt, raw, max_fee, max_priority_fee, created_at)
      select ${attempt.hash}, ${this.#sender}, ${nonce},
        (select count(*) from relay_attempt where sender = ${this.#sender} and nonce = ${nonce}),
        ${attempt.raw}, ${attempt.maxFee.toString()}::numeric, ${attempt.maxPriorityFee.toString()}::numeric, ${now}`.execute(
      this.#db,
    );
  }

  /** Whether there is any that a fork might yet take back. */
  async some(): Promise<boolean> {
    const { rows } = await sql`select from relay_transaction where sender = ${this.#sender} limit 1`.execute(this.#db);
    return rows.length > 0;
  }

  /** Senders that have any. */
  static async senders(db: Kysely<Database>): Promise<string[]> {
    const { rows } = await sql<{ sender: string }>`select distinct sender from relay_transaction`.execute(db);
    return rows.map(({ sender }) => sender);
  }

  /** Transactions that are not settled, in order of nonces. */
  async open(): Promise<OpenTransaction[]> {
    const { rows } = await sql<OpenTransaction>`
      with open as (
        select nonce from relay_transaction where sender = ${this.#sender} and state = 'sent'
        union
        select nonce from relay_submission where sender = ${this.#sender} and state = 'sent'
      )
      select t.nonce, t.state, t.created_at as "createdAt",
        array(select hash from relay_attempt a where a.sender = t.sender and a.nonce = t.nonce order by attempt) as hashes
      from open join relay_transaction t on t.nonce = open.nonce and t.sender = ${this.#sender}
      order by t.nonce`.execute(this.#db);
    return rows;
  }

  /** The newest signed form of a transaction; undefined if there is no such transaction. */
  async newestAttempt(nonce: bigint): Promise<Attempt | undefined> {
    const { rows } = await sql<Attempt>`
      select hash, raw, max_fee as "maxFee", max_priority_fee as "maxPriorityFee" from relay_attempt
      where sender = ${this.#sender} and nonce = ${nonce} order by attempt desc limit 1`.execute(this.#db);
    return rows[0];
  }
}
