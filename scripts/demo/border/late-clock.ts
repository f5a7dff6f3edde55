import { fork } from "node:child_process";
import { once } from "node:events";
import type { Told } from "./telling.ts";

/** A service of its own, in a process whose clock is late at first. */
export interface LateClock {
  told: Promise<Told>;
  /** Ends it, if it is not over. */
  close(): Promise<void>;
}

/**
 * Has the story of a deadline told beside everything else. The clock of the demo's own service cannot be set: validators and browsers have theirs.
 * @param folder Where that service keeps its data.
 */
export function startLateClock(folder: string): LateClock {
  const child = fork(new URL("after-deadline.ts", import.meta.url), [folder], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const ended = once(child, "exit");
  const errors: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => errors.push(text));
  const told = new Promise<Told>((resolve, reject) => {
    child.on("message", (message) => resolve(message as Told));
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`The service whose clock is late failed: ${errors.join("").trim()}`)));
  });
  // Whoever waits for it hears of a failure; before that nobody does.
  told.catch(() => {});
  return {
    told,
    async close() {
      if (child.connected) child.disconnect();
      if (child.exitCode === null && child.signalCode === null) await ended;
    },
  };
}
