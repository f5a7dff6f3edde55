import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { exportRulesFile } from "../../../src/cli/commands/govern/export-control.ts";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { CommandLine } from "../command-line.ts";

const hash = `0x${"a".repeat(64)}`;
const [exporter, consignee] = [`0x${"2".repeat(40)}`, `0x${"3".repeat(40)}`];
const rule = {
  ...{ rule: 3, name: `CN 57/2025${hostile["right to left"]}`, country: "CN", elements: ["Ho", "Er"] },
  ...{ forms: ["separated-oxide", "metal"], validFrom: 1_762_531_200, validUntil: 4_294_967_295 },
  ...{ suspensions: [{ from: 1_762_444_800, until: 1_794_326_399 }], coversTransit: false },
  valueShareBasisPoints: null,
};
const judged = { ...rule, how: "leaves", standing: "in-force", formControlled: true, controlledElements: ["Ho"] };
const answer = {
  ...{ lot: hash, form: "separated-oxide", fromCountry: "CN", toCountry: "DE", route: ["TH"], date: 1_794_400_000 },
  controlled: true,
  elements: [
    { element: "Ho", partsPerHundredMillion: 120_000, isLimit: false },
    { element: "Er", partsPerHundredMillion: 100_000, isLimit: true },
  ],
  rules: [
    { ...judged, applies: true },
    { ...judged, name: "suspended one", standing: "suspended", applies: false },
    { ...judged, name: "transit one", how: "passes", applies: false },
    { ...judged, name: "other form", formControlled: false, applies: false },
    { ...judged, name: "other element", controlledElements: [], applies: false },
  ],
  valueRules: [
    {
      ...{ rule: 4, name: "CN 61/2025", country: "CN", standing: "in-force", thresholdBasisPoints: 10 },
      ...{ shareBasisPoints: 1_250, unpriced: [], pricesOf: "averages of 2024", concerned: true },
    },
  ],
};

describe("ytterby export-control", () => {
  let line: CommandLine;
  let server: Server;
  let url: string;
  let rules: object[] = [];
  const asked: string[] = [];

  before(async () => {
    line = await CommandLine.create();
    server = createServer((request, response) => {
      asked.push(request.url ?? "");
      const permits = [
        { country: "CN", coverage: "exhausted", permit: hash, leftGrams: 1_500 },
        { country: "TH", coverage: "missing", permit: null, leftGrams: null },
      ];
      const isCheck = request.url?.startsWith("/v1/export-control/check");
      const told = request.url?.includes("consignee=") ? { ...answer, permits } : answer;
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify(isCheck ? told : { items: rules }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await line.remove();
  });

  const run = (...args: string[]) => line.run(["--url", url, "export-control", ...args]);
  const crossing = ["check", hash, "--from", "CN", "--to", "DE"];

  it("lists rules with their days and suspensions, and says of one about value that it is reported only", async () => {
    rules = [rule, { ...rule, rule: 4, name: "CN 61/2025", elements: [], forms: [], valueShareBasisPoints: 10 }];
    const { out, status } = await run("rules");
    expect(status).to.equal(0);
    expect(out).to.match(/^3 {2}CN 57\/2025.* \(CN\) {2}2025-11-07 – 2106-02-07, suspended 2025-11-06 – 2026-11-10$/m);
    expect(out).to.contain("   Ho, Er; separated oxide, metal");
    expect(out).to.contain("of goods made abroad, from 0.1 % by value: reported only");
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
    rules = [];
    expect((await run("rules")).out).to.contain("no rules");
  });

  it("says of a crossing whether a permit is needed, and of every rule why it applies or not", async () => {
    const { out, status } = await run(...crossing, "--route", "TH", "--grams", "2 kg", "--date", "2026-11-11");
    expect(status).to.equal(0);
    const parameters = Object.fromEntries(new URLSearchParams(asked.at(-1)?.split("?")[1]));
    expect(parameters).to.deep.equal({
      ...{ lot: hash, from: "CN", to: "DE", route: "TH", grams: "2000" },
      date: String(Date.parse("2026-11-11T00:00:00Z") / 1_000),
    });
    expect(out).to.match(/^CN → DE, 2026-11-11: a permit is needed$/m);
    expect(out).to.contain("0.1 % or more: Ho 0.12 %, Er < 0.1 %");
    expect(out).to.match(/^ {2}CN 57\/2025.*: applies, for Ho$/m);
    expect(out).to.contain("  suspended one: suspended").and.to.contain("  transit one: does not cover transit");
    expect(out).to.contain("  other form: not this form").and.to.contain("  other element: no element of its list");
    expect(out).to.contain(
      "12.5 % of its rare earths by value from CN, threshold 0.1 %, concerned; reported, not enforced",
    );
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
  });

  it("says whether a permit covers it where sender and recipient are named, in either language", async () => {
    const parties = ["--exporter", exporter, "--consignee", consignee];
    const { out } = await run(...crossing, ...parties);
    expect(out).to.contain(`  permit of CN: has too little left, 1.5 kg (${hash})`);
    expect(out).to.contain("  permit of TH: there is none");
    const chinese = await line.run(["--url", url, "--lang", "zh", "export-control", ...crossing, ...parties]);
    expect(chinese.out).to.contain("需要许可").and.to.contain("CN 的许可：余量不足");
    expect(chinese.out).to.contain("transit one：不涵盖过境");
  });

  it("asks for both ends of the border by their letters", async () => {
    for (const args of [
      ["check", hash, "--from", "CN"],
      ["check", hash, "--from", "China", "--to", "DE"],
      ["check", hash, "--from", "CN", "--to", "DE", "--route", "T1"],
      ["check", hash, "--from", "CN", "--to", "DE", "--date", "2026-02-30"],
    ]) {
      expect((await run(...args)).status, args.join(" ")).to.equal(64);
    }
  });

  it("takes the rules that governance is given with the project", async () => {
    const file = JSON.parse(await readFile("data/export-rules.json", "utf8")) as object;
    const { rules: read } = exportRulesFile.parse(file);
    expect(read.map(({ name }) => name)).to.include("CN 18/2025");
    expect(read.find(({ name }) => name === "CN 57/2025")?.suspensions).to.deep.equal([
      { from: Date.parse("2025-11-06T16:00:00Z") / 1_000, until: Date.parse("2026-11-10T15:59:59Z") / 1_000 },
    ]);
  });
});
