import type { Insertable, Kysely, Selectable } from "kysely";
import type { Address } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { AccessLogTable, ReaderTokenTable } from "../tables/reader-tables.ts";

export type ReaderToken = Selectable<ReaderTokenTable>;
export type Access = Insertable<AccessLogTable>;

/** Spent nonces, machines' tokens and the record of access. Times are Unix seconds. */
export class ReaderRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Spends a nonce. @returns False if it was spent before. */
  async spendNonce(nonce: string, expiresAt: number, now: number): Promise<boolean> {
    await this.#db.deleteFrom("spent_sign_in_nonce").where("expires_at", "<", BigInt(now)).execute();
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto("spent_sign_in_nonce")
      .values({ nonce, expires_at: BigInt(expiresAt) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Records a token that is given out. */
  async addToken(token: ReaderToken): Promise<void> {
    await this.#db.insertInto("reader_token").values(token).execute();
  }

  /** A token by its id. */
  token(id: string): Promise<ReaderToken | undefined> {
    return this.#db.selectFrom("reader_token").selectAll().where("id", "=", id).executeTakeFirst();
  }

  /** Tokens of an organisation that have not run out, the newest first. */
  tokens(organisation: Address, now: number): Promise<ReaderToken[]> {
    return this.#db
      .selectFrom("reader_token")
      .selectAll()
      .where("organisation", "=", organisation)
      .where("valid_until", ">=", BigInt(now))
      .orderBy("created_at", "desc")
      .orderBy("id")
      .execute();
  }

  /** Revokes a token of an organisation; the first time counts. @returns The token; undefined if it has none of that id. */
  revokeToken(organisation: Address, id: string, now: number): Promise<ReaderToken | undefined> {
    return this.#db
      .updateTable("reader_token")
      .set((row) => ({ revoked_at: row.fn.coalesce("revoked_at", row.val(BigInt(now))) }))
      .where("organisation", "=", organisation)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
  }

  /** Records what an authority is about to be shown. */
  async recordAccess(access: Access): Promise<void> {
    await this.#db.insertInto("access_log").values(access).execute();
  }
}
