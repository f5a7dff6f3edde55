import { type Kysely, type Selectable, sql } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";
import { type Cursor, type Page, pageOf } from "./page.ts";

type FindingRow = Selectable<IndexTables["border_finding"]>;
type LinkRow = Selectable<IndexTables["finding_link"]>;

/** What was found in a shipment, with the lots that it is linked to. */
export type BorderFinding = FindingRow & { links: LinkRow[] };

/** Which findings are asked for: those for which everything given holds. */
export interface FindingFilter {
  /** One of them, by its id. */
  statement?: Hex;
  /** Number of the container, bill of lading or customs declaration. */
  reference?: string;
  lot?: Hex;
  authority?: Address;
  /** Only those linked to a lot that this organisation made, or has grams of. */
  party?: Address;
  /** Whether those that were withdrawn are told too. */
  withdrawn?: boolean;
}

/** What authorities found in shipments. */
export class FindingRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** A page of findings, the newest first. */
  async list(
    { statement, reference, lot, authority, party, withdrawn = false }: FindingFilter,
    { after, limit }: { after?: Cursor; limit: number },
  ): Promise<Page<BorderFinding>> {
    let query = this.#db.selectFrom("border_finding").selectAll();
    if (statement !== undefined) query = query.where("statement", "=", statement);
    if (reference !== undefined) query = query.where("reference_number", "=", reference);
    if (authority !== undefined) query = query.where("authority", "=", authority);
    if (!withdrawn) query = query.where("withdrawn_at", "is", null);
    if (lot !== undefined) {
      const links = this.#db.selectFrom("finding_link").select("finding").where("lot", "=", lot);
      query = query.where("statement", "in", links);
    }
    if (party !== undefined) {
      const made = this.#db.selectFrom("lot").select("id").where("producer", "=", party);
      const held = this.#db.selectFrom("balance").select("lot").where("holder", "=", party);
      // Whoever had all of it seized is concerned as before.
      const seized = this.#db.selectFrom("seizure").select("lot").where("holder", "=", party);
      const links = this.#db
        .selectFrom("finding_link")
        .select("finding")
        .where(({ eb, or }) => or([eb("lot", "in", made), eb("lot", "in", held), eb("lot", "in", seized)]));
      query = query.where("statement", "in", links);
    }
    if (after !== undefined) {
      query = query.where(sql<boolean>`(block_number, log_index) < (${after.blockNumber}, ${after.logIndex})`);
    }
    const rows = await query
      .orderBy("block_number", "desc")
      .orderBy("log_index", "desc")
      .limit(limit + 1)
      .execute();
    const { items, next } = pageOf(rows, limit);
    const links = Map.groupBy(await this.#linksOf(items.map(({ statement }) => statement)), ({ finding }) => finding);
    return {
      items: items.map((row) => ({ ...row, links: links.get(row.statement) ?? [] })),
      ...(next !== undefined && { next }),
    };
  }

  #linksOf(findings: readonly string[]): Promise<LinkRow[]> {
    if (findings.length === 0) return Promise.resolve([]);
    return this.#db
      .selectFrom("finding_link")
      .selectAll()
      .where("finding", "in", findings)
      .orderBy("linked_at")
      .orderBy("lot")
      .execute();
  }
}
