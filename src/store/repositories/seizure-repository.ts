import type { Kysely, Selectable } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

export type SeizureRow = Selectable<IndexTables["seizure"]>;

/** Which seizures are asked for. */
export interface SeizureFilter {
  lot?: Hex;
  authority?: Address;
  /** From whom they were taken. */
  holder?: Address;
  country?: string;
  /** Only those that nobody has given back. */
  standing?: boolean;
}

/** Goods that authorities have seized, or had. */
export class SeizureRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Seizures by the digests of their statements, in no order; those that there are not are left out. */
  findAll(statements: readonly Hex[]): Promise<SeizureRow[]> {
    if (statements.length === 0) return Promise.resolve([]);
    return this.#db.selectFrom("seizure").selectAll().where("statement", "in", statements).execute();
  }

  /** Those of a lot that nobody has given back, the oldest first. */
  ofLot(lot: Hex): Promise<SeizureRow[]> {
    return this.#db
      .selectFrom("seizure")
      .selectAll()
      .where("lot", "=", lot)
      .where("ended_at", "is", null)
      .orderBy("block_number")
      .orderBy("log_index")
      .execute();
  }

  /** A page of seizures, the oldest first. */
  async list(
    { lot, authority, holder, country, standing = false }: SeizureFilter,
    { after, limit }: { after?: Cursor; limit: number },
  ): Promise<Page<SeizureRow>> {
    let query = this.#db
      .selectFrom("seizure")
      .selectAll()
      .orderBy("block_number")
      .orderBy("log_index")
      .limit(limit + 1);
    if (lot !== undefined) query = query.where("lot", "=", lot);
    if (authority !== undefined) query = query.where("authority", "=", authority);
    if (holder !== undefined) query = query.where("holder", "=", holder);
    if (country !== undefined) query = query.where("country", "=", country);
    if (standing) query = query.where("ended_at", "is", null);
    if (after !== undefined) {
      const { blockNumber, logIndex } = after;
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("block_number", "log_index"), ">", tuple(blockNumber, logIndex)),
      );
    }
    return pageOf(await query.execute(), limit);
  }
}
