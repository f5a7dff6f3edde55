import { expect } from "chai";
import { findingMade } from "../../../src/alerts/rules/finding-made.ts";
import { fingerprintAgainstOrigin } from "../../../src/alerts/rules/fingerprint-against-origin.ts";
import { lotNumberTwice } from "../../../src/alerts/rules/lot-number-twice.ts";
import { originAgainstLedger } from "../../../src/alerts/rules/origin-against-ledger.ts";
import { originWithoutMine } from "../../../src/alerts/rules/origin-without-mine.ts";
import { repackagedNowhere } from "../../../src/alerts/rules/repackaged-nowhere.ts";
import { patternElements } from "../../../src/domain/fingerprint/assay.ts";
import { referenceProfiles } from "../../../src/domain/fingerprint/profile.ts";
import type { Content } from "../../../src/domain/lot.ts";
import { roles } from "../../../src/domain/participants.ts";
import type { Deed } from "../../../src/statements/deeds.ts";
import { assayed } from "../../statements/examples.ts";
import { addressOf, compositionOf, declared, hashOf, Ledger, start } from "../event-of.ts";

describe("an origin that is no known producer", () => {
  const declares = (changes: Partial<Content>) =>
    new Ledger(originWithoutMine).statement({ declares: [declared("L-1", changes)] });

  it("raises an alert that names its source", () => {
    const [alert] = declares({ originCountry: "MX", deposit: "Sonora" });
    expect(alert).to.deep.include({ cause: hashOf("L-1"), countries: ["CN", "MX"] });
    expect(originWithoutMine.words(alert?.evidence as never).en).to.match(/Sonora, MX, .* \(USGS .*2025\)\.$/);
  });

  it("raises none for a producer, for scrap, nor for what was made of other lots", () => {
    expect(declares({ originCountry: "BR" })).to.deep.equal([]);
    expect(declares({ originCountry: "MX", form: "scrap" })).to.deep.equal([]);
    const made = new Ledger(originWithoutMine).statement({
      does: { what: "drawn", process: "leaching", outputs: [], emissionsGrams: 0n, occurredAt: start, period: 1 },
      declares: [declared("L-2", { originCountry: "MX" })],
    });
    expect(made).to.deep.equal([]);
  });
});

describe("an assay against the declared origin", () => {
  /** Concentrate of a profile, as a laboratory finds it. */
  const assayOf = (profile: string): Deed<"examined"> => {
    const { centre } = referenceProfiles.find(({ id }) => id === profile) ?? { centre: new Map() };
    const level = 500_000 / [...centre.values()].reduce((sum, logarithm) => sum + Math.exp(logarithm), 0);
    const found = patternElements.flatMap((element) => {
      const logarithm = centre.get(element);
      return logarithm === undefined ? [] : [[element, Math.exp(logarithm) * level] as const];
    });
    const composition = assayed(compositionOf(Object.fromEntries(found)));
    return { what: "examined", kind: "assay", outcome: "conforms", quantity: null, composition, occurredAt: start };
  };
  const judge = (profile: string, changes: Partial<Content>) => {
    const ledger = new Ledger(fingerprintAgainstOrigin);
    ledger.statement({ declares: [declared("L-1", changes)] });
    return ledger.statement({ does: assayOf(profile), lotIds: ["L-1"], country: "DE" });
  };

  it("raises an alert for clay of Longnan that is declared as Mexican, which no profile is of", () => {
    const [alert] = judge("longnan", { originCountry: "MX", deposit: "Sonora" });
    expect(alert).to.deep.include({ cause: hashOf("L-1"), countries: ["CN", "MX", "DE"] });
    expect(alert?.evidence).to.deep.include({ origin: "MX", fits: ["longnan"] });
    expect(fingerprintAgainstOrigin.words(alert?.evidence as never).en).to.include("Longnan");
  });

  it("raises an alert where the declared deposit's own profile does not fit", () => {
    const [alert] = judge("longnan", { originCountry: "CN", deposit: "Bayan Obo East" });
    expect(fingerprintAgainstOrigin.words(alert?.evidence as never).en).to.include("is not tenable");
  });

  it("raises none for what fits, nor for a separated product, whose pattern is gone", () => {
    expect(judge("longnan", { originCountry: "CN", deposit: "Longnan" })).to.deep.equal([]);
    expect(judge("mountain-pass", { originCountry: "US", deposit: "Mountain Pass" })).to.deep.equal([]);
    expect(judge("longnan", { originCountry: "MX", deposit: "Sonora", form: "separated-oxide" })).to.deep.equal([]);
  });

  it("raises none for an examination that is no assay", () => {
    const ledger = new Ledger(fingerprintAgainstOrigin);
    ledger.statement({ declares: [declared("L-1", { originCountry: "MX" })] });
    const does = { ...assayOf("longnan"), kind: "weight", quantity: 5n, composition: null } as const;
    expect(ledger.statement({ does, lotIds: ["L-1"] })).to.deep.equal([]);
  });
});

