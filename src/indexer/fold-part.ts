import { setImmediate as turn } from "node:timers/promises";
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Database } from "../store/database.ts";
import { addedTableNames } from "../store/index-schema/index-tables.ts";
import { insertions } from "../store/insert-rows.ts";
import type { DecodedBlock } from "./block-feed.ts";
import { type AddedRows, foldEvent, wantMoreRows, wantRows } from "./fold-block.ts";
import type { State } from "./state.ts";

/** Events between two turns of everybody else in this process. */
const EVENTS_PER_TURN = 50;

/** Loads what folding a part is going to read, as far as the state does not hold it. */
export async function loadPart(trx: Transaction<Database>, state: State, part: readonly DecodedBlock[]): Promise<void> {
  for (const { events } of part) for (const event of events) wantRows(event, state.tables);
  await state.load(trx);
  for (const { events } of part) for (const event of events) wantMoreRows(event, state.tables);
  await state.load(trx);
}

/**
 * Folds a part into the state.
 * @param revocableFrom First block that a fork may yet replace, so that what it changes is kept.
 * @returns One statement that writes what came of it, so that the database has no need to wait for this process in between;
 * undefined if there is nothing to write.
 */
export async function foldPart(
  state: State,
  part: readonly DecodedBlock[],
  revocableFrom: bigint,
): Promise<RawBuilder<unknown> | undefined> {
  const added = Object.fromEntries(addedTableNames.map((table) => [table, []])) as unknown as AddedRows;
  let folded = 0;
  for (const { header, events } of part) {
    state.beginBlock(header.number, header.number >= revocableFrom);
    for (const event of events) {
      foldEvent(event, state.tables, added);
      folded += 1;
      if (folded % EVENTS_PER_TURN === 0) await turn();
    }
  }
  const parts: RawBuilder<unknown>[] = [];
  for (const written of writes(state, added)) {
    parts.push(sql`${sql.raw(`w${parts.length}`)} as (${written})`);
    await turn();
  }
  return parts.length === 0 ? undefined : sql`with ${sql.join(parts)} select`;
}

/** What is to be written, of each table apart: no row twice, so that it does not matter what comes first. */
function* writes(state: State, added: AddedRows): Generator<RawBuilder<unknown>> {
  yield* state.takeChanges();
  for (const table of addedTableNames) yield* insertions(table, added[table] as never[]);
}
