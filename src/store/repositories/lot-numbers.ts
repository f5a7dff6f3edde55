import { type Kysely, sql } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Database } from "../database.ts";

/** A lot number of a producer. */
export interface LotNumber {
  producer: Address;
  lotNumber: string;
}

/** Lots that stand under one of the numbers: declared or certified, not rejected. */
export async function lotsByNumber(
  db: Kysely<Database>,
  numbers: readonly LotNumber[],
): Promise<(LotNumber & { lot: Hex })[]> {
  const producers = numbers.map(({ producer }) => producer);
  const lotNumbers = numbers.map(({ lotNumber }) => lotNumber);
  const { rows } = await sql<LotNumber & { lot: Hex }>`
    select l.id as lot, l.producer, l.lot_number as "lotNumber"
    from unnest(${producers}::text[], ${lotNumbers}::text[]) as n (producer, lot_number)
      join lot l on l.lot_number = n.lot_number and l.producer = n.producer
    where l.status <> 'rejected'`.execute(db);
  return rows;
}
