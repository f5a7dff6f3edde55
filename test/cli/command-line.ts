import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a command line ended with. */
export interface Ended {
  status: number | null;
  out: string;
  err: string;
}

const entry = join(import.meta.dirname, "../../src/cli/ytterby.ts");

/** The real command in a process of its own, on a data folder of its own. */
export class CommandLine {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<CommandLine> {
    return new CommandLine(await mkdtemp(join(tmpdir(), "ytterby-cli-")));
  }

  /** Runs `ytterby` with arguments, without a terminal to ask at. */
  run(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(YTTERBY_|DATABASE_URL$)/.test(name));
    const child = spawn(process.execPath, [entry, "--data", this.folder, ...args], {
      env: { ...Object.fromEntries(inherited), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => resolve({ status, out, err }));
    });
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
