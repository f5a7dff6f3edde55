import { setTimeout as delay } from "node:timers/promises";
import type { Connections } from "./connections.ts";

const ratePerSecond = 500;
const seconds = 10;

/**
 * Asks 500 times a second, whatever the answers take: once as a service that has just started is asked, which is not counted, and once more.
 * @returns Milliseconds from when each request was due until it was answered, so that waiting for a slow one counts.
 */
export async function steadily(connections: Connections, paths: readonly string[]): Promise<number[]> {
  await ask(connections, paths);
  return ask(connections, paths);
}

async function ask(connections: Connections, paths: readonly string[]): Promise<number[]> {
  const started = performance.now() + 100;
  const requests = Array.from({ length: ratePerSecond * seconds }, async (_, index) => {
    const due = started + (index * 1000) / ratePerSecond;
    await delay(due - performance.now());
    const { status, body } = await connections.get(paths[index % paths.length] ?? "");
    if (status !== 200) throw new Error(`A question was answered with ${status}: ${body}`);
    return performance.now() - due;
  });
  return Promise.all(requests);
}
