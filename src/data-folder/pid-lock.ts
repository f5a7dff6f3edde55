import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isRunning, startTime } from "./process-status.ts";

/** A folder that is in use by this process until `release` is called (or the process ends). */
export interface PidLock {
  release(): void;
}

/**
 * Takes a lock file that names this process. A lock whose process has died is taken over.
 * @param path Path of the lock file; its folder exists.
 * @param subject What is locked, for the message ("The database in /var/lib/ytterby").
 * @throws Error that names the process holding the lock.
 */
export function acquirePidLock(path: string, subject: string): PidLock {
  const own = `${process.pid} ${startTime(process.pid) ?? ""} ${randomUUID()}\n`;
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  writeFileSync(draft, own);
  try {
    // A link appears with its content, so that nobody ever reads a lock that is half written.
    while (!tryLink(draft, path)) {
      const holder = readLock(path);
      if (holder === undefined) continue;
      if (isAlive(holder)) {
        throw new Error(`${subject} is in use by process ${pidOf(holder)}. Stop it first, or choose another folder.`);
      }
      removeStale(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readLock(path) === own) rmSync(path, { force: true });
    },
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Two processes may find the same dead holder: whoever moves the other's fresh lock away puts it back. */
function removeStale(path: string, stale: string): void {
  const moved = `${path}.${randomUUID()}`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return;
    throw error;
  }
  if (readLock(moved) !== stale) tryLink(moved, path);
  rmSync(moved, { force: true });
}

function isAlive(lock: string): boolean {
  const pid = pidOf(lock);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isRunning(pid)) return false;
  // A number is given out again after a while (after a restart at once): the start time tells the two apart.
  const recorded = lock.split(" ")[1] ?? "";
  const current = startTime(pid);
  return recorded === "" || current === undefined || recorded === current;
}

function pidOf(lock: string): number {
  return Number(lock.split(" ")[0]);
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
