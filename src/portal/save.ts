/** Saves a table as a file of the reader's. A plain link would ask for it without the reader's token. */
export async function save(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of pieces) parts.push(piece as Uint8Array<ArrayBuffer>);
  saveFile(name, new Blob(parts, { type: "text/csv" }));
}

/** Saves something as a file of the reader's. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}
