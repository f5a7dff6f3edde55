import { setTimeout as delay } from "node:timers/promises";
import { type Statement, statementToWire } from "../../src/statements/statement.ts";
import type { Connections } from "./connections.ts";

/** What carrying statements took. */
export interface Carried {
  /** From the first submission until the last statement is included and indexed. */
  seconds: number;
  /** From submission until inclusion was seen, of a sample. */
  latenciesMs: number[];
}

const atOnce = 64;
/** Few and slow looks: each costs the service about as much as a submission, and is not what is measured. */
const sampleEvery = 150;
const samplePollMs = 150;
const lastPollMs = 10;

/**
 * Submits statements over HTTP, one request each, many at once, and waits until all are included and indexed.
 * @throws Error if one is not accepted, or does not get there.
 */
export async function carry(connections: Connections, statements: readonly Statement[]): Promise<Carried> {
  const bodies = statements.map((statement) => JSON.stringify(statementToWire(statement)));
  const ids: string[] = [];
  const sampled: Promise<number>[] = [];
  const queue = bodies.entries();
  const started = performance.now();
  const worker = async () => {
    for (const [index, body] of queue) {
      const sent = performance.now();
      const answer = await connections.post("/v1/statements", body);
      if (answer.status !== 202) throw new Error(`A statement was not accepted: ${answer.body}`);
      const { id } = JSON.parse(answer.body) as { id: string };
      ids.push(id);
      if (index % sampleEvery === 0) sampled.push(included(connections, id, samplePollMs).then((at) => at - sent));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  let ended = started;
  // What was accepted last gets there last, or nearly so: the rest is asked for once each.
  for (const id of ids.toReversed()) ended = Math.max(ended, await included(connections, id, lastPollMs, ended));
  return { seconds: (ended - started) / 1000, latenciesMs: await Promise.all(sampled) };
}

/** When a statement was seen to be included; `known` if it was already at the first look. */
async function included(connections: Connections, id: string, pollMs: number, known = 0): Promise<number> {
  for (let look = 0; ; look++) {
    const { status, error } = JSON.parse((await connections.get(`/v1/statements/${id}`)).body) as {
      status: string;
      error?: unknown;
    };
    if (status === "included") return look === 0 && known > 0 ? known : performance.now();
    if (status === "failed") throw new Error(`A statement failed: ${JSON.stringify(error)}`);
    await delay(pollMs);
  }
}
