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
  /** What is told of how a field was computed. */
  const workings = (kind: StatementKindName, pair: string) => {
    const lines: string[] = [];
    setField(kindOf(kind).codecs, {}, pair, ({ en }) => lines.push(en));
    return lines;
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

  it("are a paper's others, of which no element can be more than all", () => {
    const sheet = "TREO 60 %, Nd2O3 24.5 %, CeO2 50 %, La2O3 24.5 %, others 1 %";
    const { composition } = set("declare", `content.composition=${sheet}`).content as { composition: object };
    expect(Object.keys(composition)).to.have.length(17);
    expect(composition).to.deep.include({
      // 60 % of 24.5 % / 1.1664, down; 60 % of 1 % / 1.5338 and / 1.1372, up.
      Nd: { partsPerHundredMillion: 12_602_880 },
      Sc: { detectionLimit: 391_186 },
      Lu: { detectionLimit: 527_612 },
    });
    expect(workings("declare", `content.composition=${sheet}`)[0]).to.equal(
      "Nd2O3 24.5 % of TREO 60 % is Nd 12.60288 %",
    );
    expect(workings("declare", `content.composition=${sheet}`).at(-1)).to.match(
      /^others 1 % of TREO 60 % is no more of each than Sc <3,911.86 ppm, Y <.* Lu <5,276.12 ppm$/,
    );
    // As elements, where the paper is of elements; and they count into what the oxides come to.
    expect(set("declare", "content.composition=Nd 20 %, others 1 %").content).to.deep.nested.include({
      "composition.Pm": { detectionLimit: 1_000_000 },
    });
    expect(() => set("declare", "content.composition=TREO 60 %, Nd2O3 50 %, CeO2 50 %, others 1 %")).to.throw("101 %");
    expect(() => set("declare", "content.composition=Nd 20 %, others 0 %")).to.throw(CliError, "others <10 ppm");
  });

  it("are oxides of a total with thoria in it, which an assay states and a declaration does not", () => {
    const sheet = "REO+ThO2 64.5 %, ThO2 4.5 %, Nd2O3 25 %, CeO2 50 %, La2O3 25 %";
    const of = (kind: StatementKindName, field: string) => {
      const message = set(kind, `${field}=${sheet}`);
      return (message.composition ?? (message.content as { composition: object }).composition) as object;
    };
    expect(of("declare", "content.composition")).to.deep.include({ Nd: { partsPerHundredMillion: 12_860_082 } });
    expect(of("declare", "content.composition")).to.not.have.any.keys("Th", "ThO2");
    // 4.5 % / 1.1379.
    expect(of("assay", "composition")).to.deep.include({ Th: { partsPerHundredMillion: 3_954_653 } });
    expect(workings("assay", `composition=${sheet}`)).to.include(
      "Nd2O3 25 % of REO+ThO2 64.5 % less ThO2 4.5 % is Nd 12.860082 %",
    );
    expect(() => set("declare", "content.composition=REO+ThO2 60 %, Nd2O3 100 %")).to.throw(CliError, "thoria");
    expect(() => set("declare", "content.composition=REO+ThO2 4 %, ThO2 4 %, Nd2O3 100 %")).to.throw(
      CliError,
      "all of",
    );
  });

  it("are of dry goods, computed from those of wet ones", () => {
    expect(set("declare", "content.massGrams=5 t wet with 8.13 % moisture").content).to.deep.equal({
      massGrams: 4_593_500,
    });
    expect(workings("declare", "content.massGrams=5 t wet with 8.13 % moisture")).to.deep.equal([
      "5 t wet with 8.13 % moisture is 4.5935 t dry",
    ]);
    expect(set("receive", "receivedGrams=2.5 t dry, 7 g wet with 50 % moisture").receivedGrams).to.deep.equal([
      2_500_000, 3,
    ]);
    expect(set("attest", "quantity=5t 湿 含水 8％").quantity).to.equal("4600000");
    const wet = "wet with 8 % moisture, TREO 55.2 %, Nd2O3 50 %, CeO2 49 %, others 1 %, Th <10 ppm";
    const { composition } = set("assay", `composition=${wet}`);
    expect(composition).to.deep.include({
      // 50 % of 55.2 %, of 92 % of the goods, / 1.1664: 30 % / 1.1664.
      Nd: { partsPerHundredMillion: 25_720_164 },
      Lu: { detectionLimit: 527_612 },
      Th: { detectionLimit: 1_087 },
    });
    expect(workings("assay", `composition=${wet}`)[0]).to.equal(
      "Nd2O3 50 % of TREO 55.2 %, wet with 8 % moisture is Nd 25.720164 %",
    );
    expect(set("assay", "composition=Nd 20 %, dry").composition).to.deep.equal({
      Nd: { partsPerHundredMillion: 20_000_000 },
    });
    // Nobody is to guess of which a paper's figures are.
    for (const text of ["5 t wet", "5 t, moisture 8 %", "5 t wet with 8 moisture", "5 t wet with 100 % moisture"])
      expect(() => set("hand-over", `grams=${text}`), text).to.throw(CliError, "or dry");
    expect(() => set("assay", "composition=Nd 20 %, moisture 8 %")).to.throw(CliError, "or dry");
  });

  it("are read as they are typed with a Chinese keyboard, or copied from a printed formula", () => {
    expect(set("assay", "composition=Nd 64.2％，Pr₆O₁₁ 25 ％、其余 ＜10 ppm").composition).to.deep.include({
      Nd: { partsPerHundredMillion: 64_200_000 },
      Pr: { partsPerHundredMillion: 20_691_938 },
    });
    expect(() => set("assay", "composition=Nd 64,2 %")).to.throw(CliError, "decimals have points");
    expect(() => set("assay", "composition=Nd 64.2 %, 2 %")).to.throw(CliError, '"2 %" names no element');
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

  it("are no amount, and cost nothing, where nobody would write one", () => {
    const long = "1".repeat(100_000);
    const commas = ",".repeat(100_000);
    for (const unit of ["constructor", "toString", "__proto__", "hasOwnProperty"])
      expect(() => set("hand-over", `grams=5 ${unit}`), unit).to.throw(CliError, "g, kg, t");
    for (const text of [long, `${long} t`, `1.${long} t`, `1 t${commas}x`, `1 t${" ".repeat(100_000)}wet`]) {
      const started = performance.now();
      expect(() => set("hand-over", `grams=${text}`)).to.throw(CliError, /^.{0,200}$/);
      expect(() => set("attest", `quantity=${text}`)).to.throw(CliError, /^.{0,200}$/);
      expect(() => set("assay", `composition=Nd ${text}`)).to.throw(CliError, /^.{0,200}$/);
      expect(performance.now() - started).to.be.below(1_000);
    }
    expect(() => set("assay", `composition=${"Nd 1 %, ".repeat(10_000)}`)).to.throw(CliError, "2000 characters");
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
