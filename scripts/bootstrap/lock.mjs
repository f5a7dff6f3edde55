import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const HEARTBEAT_MS = 1_000;
const DEAD_AFTER_MS = 30_000;
const RETRY_MS = 200;

/**
 * Does the work while holding a lock file, waiting for another holder to finish first.
 * A lock is stale when its process is gone or, should its number be in use again, when its heartbeat has stopped.
 * @template T
 * @param {string} path of the lock file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  let waiting = false;
  while (!tryToTake(path)) {
    if (isStale(path)) {
      remove(path);
      continue;
    }
    if (!waiting) process.stderr.write("ytterby: another command is setting things up, waiting for it …\n");
    waiting = true;
    await pause(RETRY_MS);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    if (existsSync(path)) utimesSync(path, now, now);
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  }
}

function tryToTake(path) {
  try {
    const file = openSync(path, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function isStale(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > DEAD_AFTER_MS) return true;
    const holder = Number(readFileSync(path, "utf8"));
    // Created but not yet written: its holder is between two lines.
    if (holder === 0) return false;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function remove(path) {
  // Moved away first: of several who found the lock stale only one moves it, and a fresh one moved by mistake is put back.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (!isStale(aside)) linkSync(aside, path);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(aside, { force: true });
}
