import { type Kysely, sql } from "kysely";
import type { Hex } from "../../domain/hex.ts";
import type { JsonObject } from "../../statements/codec.ts";
import type { Database } from "../database.ts";
import { insertion } from "../insert-rows.ts";

/** A submission to be remembered. */
export interface NewSubmission {
  id: string;
  gas: number;
  gasReserve: number;
  bytes: number;
  /** Ledger time, in Unix seconds. */
  validBefore: number;
  statements: NewStatement[];
}

/** A statement of it. */
export interface NewStatement {
  digest: string;
  kind: string;
  organisation: string;
  nonce: bigint;
  module: string;
  gasBudget: number;
  data: Hex;
}

/** A statement that is under way, or was included a moment ago: it holds its digest, and its organisation's nonce. */
export interface OpenStatement {
  submission: string;
  digest: string;
  organisation: string;
  nonce: bigint;
  included: boolean;
}

/** What is known of statements that are handed in. */
export interface KnownStatements {
  /** Digests that the ledger has, whoever carried them. */
  included: Set<string>;
  /** Those under way that have one of the digests, or one of the organisations' nonces. */
  open: OpenStatement[];
  /** Ids of submissions that have failed. */
  failed: string[];
}

type KnownRow =
  | { kind: "included"; digest: string }
  | { kind: "failed"; submission: string }
  | (Omit<OpenStatement, "nonce"> & { kind: "open"; nonce: string });

/** What is remembered of a submission; which fields have a value follows from the state. */
export interface RememberedSubmission {
  id: string;
  state: "queued" | "sent" | "refused" | "included" | "failed";
  digests: string[];
  acceptedAt: bigint;
  refusals: number;
  reason: JsonObject | null;
  retryAt: bigint | null;
  /** Hash under which it was sent last. */
  transactionHash: string | null;
}

/** What has not reached its end. */
export interface Unfinished {
  /** Submissions that wait to be sent. */
  queued: number;
  /** When the oldest submission that is queued, sent or refused was accepted, in Unix milliseconds; null if there is none. */
  oldestAcceptedAt: bigint | null;
}

/** Submissions as they are accepted and asked for. */
export class RelaySubmissions {
  readonly #db: Kysely<Database>;

  /** @param db A transaction's handle, or the store's. */
  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Which of these statements the ledger has included, whoever carried them. */
  async includedAmong(digests: string[]): Promise<Set<string>> {
    const { rows } = await sql<{ digest: string }>`
      select digest from statement_included where digest = any(${digests}::text[])`.execute(this.#db);
    return new Set(rows.map(({ digest }) => digest));
  }

  /** What is known of submissions, and of their statements' digests and nonces. */
  async known(
    ids: string[],
    statements: readonly { digest: string; organisation: string; nonce: bigint }[],
  ): Promise<KnownStatements> {
    const digests = statements.map(({ digest }) => digest);
    const organisations = statements.map(({ organisation }) => organisation);
    const nonces = statements.map(({ nonce }) => nonce.toString());
    const { rows } = await sql<KnownRow>`
      with found as (
        select submission, position from relay_statement where open and digest = any(${digests}::text[])
        union
        select r.submission, r.position from relay_statement r
          join unnest(${organisations}::text[], ${nonces}::text[]) as s (organisation, nonce)
            on r.organisation = s.organisation and r.statement_nonce = s.nonce
          where r.open
      )
      select 'open' as kind, r.submission, r.digest, r.organisation, r.statement_nonce as nonce,
        exists (select from statement_included i where i.digest = r.digest) as included
      from found join relay_statement r using (submission, position)
      union all select 'included', null, digest, null, null, true from statement_included
        where digest = any(${digests}::text[])
      union all select 'failed', id, null, null, null, false from relay_submission
        where state = 'failed' and id = any(${ids}::text[])`.execute(this.#db);
    const known: KnownStatements = { included: new Set(), open: [], failed: [] };
    for (const row of rows) {
      if (row.kind === "included") known.included.add(row.digest);
      else if (row.kind === "failed") known.failed.push(row.submission);
      else known.open.push({ ...row, nonce: BigInt(row.nonce) });
    }
    return known;
  }

  /**
   * Remembers submissions in the order given, all or none.
   * @param failed Those of them that failed before and are taken anew.
   * @param acceptedAt Unix milliseconds.
   * @throws the database's error 23505 if a statement is under way already.
   */
  async insert(submissions: readonly NewSubmission[], failed: readonly string[], acceptedAt: number): Promise<void> {
    if (failed.length === 0) return this.#insert(this.#db, submissions, acceptedAt);
    await this.#db.transaction().execute(async (trx) => {
      await sql`delete from relay_submission where state = 'failed' and id = any(${failed}::text[])`.execute(trx);
      await this.#insert(trx, submissions, acceptedAt);
    });
  }

  /** One statement for both tables: it needs no transaction around it. */
  async #insert(db: Kysely<Database>, submissions: readonly NewSubmission[], acceptedAt: number): Promise<void> {
    const rows = submissions.map((submission) => ({
      id: submission.id,
      state: "queued",
      statements: submission.statements.length,
      gas: submission.gas,
      gas_reserve: submission.gasReserve,
      bytes: submission.bytes,
      valid_before: submission.validBefore,
      accepted_at: acceptedAt,
      refusals: 0,
    }));
    const statements = submissions.flatMap(({ id, statements: own }) =>
      own.map((statement, position) => ({
        submission: id,
        position,
        digest: statement.digest,
        kind: statement.kind,
        organisation: statement.organisation,
        statement_nonce: statement.nonce,
        open: true,
        module: statement.module,
        gas_budget: statement.gasBudget,
        data: statement.data,
      })),
    );
    await sql`
      with submissions as (${insertion("relay_submission", rows)})
      ${insertion("relay_statement", statements)}`.execute(db);
  }

  /** The submission of this id, or the one that a statement of this digest came with. */
  async find(id: string): Promise<RememberedSubmission | undefined> {
    const { rows } = await sql<RememberedSubmission>`
      with found as (
        select id from relay_submission where id = ${id}
        union all
        (select submission from relay_statement where digest = ${id} order by open desc limit 1)
        limit 1
      )
      select s.id, s.state, s.accepted_at as "acceptedAt", s.refusals, s.reason, s.retry_at as "retryAt",
        array(select digest from relay_statement r where r.submission = s.id order by position) as digests,
        (select hash from relay_attempt a where a.sender = s.sender and a.nonce = s.nonce
          order by attempt desc limit 1) as "transactionHash"
      from found join relay_submission s on s.id = found.id`.execute(this.#db);
    return rows[0];
  }

  /** What has not reached its end. */
  async unfinished(): Promise<Unfinished> {
    // One branch for each partial index.
    const { rows } = await sql<{ state: string; count: bigint; oldest: bigint | null }>`
      select 'queued' as state, count(*) as count, min(accepted_at) as oldest from relay_submission where state = 'queued'
      union all select 'sent', count(*), min(accepted_at) from relay_submission where state = 'sent'
      union all select 'refused', count(*), min(accepted_at) from relay_submission where state = 'refused'`.execute(
      this.#db,
    );
    const oldest = rows
      .flatMap((row) => row.oldest ?? [])
      .reduce<bigint | null>((least, time) => (least === null || time < least ? time : least), null);
    return { queued: Number(rows.find(({ state }) => state === "queued")?.count ?? 0n), oldestAcceptedAt: oldest };
  }
}
