import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const entry = join(import.meta.dirname, "../../src/cli/ytterby.ts");

/** `ytterby serve` in a process of its own. */
export class RunningService {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #said: () => string;

  private constructor(child: ChildProcess, url: string, said: () => string) {
    this.#child = child;
    this.url = url;
    this.#said = said;
  }

  /** What it has said so far. */
  get said(): string {
    return this.#said();
  }

  /**
   * Starts on a data folder, and waits until the service says where it answers.
   * @param preload Module that is loaded into the process before it.
   * @param settings Environment variables of its own.
   */
  static start(folder: string, preload?: string, settings: Record<string, string> = {}): Promise<RunningService> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(YTTERBY_|DATABASE_URL$)/.test(name));
    const options = preload === undefined ? [] : ["--import", preload];
    const child = spawn(process.execPath, [...options, entry, "--data", folder, "serve"], {
      env: {
        ...Object.fromEntries(inherited),
        YTTERBY_HTTP_PORT: "0",
        YTTERBY_BLOCK_PERIOD_MS: "20",
        YTTERBY_LOG_LEVEL: "error",
        ...settings,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    return new Promise((resolve, reject) => {
      child.stderr?.on("data", (chunk) => {
        said += chunk;
        const [, url] = said.match(/answers at (http:\S+)/) ?? [];
        if (url !== undefined) resolve(new RunningService(child, url, () => said));
      });
      child.once("exit", (status) => reject(new Error(`The service ended with ${status}: ${said}`)));
    });
  }

  /** Asks it to stop. @returns Its exit status. */
  stop(): Promise<number | null> {
    return this.endBy("SIGTERM");
  }

  /** Sends a signal, and waits until the process has ended. @returns Its exit status. */
  endBy(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null) return Promise.resolve(this.#child.exitCode);
    return new Promise((resolve) => {
      this.#child.once("exit", resolve);
      this.#child.kill(signal);
    });
  }
}
