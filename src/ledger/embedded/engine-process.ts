import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "./engine.ts";
import type { JournalHeader } from "./journal-header.ts";
import { killOrphan } from "./kill-orphan.ts";

/** A running engine: an empty chain, to be filled through its address. */
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

/**
 * Starts an engine in a folder that nobody else uses. One that an earlier process left behind there is ended first.
 * @throws Error with the engine's last words, if it does not come up.
 */
export async function startEngineProcess(
  engine: Engine,
  header: JournalHeader,
  folder: string,
): Promise<EngineProcess> {
  const pidFile = join(folder, "engine.pid");
  const spill = join(folder, "engine");
  await killOrphan(pidFile, spill);
  rmSync(spill, { recursive: true, force: true });
  mkdirSync(spill);
  const [program, ...args] = engine.command(header, spill);
  const child = spawn(program, args, {
    stdio: "pipe",
    // Out of the terminal's process group, or its Ctrl-C would end the engine before the ledger has closed.
    detached: true,
    // Nothing of the environment concerns it, and some of it is secret.
    env: {},
  });
  const { pid } = child;
  if (pid !== undefined) writeFileSync(pidFile, `${pid}\n`);
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal === null ? `exit status ${code}` : signal));
  }).finally(() => process.removeListener("exit", killNow));

  const kill = async (): Promise<void> => {
    killNow();
    await ended;
    rmSync(spill, { recursive: true, force: true });
    rmSync(pidFile, { force: true });
  };
  try {
    return { url: await hearAddress(child, ended), ended, kill };
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
