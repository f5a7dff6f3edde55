import { expect } from "chai";
import { findPostgresql } from "../../store/postgresql-cluster.ts";
import { times } from "../../support/depth.ts";
import { type FaultRunOptions, faultRun } from "./fault-run.ts";

// A short run of what `npm run test:faults` does at length.
const runs: FaultRunOptions[] = [
  { engine: "pglite", relays: 1, kills: times(3, 5), seed: 1 },
  { engine: "postgresql", relays: 3, kills: times(5, 10), seed: 2 },
];

describe("relays under faults", () => {
  for (const options of runs) {
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
});
