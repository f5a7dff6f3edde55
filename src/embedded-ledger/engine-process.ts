import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "./engine.ts";
import type { JournalHeader } from "./journal-header.ts";
import { killOrphan } from "./kill-orphan.ts";

/** Where engines may run in a ledger's folder: the one at work, and beside it the one that is to take its place. */
export const slots = ["engine", "engine-b"] as const;
export type Slot = (typeof slots)[number];

/** A running engine: a chain to be filled through its address. */
export interface EngineProcess {
  readonly url: string;
  /** Settles when the process has ended, with how it did. */
  readonly ended: Promise<string>;
  /** Ends the process, if it has not ended, and waits for that. Nothing of it is worth keeping. */
  kill(): Promise<void>;
}

const startMs = 60_000;
/** How much of an engine's output goes into an error, in characters. */
const lastWords = 2_000;

export interface EngineStart {
  readonly slot?: Slot;
  /** What the engine begins with, in its own form; nothing if absent. */
  readonly state?: Uint8Array;
}

/** Ends engines that an earlier process left behind in a folder that nobody else uses. */
export async function endOrphans(folder: string): Promise<void> {
  for (const slot of slots) await killOrphan(join(folder, `${slot}.pid`), join(folder, slot));
}

/**
 * Starts an engine in a folder that nobody else uses. One that an earlier process left behind there is ended first.
 * @throws Error with the engine's last words, if it does not come up.
 */
export async function startEngineProcess(
  engine: Engine,
  header: JournalHeader,
  folder: string,
  { slot = "engine", state }: EngineStart = {},
): Promise<EngineProcess> {
  const pidFile = join(folder, `${slot}.pid`);
  const spill = join(folder, slot);
  await killOrphan(pidFile, spill);
  rmSync(spill, { recursive: true, force: true });
  mkdirSync(spill);
  const stateFile = join(spill, "state.json");
  if (state !== undefined) await writeFile(stateFile, state);
  const [program, ...args] = engine.command(header, spill, state && stateFile);
  const child = spawn(program, args, {
    stdio: "pipe",
    // Out of the terminal's process group, or its Ctrl-C would end the engine before the ledger has closed.
    detached: true,
    // Nothing of the environment concerns it, and some of it is secret.
    env: {},
  });
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal === null ? `exit status ${code}` : signal));
  }).finally(() => process.removeListener("exit", killNow));

  const kill = async (): Promise<void> => {
    killNow();
    await ended;
    for (const path of [spill, pidFile]) rmSync(path, { recursive: true, force: true });
  };
  try {
    if (child.pid !== undefined) writeFileSync(pidFile, `${child.pid}\n`);
    const url = await hearAddress(child, ended);
    // By now the engine has read it.
    rmSync(stateFile, { force: true });
    return { url, ended, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

function hearAddress({ stdout, stderr }: ChildProcessWithoutNullStreams, ended: Promise<string>): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    let heard = "";
    const hear = (chunk: Buffer): void => {
      heard += chunk.toString();
      const address = /^Listening on (127\.0\.0\.1:\d+)$/m.exec(heard)?.[1];
      if (address !== undefined) stop(() => resolve(`http://${address}`));
    };
    const fail = (how: string): void => {
      stop(() => reject(new Error(`The ledger's engine did not start (${how}). ${heard.slice(-lastWords)}`.trim())));
    };
    const deadline = setTimeout(fail, startMs, `nothing for ${startMs} ms`);
    const stop = (settle: () => void): void => {
      clearTimeout(deadline);
      for (const stream of [stdout, stderr]) {
        // An unread pipe would stop the engine once it is full.
        stream.off("data", hear).resume();
      }
      settle();
    };
    for (const stream of [stdout, stderr]) stream.on("data", hear);
    void ended.then(fail);
  });
}
