import type { Kysely } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Database } from "../../store/database.ts";

/** What surveys say of a lot. */
export interface SurveyedLot {
  id: Hex;
  producer: Address;
  lotNumber: string;
  declaration: Hex;
  country: string;
  blockNumber: bigint;
}

/** Lots by their ids; those that the index does not have are left out. */
export async function lotFacts(db: Kysely<Database>, ids: readonly string[]): Promise<Map<string, SurveyedLot>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("lot")
    .select(["id", "producer", "lot_number", "declaration", "country", "block_number"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id as Hex,
        producer: row.producer as Address,
        lotNumber: row.lot_number,
        declaration: row.declaration as Hex,
        country: row.country,
        blockNumber: row.block_number,
      },
    ]),
  );
}
