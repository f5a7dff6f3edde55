import { type Kysely, type Selectable, sql } from "kysely";
import { type ConsignmentStatus, openStatuses } from "../../domain/consignment.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

/** Which consignments are asked for: those for which everything given holds. */
export interface ConsignmentFilter {
  /** Its sender, recipient or carrier. */
  party?: Address;
  /** Country that it leaves or is to reach, ISO 3166-1 alpha-2. */
  country?: string;
  /** Whether those that were ever said to pass that country count too. */
  isPassing?: true;
  status?: ConsignmentStatus;
  /** Whether it waits for somebody: on the road, on its way back, or disputed. */
  isOpen?: true;
}

/** A consignment with its lines, in order. */
export type Consignment = Selectable<IndexTables["consignment"]> & {
  lines: Omit<Selectable<IndexTables["consignment_line"]>, "consignment">[];
};

/** A change of a consignment's route, with the countries in which no permit covered what is controlled there. */
export type RouteChange = Selectable<IndexTables["route_change"]> & {
  unpermitted: Selectable<IndexTables["unpermitted_passage"]>[];
};

/** Consignments as they stand. */
export class ConsignmentRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** A consignment by its id, the digest of its dispatch. */
  async find(id: Hex): Promise<Consignment | undefined> {
    const [consignment, lines] = await Promise.all([
      this.#db.selectFrom("consignment").selectAll().where("id", "=", id).executeTakeFirst(),
      this.#db
        .selectFrom("consignment_line")
        .select(["line", "lot", "sent_grams", "received_grams", "returned_grams", "transport_milligrams"])
        .where("consignment", "=", id)
        .orderBy("line")
        .execute(),
    ]);
    return consignment && { ...consignment, lines };
  }

  /** Consignments in the order of their dispatch, the newest first. */
  async list(
    { party, country, isPassing, status, isOpen }: ConsignmentFilter,
    { after, limit }: { after?: Cursor; limit: number },
  ): Promise<Page<Consignment>> {
    let query = this.#db.selectFrom("consignment").selectAll();
    if (party !== undefined) {
      query = query.where(({ eb, or }) =>
        or([eb("sender", "=", party), eb("recipient", "=", party), eb("carrier", "=", party)]),
      );
    }
    if (country !== undefined) {
      query = query.where(({ eb, or }) =>
        or([
          eb("from_country", "=", country),
          eb("to_country", "=", country),
          ...(isPassing ? [sql<boolean>`${country} = any(passed)`] : []),
        ]),
      );
    }
    if (status !== undefined) query = query.where("status", "=", status);
    if (isOpen) query = query.where("status", "in", openStatuses);
    if (after !== undefined) {
      query = query.where(sql<boolean>`(block_number, log_index) < (${after.blockNumber}, ${after.logIndex})`);
    }
    const rows = await query
      .orderBy("block_number", "desc")
      .orderBy("log_index", "desc")
      .limit(limit + 1)
      .execute();
    const { items, next } = pageOf(rows, limit);
    const lines = Map.groupBy(await this.#linesOf(items.map(({ id }) => id)), ({ consignment }) => consignment);
    return {
      items: items.map((row) => ({ ...row, lines: lines.get(row.id) ?? [] })),
      ...(next !== undefined && { next }),
    };
  }

  #linesOf(ids: readonly Hex[]) {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#db
      .selectFrom("consignment_line")
      .selectAll()
      .where("consignment", "in", ids)
      .orderBy("consignment")
      .orderBy("line")
      .execute();
  }

  /** Changes of consignments' routes, by consignment, in their order. */
  async changes(ids: readonly Hex[]): Promise<Map<string, RouteChange[]>> {
    if (ids.length === 0) return new Map();
    const [changes, passages] = await Promise.all([
      this.#db
        .selectFrom("route_change")
        .selectAll()
        .where("consignment", "in", ids)
        .orderBy("block_number")
        .orderBy("log_index")
        .execute(),
      this.#db
        .selectFrom("unpermitted_passage")
        .selectAll()
        .where("consignment", "in", ids)
        .orderBy("block_number")
        .orderBy("log_index")
        .execute(),
    ]);
    const unpermitted = Map.groupBy(passages, ({ change }) => change);
    const full = changes.map((change) => ({ ...change, unpermitted: unpermitted.get(change.statement) ?? [] }));
    return Map.groupBy(full, ({ consignment }) => consignment);
  }

  /** Consignments without their lines, in no order; ids that there are not are left out. */
  flows(ids: readonly Hex[]): Promise<Selectable<IndexTables["consignment"]>[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#db.selectFrom("consignment").selectAll().where("id", "in", ids).execute();
  }
}
