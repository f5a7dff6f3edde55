import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encryptKeystoreJsonSync, type Wallet } from "ethers";
import { runInProcess } from "./in-process.ts";

/** What a command line ended with. */
export interface Ended {
  status: number | null;
  out: string;
  err: string;
}

const ownEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(YTTERBY_|DATABASE_URL$)/.test(name)));

const entry = join(import.meta.dirname, "../../src/cli/ytterby.ts");

/** The command line on a data folder of its own. */
export class CommandLine {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<CommandLine> {
    return new CommandLine(await mkdtemp(join(tmpdir(), "ytterby-cli-")));
  }

  /** Puts a key in the store as `keys import` would, but so that its password is cheap to try: a second less each time. */
  async addKey(name: string, { address, privateKey }: Wallet, password: string): Promise<void> {
    const keys = join(this.folder, "keys");
    await mkdir(keys, { recursive: true, mode: 0o700 });
    const keystore = encryptKeystoreJsonSync({ address, privateKey }, password, { scrypt: { N: 2 } });
    await writeFile(join(keys, `${name}.json`), keystore, { mode: 0o600 });
  }

  /** Runs `ytterby` with arguments, without a terminal to ask at. */
  run(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
    return runInProcess(["--data", this.folder, ...args], { ...ownEnvironment(), ...environment });
  }

  /** The same in a process of its own. */
  spawn(args: readonly string[]): Promise<Ended> {
    const child = spawn(process.execPath, [entry, "--data", this.folder, ...args], {
      env: ownEnvironment(),
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
