import { expect } from "chai";
import type { Composition } from "../../src/domain/composition.ts";
import { elementSymbols } from "../../src/domain/elements.ts";
import type { ExportRule } from "../../src/domain/export-control.ts";
import { dryRunOf, type RecordedDispatch, type RecordedPermit } from "../../src/domain/export-dry-run.ts";

const dysprosium = Object.fromEntries(
  elementSymbols.map((symbol) => [
    symbol,
    symbol === "Dy" ? { partsPerHundredMillion: 2_000_000 } : { detectionLimit: 100 },
  ]),
) as Composition;
const [day, left] = [1_800_000_000, 1_790_000_000];

const rule: ExportRule = {
  ...{ rule: 1, name: "CN 18/2025", country: "CN", elements: ["Dy", "Tb"], forms: ["separated-oxide"] },
  ...{ validFrom: 1_795_000_000, validUntil: 1_805_000_000, suspensions: [], coversTransit: false },
  valueShareBasisPoints: null,
};
const dispatch: RecordedDispatch = {
  ...{ sender: "exporter", recipient: "consignee", fromCountry: "CN", toCountry: "DE", route: ["TH"] },
  dispatchedAt: left,
  lines: [
    { lot: "a", grams: 700n, form: "separated-oxide", composition: dysprosium },
    { lot: "b", grams: 300n, form: "magnet", composition: dysprosium },
  ],
};
const permit: RecordedPermit = {
  ...{ exporter: "exporter", consignee: "consignee", country: "CN", destination: "DE", elements: ["Dy"] },
  ...{ forms: ["separated-oxide"], validFrom: left, validUntil: left, withdrawnAt: null },
};
const run = (permits: RecordedPermit[] = [], rules = [rule], at = day) =>
  dryRunOf(dispatch, { rules, permits, day: at });

describe("a dry run of export rules", () => {
  it("stops what a rule of the day controls, whenever it was sent, and nothing else", () => {
    const { controlledGrams, stopped } = run();
    expect(controlledGrams).to.equal(700n);
    expect(stopped.map(({ lot, grams }) => [lot, grams])).to.deep.equal([["a", 700n]]);
    expect(stopped[0]?.rules.map(({ rule: { name }, elements }) => [name, elements[0]?.element])).to.deep.equal([
      ["CN 18/2025", "Dy"],
    ]);
    expect(run([], []).controlledGrams).to.equal(0n);
  });

  it("judges by the rules' day and not by the dispatch's, to the second", () => {
    expect(run([], [rule], 1_794_999_999).stopped).to.deep.equal([]);
    expect(run([], [rule], 1_795_000_000).stopped).to.have.length(1);
    expect(run([], [rule], 1_805_000_000).stopped).to.have.length(1);
    expect(run([], [rule], 1_805_000_001).stopped).to.deep.equal([]);
    const paused = { ...rule, suspensions: [{ from: day, until: day }] };
    expect(run([], [paused]).stopped).to.deep.equal([]);
    expect(run([], [paused], day + 1).stopped).to.have.length(1);
  });

  it("lets pass what a permit of the dispatch's own time covers, and counts it as controlled", () => {
    const { controlledGrams, stopped } = run([permit]);
    expect({ controlledGrams, stopped }).to.deep.equal({ controlledGrams: 700n, stopped: [] });
    for (const other of [
      { exporter: "another" },
      { consignee: "another" },
      { country: "TH" },
      { destination: "FR" },
      { elements: ["Tb"] },
      { forms: ["magnet"] },
      { validFrom: left + 1 },
      { validUntil: left - 1 },
      { withdrawnAt: left },
    ]) {
      expect(run([{ ...permit, ...other }]).stopped, JSON.stringify(other)).to.have.length(1);
    }
    expect(run([{ ...permit, withdrawnAt: left + 1 }]).stopped).to.deep.equal([]);
  });

  it("stops what a country on the way controls, where its rule covers transit and no permit of that country runs", () => {
    const transit: ExportRule = { ...rule, rule: 2, name: "TH 1", country: "TH", coversTransit: true };
    const { stopped } = run([permit], [rule, transit]);
    expect(stopped.flatMap(({ rules }) => rules.map((found) => found.rule.name))).to.deep.equal(["TH 1"]);
    expect(run([permit, { ...permit, country: "TH" }], [rule, transit]).stopped).to.deep.equal([]);
    expect(run([permit], [rule, { ...transit, coversTransit: false }]).stopped).to.deep.equal([]);
  });
});