describe("goods that are packed anew where nobody processes", () => {
  const packer = addressOf("packer");
  const grant = (organisation: string, role: (typeof roles)[number], country: string) => ({
    organisation,
    role: roles.indexOf(role) + 1,
    country: `0x${Buffer.from(country || "\0\0").toString("hex")}`,
  });
  const packs = (ledger: Ledger, process: Deed<"transformed">["process"], country: string) =>
    ledger.statement({
      organisation: packer,
      does: {
        what: "transformed",
        process,
        inputs: [],
        outputs: [declared("L-2", { country })],
        emissionsGrams: 0n,
        occurredAt: start,
        scheme: 0,
      },
    });

  it("raise one alert for whoever packs, however often", () => {
    const ledger = new Ledger(repackagedNowhere);
    ledger.act("RoleGranted", grant(packer, "refiner", "TH"));
    ledger.act("RoleGranted", grant(addressOf("buyer"), "buyer", "TH"));
    const found = [...packs(ledger, "repackaging", "TH"), ...packs(ledger, "splitting", "TH")];
    expect(found.map(({ cause }) => cause)).to.deep.equal(Array(2).fill(`${packer} TH`));
    expect(repackagedNowhere.words(found[0]?.evidence as never).en).to.include("Goods of CN went through");
  });

  it("raise none where they come from, where others process, nor where they are worked", () => {
    const ledger = new Ledger(repackagedNowhere);
    ledger.act("RoleGranted", grant(packer, "refiner", "TH"));
    expect(packs(ledger, "repackaging", "CN")).to.deep.equal([]);
    expect(packs(ledger, "separation", "TH")).to.deep.equal([]);
    ledger.act("RoleGranted", grant(addressOf("separator"), "refiner", "TH"));
    expect(packs(ledger, "repackaging", "TH")).to.deep.equal([]);
    expect(packs(ledger, "repackaging", "MX")).to.have.length(1);
    ledger.act("RoleGranted", grant(addressOf("recycler"), "recycler", ""));
    expect(packs(ledger, "repackaging", "MX")).to.deep.equal([]);
  });
});

describe("a finding", () => {
  it("raises an alert each, and what conforms or is left open raises none", () => {
    const ledger = new Ledger(findingMade);
    ledger.statement({ declares: [declared("L-1")] });
    const finds = (outcome: Deed<"examined">["outcome"]) =>
      ledger.statement({
        lotIds: ["L-1"],
        country: "DE",
        does: { what: "examined", kind: "inspection", outcome, quantity: null, composition: null, occurredAt: start },
      });
    expect([...finds("conforms"), ...finds("inconclusive")]).to.deep.equal([]);
    const found = [...finds("does-not-conform"), ...finds("does-not-conform")];
    expect(new Set(found.map(({ cause }) => cause)).size).to.equal(2);
    expect(found[0]?.countries).to.include("DE");
    expect(findingMade.words(found[0]?.evidence as never).en).to.include("L-1, declared as of CN");
  });
});

describe("a declared origin against the ledger", () => {
  const quota = hashOf("quota");
  const declares = (kind: number, changes: Partial<Content>) => {
    const ledger = new Ledger(originAgainstLedger);
    ledger.act("QuotaGranted", { quota, kind: String(kind), grantedGrams: "1" });
    return ledger.statement({ declares: [declared("L-1", { quota, ...changes })] });
  };

  it("raises an alert where goods are just mined, and stand in another country than their mine", () => {
    const [alert] = declares(1, { originCountry: "US", deposit: "Mountain Pass", country: "TH" });
    expect(alert).to.deep.include({ cause: hashOf("L-1"), countries: ["TH", "US"] });
    expect(originAgainstLedger.words(alert?.evidence as never).en).to.include("Mountain Pass, US, and stood in TH");
  });

  it("raises none at the mine, nor for opening stock, which came before the ledger began, nor for scrap", () => {
    expect(declares(1, { originCountry: "TH", country: "TH" })).to.deep.equal([]);
    expect(declares(3, { originCountry: "US", country: "TH" })).to.deep.equal([]);
    expect(declares(2, { originCountry: "US", country: "TH", form: "scrap" })).to.deep.equal([]);
  });
});

describe("one lot number for two lots", () => {
  const again = (ledger: Ledger, lot: string, producer = "miner") =>
    ledger.statement({ lots: [hashOf(lot)], declares: [declared("L-1", {}, producer)] });

  it("raises an alert each time, also where a step makes the second", () => {
    const ledger = new Ledger(lotNumberTwice);
    expect(again(ledger, "first")).to.deep.equal([]);
    const [alert] = ledger.statement({
      lots: [hashOf("first"), hashOf("second")],
      declares: [declared("L-1")],
      does: {
        ...{ what: "transformed", process: "leaching", inputs: [{ lot: 1n, grams: 1n }], outputs: [] },
        ...{ emissionsGrams: 0n, occurredAt: start, scheme: 0 },
      },
    });
    expect(alert?.evidence).to.include({ lotNumber: "L-1", lot: hashOf("second"), earlier: hashOf("first") });
    expect(again(ledger, "third")).to.have.length(1);
  });

  it("raises none for another producer's, nor once the first was rejected", () => {
    const ledger = new Ledger(lotNumberTwice);
    expect(again(ledger, "other", "another")).to.deep.equal([]);
    ledger.statement({ declares: [declared("L-1")] });
    ledger.statement({ does: { what: "rejected", reason: 1 }, lotIds: ["L-1"] });
    expect(again(ledger, "second")).to.deep.equal([]);
    expect(again(ledger, "third")).to.have.length(1);
  });
});
