import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const patienceMs = 10_000;
const pollMs = 5;

/**
 * Ends the process that a file names, if it is still the one that the file means: numbers of processes are given out again.
 * @param path A file with a process number; it may be missing.
 * @param token A text that only that process has in its command line.
 * @throws Error if the process does not end.
 */
export async function killOrphan(path: string, token: string): Promise<void> {
  const pid = readPid(path);
  if (pid === undefined || !commandLine(pid).includes(token)) return;
  process.kill(pid, "SIGKILL");
  for (const deadline = Date.now() + patienceMs; commandLine(pid).includes(token); await delay(pollMs)) {
    if (Date.now() > deadline) throw new Error(`Process ${pid}, left behind by an earlier run, cannot be ended.`);
  }
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Empty for a process that has ended. */
function commandLine(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
