import { type Kysely, sql } from "kysely";
import type { JsonObject } from "../../statements/codec.ts";
import type { Database } from "../database.ts";

/** What a mined transaction did to one of its submissions, where it did not include it. */
export interface GroupFailure {
  position: number;
  reason: JsonObject;
}

/** What became of submissions and transactions, as the index and the chain tell. */
export class RelayOutcomes {
  readonly #db: Kysely<Database>;

  /** @param db A transaction's handle, or the store's. */
  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * Marks submissions as included that have all their statements in blocks above this one, whoever carried them, and the
   * transactions that carried statements as mined: nobody sees the one without the other.
   */
  async markIncluded(aboveBlock: bigint): Promise<void> {
    await sql`
      with done as (
        select s.id, max(i.block_number) as block_number
        from statement_included i
          join relay_statement r on r.digest = i.digest
          join relay_submission s on s.id = r.submission
        where i.block_number > ${aboveBlock} and s.state <> 'included'
        group by s.id having count(*) = s.statements
      ), included as (
        update relay_submission s set state = 'included', included_block = done.block_number, retry_at = null
        from done where s.id = done.id
      ), carried as (
        select transaction_hash, max(block_number) as block_number from statement_included
        where block_number > ${aboveBlock} group by transaction_hash
      )
      update relay_transaction t set state = 'mined', block_number = carried.block_number
      from carried join relay_attempt a on a.hash = carried.transaction_hash
      where t.sender = a.sender and t.nonce = a.nonce and t.state <> 'mined'`.execute(this.#db);
  }

  /** Settles a mined transaction: its failed submissions are refused, to be tried again at `retryAt`. */
  async settle(
    sender: string,
    nonce: bigint,
    blockNumber: bigint,
    failures: readonly GroupFailure[],
    retryAt: (refusals: number) => bigint,
  ): Promise<void> {
    await this.#setMined(sender, nonce, blockNumber);
    for (const { position, reason } of failures) {
      const row = await this.#db
        .selectFrom("relay_submission")
        .select(["id", "refusals"])
        .where("sender", "=", sender)
        .where("nonce", "=", nonce)
        .where("position", "=", position)
        .where("state", "=", "sent")
        .executeTakeFirst();
      if (row === undefined) continue;
      await this.#refuse(row.id, reason, retryAt(row.refusals + 1));
    }
  }

  /**
   * Settles a transaction that reverted as a whole: its submissions are sent again, fewer at once and with more gas; one that
   * was alone counts as refused.
   */
  async settleReverted(
    sender: string,
    nonce: bigint,
    blockNumber: bigint,
    reason: JsonObject,
    retryAt: (refusals: number) => bigint,
  ): Promise<void> {
    await this.#setMined(sender, nonce, blockNumber);
    const carried = this.#db.selectFrom("relay_submission").where("sender", "=", sender).where("nonce", "=", nonce);
    const submissions = await carried.where("state", "=", "sent").select(["id", "refusals"]).execute();
    const ids = submissions.map(({ id }) => id);
    await sql`update relay_submission set gas = gas * 3 / 2 where id = any(${ids}::text[])`.execute(this.#db);
    const [only] = submissions;
    if (only !== undefined && submissions.length === 1) {
      await this.#refuse(only.id, reason, retryAt(only.refusals + 1));
      return;
    }
    await sql`
      update relay_submission set state = 'queued', batch_limit = ${Math.floor(submissions.length / 2)},
        sender = null, nonce = null, position = null
      where id = any(${ids}::text[])`.execute(this.#db);
  }

  /** Settles a transaction whose nonce another one took: its submissions are sent anew. */
  async settleLost(sender: string, nonce: bigint): Promise<void> {
    await sql`update relay_transaction set state = 'lost' where sender = ${sender} and nonce = ${nonce}`.execute(
      this.#db,
    );
    await sql`update relay_submission set state = 'queued', sender = null, nonce = null, position = null
      where sender = ${sender} and nonce = ${nonce} and state = 'sent'`.execute(this.#db);
  }

  /** Takes back what rested on blocks from this one on, after a fork: what the index no longer has is under way again. */
  async reopen(fromBlock: bigint): Promise<void> {
    await sql`update relay_transaction set state = 'sent', block_number = null
      where state = 'mined' and block_number >= ${fromBlock}`.execute(this.#db);
    await sql`
      update relay_submission s set state = case when s.nonce is null then 'queued' else 'sent' end, included_block = null
      where s.state = 'included' and s.included_block >= ${fromBlock} and exists (
        select from relay_statement r left join statement_included i on i.digest = r.digest
        where r.submission = s.id and i.digest is null)`.execute(this.#db);
  }

  /** Takes back that transactions from this nonce on were mined: the chain waits for this nonce. */
  async reopenFrom(sender: string, nonce: bigint): Promise<void> {
    await sql`update relay_transaction set state = 'sent', block_number = null
      where sender = ${sender} and nonce >= ${nonce} and state = 'mined'`.execute(this.#db);
  }

  /** Forgets what is final, in blocks up to this one; the index answers for it. */
  async forget(upToBlock: bigint): Promise<void> {
    // A bundle's id is known nowhere else.
    await sql`
      delete from relay_submission s using relay_statement r
      where s.state = 'included' and s.included_block <= ${upToBlock} and r.submission = s.id and r.digest = s.id`.execute(
      this.#db,
    );
    await sql`
      delete from relay_transaction t where t.state = 'mined' and t.block_number <= ${upToBlock}
        and not exists (select from relay_submission s where s.sender = t.sender and s.nonce = t.nonce and s.state = 'sent')`.execute(
      this.#db,
    );
  }

  async #refuse(id: string, reason: JsonObject, retryAt: bigint): Promise<void> {
    await sql`
      update relay_submission set state = 'refused', refusals = refusals + 1, reason = ${JSON.stringify(reason)}::jsonb,
        retry_at = ${retryAt}, sender = null, nonce = null, position = null
      where id = ${id}`.execute(this.#db);
  }

  async #setMined(sender: string, nonce: bigint, blockNumber: bigint): Promise<void> {
    await sql`update relay_transaction set state = 'mined', block_number = ${blockNumber}
      where sender = ${sender} and nonce = ${nonce}`.execute(this.#db);
  }
}
