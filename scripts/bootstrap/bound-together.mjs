import { spawn, spawnSync } from "node:child_process";

const pollMs = 500;
// It reads from a pipe that this process alone holds open: however this process ends, the read does.
const WATCH = 'read -r _; kill -TERM "$1"';
// Looked up while npm is there to be found: once it has ended, the shell in between has another parent.
const isGone = npmGone();

/**
 * Sees to it that a child is asked to end when nobody is left who waits for it: when this process has been killed, and when npm has that
 * started it. npm ends by a signal without waiting for what it runs, and the shell in between passes none on.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {{ release(): void }} to be called when the child has ended
 */
export function endWithUs(child) {
  // Windows has neither that shell nor these signals.
  if (process.platform === "win32" || child.pid === undefined) return { release: () => {} };
  const watcher = spawn("sh", ["-c", WATCH, "sh", String(child.pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    // Out of the terminal's process group: its Ctrl-C is not for the watcher.
    detached: true,
  });
  // Without a shell nothing watches, and all else goes on.
  watcher.on("error", () => {});
  watcher.stdin.on("error", () => {});
  watcher.unref();
  const timer = setInterval(() => {
    if (isGone()) child.kill("SIGTERM");
  }, pollMs);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      watcher.kill("SIGKILL");
    },
  };
}

/** How to tell whether npm has ended; where npm did not start us, it never has. */
function npmGone() {
  if (process.env.npm_lifecycle_event === undefined) return () => false;
  const parent = process.ppid;
  const [, above, command = ""] = /^\s*(\d+)\s+(.*)$/m.exec(ps(parent)) ?? [];
  // Some shells put the command in their own place, some wait for it.
  const npm = above === undefined || command.startsWith("npm") ? parent : Number(above);
  return () => process.ppid !== parent || !runs(npm);
}

/** Parent and command of a process; nothing where the system does not tell. */
function ps(pid) {
  return spawnSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}

function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
