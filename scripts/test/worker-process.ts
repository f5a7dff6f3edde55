import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Outcome, Task, WorkerSettings } from "./task.ts";

/** A worker, from the side of who gives it tasks. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<string>;
  /** A file both of its streams are written to, so that they keep their order; undefined if it prints by itself. */
  readonly #output: number | undefined;
  #read = 0;

  /** @param live Whether it prints where this process prints, as it goes, rather than leaving its output to be taken. */
  constructor(settings: WorkerSettings, live: boolean) {
    this.#output = live ? undefined : unnamedFile();
    const stdio = this.#output ?? "inherit";
    this.#child = fork(join(import.meta.dirname, "worker.ts"), [JSON.stringify(settings)], {
      stdio: ["ignore", stdio, stdio, "ipc"],
    });
    this.#exit = once(this.#child, "exit").then(([code, signal]) => (signal === null ? `status ${code}` : `${signal}`));
  }

  /** @returns What came of the task; how the worker ended, if it did so before it could tell. */
  run(task: Task): Promise<Outcome | { ended: string }> {
    const told = new Promise<Outcome>((resolve) => this.#child.once("message", (outcome: Outcome) => resolve(outcome)));
    // Refused if it has ended meanwhile, which its exit tells.
    this.#child.send(task, () => {});
    return Promise.race([told, this.#exit.then((ended) => ({ ended }))]);
  }

  /**
   * Lets it go.
   * @returns How it ended, if not well.
   */
  async leave(): Promise<string | undefined> {
    if (this.#child.connected) this.#child.send("leave", () => {});
    const ended = await this.#exit;
    return ended === "status 0" ? undefined : ended;
  }

  /** What it printed since this was last called. */
  takeOutput(): string {
    if (this.#output === undefined) return "";
    const bytes = Buffer.alloc(fstatSync(this.#output).size - this.#read);
    this.#read += readSync(this.#output, bytes, 0, bytes.length, this.#read);
    return bytes.toString("utf8");
  }

  close(): void {
    if (this.#output !== undefined) closeSync(this.#output);
  }
}

/** A file that is gone when it is closed, however this process ends. */
function unnamedFile(): number {
  const folder = mkdtempSync(join(tmpdir(), "ytterby-tests-"));
  try {
    return openSync(join(folder, "output"), "a+", 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
