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

  const eurostat = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG";
  const comext = (...lines: string[]) =>
    readTradeStatistics(
      [eurostat, ...lines.map((line) => `ESTAT:DS-045409(1.0),16/07/26 11:00:00,${line}`)].join("\n"),
    );
  const comextFaults = (...lines: string[]) => {
    const read = comext(...lines);
    return read.outcome === "refused" ? read.faults.map(({ line, message }) => `${line}: ${message}`) : [];
  };

  it("are read as Eurostat gives them, a line an indicator: by the kilogram or by a hundred, without groups of countries and secrets", () => {
    const read = comext(
      "M,DE,CN,284690,1,VALUE_IN_EUROS,2026-04,99000.5,",
      "M,DE,CN,284690,1,QUANTITY_IN_100KG,2026-04,123.45678,",
      "M,DE,CN,284690,1,SUPPLEMENTARY_QUANTITY,2026-04,7,",
      "M,FR,US,28461000,2,QUANTITY_KG,2026-04,10.5,p",
      "M,FR,JP,2846,2,VALUE_EUR,2026-04,10,",
      "M,FR,JP,2846,2,QUANTITY_KG,2026-04,,c",
      "M,NL,JP,2846,2,QUANTITY_KG,2026-04,:,c",
      "M,EU27_2020,CN,284690,1,QUANTITY_IN_100KG,2026-04,1,",
      "M,DE,EXT_EU27_2020,284690,1,QUANTITY_IN_100KG,2026-04,1,",
      "M,DE,WORLD,284690,1,QUANTITY_IN_100KG,2026-04,1,",
    );
    expect(read).to.deep.equal({
      outcome: "read",
      figures: [
        {
          ...{ line: 3, flow: "import", hs: "284690", reporter: "DE", partner: "CN", month: "2026-04" },
          ...{ grams: 12_345_678n, value: "99000.5" },
        },
        {
          ...{ line: 5, flow: "export", hs: "28461000", reporter: "FR", partner: "US", month: "2026-04" },
          ...{ grams: 10_500n, value: null },
        },
      ],
      skipped: 7,
    });
  });

  it("are refused of Eurostat too, with a sentence for each line that is wrong", () => {
    expect(
      comextFaults(
        "M,DE,CN,284690,1,QUANTITY_IN_100KG,2026-04,1,",
        "M,DE,CN,284690,1,QUANTITY_KG,2026-04,1,",
        "M,DE,CN,284690,M,VALUE_IN_EUROS,2026-04,1,",
        "M,DE,CN,284690,1,VALUE_EUR,2026-04,1,",
        "A,DE,CN,284690,1,QUANTITY_KG,2026,1,",
        "M,DE,CN,284690,1,QUANTITY_KG,2026-Q1,1,",
        "M,DE,CN,284690,3,QUANTITY_KG,2026-05,1,",
        "M,DE,CN,284690,1,NUMBER,2026-05,1,",
        "M,DE,CN,284690,1,QUANTITY_IN_100KG,2026-05,-1,",
        "M,DE,CN,284690,1,VALUE_EUR,2026-05,1e6,",
        "M,EL,CN,284690,1,QUANTITY_KG,2026-05,1,",
        "M,DE,QV,284690,1,QUANTITY_KG,2026-05,1,",
        "M,DE,CN,TOTAL,1,QUANTITY_KG,2026-05,1,",
      ),
    ).to.deep.equal([
      "3: line 2 has a figure of the same goods, route and month",
      "5: line 4 has a figure of the same goods, route and month",
      '6: "A" is no frequency: import months (M)',
      '7: "2026-Q1" is no month: write 2026-01 or 202601',
      '8: "3" is no flow: write 1 or 2, import or export',
      '9: "NUMBER" is no indicator that is read: QUANTITY_KG, QUANTITY_IN_100KG, VALUE_EUR, VALUE_IN_EUROS',
      '10: "-1" is no net mass (QUANTITY_IN_100KG), such as 125.05',
      '11: "1e6" is no value, such as 125000.5',
      '12: "EL" is no country of ISO 3166-1 (reporter)',
      '13: "QV" is no country of ISO 3166-1 (partner)',
      '14: "TOTAL" is no code of the Harmonized System of 4, 6, 8 or 10 digits',
    ]);
    expect(comextFaults("M,DE,CN,284690,1,VALUE_EUR,2026-04,1,")).to.deep.equal([
      "1: the file has values and no net mass: import QUANTITY_KG or QUANTITY_IN_100KG with them",
    ]);
    expect(comextFaults("M,EU,CN,284690,1,VALUE_EUR,2026-04,1,")).to.deep.equal(["1: the file has no figure"]);
    expect(
      readTradeStatistics("reporter,partner,product,flow,TIME_PERIOD,OBS_VALUE\nDE,CN,2846,1,2026-04,1"),
    ).to.deep.equal({
      outcome: "refused",
      faults: [{ line: 1, message: "the header names no column for indicators" }],
    });
    // Elsewhere a number names no flow.
    expect(faultsOf("1,284690,CN,TH,2026-01,1,1")).to.deep.equal(['2: "1" is no flow: write M or X, import or export']);
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
