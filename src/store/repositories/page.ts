/** Where a page of things that the ledger ordered begins: behind the event with this place. */
export interface Cursor {
  blockNumber: bigint;
  logIndex: number;
  /** Which of the things that the event told of; 0 where events tell of one each. */
  output: number;
}

/** A page, and where the next one begins; without `next` it is the last. */
export interface Page<T> {
  items: T[];
  next?: Cursor;
}

/**
 * Makes a page of rows of which one more than fits was asked for.
 * @param limit How many fit.
 */
export function pageOf<T extends { block_number: bigint; log_index: number; output?: number }>(
  rows: T[],
  limit: number,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: { blockNumber: last.block_number, logIndex: last.log_index, output: last.output ?? 0 } };
}

/** The text that stands for a cursor in an address. */
export function encodeCursor({ blockNumber, logIndex, output }: Cursor): string {
  return Buffer.from(`${blockNumber}.${logIndex}.${output}`).toString("base64url");
}

/** Reads a cursor's text. @returns undefined if it is none. */
export function decodeCursor(text: string): Cursor | undefined {
  const [, blockNumber, logIndex, output] =
    /^(\d{1,18})\.(\d{1,9})\.(\d{1,9})$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (blockNumber === undefined || logIndex === undefined || output === undefined) return undefined;
  const cursor = { blockNumber: BigInt(blockNumber), logIndex: Number(logIndex), output: Number(output) };
  // One cursor has one text: what decodes to it otherwise has been tampered with.
  return encodeCursor(cursor) === text ? cursor : undefined;
}
