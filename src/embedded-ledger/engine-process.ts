import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endWithUs } from "./end-with-us.ts";
import type { Engine } from "./engine.ts";
import type { JournalHeader } from "./journal-header.ts";
import { killOrphan } from "./kill-orphan.ts";
import { makeSocketFolder, removeSocketFolder } from "./socket-folder.ts";

/** Where engines may run in a ledger's folder: the one at work, and beside it the one that is to take its place. */
export const slots = ["engine", "engine-b"] as const;
export type Slot = (typeof slots)[number];

/** A running engine: a chain to be filled through its socket. */
export interface EngineProcess {
  /** Where its socket is. */
  readonly socket: string;
  /** Settles when the process has ended, with how it did. */
  readonly ended: Promise<string>;
  /** Ends the process, if it has not ended, and waits for that. Nothing of it is worth keeping. */
  kill(): Promise<void>;
}

const startMs = 60_000;
const pollMs = 5;
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
  removeSocketFolder(spill);
  const socket = makeSocketFolder(spill);
  const stateFile = join(spill, "state.json");
  if (state !== undefined) await writeFile(stateFile, state);
  const [program, ...args] = engine.command(header, { folder: spill, socket, ...(state && { stateFile }) });
  const child = spawn(program, args, {
    stdio: "pipe",
    // Out of the terminal's process group, or its Ctrl-C would end the engine before the ledger has closed.
    detached: true,
    // Nothing of the environment concerns it, and some of it is secret.
    env: {},
  });
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const unwatch = child.pid === undefined ? undefined : endWithUs(child.pid);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal === null ? `exit status ${code}` : signal));
  }).finally(() => {
    process.removeListener("exit", killNow);
    unwatch?.();
  });

  const kill = async (): Promise<void> => {
    killNow();
    await ended;
    removeSocketFolder(spill);
    rmSync(pidFile, { recursive: true, force: true });
  };
  try {
    if (child.pid !== undefined) writeFileSync(pidFile, `${child.pid}\n`);
    await untilReachable(socket, child, ended);
    // By now the engine has read it.
    rmSync(stateFile, { force: true });
    return { socket, ended, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function untilReachable(
  socket: string,
  { stdout, stderr }: ChildProcessWithoutNullStreams,
  ended: Promise<string>,
): Promise<void> {
  let heard = "";
  const hear = (chunk: Buffer): void => {
    heard = (heard + chunk.toString()).slice(-lastWords);
  };
  // Its output is read to the end: a pipe that nobody reads would stop the engine once it is full.
  for (const stream of [stdout, stderr]) stream.on("data", hear);
  let how: string | undefined;
  void ended.then((reason) => {
    how = reason;
  });
  for (const deadline = Date.now() + startMs; !(await canConnect(socket)); await delay(pollMs)) {
    if (Date.now() > deadline) how ??= `nothing for ${startMs} ms`;
    if (how !== undefined) throw new Error(`The ledger's engine did not start (${how}). ${heard}`.trim());
  }
  for (const stream of [stdout, stderr]) stream.off("data", hear).resume();
}

function canConnect(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
