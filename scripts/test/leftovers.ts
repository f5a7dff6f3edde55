/** Remembers what kept the process busy after each file, so that something left running is named with its file. */
export class Leftovers {
  readonly #after: { file: string; resources: string[] }[] = [];

  /** Takes note, at a file's end. */
  note(file: string): void {
    this.#after.push({ file, resources: process.getActiveResourcesInfo() });
  }

  /** What is running now, each kind with the file since whose end there was always one of it. */
  describe(): string {
    return [...new Set(process.getActiveResourcesInfo())].map((kind) => `${kind}${this.#since(kind)}`).join(", ");
  }

  #since(kind: string): string {
    const last = this.#after.findLastIndex(({ resources }) => !resources.includes(kind));
    const first = this.#after[last + 1];
    return first === undefined ? "" : ` (since ${first.file})`;
  }
}
