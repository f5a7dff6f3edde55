import { randomUUID } from "node:crypto";
import { createKeccak } from "hash-wasm";
import { type Kysely, type SqlBool, sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";

/** What became of an upload. */
export type UploadOutcome =
  | { outcome: "stored" | "already-stored"; size: number }
  | { outcome: "mismatch"; computed: string }
  | { outcome: "too-large" };

const partBytes = 256 * 1024;

/** Documents by the Keccak-256 of their content. */
export class EvidenceRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Size in bytes of a stored document; undefined if there is none. */
  async size(hash: string): Promise<number | undefined> {
    const row = await this.#db.selectFrom("evidence").select("size").where("hash", "=", hash).executeTakeFirst();
    return row?.size;
  }

  /**
   * Whether a document is open to a reader. One that an included statement names, or whose list one names, is open to whoever knows its hash:
   * the statement says the hash to those who may know it. Any other is its owners' alone.
   */
  async isOpenTo(hash: string, organisation: string | undefined): Promise<boolean> {
    const { rows } = await sql<{ open: boolean }>`
      select is_kept or ${isNamed} or exists (
        select from evidence_owner o where o.hash = e.hash and o.organisation = ${organisation ?? ""}) as open
      from evidence e where hash = ${hash}`.execute(this.#db);
    return rows[0]?.open ?? false;
  }

  /**
   * Removes documents that no included statement has named within a time; none while the index is read again, and does not know.
   * @param days Since they were stored.
   * @returns How many there were, and their bytes.
   */
  async removeUnnamed(days: number): Promise<{ documents: number; bytes: bigint }> {
    const { rows } = await sql<{ documents: number; bytes: bigint }>`
      with gone as (
        delete from evidence e
        where not is_kept and stored_at < now() - make_interval(days => ${days}) and not ${isNamed} and ${hasWholeIndex}
        returning upload, size
      ), parts as (delete from evidence_part using gone where evidence_part.upload = gone.upload)
      select count(*)::int4 as documents, coalesce(sum(size), 0)::int8 as bytes from gone`.execute(this.#db);
    return rows[0] ?? { documents: 0, bytes: 0n };
  }

  /** Keeps a document for good, whether or not a statement names it. */
  async keep(hash: string): Promise<void> {
    await this.#db.updateTable("evidence").set({ is_kept: true }).where("hash", "=", hash).execute();
  }

  /** Bytes of all documents together. */
  async totalBytes(): Promise<bigint> {
    const { total } = await this.#db
      .selectFrom("evidence")
      .select(sql<bigint>`coalesce(sum(size), 0)::int8`.as("total"))
      .executeTakeFirstOrThrow();
    return BigInt(total);
  }

  /**
   * Stores a document as it arrives, part by part; it can be read only once all of it has been checked against its hash.
   * @param hash Keccak-256 of the content, `0x` and 64 digits in lower case.
   * @param maximumBytes Largest content that is taken.
   * @param owner Organisation that sends it; undefined without sign-in.
   * @throws whatever `content` throws; what was stored of it is removed then.
   */
  async store(
    hash: string,
    content: AsyncIterable<Uint8Array>,
    maximumBytes: number,
    owner?: string,
  ): Promise<UploadOutcome> {
    const upload = randomUUID();
    let kept = false;
    try {
      const { size, computed, members } = await this.#storeParts(upload, content, maximumBytes);
      if (size > maximumBytes) return { outcome: "too-large" };
      if (computed !== hash) return { outcome: "mismatch", computed };
      kept = await this.#publish({ hash, upload, size }, members, owner);
      return { outcome: kept ? "stored" : "already-stored", size };
    } finally {
      if (!kept) await this.#db.deleteFrom("evidence_part").where("upload", "=", upload).execute();
    }
  }

  /** A stored document's content, part by part; nothing if there is none. */
  async *read(hash: string): AsyncGenerator<Uint8Array> {
    const document = await this.#db.selectFrom("evidence").select("upload").where("hash", "=", hash).executeTakeFirst();
    if (document === undefined) return;
    for (let position = 0; ; position++) {
      const part = await this.#db
        .selectFrom("evidence_part")
        .select("content")
        .where("upload", "=", document.upload)
        .where("position", "=", position)
        .executeTakeFirst();
      if (part === undefined) return;
      yield part.content;
    }
  }

  /** Removes what uploads left behind that were broken off by a crash, once they are a day old. */
  async removeAbandoned(): Promise<void> {
    await this.#db
      .deleteFrom("evidence_part")
      .where("stored_at", "<", sql<Date>`now() - interval '1 day'`)
      .where("upload", "not in", (query) => query.selectFrom("evidence").select("upload"))
      .execute();
  }

  async #storeParts(upload: string, content: AsyncIterable<Uint8Array>, maximumBytes: number) {
    const hasher = (await createKeccak(256)).init();
    let size = 0;
    let position = 0;
    let members: string[] = [];
    for await (const part of partsOf(content)) {
      size += part.length;
      if (size > maximumBytes) break;
      hasher.update(part);
      await this.#db.insertInto("evidence_part").values({ upload, position, content: part }).execute();
      members = position === 0 ? membersOf(part) : [];
      position++;
    }
    return { size, computed: `0x${hasher.digest("hex")}`, members };
  }

  /** @returns Whether this upload is the one that is kept: another may have brought the same content meanwhile. */
  async #publish(
    row: { hash: string; upload: string; size: number },
    members: readonly string[],
    owner: string | undefined,
  ): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      // What an organisation sends again begins its time anew.
      const { upload } = await trx
        .insertInto("evidence")
        .values(row)
        .onConflict((conflict) =>
          conflict
            .column("hash")
            .doUpdateSet({ stored_at: owner === undefined ? sql`evidence.stored_at` : sql`now()` }),
        )
        .returning("upload")
        .executeTakeFirstOrThrow();
      if (upload === row.upload && members.length > 0) {
        await trx
          .insertInto("evidence_list")
          .values(members.map((member) => ({ list: row.hash, member })))
          .execute();
      }
      if (owner !== undefined) {
        await trx
          .insertInto("evidence_owner")
          .values({ hash: row.hash, organisation: owner })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      return upload === row.upload;
    });
  }
}

/** Whether an included statement names the document `e`, or a list that it stands in. */
const isNamed = sql<SqlBool>`(
  exists (select from named_document n where n.hash = e.hash)
  or exists (select from evidence_list l join named_document n on n.hash = l.list where l.member = e.hash))`;

/** Whether the index has all that was told of it. Asked in the statement that rests on it, so that no rebuild comes between. */
const hasWholeIndex = sql<SqlBool>`exists (
  select from checkpoint where block_number >= greatest(final_to, announce_from - 1))`;

const listSchema = z.object({ documents: z.array(z.string().regex(/^0x[0-9a-f]{64}$/)), salt: z.string() });

/** Hashes of the documents that a document lists, each once; none if it is no list. */
function membersOf(content: Uint8Array): string[] {
  if (content[0] !== 0x7b) return [];
  try {
    return [...new Set(listSchema.parse(JSON.parse(new TextDecoder().decode(content))).documents)];
  } catch {
    return [];
  }
}

/** Gathers what arrives in small pieces into parts of one size. */
async function* partsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content) {
    pieces.push(piece);
    size += piece.length;
    if (size < partBytes) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(pieces);
}
