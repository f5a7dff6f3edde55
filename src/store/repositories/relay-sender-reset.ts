import { type Kysely, sql } from "kysely";
import type { Database } from "../database.ts";

/** Puts what the relay has sent back to a ledger that has lost blocks. */
export class RelaySenderReset {
  readonly #db: Kysely<Database>;

  /** @param db A transaction's handle. */
  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Addresses of all keys that ever sent. */
  async senders(): Promise<string[]> {
    const { rows } = await sql<{ address: string }>`select address from relay_sender`.execute(this.#db);
    return rows.map(({ address }) => address);
  }

  /** Takes back every transaction of a sender from the ledger's next nonce on: what they carried waits to be sent. */
  async to(sender: string, nonce: bigint): Promise<void> {
    await sql`update relay_submission set state = 'queued', sender = null, nonce = null, position = null
      where sender = ${sender} and nonce >= ${nonce} and state = 'sent'`.execute(this.#db);
    await sql`delete from relay_transaction where sender = ${sender} and nonce >= ${nonce}`.execute(this.#db);
    await sql`update relay_sender set next_nonce = least(next_nonce, ${nonce}) where address = ${sender}`.execute(
      this.#db,
    );
  }

  /** Has submissions that are still known wait to be sent, by statements that are included no longer. @returns those statements. */
  async queueAgain(digests: readonly string[]): Promise<Set<string>> {
    const { rows } = await sql<{ submission: string; digest: string }>`
      select submission, digest from relay_statement where open and digest = any(${digests}::text[])`.execute(this.#db);
    const submissions = [...new Set(rows.map(({ submission }) => submission))];
    await sql`update relay_submission set state = 'queued', sender = null, nonce = null, position = null,
        included_block = null, retry_at = null
      where id = any(${submissions}::text[]) and state in ('sent', 'included')`.execute(this.#db);
    // One that had failed before is there again.
    await sql`delete from relay_submission where state = 'failed' and id = any(${digests}::text[])`.execute(this.#db);
    return new Set(rows.map(({ digest }) => digest));
  }
}
