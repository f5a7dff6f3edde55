import { expect } from "chai";
import { findPostgresql } from "../../store/postgresql-cluster.ts";
import { deep, times } from "../../support/depth.ts";
import { skipWithoutGo } from "../../support/skip-without-go.ts";
import { type FaultRunOptions, faultRun } from "./fault-run.ts";

// A short run of what `npm run test:faults` does at length.
const runs: FaultRunOptions[] = [
  { engine: "pglite", ledger: "embedded", relays: 1, kills: times(3, 5), seed: 1 },
  { engine: "postgresql", ledger: "embedded", relays: 3, kills: times(5, 10), seed: 2 },
];
const onNetwork: FaultRunOptions[] = [
  { engine: "pglite", ledger: "network", relays: 1, kills: times(4, 8), seed: 3 },
  { engine: "postgresql", ledger: "network", relays: 3, kills: times(4, 8), seed: 4 },
];

function keepsEveryPromise(options: FaultRunOptions): void {
  const { engine, relays, kills, seed } = options;
  it(`keep every promise, with ${relays} on ${engine}, over ${kills} kills (seed ${seed})`, async function () {
    this.timeout(300_000);
    if (engine === "postgresql" && findPostgresql() === undefined) return this.skip();
    const { violations, promised, included, failed, done } = await faultRun(options);
    expect(violations).to.deep.equal([]);
    expect(included + failed)
      .to.equal(promised)
      .and.to.be.greaterThan(10);
    const killed = [...done].filter(([what]) => what.endsWith("killed")).reduce((sum, [, count]) => sum + count, 0);
    expect(killed).to.equal(kills);
  });
}

describe("relays under faults", () => {
  runs.forEach(keepsEveryPromise);
});

describe("relays on four validators under faults", () => {
  skipWithoutGo();
  (deep ? onNetwork : onNetwork.slice(-1)).forEach(keepsEveryPromise);
});
