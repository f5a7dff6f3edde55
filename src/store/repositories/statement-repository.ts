import { type Kysely, type Selectable, sql } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

export type StatementRow = Selectable<IndexTables["statement_included"]>;

/** A link of a dossier with its statement. */
export type DossierRow = StatementRow & { position: number };

/** A link of a dossier, of whatever it stands for: an act of governance has a digest, and no statement. */
export interface DossierLinkRow {
  position: number;
  digest: string;
  timestamp: bigint;
  block_number: bigint;
  statement: StatementRow | null;
}

/** Some time, and what of it. */
export interface StatedSpan {
  /** First second, and last; Unix time. */
  from: bigint;
  to: bigint;
  organisation?: Address | undefined;
  kinds?: readonly string[] | undefined;
}

/**
 * Selects what was stated in some time, in the ledger's order, one more than a page takes. It reads the blocks of that time alone, so that
 * a month costs a month however long the ledger is.
 */
export function selectStated(
  db: Kysely<Database>,
  { from, to, organisation, kinds }: StatedSpan,
  { after, limit }: { after?: Cursor; limit: number },
) {
  const edge = db.selectFrom("statement_included").select("block_number").limit(1);
  let query = db
    .selectFrom("statement_included")
    .selectAll()
    // Time only grows from block to block.
    .where("block_number", ">=", edge.where("timestamp", ">=", from).orderBy("timestamp").orderBy("block_number"))
    .where(
      "block_number",
      "<=",
      edge.where("timestamp", "<=", to).orderBy("timestamp", "desc").orderBy("block_number", "desc"),
    );
  if (organisation !== undefined) query = query.where("organisation", "=", organisation);
  if (kinds !== undefined) query = query.where("kind", "in", kinds);
  if (after !== undefined) {
    query = query.where(sql<boolean>`(block_number, log_index) > (${after.blockNumber}, ${after.logIndex})`);
  }
  return query
    .orderBy("block_number")
    .orderBy("log_index")
    .limit(limit + 1);
}

/** Statements that the database has put together in one text. @param text Of `json_agg`; null if there is none. */
function statementsIn(text: string | null): StatementRow[] {
  const found = JSON.parse(text ?? "[]") as (Omit<StatementRow, "block_number" | "timestamp"> & {
    block_number: number;
    timestamp: number;
  })[];
  return found.map((row) => ({ ...row, block_number: BigInt(row.block_number), timestamp: BigInt(row.timestamp) }));
}

/** Statements that the ledger included. */
export class StatementRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** A statement by its digest. */
  find(digest: Hex): Promise<StatementRow | undefined> {
    return this.#db.selectFrom("statement_included").selectAll().where("digest", "=", digest).executeTakeFirst();
  }

  /** Statements by their digests, in no order; digests that are not in the ledger are left out. */
  findAll(digests: readonly Hex[]): Promise<StatementRow[]> {
    if (digests.length === 0) return Promise.resolve([]);
    return this.#db.selectFrom("statement_included").selectAll().where("digest", "in", digests).execute();
  }

  /** What was stated in some time, in the ledger's order. */
  async stated(wanted: StatedSpan, page: { after?: Cursor; limit: number }): Promise<Page<StatementRow>> {
    // One text for the whole page: to hand a thousand rows over, column by column, takes the embedded database longer than to find them.
    const { rows } = await sql<{ page: string | null }>`
      select json_agg(stated)::text as page from (${selectStated(this.#db, wanted, page)}) stated
    `.execute(this.#db);
    return pageOf(statementsIn(rows[0]?.page ?? null), page.limit);
  }

  /**
   * A lot's dossier, in order.
   * @param after Position behind which it begins; 0 for the whole.
   */
  async dossier(lot: Hex, after: number, limit: number): Promise<DossierLinkRow[]> {
    const links = await this.#db
      .selectFrom("dossier_link")
      .select(["position", "digest", "timestamp", "block_number"])
      .where("lot", "=", lot)
      .where("position", ">", after)
      .orderBy("position")
      .limit(limit)
      .execute();
    const statements = await this.findAll(links.map(({ digest }) => digest));
    const byDigest = new Map(statements.map((statement) => [statement.digest, statement]));
    return links.map((link) => ({ ...link, statement: byDigest.get(link.digest) ?? null }));
  }

  /** Those statements of a lot's dossier that are of some kinds, in order. */
  dossierOfKinds(lot: Hex, kinds: readonly string[]): Promise<DossierRow[]> {
    return this.#dossierOf(lot).where("statement.kind", "in", kinds).execute();
  }

  #dossierOf(lot: Hex) {
    return this.#db
      .selectFrom("dossier_link as link")
      .innerJoin("statement_included as statement", "statement.digest", "link.digest")
      .selectAll("statement")
      .select("link.position")
      .where("link.lot", "=", lot)
      .orderBy("link.position");
  }
}
