import { expect } from "chai";
import { mostLines, readTradeStatistics } from "../../src/domain/read-trade-statistics.ts";

const header = "flow,hs,reporter,partner,month,net_kg,value";
const faultsOf = (...lines: string[]) => {
  const read = readTradeStatistics([header, ...lines].join("\n"));
  return read.outcome === "refused" ? read.faults.map(({ line, message }) => `${line}: ${message}`) : [];
};

describe("monthly trade statistics", () => {
  it("are read in plain columns, with any of three separators, a mark at the beginning and either kind of country code", () => {
    const expected = {
      ...{ line: 2, flow: "export", hs: "284690", reporter: "CN", partner: "TH", month: "2026-01" },
      ...{ grams: 12_500_500n, value: "125000.5" },
    };
    for (const separator of [",", ";", "\t"]) {
      const text = [header, "X,284690,CHN,TH,2026-01,12500.5,125000.5", ""].join("\r\n").replaceAll(",", separator);
      expect(readTradeStatistics(`\uFEFF${text}`)).to.deep.equal({ outcome: "read", figures: [expected], skipped: 0 });
    }
  });

  it("are read as UN Comtrade gives them, where sums over all partners and re-exports are left out", () => {
    const names =
      "typeCode,freqCode,refYear,refMonth,period,reporterCode,reporterISO,reporterDesc,flowCode,partnerCode,partnerISO,partner2Code,cmdCode,customsCode,motCode,netWgt,primaryValue";
    const line = (flow: string, partner: string, rest = "0,2846,C00,0,12345.678,99") =>
      `C,M,2026,1,202601,764,THA,Thailand,${flow},${partner},${rest}`;
    const read = readTradeStatistics(
      [names, line("M", "156,CHN"), line("M", "0,W00"), line("RX", "156,CHN"), line("X", "484,MEX")].join("\n"),
    );
    if (read.outcome === "refused") throw new Error(JSON.stringify(read.faults));
    expect(read.skipped).to.equal(2);
    expect(read.figures.map(({ flow, reporter, partner, grams }) => [flow, reporter, partner, grams])).to.deep.equal([
      ["import", "TH", "CN", 12_345_678n],
      ["export", "TH", "MX", 12_345_678n],
    ]);
    const part = readTradeStatistics([names, line("M", "156,CHN", "0,2846,C00,2100,1,1")].join("\n"));
    expect(part).to.deep.include({ outcome: "refused" });
  });

  it("are refused as a whole, with a sentence for each line that is wrong", () => {
    expect(
      faultsOf(
        "X,284690,CN,TH,2026-01,1,1",
        "Z,284690,CN,TH,2026-01,1,1",
        "X,28469,CN,TH,2026-01,1,1",
        "X,284690,XX,TH,2026-01,1,1",
        "X,284690,CN,CN,2026-01,1,1",
        "X,284690,CN,TH,2026,1,1",
        "X,284690,CN,TH,2026-13,1,1",
        "X,284690,CN,TH,2026-02,,1",
        "X,284690,CN,TH,2026-02,-1,1",
        '"X",284690,CN,TH,2026-02,"1,200",1',
        "X,284690,CN,TH,2026-02,1e9,1",
        "X,284690,CN,TH,2026-02,1,=1+1",
        "X,284690,CN,TH,2026-01,2,1",
      ),
    ).to.deep.equal([
      '3: "Z" is no flow: write M or X, import or export',
      '4: "28469" is no code of the Harmonized System of 4, 6, 8 or 10 digits',
      '5: "XX" is no country of ISO 3166-1 (reporter)',
      "6: CN is reporter and partner",
      '7: "2026" is no month: write 2026-01 or 202601',
      '8: "2026-13" is no month: write 2026-01 or 202601',
      '9: "" is no net mass in kilograms, such as 12500.5',
      '10: "-1" is no net mass in kilograms, such as 12500.5',
      '11: "1,200" is no net mass in kilograms, such as 12500.5',
      '12: "1e9" is no net mass in kilograms, such as 12500.5',
      '13: "=1+1" is no value, such as 125000.5',
      "14: line 2 has a figure of the same goods, route and month",
    ]);
    expect(readTradeStatistics("")).to.deep.include({ outcome: "refused" });
    expect(readTradeStatistics(header)).to.deep.equal({
      outcome: "refused",
      faults: [{ line: 1, message: "the file has no figure" }],
    });
    expect(readTradeStatistics("flow,hs\nX,2846")).to.deep.equal({
      outcome: "refused",
      faults: [{ line: 1, message: "the header names no column for reporter, partner, month, netkg" }],
    });
  });

  it("are bounded: in lines, in faults that are told, and in what is told of a line", () => {
    const many = Array.from({ length: mostLines + 2 }, () => "X,2846,CN,TH,2026-01,1,1");
    expect(faultsOf(...many)).to.deep.equal([`1: the file has more than ${mostLines} lines`]);
    expect(faultsOf(...Array.from({ length: 500 }, () => "?,,,,,,"))).to.have.length(100);
    expect(faultsOf(`${"Z".repeat(5_000)},2846,CN,TH,2026-01,1,1`)[0]).to.have.length.below(120);
  });
});
