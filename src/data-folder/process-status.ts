import { readFileSync } from "node:fs";

/**
 * Whether a process runs. One that has ended and that its parent has not asked about yet (a zombie) runs no more: a parent
 * that never asks, such as the first process of many a container, would keep its number in use for ever.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return statusFields(pid)?.[0] !== "Z";
}

/** Start of a process in clock ticks since boot; undefined where the system does not tell. */
export function startTime(pid: number): string | undefined {
  return statusFields(pid)?.[19];
}

// From the state on: the command's name may hold spaces and brackets, so fields are counted behind its last bracket.
function statusFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
