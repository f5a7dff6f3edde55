import { randomUUID } from "node:crypto";
import { createKeccak } from "hash-wasm";
import { type Kysely, sql } from "kysely";
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
   * @throws whatever `content` throws; what was stored of it is removed then.
   */
  async store(hash: string, content: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<UploadOutcome> {
    const upload = randomUUID();
    let kept = false;
    try {
      const { size, computed } = await this.#storeParts(upload, content, maximumBytes);
      if (size > maximumBytes) return { outcome: "too-large" };
      if (computed !== hash) return { outcome: "mismatch", computed };
      kept = await this.#publish(hash, upload, size);
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
    for await (const part of partsOf(content)) {
      size += part.length;
      if (size > maximumBytes) break;
      hasher.update(part);
      await this.#db.insertInto("evidence_part").values({ upload, position, content: part }).execute();
      position++;
    }
    return { size, computed: `0x${hasher.digest("hex")}` };
  }

  /** @returns Whether this upload is the one that is kept: another may have brought the same content meanwhile. */
  async #publish(hash: string, upload: string, size: number): Promise<boolean> {
    const result = await this.#db
      .insertInto("evidence")
      .values({ hash, upload, size })
      .onConflict((conflict) => conflict.column("hash").doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
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
