import { expect } from "chai";
import { Memory } from "../../../src/alerts/memory.ts";
import { passesEverything } from "../../../src/alerts/rules/passes-everything.ts";
import { quotaNearlyUsed } from "../../../src/alerts/rules/quota-nearly-used.ts";
import { restsOnTolerance } from "../../../src/alerts/rules/rests-on-tolerance.ts";
import { routeSurge } from "../../../src/alerts/rules/route-surge.ts";
import { smallParcels } from "../../../src/alerts/rules/small-parcels.ts";
import { addressOf, declared, hashOf, Ledger, sent, start } from "../event-of.ts";

const DAY = 86_400;
const KILOGRAM = 1_000n;
const TONNE = 1_000_000n;

describe("small parcels", () => {
  const send = (ledger: Ledger, day: number, grams = 20n * KILOGRAM, changes = {}) =>
    ledger.statement({ timestamp: start + day * DAY, moves: sent({ lots: [{ lot: 1n, grams }], ...changes }) });

  it("raise one alert when there are twelve in thirty days, and another once they begin anew", () => {
    const ledger = new Ledger(smallParcels);
    const found = Array.from({ length: 20 }, (_, day) => send(ledger, day)).flat();
    expect(found).to.have.length(1);
    expect(found[0]?.evidence).to.include({ parcels: 12, grams: "240000", fromCountry: "CN", toCountry: "TH" });
    expect(found[0]?.statements).to.have.length(12);
    const again = Array.from({ length: 20 }, (_, day) => send(ledger, 100 + day)).flat();
    expect(again).to.have.length(1);
    expect(again[0]?.cause).not.to.equal(found[0]?.cause);
  });

  it("raise none where they are fewer, spread out, heavy, within a country, or by several", () => {
    const ledger = new Ledger(smallParcels);
    const eleven = Array.from({ length: 11 }, (_, day) => send(ledger, day)).flat();
    const spread = Array.from({ length: 30 }, (_, n) => send(ledger, 50 + 3 * n, 20n * KILOGRAM, { toCountry: "MX" }));
    const heavy = Array.from({ length: 20 }, (_, day) => send(ledger, day, 50n * KILOGRAM, { toCountry: "VN" }));
    const inland = Array.from({ length: 20 }, (_, day) => send(ledger, day, 1n, { toCountry: "CN" }));
    const many = Array.from({ length: 20 }, (_, n) => send(ledger, n, 1n, { holder: addressOf(`shipper ${n % 2}`) }));
    expect([eleven, spread.flat(), heavy.flat(), inland.flat(), many.flat()].flat()).to.deep.equal([]);
  });
});

describe("the surge of a route", () => {
  /** One dispatch a month, in tonnes, beginning in 2023. */
  const carry = (ledger: Ledger, tonnes: readonly number[], route = {}) =>
    tonnes.map((each, month) => {
      const timestamp = Date.UTC(2023, month, 15) / 1_000;
      const lots = [{ lot: 1n, grams: BigInt(each) * TONNE }];
      return each === 0 ? [] : ledger.statement({ timestamp, moves: sent({ lots, ...route }) });
    });
  /** The case: less in three years than in the five months after them, 3,834 t. */
  const threeYears = Array.from({ length: 36 }, (_, month) => [80, 120, 95, 105][month % 4] ?? 0);
  const fiveMonths = [620, 710, 800, 850, 854];

  it("raises one alert in its first month, and none in those that go on with it", () => {
    expect(threeYears.reduce((sum, each) => sum + each, 0)).to.be.below(3_834);
    const found = carry(new Ledger(routeSurge), [...threeYears, ...fiveMonths]);
    expect(found.map((alerts) => alerts.length)).to.deep.equal([...Array(36).fill(0), 1, 0, 0, 0, 0]);
    const [alert] = found[36] ?? [];
    expect(alert?.cause).to.equal("CN-TH 2026-01");
    expect(alert?.evidence).to.include({ grams: "620000000", usualGrams: "100000000" });
    expect(routeSurge.words(alert?.evidence as never).en).to.equal(
      "Route CN-TH carried 620 t in 2026-01 so far; usual is 100 t a month.",
    );
  });

  it("raises another one for a surge after the first has ended", () => {
    const found = carry(new Ledger(routeSurge), [...threeYears, ...fiveMonths, 100, 90, 700]);
    expect(found.flat().map(({ cause }) => cause)).to.deep.equal(["CN-TH 2026-01", "CN-TH 2026-08"]);
  });

  it("raises none for growth that the months' own spread explains, nor without a year to compare with", () => {
    const uneven = Array.from({ length: 36 }, (_, month) => 60 + ((month * 37) % 90));
    expect(carry(new Ledger(routeSurge), [...uneven, 240]).flat()).to.deep.equal([]);
    expect(carry(new Ledger(routeSurge), [...threeYears.slice(0, 11), 5_000]).flat()).to.deep.equal([]);
    expect(carry(new Ledger(routeSurge), [...Array(36).fill(1), 20]).flat()).to.deep.equal([]);
  });

  it("raises one for a route that never carried anything, once the ledger knows a year of others", () => {
    const ledger = new Ledger(routeSurge);
    carry(ledger, threeYears);
    expect(carry(ledger, [...Array(36).fill(0), 21], { fromCountry: "TH", toCountry: "MX" }).flat()).to.have.length(1);
  });

  it("is not spread over other months by what a sender states", () => {
    const ledger = new Ledger(routeSurge);
    carry(ledger, threeYears);
    const found = Array.from({ length: 7 }, (_, back) =>
      ledger.statement({
        timestamp: Date.UTC(2026, 0, 20) / 1_000,
        moves: sent({ occurredAt: Date.UTC(2026, -back, 10) / 1_000, lots: [{ lot: 1n, grams: 100n * TONNE }] }),
      }),
    );
    expect(found.flat()).to.have.length(1);
  });

  it("goes on from what was stored", () => {
    const first = new Ledger(routeSurge);
    carry(first, threeYears);
    const second = new Ledger(routeSurge, new Memory(JSON.parse(JSON.stringify(first.stored()))));
    expect(carry(second, [...Array(36).fill(0), 620]).flat()).to.have.length(1);
  });
});

