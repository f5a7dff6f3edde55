import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Accepted, Refused } from "./answer.ts";
import type { RelayStatus } from "./relay-status.ts";

/** What the relay counts and measures for operators. */
export class RelayMetrics {
  readonly #accepted: Counter;
  readonly #refused: Counter<"code">;
  readonly #batch: Histogram;

  /** @param status Asked when the figures are collected. */
  constructor(registry: Registry, status: () => RelayStatus) {
    const registers = [registry];
    this.#accepted = new Counter({
      name: "ytterby_relay_accepted_total",
      help: "Submissions accepted, repetitions not counted",
      registers,
    });
    this.#refused = new Counter({
      name: "ytterby_relay_refused_total",
      help: "Submissions not taken, by reason",
      labelNames: ["code"] as const,
      registers,
    });
    this.#batch = new Histogram({
      name: "ytterby_relay_batch_statements",
      help: "Statements in a ledger transaction",
      buckets: [1, 5, 20, 50, 100, 200, 500],
      registers,
    });
    const gauge = (name: string, help: string, read: (status: RelayStatus) => number) =>
      new Gauge({
        name: `ytterby_relay_${name}`,
        help,
        registers,
        collect() {
          this.set(read(status()));
        },
      });
    gauge("queued", "Submissions waiting to be sent", ({ queued }) => queued);
    gauge("in_flight", "Ledger transactions broadcast and not seen in a block", ({ inFlight }) => inFlight);
    gauge("next_nonce", "Nonce of the next ledger transaction", ({ nextNonce }) => nextNonce);
    gauge("oldest_seconds", "Age of the oldest submission not included", ({ oldestAgeMs }) => oldestAgeMs / 1000);
  }

  answered(answer: Accepted | Refused): void {
    if (answer.outcome === "refused") this.#refused.inc({ code: answer.code });
    else if (!answer.known) this.#accepted.inc();
  }

  sent(statements: number): void {
    this.#batch.observe(statements);
  }
}
