import { expect } from "chai";
import {
  type CertifiedFlow,
  mirror,
  mirrorGaps,
  reportedSurges,
  type TradeFigure,
} from "../../src/domain/trade-statistics.ts";

const TONNE = 1_000_000n;
const months = ["2026-01", "2026-02", "2026-03", "2026-04"];
const figure = (
  flow: "import" | "export",
  month: string,
  tonnes: bigint,
  changes: Partial<TradeFigure> = {},
): TradeFigure => ({
  ...{ flow, hs: "2846", month, grams: tonnes * TONNE, value: null },
  ...(flow === "export" ? { reporter: "CN", partner: "TH" } : { reporter: "TH", partner: "CN" }),
  ...changes,
});
const left = (month: string, tonnes: bigint, form: CertifiedFlow["form"] = "separated-oxide"): CertifiedFlow => ({
  ...{ form, from: "CN", to: "TH", month, leftGrams: tonnes * TONNE, arrivedGrams: tonnes * TONNE },
});
const both = (exported: bigint, imported: bigint, hs = "2846") =>
  months.flatMap((month) => [figure("export", month, exported, { hs }), figure("import", month, imported, { hs })]);
const gaps = (figures: TradeFigure[], flows: CertifiedFlow[] = []) =>
  mirrorGaps(mirror(figures, flows)).map(({ kind, row, moreGrams, lessGrams }) => [
    kind,
    row.month,
    moreGrams / TONNE,
    lessGrams / TONNE,
  ]);

describe("mirror statistics", () => {
  it("put certificates and both sides' reports into one row of a route and month", () => {
    const [row, ...others] = mirror(
      [figure("export", "2026-01", 90n), figure("import", "2026-01", 80n)],
      [left("2026-01", 7n)],
    );
    expect(others).to.deep.equal([]);
    expect(row).to.deep.equal({
      ...{ hs: "2846", from: "CN", to: "TH", month: "2026-01", certifiedOut: 7n * TONNE, certifiedIn: 7n * TONNE },
      ...{ exported: 90n * TONNE, imported: 80n * TONNE },
    });
  });

  it("count a code or its parts, never both, and leave out what stays in a country", () => {
    const parts = [
      figure("export", "2026-01", 30n, { hs: "284610" }),
      figure("export", "2026-01", 50n, { hs: "284690" }),
    ];
    expect(mirror(parts, [])[0]?.exported).to.equal(80n * TONNE);
    expect(mirror([...parts, figure("export", "2026-01", 85n)], [])[0]?.exported).to.equal(85n * TONNE);
    expect(mirror([], [{ ...left("2026-01", 5n), to: "CN" }])).to.deep.equal([]);
    expect(mirror([figure("export", "2026-01", 1n, { hs: "999999" })], [])).to.deep.equal([]);
  });

  it("have a gap where both sides differ by more than a quarter, and 20 t, over three months; told once a year", () => {
    expect(gaps(both(100n, 60n))).to.deep.equal([["reports-differ", "2026-03", 300n, 180n]]);
    expect(gaps(both(100n, 76n))).to.deep.equal([]);
    expect(gaps(both(8n, 2n))).to.deep.equal([]);
  });

  it("have none where goods are at sea at the end of a month, nor where a month is missing", () => {
    const late = months.flatMap((month, index) => [
      figure("export", month, 100n),
      figure("import", month, index === 0 ? 60n : 100n),
    ]);
    expect(gaps(late)).to.deep.equal([]);
    expect(gaps(both(100n, 0n).filter(({ month }) => month !== "2026-02"))).to.deep.equal([]);
  });

  it("have a gap where more left under certificates than either side reports, and none where less did", () => {
    const flows = (tonnes: bigint, form?: CertifiedFlow["form"]) => months.map((month) => left(month, tonnes, form));
    expect(gaps(both(50n, 50n), flows(90n))).to.deep.equal([["certified-beyond-reports", "2026-03", 270n, 150n]]);
    expect(gaps(both(50n, 50n), flows(55n))).to.deep.equal([]);
    expect(gaps(both(50n, 50n), flows(1n))).to.deep.equal([]);
    // Where nobody reports, nothing is known; magnets' code counts other magnets too.
    expect(gaps([], flows(90n))).to.deep.equal([]);
    expect(gaps(both(50n, 50n, "850511"), flows(90n, "magnet"))).to.deep.equal([]);
  });
});

describe("a surge in trade statistics", () => {
  const monthOf = (index: number): string => new Date(Date.UTC(2022, index, 15)).toISOString().slice(0, 7);
  const surges = (tonnes: readonly number[], flow: "import" | "export" = "import", hs = "2846") =>
    reportedSurges(
      mirror(
        tonnes.map((each, index) => figure(flow, monthOf(index), BigInt(each), { hs })),
        [],
      ),
    ).map(({ month, grams, usualGrams, series }) => [month, grams / TONNE, usualGrams / TONNE, series.length]);
  /** The case: less in three years than in the five months after them, 3,834 t. */
  const threeYears = Array.from({ length: 36 }, (_, month) => [80, 120, 95, 105][month % 4] ?? 0);

  it("is found in its first month, by imports or else by exports, and once as long as it lasts", () => {
    const series = [...threeYears, 620, 710, 800, 850, 854];
    expect(surges(series)).to.deep.equal([["2025-01", 620n, 100n, 37]]);
    expect(surges(series, "export")).to.have.length(1);
    expect(surges([...series, 100, 90, 700]).map(([month]) => month)).to.deep.equal(["2025-01", "2025-08"]);
  });

  it("is none in usual ups and downs, without a year before, nor under a code of other goods", () => {
    expect(surges([...threeYears, 240])).to.deep.equal([]);
    expect(surges([...threeYears.slice(0, 11), 900])).to.deep.equal([]);
    expect(surges([...threeYears, 900], "import", "253090")).to.deep.equal([]);
    expect(surges([...Array(20).fill(1), 19])).to.deep.equal([]);
  });
});
