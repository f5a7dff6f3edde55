import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isRunning, startTime } from "../../src/data-folder/process-status.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { type Home, rpcUrlOf } from "./homes.ts";

const pollMs = 100;
/** A validator gives itself 20 seconds to end in order. */
const endDeadlineMs = 25_000;

/** A validator's program, running. It ends with this process, however that ends: its standard input ends then. */
export class ValidatorProcess {
  readonly home: Home;
  readonly #child: ChildProcess;
  #stopping = false;
  /** Settles when it has ended, with whether it was told to. */
  readonly ended: Promise<{ asked: boolean; how: string }>;

  private constructor(home: Home, child: ChildProcess) {
    this.home = home;
    this.#child = child;
    this.ended = once(child, "exit").then(
      ([code, signal]) => ({
        asked: this.#stopping,
        how: signal === null ? `exit status ${code}` : `signal ${signal}`,
      }),
      (error: Error) => ({ asked: false, how: error.message }),
    );
  }

  /** Starts it, once one that a killed process left behind has ended. @throws Error if that one stays. */
  static async start(program: string, home: Home): Promise<ValidatorProcess> {
    const deadline = Date.now() + endDeadlineMs;
    for (let pid = runningPid(home); pid !== undefined; pid = runningPid(home)) {
      if (Date.now() > deadline) throw new Error(`Validator ${home.index} still runs as process ${pid}.`);
      await pause(pollMs);
    }
    const log = openSync(logOf(home), "a");
    try {
      const child = spawn(program, ["run", "-with-parent", home.folder], { stdio: ["pipe", log, log] });
      if (child.pid !== undefined) writeFileSync(pidFileOf(home), `${child.pid} ${startTime(child.pid) ?? ""}\n`);
      return new ValidatorProcess(home, child);
    } finally {
      closeSync(log);
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits until it answers. @throws Error if it ends before, or does not within a minute. */
  async answers(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (this.running && Date.now() < deadline) {
      if (await isAnswering(this.home)) return;
      await pause(pollMs);
    }
    const { index } = this.home;
    throw new Error(`Validator ${index} does not answer. The end of its log:\n${await endOfLog(this.home)}`);
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Ends it as a power cut would end its machine, as far as other processes can tell. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.running) {
      this.#stopping = true;
      this.#child.kill(signal);
      const force = setTimeout(() => this.#child.kill("SIGKILL"), endDeadlineMs);
      await this.ended;
      clearTimeout(force);
    }
    await rm(pidFileOf(this.home), { force: true });
  }
}

/** The last lines that a validator wrote. */
export async function endOfLog(home: Home): Promise<string> {
  const text = await readFile(logOf(home), "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-10).join("\n");
}

export function logOf({ folder }: Home): string {
  return join(folder, "validator.log");
}

/** Process of a validator that runs, whoever started it. */
export function runningPid(home: Home): number | undefined {
  let text: string;
  try {
    text = readFileSync(pidFileOf(home), "utf8");
  } catch {
    return undefined;
  }
  const [pid = "", started = ""] = text.trim().split(" ");
  const number = Number(pid);
  if (!Number.isSafeInteger(number) || number <= 0 || !isRunning(number)) return undefined;
  return started === "" || startTime(number) === started ? number : undefined;
}

function pidFileOf({ folder }: Home): string {
  return join(folder, "pid");
}

async function isAnswering(home: Home): Promise<boolean> {
  const rpc = new Rpc(rpcUrlOf(home), { timeoutMs: 2_000 });
  try {
    await rpc.call("eth_chainId", []);
    return true;
  } catch {
    return false;
  } finally {
    rpc.close();
  }
}
