import type { Kysely, Selectable } from "kysely";
import type { Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { StatementIncludedTable } from "../tables/index-tables.ts";

export type StatementRow = Selectable<StatementIncludedTable>;

/** A link of a dossier with its statement. */
export type DossierRow = StatementRow & { position: number };

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
  dossier(lot: Hex, after: number, limit: number): Promise<DossierRow[]> {
    return this.#dossierOf(lot).where("link.position", ">", after).limit(limit).execute();
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
