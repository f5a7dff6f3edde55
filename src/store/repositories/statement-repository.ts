import type { Kysely, Selectable } from "kysely";
import type { Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";

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
