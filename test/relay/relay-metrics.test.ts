import { expect } from "chai";
import { Registry } from "prom-client";
import { RelayMetrics } from "../../src/relay/relay-metrics.ts";
import type { RelayStatus } from "../../src/relay/relay-status.ts";

const status: RelayStatus = {
  sender: "0x",
  state: "running",
  queued: 3,
  inFlight: 2,
  nextNonce: 17,
  oldestAgeMs: 1_500,
  trouble: null,
};

describe("RelayMetrics", () => {
  it("counts what was answered once, and tells how the relay stands when asked", async () => {
    const registry = new Registry();
    const metrics = new RelayMetrics(registry, () => status);
    const accepted = { outcome: "accepted", id: "0x", digests: [] } as const;
    metrics.answered({ ...accepted, digests: [], known: false });
    metrics.answered({ ...accepted, digests: [], known: true });
    metrics.answered({ outcome: "refused", code: "queue-full", retryAfterSeconds: 1 });
    metrics.sent(40);
    const text = await registry.metrics();
    for (const line of [
      "ytterby_relay_accepted_total 1",
      'ytterby_relay_refused_total{code="queue-full"} 1',
      "ytterby_relay_batch_statements_sum 40",
      "ytterby_relay_queued 3",
      "ytterby_relay_in_flight 2",
      "ytterby_relay_next_nonce 17",
      "ytterby_relay_oldest_seconds 1.5",
    ]) {
      expect(text).to.include(`${line}\n`);
    }
  });
});
