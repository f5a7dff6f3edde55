import type { ListrTask } from "listr2";
import type { Progress } from "./road.ts";

/** A step of the demo as a line of a task list, with how much of it is done. */
export function step(
  title: string,
  work: (progress: Progress, tell: (line: string) => void) => Promise<unknown>,
): ListrTask {
  return {
    title,
    task: async (_context, task) => {
      const started = performance.now();
      await work(
        (done, total) => {
          task.title = `${title} ${done}/${total}`;
        },
        (line) => {
          task.output = line;
        },
      );
      task.title = `${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`;
    },
  };
}
