import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type AlarmCode, alarms, alarmsOf } from "../../src/watch/alarms.ts";
import type { Sample } from "../../src/watch/sample.ts";

const periods = 3;

const quiet: Sample = {
  at: 0,
  ledger: { block: 10n, nonce: 5n, isPruned: false, isUnpayable: false },
  index: { state: "following", block: 10n },
  relay: { state: "running", queued: 0, nextNonce: 5n },
};

/** Samples of so many looks, each made from the look's number. */
function looks(count: number, of: (look: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: count }, (_, look) => ({ ...quiet, at: look, ...of(look) }));
}

function relay(changes: Partial<Sample["relay"]>): Sample["relay"] {
  return { ...quiet.relay, ...changes };
}

describe("alarmsOf", () => {
  it("raises none where nothing is asked of anybody, and before the first look", () => {
    expect(
      alarmsOf(
        looks(20, () => ({})),
        periods,
      ),
    ).to.deep.equal([]);
    expect(alarmsOf([], periods)).to.deep.equal([]);
  });

  const stoppages: [AlarmCode, (look: number) => Partial<Sample>][] = [
    ["ledger-silent", () => ({ ledger: null })],
    ["node-behind", () => ({ ledger: { block: 9n, nonce: 5n, isPruned: false, isUnpayable: false } })],
    ["index-stuck", () => ({ ledger: { block: 12n, nonce: 5n, isPruned: false, isUnpayable: false } })],
    ["nothing-sent", () => ({ relay: relay({ queued: 4 }) })],
    ["not-included", () => ({ relay: relay({ nextNonce: 7n }) })],
    [
      "queue-growing",
      (look) => ({
        relay: relay({ queued: look + 1, nextNonce: BigInt(look + 5) }),
        ledger: { block: 10n, nonce: BigInt(look + 5), isPruned: false, isUnpayable: false },
      }),
    ],
  ];

  for (const [code, stoppage] of stoppages) {
    it(`raises ${code} once it has lasted all periods, not one look earlier, and not once it is over`, () => {
      expect(alarmsOf(looks(periods, stoppage), periods)).to.deep.equal([]);
      const lasted = looks(periods + 1, stoppage);
      expect(alarmsOf(lasted, periods)).to.deep.equal([code]);
      expect(alarmsOf([...lasted, { ...quiet, at: 99 }], periods)).to.deep.equal([]);
    });
  }

  it("raises none where it goes on, however slowly", () => {
    const slow = looks(20, (look) => ({
      ledger: { block: BigInt(100 + look), nonce: BigInt(look), isPruned: false, isUnpayable: false },
      index: { state: "following", block: BigInt(90 + look) },
      relay: { state: "running", queued: 1_000 - look, nextNonce: BigInt(look + 3) },
    }));
    expect(alarmsOf(slow, periods)).to.deep.equal([]);
  });

  const final: [AlarmCode, Partial<Sample>][] = [
    ["index-halted", { index: { state: "halted", block: 10n } }],
    ["state-pruned", { ledger: { block: 10n, nonce: 5n, isPruned: true, isUnpayable: false } }],
    ["gas-not-free", { ledger: { block: 10n, nonce: 5n, isPruned: false, isUnpayable: true } }],
    ["nonce-used-elsewhere", { ledger: { block: 10n, nonce: 6n, isPruned: false, isUnpayable: false } }],
  ];

  it("lets a relay that stands by know less than the one that sends", () => {
    const standby = {
      ledger: { block: 10n, nonce: 6n, isPruned: false, isUnpayable: false },
      relay: relay({ state: "standby" }),
    };
    expect(alarmsOf([{ ...quiet, ...standby }], periods)).to.deep.equal([]);
  });

  for (const [code, seen] of final) {
    it(`raises ${code} at the first look`, () => {
      expect(alarmsOf([{ ...quiet, ...seen }], periods)).to.deep.equal([code]);
    });
  }

  it("has a row in docs/operations.md for every alarm", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/operations.md"), "utf8");
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, code]) => code);
    expect(rows).to.have.members(Object.keys(alarms));
  });
});
