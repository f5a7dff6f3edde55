import type { Hex } from "../domain/hex.ts";
import type { Submission } from "../statements/submission.ts";
import { Acceptor } from "./acceptor.ts";
import type { Accepted, Refused } from "./answer.ts";
import { Backlog } from "./backlog.ts";
import { Couriers } from "./couriers.ts";
import { RelayMetrics } from "./relay-metrics.ts";
import { type RelayOptions, usualTuning } from "./relay-options.ts";
import type { RelayStatus } from "./relay-status.ts";
import { createSimulate } from "./simulate.ts";
import { statusOf } from "./status-of.ts";
import type { SubmissionStatus } from "./submission-status.ts";

/** Takes statements, carries them to the ledger exactly once, and tells what became of them. */
export interface Relay {
  /** Takes a submission durably, or says why not. The same submission again gets the same answer. */
  accept(submission: Submission): Promise<Accepted | Refused>;
  /** Where a statement (by digest) or a bundle (by id) stands; undefined if it was never taken nor included. */
  statusOf(id: Hex): Promise<SubmissionStatus | undefined>;
  /**
   * Takes the key, reconciles with the ledger, then begins to send; or stands by as long as another relay has the key.
   * @throws Error if the ledger does not answer, or has lost transactions that were final.
   */
  start(): Promise<void>;
  /** Finishes the step under way, gives the key back and stops; what is queued stays queued. */
  stop(): Promise<void>;
  /**
   * Has another key send from now on, without a pause: what the old one has sent is seen to as before.
   * @throws Error if the ledger does not answer, or another relay sends with that key; then nothing has changed.
   */
  rotate(relayKey: Hex): Promise<void>;
  status(): RelayStatus;
}

/** Makes a relay; it accepts at once, and sends from `start` on. */
export function createRelay({ relayKey, ...options }: RelayOptions): Relay {
  const { ledger, store, batch, hooks = {} } = options;
  const tuning = { ...usualTuning, ...options.tuning };
  const simulate = createSimulate(ledger);
  const backlog = new Backlog();
  const acceptor = new Acceptor({ ledger, store, simulate, backlog, batch, tuning, hooks });
  const context = { ...options, simulate, backlog, tuning, hooks, onSent: (count: number) => metrics?.sent(count) };
  const couriers = new Couriers(store, context, relayKey);
  const metrics = options.metrics && new RelayMetrics(options.metrics, () => couriers.status());
  return {
    async accept(submission) {
      const answer = await acceptor.accept(submission);
      metrics?.answered(answer);
      return answer;
    },
    statusOf: (id) => statusOf(store, id),
    start: () => couriers.start(),
    stop: () => couriers.stop(),
    rotate: (key) => couriers.rotate(key),
    status: () => couriers.status(),
  };
}
