import type { Kysely } from "kysely";
import type { Database } from "../store/database.ts";
import type { Credential } from "./credential.ts";
import type { Jurisdiction } from "./reader.ts";

const authorities = ["customs", "regulator"];

/**
 * What the ledger says now of whoever holds a credential.
 * @param now Unix seconds.
 * @returns Where it is an authority; undefined if the organisation is suspended, or its key or token not in force any more.
 */
export async function rightsOf(
  db: Kysely<Database>,
  { organisation, key, machine }: Credential,
  now: number,
): Promise<Jurisdiction | undefined> {
  const time = BigInt(now);
  const [enrolled, keyInForce, tokenInForce, grants] = await Promise.all([
    db.selectFrom("organisation").select("status").where("address", "=", organisation).executeTakeFirst(),
    db
      .selectFrom("organisation_key")
      .select("key")
      .where("organisation", "=", organisation)
      .where("key", "=", key)
      .where("revoked_at", "is", null)
      .where("valid_from", "<=", time)
      .where("valid_until", ">=", time)
      .executeTakeFirst(),
    machine === undefined ||
      db
        .selectFrom("reader_token")
        .select("id")
        .where("id", "=", machine.id)
        .where("revoked_at", "is", null)
        .where("valid_until", ">=", time)
        .executeTakeFirst(),
    db
      .selectFrom("role_grant")
      .select("country")
      .where("organisation", "=", organisation)
      .where("role", "in", authorities)
      .where("valid_from", "<=", time)
      .where("valid_until", ">=", time)
      .execute(),
  ]);
  if (enrolled?.status !== "active" || keyInForce === undefined || tokenInForce === undefined) return undefined;
  const countries = grants.map(({ country }) => country);
  return countries.includes("") ? "every" : new Set(countries);
}
