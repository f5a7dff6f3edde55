import { type Kysely, sql } from "kysely";
import type { Hex } from "../../domain/hex.ts";
import type { JsonObject } from "../../statements/codec.ts";
import type { Database } from "../database.ts";

/** A submission that the ledger refused when its turn came, with what another try needs. */
export interface RefusedSubmission {
  id: string;
  refusals: number;
  /** Ledger time, in Unix seconds. */
  validBefore: bigint;
  reason: JsonObject;
  statements: RefusedStatement[];
}

/** A statement of it, in order. */
export interface RefusedStatement {
  digest: string;
  organisation: string;
  nonce: bigint;
  module: string;
  gasBudget: number;
  data: Hex;
}

/** Submissions that the ledger refused, until they are sent again or have failed. */
export class RelayRefusals {
  readonly #db: Kysely<Database>;

  /** @param db A transaction's handle, or the store's. */
  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Marks those as included, of those whose time has come, that the index has by now. @param now Unix milliseconds. */
  async markIncluded(now: number): Promise<void> {
    await sql`
      with done as (
        select s.id, max(i.block_number) as block_number
        from relay_submission s
          join relay_statement r on r.submission = s.id
          join statement_included i on i.digest = r.digest
        where s.state = 'refused' and s.retry_at <= ${now}
        group by s.id having count(*) = s.statements
      )
      update relay_submission s set state = 'included', included_block = done.block_number, retry_at = null
      from done where s.id = done.id and s.state = 'refused'`.execute(this.#db);
  }

  /** Those whose time has come, the longest waiting first. @param now Unix milliseconds. */
  async due(now: number, limit: number): Promise<RefusedSubmission[]> {
    const { rows: submissions } = await sql<Omit<RefusedSubmission, "statements">>`
      select id, refusals, valid_before as "validBefore", reason from relay_submission
      where state = 'refused' and retry_at <= ${now} order by retry_at, sequence limit ${limit}`.execute(this.#db);
    if (submissions.length === 0) return [];
    const ids = submissions.map(({ id }) => id);
    const { rows: statements } = await sql<Omit<RefusedStatement, "nonce"> & { submission: string; nonce: string }>`
      select submission, digest, organisation, statement_nonce as nonce, module, gas_budget as "gasBudget", data
      from relay_statement where submission = any(${ids}::text[]) order by submission, position`.execute(this.#db);
    return submissions.map((submission) => ({
      ...submission,
      statements: statements
        .filter((statement) => statement.submission === submission.id)
        .map((statement) => ({ ...statement, nonce: BigInt(statement.nonce) })),
    }));
  }

  /** Puts one back into the queue, at its old place. Gas that a reverted transaction has shown to be needed stays. */
  async queue(id: string, gas: number, gasReserve: number, gasBudgets: number[]): Promise<void> {
    await sql`update relay_submission set state = 'queued', gas = greatest(gas, ${gas}), gas_reserve = ${gasReserve}, retry_at = null
      where id = ${id} and state = 'refused'`.execute(this.#db);
    await sql`update relay_statement set gas_budget = v.gas_budget
      from unnest(${gasBudgets}::int4[]) with ordinality as v (gas_budget, place)
      where submission = ${id} and position = v.place - 1 and relay_statement.gas_budget <> v.gas_budget`.execute(
      this.#db,
    );
  }

  /** Notes that it was refused again. @param retryAt Unix milliseconds. */
  async refuse(id: string, reason: JsonObject, retryAt: number): Promise<void> {
    await sql`update relay_submission set refusals = refusals + 1, reason = ${JSON.stringify(reason)}::jsonb,
      retry_at = ${retryAt} where id = ${id} and state = 'refused'`.execute(this.#db);
  }

  /** Ends one for good: what it held is free. One that the index has meanwhile does not end so. */
  async fail(id: string, reason: JsonObject): Promise<void> {
    await sql`update relay_submission s set state = 'failed', reason = ${JSON.stringify(reason)}::jsonb, retry_at = null
      where s.id = ${id} and s.state = 'refused' and exists (
        select from relay_statement r left join statement_included i on i.digest = r.digest
        where r.submission = s.id and i.digest is null)`.execute(this.#db);
    await sql`update relay_statement set open = false where submission = ${id}
      and exists (select from relay_submission s where s.id = ${id} and s.state = 'failed')`.execute(this.#db);
  }
}
