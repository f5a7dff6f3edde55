import type { z } from "zod";
import type { seizure } from "../../api/schemas/seizure.ts";
import { documentsByField } from "../../statements/knowledge.ts";
import type { SeizureRow } from "../../store/repositories/seizure-repository.ts";
import type { Services } from "../services.ts";

/** Seizures as they are shown: with the names of who seized, and the orders that they named. */
export async function seizuresToWire(
  { organisations, statements }: Pick<Services, "organisations" | "statements">,
  rows: readonly SeizureRow[],
): Promise<z.input<typeof seizure>[]> {
  const [names, stated] = await Promise.all([
    organisations.names(rows.map(({ authority }) => authority)),
    statements.findAll(rows.map(({ statement }) => statement)),
  ]);
  const orders = new Map(stated.map((row) => [row.digest, documentsByField(row)[0]?.hash]));
  return rows.map((row) => ({
    ...{ statement: row.statement, lot: row.lot, hold: row.hold, holder: row.holder, country: row.country },
    ...{ grams: Number(row.grams), transportMilligrams: String(row.transport_milligrams), ground: row.ground },
    evidence: orders.get(row.statement) ?? missing(row.statement),
    ...{ authority: row.authority, name: names.get(row.authority) ?? row.authority },
    ...{ seizedAt: Number(row.seized_at), endedAt: row.ended_at === null ? null : Number(row.ended_at) },
    endedBy: row.ended_by,
  }));
}

function missing(statement: string): never {
  throw new Error(`The index has seizure ${statement}, and not its statement`);
}
