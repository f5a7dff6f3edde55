import { expect } from "chai";
import rules from "../../data/export-rules.json" with { type: "json" };
import reference from "../../data/reference.json" with { type: "json" };
import type { Composition } from "../../src/domain/composition.ts";
import { elementSymbols } from "../../src/domain/elements.ts";
import { type ExportRule, judgeCrossing, notedElements, standingOf } from "../../src/domain/export-control.ts";
import { countedElements, valueShareOf } from "../../src/domain/export-value.ts";
import { momentOf } from "../../src/domain/moment.ts";

const [materials, magnets, second, byValue] = rules.rules.map((rule) => ({
  ...rule,
  validFrom: momentOf(rule.validFrom, "start"),
  validUntil: momentOf(rule.validUntil, "end"),
  suspensions: rule.suspensions.map(({ from, until }) => ({
    from: momentOf(from, "start"),
    until: momentOf(until, "end"),
  })),
})) as unknown as [ExportRule, ExportRule, ExportRule, ExportRule];

/** Nothing found to 1 ppm, but for what is named, in hundredths of a part per million. */
function composed(found: Record<string, number>): Composition {
  return Object.fromEntries(
    elementSymbols.map((symbol) => {
      const share = found[symbol];
      return [symbol, share === undefined ? { detectionLimit: 100 } : { partsPerHundredMillion: share }];
    }),
  ) as Composition;
}

describe("export control", () => {
  it("is seeded from the reference data: elements, days and suspensions", () => {
    const [first, other, value] = reference.exportControls;
    expect([...materials.elements].sort()).to.deep.equal([...(first?.elements ?? [])].sort());
    expect([...second.elements].sort()).to.deep.equal([...(other?.elements ?? [])].sort());
    expect(byValue.valueShareBasisPoints).to.equal((value?.valueShareThreshold ?? 0) * 10_000);
    for (const [rule, source] of [
      [materials, first],
      [magnets, first],
      [second, other],
      [byValue, value],
    ] as const) {
      expect(rule.validFrom).to.equal(momentOf(`${source?.effectiveFrom}+08:00`, "start"));
      const suspensions = source?.suspensions.map(({ from, until }) => ({
        from: momentOf(`${from}+08:00`, "start"),
        until: momentOf(`${until}+08:00`, "end"),
      }));
      expect(rule.suspensions).to.deep.equal(suspensions);
    }
  });

  it("stands suspended until the last second of 2026-11-10 in China, and in force from the next", () => {
    const edge = Date.parse("2026-11-10T16:00:00Z") / 1_000;
    expect(standingOf(second, edge - 1)).to.equal("suspended");
    expect(standingOf(second, edge)).to.equal("in-force");
    expect(standingOf(materials, edge - 1)).to.equal("in-force");
    expect(standingOf(second, 0)).to.equal("not-yet");
    expect(standingOf(second, 2 ** 32)).to.equal("over");
  });

  it("notes elements from 0.1 % on, and a limit of detection as coarse", () => {
    const composition = composed({ Nd: 100_000, Dy: 99_999 });
    expect(notedElements(composition)).to.deep.equal(["Nd"]);
    expect(notedElements({ ...composition, Tb: { detectionLimit: 100_000 } })).to.deep.equal(["Nd", "Tb"]);
  });

  it("judges the stricter of two days, and transit only where a rule covers it", () => {
    const edge = Date.parse("2026-11-10T16:00:00Z") / 1_000;
    const goods = {
      form: "metal" as const,
      composition: composed({ Ho: 90_000_000 }),
      fromCountry: "CN",
      toCountry: "DE",
    };
    const applies = (crossing: object, listed = [materials, second]) =>
      judgeCrossing({ ...goods, route: [], times: [edge - 1], ...crossing }, listed)
        .filter((finding) => finding.applies)
        .map(({ rule }) => rule.name);
    expect(applies({})).to.deep.equal([]);
    expect(applies({ times: [edge - 1, edge] })).to.deep.equal(["CN 57/2025"]);
    expect(applies({ toCountry: "CN", times: [edge] })).to.deep.equal([]);
    expect(applies({ fromCountry: "VN", route: ["CN"], times: [edge] })).to.deep.equal([]);
    const covering = { ...second, coversTransit: true };
    expect(applies({ fromCountry: "VN", route: ["CN"], times: [edge] }, [covering])).to.deep.equal(["CN 57/2025"]);
  });

  it("tells the share by value of listed elements from a country, of what has a price", () => {
    const listed = countedElements(byValue, [materials, magnets, second, byValue]);
    expect(listed).to.include("Dy").and.not.to.include("Nd");
    const composition = composed({ Nd: 29_000_000, Dy: 1_000_000, Pr: 1_000_000 });
    const origins = [
      { country: "CN", deposit: "a", partsPerMillion: { Dy: 500_000, Nd: 1_000_000 } },
      { country: "AU", deposit: "b", partsPerMillion: { Dy: 500_000 } },
    ];
    const { shareBasisPoints, unpriced } = valueShareOf(composition, origins, { country: "CN", counted: listed });
    // Half of 1 % dysprosium at 260, against 29 % neodymium at 56 and that dysprosium, as oxides.
    const [dysprosium, neodymium] = [1 * 1.1477 * 260, 29 * 1.1664 * 56];
    expect(shareBasisPoints).to.equal(Math.floor((10_000 * dysprosium) / 2 / (dysprosium + neodymium)));
    expect(unpriced).to.deep.equal(["Pr"]);
    expect(valueShareOf(composed({}), [], { country: "CN", counted: listed }).shareBasisPoints).to.equal(null);
  });
});
