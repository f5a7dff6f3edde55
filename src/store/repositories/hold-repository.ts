import type { Kysely, Selectable } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

export type HoldRow = Selectable<IndexTables["hold"]>;

/** Which holds are asked for. */
export interface HoldFilter {
  lot?: Hex;
  authority?: Address;
  /** Whose grams are held by name. */
  holder?: Address;
  consignment?: Hex;
  country?: string;
  /** Only those in force at this time, Unix seconds. */
  inForceAt?: bigint;
}

/** Goods that authorities hold, or held. */
export class HoldRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Those of some holds that are challenges, by their ids. */
  async challengesAmong(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom("hold")
      .select("statement")
      .where("statement", "in", [...new Set(ids)])
      .where("answer_by", "is not", null)
      .execute();
    return new Set(rows.map(({ statement }) => statement));
  }

  /** A page of holds, the oldest first. */
  async list(
    { lot, authority, holder, consignment, country, inForceAt }: HoldFilter,
    { after, limit }: { after?: Cursor; limit: number },
  ): Promise<Page<HoldRow>> {
    let query = this.#db
      .selectFrom("hold")
      .selectAll()
      .orderBy("block_number")
      .orderBy("log_index")
      .orderBy("output")
      .limit(limit + 1);
    if (lot !== undefined) query = query.where("lot", "=", lot);
    if (authority !== undefined) query = query.where("authority", "=", authority);
    if (holder !== undefined) query = query.where("holder", "=", holder);
    if (consignment !== undefined) query = query.where("consignment", "=", consignment);
    if (country !== undefined) query = query.where("country", "=", country);
    if (inForceAt !== undefined) query = query.where("ended_at", "is", null).where("until", ">=", inForceAt);
    if (after !== undefined) {
      const { blockNumber, logIndex, output } = after;
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("block_number", "log_index", "output"), ">", tuple(blockNumber, logIndex, output)),
      );
    }
    return pageOf(await query.execute(), limit);
  }
}
