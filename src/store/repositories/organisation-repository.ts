import type { Kysely, Selectable } from "kysely";
import type { Address } from "../../domain/hex.ts";
import type { Database } from "../database.ts";
import type { IndexTables } from "../index-schema/index-tables.ts";

export type OrganisationRow = Selectable<IndexTables["organisation"]>;

/** An organisation with what it was granted. */
export type Organisation = OrganisationRow & {
  roles: Omit<Selectable<IndexTables["role_grant"]>, "organisation">[];
  keys: Omit<Selectable<IndexTables["organisation_key"]>, "organisation">[];
  accreditations: Omit<Selectable<IndexTables["accreditation"]>, "organisation">[];
  quotas: Omit<Selectable<IndexTables["quota"]>, "organisation">[];
};

/** Organisations as they stand. */
export class OrganisationRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * Organisations in the order of enrolment.
   * @param after Serial number behind which the page begins; 0 for the first.
   * @param key Only those that were ever given this key.
   * @returns One more than the limit if there is another page.
   */
  list(after: number, limit: number, key?: Address): Promise<OrganisationRow[]> {
    const page = this.#db.selectFrom("organisation").selectAll().where("serial", ">", after);
    const holders = this.#db.selectFrom("organisation_key").select("organisation");
    const wanted = key === undefined ? page : page.where("address", "in", holders.where("key", "=", key));
    return wanted
      .orderBy("serial")
      .limit(limit + 1)
      .execute();
  }

  /** Names of all organisations. */
  allNames(): Promise<Pick<OrganisationRow, "address" | "name">[]> {
    return this.#db.selectFrom("organisation").select(["address", "name"]).orderBy("serial").execute();
  }

  /** Names by address; addresses that are not enrolled are left out. */
  async names(addresses: readonly Address[]): Promise<Map<Address, string>> {
    if (addresses.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom("organisation")
      .select(["address", "name"])
      .where("address", "in", [...new Set(addresses)])
      .execute();
    return new Map(rows.map(({ address, name }) => [address, name]));
  }

  /** Countries of registration by address; addresses that are not enrolled are left out. */
  async countries(addresses: readonly Address[]): Promise<Map<Address, string>> {
    if (addresses.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom("organisation")
      .select(["address", "country"])
      .where("address", "in", [...new Set(addresses)])
      .execute();
    return new Map(rows.map(({ address, country }) => [address, country]));
  }

  /** Roles that were ever granted to each of some organisations, whatever their windows. */
  roles(addresses: readonly Address[]): Promise<Selectable<IndexTables["role_grant"]>[]> {
    if (addresses.length === 0) return Promise.resolve([]);
    return this.#db
      .selectFrom("role_grant")
      .selectAll()
      .where("organisation", "in", addresses)
      .orderBy("organisation")
      .orderBy("role")
      .orderBy("country")
      .execute();
  }

  /** An organisation with its roles, keys, accreditations and quotas. */
  async find(address: Address): Promise<Organisation | undefined> {
    const [organisation, roles, keys, accreditations, quotas] = await Promise.all([
      this.#db.selectFrom("organisation").selectAll().where("address", "=", address).executeTakeFirst(),
      this.#db
        .selectFrom("role_grant")
        .select(["role", "country", "site", "valid_from", "valid_until"])
        .where("organisation", "=", address)
        .orderBy("role")
        .orderBy("country")
        .execute(),
      this.#db
        .selectFrom("organisation_key")
        .select(["key", "scopes", "valid_from", "valid_until", "revoked_at", "compromised_since"])
        .where("organisation", "=", address)
        .orderBy("key")
        .execute(),
      this.#db
        .selectFrom("accreditation")
        .select(["scheme", "valid_from", "valid_until"])
        .where("organisation", "=", address)
        .orderBy("scheme")
        .execute(),
      this.#db
        .selectFrom("quota")
        .select(["id", "kind", "country", "granted_grams", "drawn_grams", "valid_from", "valid_until"])
        .where("organisation", "=", address)
        .orderBy("id")
        .execute(),
    ]);
    return organisation && { ...organisation, roles, keys, accreditations, quotas };
  }
}
