// Asks a service 500 times a second, paths in turn: for ten seconds as one that has just started is asked, which is not counted, and for ten more.
// Prints the milliseconds that each answer took, as a JSON list.
//
//   node scripts/bench/steady-process.ts <url of the service> < <JSON list of paths>
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { Connections } from "./connections.ts";

const ratePerSecond = 500;
const seconds = 10;

const [url = ""] = process.argv.slice(2);
const paths = JSON.parse(await text(process.stdin)) as string[];
const connections = new Connections(url, 64);
await ask();
console.log(JSON.stringify(await ask()));
connections.close();

function ask(): Promise<number[]> {
  const started = performance.now() + 100;
  const requests = Array.from({ length: ratePerSecond * seconds }, async (_, index) => {
    const due = started + (index * 1000) / ratePerSecond;
    await delay(due - performance.now());
    // A timer may be a fraction of a millisecond early: then the request is, and its time counts from there.
    const since = Math.min(due, performance.now());
    const { status, body } = await connections.get(paths[index % paths.length] ?? "");
    if (status !== 200) throw new Error(`A question was answered with ${status}: ${body}`);
    return Math.round((performance.now() - since) * 1_000) / 1_000;
  });
  return Promise.all(requests);
}
