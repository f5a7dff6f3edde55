import { spawn } from "node:child_process";

// It reads from a pipe that this process alone holds open: however this process ends, the read does.
const watch = 'read -r _; kill -KILL "$1"';

/**
 * Has a process killed when this one has ended, be it by a signal that leaves no time for anything.
 * @returns Ends the watch; to be called when the process has ended by itself.
 */
export function endWithUs(pid: number): () => void {
  const watcher = spawn("sh", ["-c", watch, "sh", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    // Out of the terminal's process group: its Ctrl-C is not for the watcher.
    detached: true,
    env: { PATH: process.env.PATH },
  });
  // Without a shell an engine that is left behind is ended by the next start.
  watcher.on("error", () => undefined);
  watcher.stdin?.on("error", () => undefined);
  watcher.unref();
  return () => void watcher.kill("SIGKILL");
}
