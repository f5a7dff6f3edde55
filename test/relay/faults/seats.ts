import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { killOrphan } from "../../../src/embedded-ledger/kill-orphan.ts";
import { Rpc } from "../../../src/rpc/rpc.ts";
import { RelayChild } from "../relay-child.ts";
import type { RelayProcessOptions } from "../relay-process.ts";

const RESTART_PAUSE_MS = 100;
const ANSWER_PATIENCE_MS = 30_000;

/** A relay's process that is started again whenever it has ended, as a service manager does. */
export class RelaySeat {
  readonly #options: RelayProcessOptions;
  #running: RelayChild | undefined;
  #process: ChildProcess | undefined;
  #closing = false;
  #life: Promise<void> = Promise.resolve();
  /** What ended by itself although it had been ready: there must be none. */
  readonly crashes: string[] = [];
  #isPaused = false;
  #killed = false;

  constructor(options: RelayProcessOptions) {
    this.#options = options;
    this.#life = this.#live();
  }

  /** The process, if it answers. */
  get running(): RelayChild | undefined {
    return this.#isPaused ? undefined : this.#running;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Kills it at once, whatever it is at. */
  kill(): void {
    this.#killed = true;
    this.#isPaused = false;
    this.#process?.kill("SIGKILL");
  }

  /** Lets it stand still. */
  async pause(milliseconds: number): Promise<void> {
    const stopped = this.#process;
    this.#isPaused = true;
    stopped?.kill("SIGSTOP");
    await delay(milliseconds);
    stopped?.kill("SIGCONT");
    if (this.#process === stopped) this.#isPaused = false;
  }

  /** Waits until it answers. */
  async ready(): Promise<RelayChild> {
    for (;;) {
      const { running } = this;
      if (running !== undefined) return running;
      if (this.#closing) throw new Error("the relay is closed");
      await delay(20);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#process?.kill("SIGCONT");
    await this.#running?.stop().catch(() => {});
    this.#process?.kill("SIGKILL");
    await this.#life;
  }

  async #live(): Promise<void> {
    while (!this.#closing) {
      this.#killed = false;
      try {
        const child = await RelayChild.start(this.#options, (process) => {
          this.#process = process;
        });
        const ended = once(child.child, "exit");
        this.#running = child;
        const [code, signal] = await ended;
        if (!this.#killed && !this.#closing) this.crashes.push(`ended with ${signal ?? code}: ${child.written}`);
      } catch {
        // A service that finds no ledger or no database does not start, and is started again.
        await delay(RESTART_PAUSE_MS);
      }
      this.#running = undefined;
    }
  }
}

/** A ledger that can be killed and started again. */
export interface LedgerSeat {
  /** What answers now, or answered last. */
  readonly rpc: Rpc;
  /** @throws Error if it ends before it answers. */
  start(): Promise<void>;
  /** Waits until it answers. @throws Error if it does not. */
  answers(): Promise<void>;
  /** Kills it, so that nothing is included until it is started again. */
  kill(): Promise<void>;
  /** Kills a part of it that comes back by itself. */
  killEngine(): void;
  close(): Promise<void>;
}

/** Waits until a node answers. @throws What it threw last if it does not for half a minute. */
export async function answering(rpc: Rpc): Promise<void> {
  for (const deadline = Date.now() + ANSWER_PATIENCE_MS; ; await delay(50)) {
    try {
      await rpc.call("eth_blockNumber", []);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** The embedded ledger in a process of its own. */
export class EmbeddedSeat implements LedgerSeat {
  readonly #folder: string;
  #process: ChildProcess | undefined;
  #rpc: Rpc | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get rpc(): Rpc {
    if (this.#rpc === undefined) throw new Error("the ledger has not been started");
    return this.#rpc;
  }

  async start(): Promise<void> {
    const program = fileURLToPath(new URL("../../embedded-ledger/ledger-process.ts", import.meta.url));
    const child = spawn(process.execPath, [program, this.#folder], { stdio: ["ignore", "pipe", "inherit"] });
    this.#process = child;
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, "exit").then(() => undefined);
    const first = (await Promise.race([once(lines, "line"), ended])) as [string] | undefined;
    if (first === undefined) throw new Error("the ledger ended before it answered");
    this.#rpc?.close();
    this.#rpc = new Rpc(first[0]);
  }

  answers(): Promise<void> {
    return answering(this.rpc);
  }

  /** Kills the ledger; with it dies what was not in a block yet. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.kill("SIGKILL");
    await ended;
  }

  /** Kills the engine under the ledger, which starts it again by itself. */
  killEngine(): void {
    try {
      process.kill(Number(readFileSync(join(this.#folder, "engine.pid"), "utf8")), "SIGKILL");
    } catch {
      // It is not running.
    }
  }

  async close(): Promise<void> {
    await this.kill();
    await killOrphan(join(this.#folder, "engine.pid"), this.#folder);
    this.#rpc?.close();
  }
}
