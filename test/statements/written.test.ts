import { expect } from "chai";
import type { StatementKindName } from "../../src/statements/registry.ts";
import { kindOf } from "../../src/statements/statement.ts";
import { readWritten } from "../../src/statements/written.ts";

describe("a message as people write it in JSON", () => {
  const read = (kind: StatementKindName, message: Record<string, unknown>) => readWritten(kindOf(kind).codecs, message);

  it("has times with zones, amounts with units and quotas by name", () => {
    const { message, faults } = read("declare", {
      lotNumber: "none",
      content: {
        massGrams: "2.5 t",
        footprintGramsPerKilogram: "17.6 kg/kg",
        producedAt: "2026-03-01T00:00+08:00",
        quota: "mine-2026",
        composition: { Nd: "85.5 %", Pr: { detectionLimit: 1_000 } },
        deposit: "none",
      },
    });
    expect(faults).to.deep.equal([]);
    expect(message).to.deep.equal({
      lotNumber: "none",
      content: {
        massGrams: 2_500_000,
        footprintGramsPerKilogram: 17_600,
        producedAt: Date.parse("2026-02-28T16:00:00Z") / 1000,
        quota: `0x${Buffer.from("mine-2026").toString("hex").padEnd(64, "0")}`,
        composition: { Nd: { partsPerHundredMillion: 85_500_000 }, Pr: { detectionLimit: 1_000 } },
        deposit: "none",
      },
    });
  });

  it("has them in lists and in lists of objects too", () => {
    const { message } = read("transform", {
      inputs: [{ lot: `0x${"1".repeat(64)}`, grams: "1 t" }],
      outputs: [{ lotNumber: "A", content: { massGrams: "5 kg" } }],
      emissionsGrams: "1.5 kg",
    });
    expect(message).to.deep.equal({
      inputs: [{ lot: `0x${"1".repeat(64)}`, grams: 1_000_000 }],
      outputs: [{ lotNumber: "A", content: { massGrams: 5_000 } }],
      emissionsGrams: "1500",
    });
    expect(read("receive", { receivedGrams: ["2 t", 7] }).message).to.deep.equal({ receivedGrams: [2_000_000, 7] });
  });

  it("has what a paper says, of wet goods and of oxides, and tells what became of it", () => {
    const { message, workings } = read("declare", {
      content: { massGrams: "5 t wet with 8 % moisture", composition: "TREO 60 %, Nd2O3 99 %, others 1 %" },
    });
    const { massGrams, composition } = message.content as { massGrams: number; composition: object };
    expect(massGrams).to.equal(4_600_000);
    expect(composition).to.deep.include({ Nd: { partsPerHundredMillion: 50_925_925 } });
    expect(workings.slice(0, 2)).to.deep.equal([
      {
        path: "content.massGrams",
        text: { en: "5 t wet with 8 % moisture is 4.6 t dry", zh: "湿重 5 t、含水 8 %，即干重 4.6 t" },
      },
      {
        path: "content.composition",
        text: { en: "Nd2O3 99 % of TREO 60 % is Nd 50.925925 %", zh: "Nd2O3 99 %（占 TREO 60 %） 即 Nd 50.925925 %" },
      },
    ]);
  });

  it("is left alone where it is on the wire already, whatever it is", () => {
    for (const kind of ["declare", "assay", "attest", "dispatch", "receive", "transform", "rotate-key"] as const) {
      const { message } = kindOf(kind).example;
      expect(read(kind, message), kind).to.deep.equal({ message, faults: [], workings: [] });
    }
    const odd = { unknown: "1 t", content: 5, lotNumber: null };
    expect(read("declare", odd)).to.deep.equal({ message: odd, faults: [], workings: [] });
  });

  it("is told of by path, in both languages: wrong check digits, days that no calendar has, units that are none", () => {
    const { faults } = read("transform", {
      occurredAt: "2026-02-30",
      outputs: [{ content: { site: "9520000000012", massGrams: "3 lb" } }],
    });
    expect(faults.map(({ path }) => path)).to.deep.equal([
      "occurredAt",
      "outputs.0.content.site",
      "outputs.0.content.massGrams",
    ]);
    expect(faults[1]?.text).to.deep.equal({
      en: "the check digit of this Global Location Number is wrong: 952000000001 is followed by 1",
      zh: "该全球位置码的校验位有误：952000000001 之后应为 1",
    });
  });
});
