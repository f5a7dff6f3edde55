import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Answer, RelayProcessOptions, Request } from "./relay-process.ts";

/** A request without its number. */
type Question = Request extends infer R ? (R extends { number: number } ? Omit<R, "number"> : never) : never;

const ERRORS_KEPT = 4_000;

/** The relay's process, and what it is asked. */
export class RelayChild {
  readonly child: ChildProcess;
  /** Where its embedded ledger answers, or the node that it was given. */
  readonly rpcUrl: string;
  readonly #answers = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #asked = 0;
  #written = "";

  private constructor(child: ChildProcess, rpcUrl: string) {
    this.child = child;
    this.rpcUrl = rpcUrl;
    child.stderr?.on("data", (chunk) => {
      this.#written = (this.#written + chunk).slice(-ERRORS_KEPT);
    });
    child.on("message", (message: Answer) => {
      if (!("number" in message)) return;
      const asked = this.#answers.get(message.number);
      this.#answers.delete(message.number);
      if ("error" in message) asked?.reject(new Error(message.error));
      else asked?.resolve(message.answer);
    });
    child.on("exit", (code, signal) => {
      for (const { reject } of this.#answers.values()) reject(new Error(`the process ended: ${signal ?? code}`));
      this.#answers.clear();
    });
  }

  /** What it wrote last to its error output. */
  get written(): string {
    return this.#written;
  }

  /**
   * @param onSpawn Given the process before it is ready.
   * @throws Error with what it wrote last if it ends before it is ready.
   */
  static async start(
    options: RelayProcessOptions,
    onSpawn: (child: ChildProcess) => void = () => {},
  ): Promise<RelayChild> {
    const child = fork(new URL("./relay-process.ts", import.meta.url), [JSON.stringify(options)], {
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    onSpawn(child);
    let written = "";
    child.stderr?.on("data", (chunk) => {
      written = (written + chunk).slice(-ERRORS_KEPT);
    });
    child.once("exit", (code) => {
      if (code !== null && code !== 0) written += ` (exit status ${code})`;
    });
    const ended = once(child, "exit").then(() => {
      throw new Error(`the relay's process ended before it was ready: ${written}`);
    });
    ended.catch(() => {});
    const [message] = (await Promise.race([once(child, "message"), ended])) as [Answer];
    if (!("ready" in message)) throw new Error("an answer came before a question");
    return new RelayChild(child, message.ready.rpcUrl);
  }

  /** @throws Error if it fails, or the process ends before it has answered. */
  ask(question: Question): Promise<unknown> {
    const number = ++this.#asked;
    return new Promise((resolve, reject) => {
      const { connected, exitCode, signalCode } = this.child;
      // The end of the process may be told before that of the way to it.
      if (!connected || exitCode !== null || signalCode !== null) return reject(new Error("the process has ended"));
      this.#answers.set(number, { resolve, reject });
      this.child.send({ ...question, number } as Request, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    await this.ask({ ask: "stop" });
    await ended;
  }
}
