import { constants } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { decodeHeader, encodeHeader, type JournalHeader, newHeader, type Pins } from "./journal-header.ts";
import { bodyLength, decodeRecord, encodeRecord, type JournalBlock, recordHeadLength } from "./journal-record.ts";
import { wayBack } from "./way-back.ts";

/** A journal that cannot be used as it is. Nothing of it has been changed. */
export class JournalError extends Error {
  override readonly name = "JournalError";
}

const chunkLength = 1024 * 1024;

/**
 * The blocks of an embedded ledger, in one file that only grows: a header, then a record for each block, written and
 * synced before the block exists. Whatever anybody has seen in a block can therefore be made again.
 */
export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly header: JournalHeader;
  #end: number;
  /** Where the record of each block begins; of block 1 first. */
  readonly #positions: number[] = [];
  #last: { number: number; timestamp: number };

  private constructor(path: string, file: FileHandle, header: JournalHeader, start: number) {
    this.#path = path;
    this.#file = file;
    this.header = header;
    this.#end = start;
    this.#last = { number: 0, timestamp: header.genesisTimestamp };
  }

  /**
   * Opens a journal, or begins one. A last record that was cut off while it was written is removed: its block never was.
   * @param seen Number of the last block that is known to have been made; 0 if none is known.
   * @throws JournalError if the journal was made by another engine or with other settings, or is damaged.
   */
  static async open(path: string, pins: Pins, seen: number): Promise<Journal> {
    const file = await openFile(path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      await create(path, newHeader(pins));
      return openFile(path);
    });
    return Journal.#using(path, file, pins, (journal) => journal.#check(seen));
  }

  /**
   * Opens a journal as it is, damaged or not, to look for what can still be read: nothing is changed.
   * @throws JournalError if its header is damaged, or it was made by another engine or with other settings.
   */
  static async openAsItIs(path: string, pins: Pins): Promise<Journal> {
    return Journal.#using(path, await open(path, "r"), pins, async () => undefined);
  }

  /** Begins another journal with the header of this one. */
  async beginAnother(path: string): Promise<Journal> {
    await create(path, this.header);
    return Journal.open(path, this.header.pins, 0);
  }

  static async #using(
    path: string,
    file: FileHandle,
    pins: Pins,
    check: (journal: Journal) => Promise<void>,
  ): Promise<Journal> {
    try {
      const line = await readLine(file);
      const header = parseHeader(path, line);
      requireSame(path, header.pins, pins);
      const journal = new Journal(path, file, header, Buffer.byteLength(line) + 1);
      await check(journal);
      return journal;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Number of the last block; 0 if there is only the first, which has no record. */
  get height(): number {
    return this.#last.number;
  }

  /** Time of the last block, in seconds since 1970. */
  get lastTimestamp(): number {
    return this.#last.timestamp;
  }

  /** Writes a block down. Once this returns, neither the end of the process nor a power cut takes it away. */
  async append(block: JournalBlock): Promise<void> {
    if (block.number !== this.height + 1 || block.timestamp <= this.lastTimestamp) {
      throw new Error(`Block ${block.number} does not follow block ${this.height}`);
    }
    const record = encodeRecord(block, this.header.marker);
    await this.#file.appendFile(record);
    await this.#file.datasync();
    this.#positions.push(this.#end);
    this.#end += record.length;
    this.#last = block;
  }

  /**
   * The blocks that were in the journal when the reading began, in their order.
   * @param after Number of the block behind which it begins; 0 for all.
   */
  async *blocks(after = 0): AsyncGenerator<JournalBlock> {
    const end = this.#end;
    for (let position = this.#positions[after] ?? end; position < end; ) {
      const record = await this.#read(position, end);
      if (record === undefined) throw new JournalError(`The journal ${this.#path} changed while it was in use.`);
      yield record.block;
      position = record.end;
    }
  }

  /** Every block that can be read, in the order of the file; what is damaged in between is passed over. */
  async *readable(): AsyncGenerator<JournalBlock> {
    const { size } = await this.#file.stat();
    for (let position: number | undefined = this.#end; position !== undefined && position < size; ) {
      const record = await this.#read(position, size);
      if (record !== undefined) yield record.block;
      position = record?.end ?? (await this.#findRecord(position + 1, size));
    }
  }

  /** A block by its number; undefined if there is none, and for block 0. */
  async block(number: number): Promise<JournalBlock | undefined> {
    const position = this.#positions[number - 1];
    return position === undefined ? undefined : (await this.#read(position, this.#end))?.block;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #check(seen: number): Promise<void> {
    const { size } = await this.#file.stat();
    for (;;) {
      const record = await this.#read(this.#end, size);
      if (record === undefined) break;
      const { number, timestamp } = record.block;
      if (number !== this.height + 1 || timestamp <= this.lastTimestamp) {
        throw this.#damaged(`block ${number} follows block ${this.height}`);
      }
      this.#positions.push(this.#end);
      this.#end = record.end;
      this.#last = { number, timestamp };
    }
    if (this.height < seen) throw this.#damaged(`it ends after block ${this.height}, and there was a block ${seen}`);
    if (this.#end === size) return;
    // Every record was synced before the next was begun, so only the last one can be torn.
    const next = await this.#findRecord(this.#end + 1, size);
    if (next !== undefined) throw this.#damaged(`byte ${this.#end} is no record, but one follows at byte ${next}`);
    await this.#file.truncate(this.#end);
    await this.#file.datasync();
  }

  async #read(position: number, end: number): Promise<{ block: JournalBlock; end: number } | undefined> {
    const head = await this.#bytes(position, Math.min(recordHeadLength, end - position));
    const length = bodyLength(head, this.header.marker);
    const start = position + recordHeadLength;
    if (length === undefined || start + length > end) return undefined;
    const block = decodeRecord(head, await this.#bytes(start, length));
    return block === undefined ? undefined : { block, end: start + length };
  }

  /** Position of the first valid record from a position on. */
  async #findRecord(from: number, end: number): Promise<number | undefined> {
    const { marker } = this.header;
    for (let position = from; position < end; position += chunkLength) {
      const chunk = await this.#bytes(position, Math.min(chunkLength + marker.length - 1, end - position));
      for (let at = chunk.indexOf(marker); at >= 0; at = chunk.indexOf(marker, at + 1)) {
        if ((await this.#read(position + at, end)) !== undefined) return position + at;
      }
    }
    return undefined;
  }

  async #bytes(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.#file.read(buffer, done, length - done, position + done);
      if (bytesRead === 0) throw new JournalError(`The journal ${this.#path} became shorter while it was in use.`);
      done += bytesRead;
    }
    return buffer;
  }

  #damaged(what: string): JournalError {
    return new JournalError(
      `The journal ${this.#path} is damaged: ${what}. Nothing was changed; restore a copy, or ${wayBack}.`,
    );
  }
}

function openFile(path: string): Promise<FileHandle> {
  // Not "a+", which would create the file without its header.
  return open(path, constants.O_RDWR | constants.O_APPEND);
}

/** The header appears whole or not at all. */
async function create(path: string, header: JournalHeader): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  const file = await open(draft, "wx");
  await file.writeFile(encodeHeader(header));
  await file.sync();
  await file.close();
  await rename(draft, path);
  const folder = await open(dirname(path), "r");
  await folder.sync();
  await folder.close();
}

async function readLine(file: FileHandle): Promise<string> {
  const buffer = Buffer.alloc(64 * 1024);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  const end = buffer.subarray(0, bytesRead).indexOf("\n");
  return buffer.toString("utf8", 0, end < 0 ? 0 : end);
}

function parseHeader(path: string, line: string): JournalHeader {
  try {
    return decodeHeader(line);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JournalError(`The journal ${path} cannot be read: ${reason}. Nothing was changed.`, { cause });
  }
}

function requireSame(path: string, made: Pins, here: Pins): void {
  const names = Object.keys(made) as (keyof Pins)[];
  const differing = names.filter((name) => String(made[name]) !== String(here[name]));
  if (differing.length === 0) return;
  const details = differing.map((name) => `${name} was ${String(made[name])} and is ${String(here[name])}`);
  throw new JournalError(
    `The journal ${path} was made with another engine or other settings (${details.join("; ")}), so its blocks would get ` +
      "other hashes. Go back to those settings, or begin with another folder.",
  );
}
