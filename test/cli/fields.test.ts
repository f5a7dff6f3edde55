import { expect } from "chai";
import { CliError } from "../../src/cli/cli-error.ts";
import { setField } from "../../src/cli/fields.ts";
import type { StatementKindName } from "../../src/statements/registry.ts";
import { kindOf } from "../../src/statements/statement.ts";

const { codecs } = kindOf("declare");

describe("fields of a draft", () => {
  const set = (kind: StatementKindName, ...pairs: string[]) => {
    const message: Record<string, unknown> = {};
    for (const pair of pairs) setField(kindOf(kind).codecs, message, pair);
    return message;
  };

  it("are what their codecs say: texts stay texts, however much they look like numbers", () => {
    const texts = [
      "lotNumber=20230415",
      "content.deposit=007",
      "content.site=6901234000009",
      "content.country=NO",
      "nonce=12",
    ];
    expect(set("declare", ...texts, "lotNumber=1e5")).to.deep.equal({
      lotNumber: "1e5",
      content: { deposit: "007", site: "6901234000009", country: "NO" },
      nonce: "12",
    });
    expect(set("attest", "quantity=0").quantity).to.equal("0");
    expect(set("attest", "quantity=17.6 kg/kg").quantity).to.equal("17600");
    expect(set("dispatch", "seal=12345", "carrier=none", "route=KZ, PL")).to.deep.equal({
      seal: "12345",
      carrier: null,
      route: ["KZ", "PL"],
    });
    expect(set("receive", "sealIntact=yes", "receivedGrams=2.5 t, 7")).to.deep.equal({
      sealIntact: true,
      receivedGrams: [2_500_000, 7],
    });
    expect(set("rotate-key", "scopes=custody,keys").scopes).to.deep.equal(["custody", "keys"]);
    expect(set("declare", "content.quota=mine-2026", "content.documents=none")).to.deep.equal({
      content: { quota: `0x${Buffer.from("mine-2026").toString("hex").padEnd(64, "0")}`, documents: null },
    });
  });

  it("are amounts with their units, exactly", () => {
    const amounts = [
      "massGrams=25.000001 t",
      "footprintGramsPerKilogram=17.6 kg CO2e/kg",
      "primaryDataBasisPoints=65.25%",
    ];
    expect(set("declare", ...amounts.map((amount) => `content.${amount}`)).content).to.deep.equal({
      massGrams: 25_000_001,
      footprintGramsPerKilogram: 17_600,
      primaryDataBasisPoints: 6_525,
    });
    expect(set("transform", "emissionsGrams=1.5kg").emissionsGrams).to.equal("1500");
    const shares = set(
      "declare",
      "content.composition=Nd 85.5 %, Pr 500 ppm, others <0.01 ppm",
      "content.composition.Dy=0.017 mg/kg".replace("0.017", "0.17"),
    );
    expect((shares.content as { composition: object }).composition).to.deep.include({
      Nd: { partsPerHundredMillion: 85_500_000 },
      Pr: { partsPerHundredMillion: 50_000 },
      Dy: { partsPerHundredMillion: 17 },
      Pm: { detectionLimit: 1 },
    });
    // Whoever assays names thorium and uranium: the others are rare earths.
    const { composition } = set("assay", "composition=Nd 20 %, Th 0.5 %, others <10 ppm", "composition.U=<1 ppm");
    expect(composition).to.deep.include({ Th: { partsPerHundredMillion: 500_000 }, U: { detectionLimit: 100 } });
    expect(Object.keys(set("assay", "composition=Nd 20 %, others <10 ppm").composition as object)).to.not.include("Th");
  });

  it("are oxides by their formula, of the lot or of its total, converted exactly", () => {
    const of = (text: string) =>
      set("declare", `content.composition=${text}`).content as { composition: Record<string, object> };
    expect(of("Nd2O3 74.9 %, Pr6O11 25 %, Dy2O3 <10 ppm, others <1 ppm").composition).to.deep.include({
      // 74.9 % / 1.1664, 25 % / 1.2082, 10 ppm / 1.1477: rounded down, down, and up.
      Nd: { partsPerHundredMillion: 64_214_677 },
      Pr: { partsPerHundredMillion: 20_691_938 },
      Dy: { detectionLimit: 872 },
      La: { detectionLimit: 100 },
    });
    // 60 % of the lot are oxides, of which Nd2O3 is a quarter: 15 % / 1.1664.
    const sheet = "TREO 60 %, Nd2O3 25 %, CeO2 50 %, La2O3 25 %";
    expect(of(sheet).composition.Nd).to.deep.equal({ partsPerHundredMillion: 12_860_082 });
    expect(() => of("TREO 60 %, Nd2O3 25 %, CeO2 50 %")).to.throw(CliError, "the oxides are 75 % of TREO in all");
    expect(() => of("Nd2O3 25 %, Nd 1 %")).to.throw(CliError, "Nd stands twice");
  });

  it("are times with their zones, of which a day ends what it is the last day of", () => {
    expect(set("certify", "validUntil=2026-03-01", "validAfter=2026-03-01+08:00")).to.deep.equal({
      validUntil: 1_772_409_599,
      validAfter: 1_772_294_400,
    });
    expect(set("deposit", "occurredAt=2026-03-01T12:00+01:00").occurredAt).to.equal(1_772_362_800);
    expect(set("deposit", "occurredAt=1772362800").occurredAt).to.equal(1_772_362_800);
  });

  it("are told of, by name and with what is expected, where they are no such value", () => {
    for (const [kind, pair, told] of [
      ["deposit", "occurredAt=2028-06-31", "There is no 2028-06-31"],
      ["deposit", "occurredAt=2027-06-30T24:00:00Z", "There is no"],
      ["deposit", "occurredAt=2027-06-30T12:00:00", "with its zone"],
      ["hand-over", "grams=2.5 lb", "g, kg, t"],
      ["hand-over", "grams=0.5 g", "finer"],
      ["hand-over", "grams=-1", "g, kg, t"],
      ["declare", "content.site=6901234000001", "690123400000 is followed by 9"],
      ["declare", "content.composition.Nd=85.5", "with its unit"],
      ["declare", "content.composition.Nd=0.001 ppm", "finer"],
      ["declare", "content.footprintGramsPerKilogram=24 lb/lb", "kg/kg"],
      ["receive", "sealIntact=perhaps", "yes or no"],
      ["certify", "scheme=one", "whole number"],
      ["declare", `content.quota=${"q".repeat(32)}`, "32 bytes"],
    ] as const) {
      const error = (() => {
        try {
          return set(kind, pair);
        } catch (reason) {
          return reason;
        }
      })();
      expect(error, pair).to.be.instanceOf(CliError);
      const { en, zh } = (error as CliError).text;
      expect(en, pair)
        .to.match(/^--set /)
        .and.to.contain(told);
      expect(zh, pair).to.match(/^--set [^ ]+：.*[\u4e00-\u9fff]/);
    }
  });

  it("are set in lists too, from their beginning", () => {
    expect(
      set("transform", "inputs.0.lot=0xab", "inputs.0.grams=1 kg", "inputs.1.grams=2", "outputs.0.content.quota=none"),
    ).to.deep.equal({
      inputs: [{ lot: "0xab", grams: 1_000 }, { grams: 2 }],
      outputs: [{ content: { quota: null } }],
    });
    expect(set("transform", 'inputs=[{"lot":"0xab","grams":1}]').inputs).to.deep.equal([{ lot: "0xab", grams: 1 }]);
    expect(() => set("transform", "inputs.1.grams=2")).to.throw("field=value");
  });

  it("are set by path, and as JSON where they are objects", () => {
    const message = { content: { form: "ore" } };
    setField(codecs, message, "content.massGrams=5000");
    setField(codecs, message, "content.composition.Nd.partsPerHundredMillion=170000");
    setField(codecs, message, "lotNumber=L-1=a");
    setField(codecs, message, "nonce=7");
    expect(message).to.deep.equal({
      content: { form: "ore", massGrams: 5000, composition: { Nd: { partsPerHundredMillion: 170000 } } },
      lotNumber: "L-1=a",
      nonce: "7",
    });
  });

  it("are refused where there is no value, or no object to hold them", () => {
    expect(() => setField(codecs, {}, "grams")).to.throw("field=value");
    expect(() => setField(codecs, { grams: 1 }, "grams.more=1")).to.throw("field=value");
  });

  it("change nothing but the message", () => {
    for (const pair of ['__proto__={"polluted":1}', "__proto__.polluted=1", "constructor.prototype.polluted=1"]) {
      const message = {};
      try {
        setField(codecs, message, pair);
      } catch {
        // Refused is as good.
      }
      expect("polluted" in {}, pair).to.equal(false);
      expect(Object.getPrototypeOf(message), pair).to.equal(Object.prototype);
    }
  });
});