describe("a quota that is nearly used up", () => {
  it("raises one alert from 95 % on, and another after it was raised and used again", () => {
    const quota = hashOf("quota");
    const ledger = new Ledger(quotaNearlyUsed);
    const declare = (number: string, massGrams: bigint) =>
      ledger.statement({ declares: [declared(number, { quota, massGrams })] });
    ledger.act("QuotaGranted", { quota, grantedGrams: "1000000" });
    expect(declare("L-1", 949_999n)).to.deep.equal([]);
    const causes = [...declare("L-2", 1n), ...declare("L-3", 1n)].map(({ cause }) => cause);
    expect(causes).to.deep.equal([`${quota} 1000000`, `${quota} 1000000`]);
    ledger.act("QuotaGranted", { quota, grantedGrams: "2000000" });
    expect(declare("L-4", 1n)).to.deep.equal([]);
    expect(declare("L-5", 950_000n)[0]?.evidence).to.include({ grantedGrams: "2000000", drawnGrams: "1900002" });
  });
});

describe("lots that always rest on tolerances", () => {
  const certify = (ledger: Ledger, number: number, isDrawn: boolean) => {
    const digest = hashOf(`certificate ${number}`);
    ledger.statement({ declares: [declared(`L-${number}`)] });
    if (isDrawn) ledger.act("AllowanceDrawn", { digest });
    return ledger.statement({ digest, lotIds: [`L-${number}`], does: { what: "issued", scheme: 1 } });
  };

  it("raise an alert at fifteen of the last twenty, once, and again after a better time", () => {
    const ledger = new Ledger(restsOnTolerance);
    const run = (from: number, count: number, isDrawn: boolean) =>
      Array.from({ length: count }, (_, n) => certify(ledger, from + n, isDrawn)).flat();
    expect(run(0, 14, true)).to.deep.equal([]);
    expect(run(14, 10, true)).to.have.length(1);
    expect(run(24, 20, false)).to.deep.equal([]);
    expect(run(44, 20, true)).to.have.length(1);
  });

  it("raise none where most were measured in full", () => {
    const ledger = new Ledger(restsOnTolerance);
    const found = Array.from({ length: 60 }, (_, n) => certify(ledger, n, n % 4 !== 0 && n % 4 !== 2));
    expect(found.flat()).to.deep.equal([]);
  });
});

describe("a certifier that passes everything", () => {
  it("raises an alert at fifty, and at five hundred; one rejection begins the count anew", () => {
    const ledger = new Ledger(passesEverything);
    const organisation = addressOf("certifier");
    ledger.statement({ declares: [declared("L-1")] });
    const pass = (count: number) =>
      Array.from({ length: count }, () =>
        ledger.statement({ organisation, lotIds: ["L-1"], does: { what: "issued", scheme: 1 } }),
      ).flat();
    expect(pass(49)).to.deep.equal([]);
    expect(pass(1)[0]?.evidence).to.include({ certificates: 50 });
    expect(pass(449)).to.deep.equal([]);
    expect(pass(1)).to.have.length(1);
    ledger.statement({ organisation, lotIds: ["L-1"], does: { what: "rejected", reason: 1 } });
    expect(pass(49)).to.deep.equal([]);
  });
});
