import { existsSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import type { Hex } from "../domain/hex.ts";
import type { Snapshot } from "./snapshot.ts";

const compress = promisify(deflate);
const expandInParts = promisify(inflate);
const MEBIBYTE = 1_048_576;

/** In large parts: each is handed over by the thread that everybody shares. */
const expand = (bytes: Uint8Array): Promise<Buffer> => expandInParts(bytes, { chunkSize: MEBIBYTE });

/** A block with its receipts, as the engine answered with them. */
export interface StoredBlock {
  readonly number: number;
  readonly hash: Hex;
  /** Hashes of its transactions, in order. */
  readonly transactions: readonly Hex[];
  /** JSON of the block, with the hashes of its transactions. */
  readonly block: string;
  /** JSON of the list of its receipts. */
  readonly receipts: Buffer;
}

/** Where a transaction stands. */
export interface TransactionPlace {
  readonly number: number;
  readonly position: number;
}

const schema = `
  create table if not exists block (
    number integer primary key, hash text not null, block text not null, receipts blob not null
  ) strict;
  create unique index if not exists block_hash on block (hash);
  create table if not exists placed (
    hash text primary key, number integer not null, position integer not null
  ) strict, without rowid;
  create table if not exists snapshot (
    id integer primary key check (id = 1), number integer not null, hash text not null, state blob not null
  ) strict;`;

/** Fast rather than small: a block is compressed once, while others wait. */
const quickly = { level: 1 };

/**
 * Blocks with their receipts, which the engine forgets, and the snapshot that an engine begins with. All of it follows from
 * the journal: lost or damaged, it is made again.
 */
export class History {
  readonly #path: string;
  #db: DatabaseSync;
  #height: number;

  private constructor(path: string) {
    this.#path = path;
    this.#db = openDatabase(path);
    this.#height = Number(this.#db.prepare("select coalesce(max(number), 0) as height from block").get()?.height);
  }

  /** Opens the file, or begins a new one where it is missing or damaged. */
  static open(path: string): History {
    try {
      return new History(path);
    } catch (error) {
      if (!existsSync(path)) throw error;
      removeHistory(path);
      return new History(path);
    }
  }

  /** Number of the last block that is here; 0 if there is none. */
  get height(): number {
    return this.#height;
  }

  /** The snapshot; undefined if there is none, or it is damaged. */
  async snapshot(): Promise<Snapshot | undefined> {
    const row = this.#db.prepare("select number, hash, state from snapshot").get();
    if (row === undefined) return undefined;
    try {
      return { number: Number(row.number), hash: String(row.hash), state: await expand(row.state as Uint8Array) };
    } catch {
      return undefined;
    }
  }

  /** Takes in the block that follows those that are here. */
  async add({ number, hash, transactions, block, receipts }: StoredBlock): Promise<void> {
    const bytes = await compress(receipts, quickly);
    this.#within(() => {
      this.#db.prepare("insert into block values (?, ?, ?, ?)").run(number, hash, block, bytes);
      const place = this.#db.prepare("insert into placed values (?, ?, ?)");
      for (const [position, transaction] of transactions.entries()) place.run(transaction, number, position);
    });
    this.#height = number;
  }

  /** Keeps a snapshot in the place of the one before; the blocks up to its own are here. */
  async keep({ number, hash, state }: Snapshot): Promise<void> {
    const bytes = await compress(state, quickly);
    this.#db.prepare("insert or replace into snapshot values (1, ?, ?, ?)").run(number, hash, bytes);
  }

  /** Forgets everything, whatever state it is in. */
  clear(): void {
    this.#db.close();
    removeHistory(this.#path);
    this.#db = openDatabase(this.#path);
    this.#height = 0;
  }

  /** JSON of a block; undefined if it is not here. */
  block(number: number): string | undefined {
    const row = this.#db.prepare("select block from block where number = ?").get(number);
    return row && String(row.block);
  }

  /** JSON of its receipts. */
  async receipts(number: number): Promise<Buffer | undefined> {
    const row = this.#db.prepare("select receipts from block where number = ?").get(number);
    return row && (await expand(row.receipts as Uint8Array));
  }

  /** Hash of a block. */
  hashOf(number: number): Hex | undefined {
    const row = this.#db.prepare("select hash from block where number = ?").get(number);
    return row && String(row.hash);
  }

  /** Number of the block with a hash. */
  numberOf(hash: Hex): number | undefined {
    const row = this.#db.prepare("select number from block where hash = ?").get(hash);
    return row && Number(row.number);
  }

  /** Where a transaction stands. */
  placeOf(transaction: Hex): TransactionPlace | undefined {
    const row = this.#db.prepare("select number, position from placed where hash = ?").get(transaction);
    return row && { number: Number(row.number), position: Number(row.position) };
  }

  close(): void {
    this.#db.close();
  }

  #within(work: () => void): void {
    this.#db.exec("begin");
    try {
      work();
      this.#db.exec("commit");
    } catch (error) {
      this.#db.exec("rollback");
      throw error;
    }
  }
}

/** Removes a history. */
export function removeHistory(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
}

function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    // A power cut may cost what was written last: then the next start takes longer, and nothing else.
    db.exec("pragma journal_mode = wal; pragma synchronous = normal;");
    db.exec(schema);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
