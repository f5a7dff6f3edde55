/** What was told, line by line, and what in it did not go as expected. */
export interface Told {
  lines: string[];
  complaints: string[];
}

/** Tells a part of the story: what was done, what came of it, and whether that was expected. */
export class Telling {
  readonly told: Told = { lines: [], complaints: [] };
  #about = "";

  /** Begins to tell of something else. */
  begin(about: string): void {
    this.#about = about;
    this.told.lines.push(`${about}:`);
  }

  /** Says what a reader has to know. */
  say(line: string): void {
    this.told.lines.push(`    ${line}`);
  }

  /** Tells what was done and what came of it. It is a complaint if that is not what was expected. */
  expect(done: string, expected: string, found: string): void {
    const isAsExpected = found === expected;
    this.told.lines.push(`  ${isAsExpected ? "✔" : "✘"} ${done}: ${found}`);
    if (!isAsExpected) this.told.complaints.push(`${this.#about}: ${done}: expected "${expected}", found "${found}"`);
  }

  /** Takes in what was told elsewhere. */
  add({ lines, complaints }: Told): void {
    this.told.lines.push(...lines);
    this.told.complaints.push(...complaints);
  }
}
