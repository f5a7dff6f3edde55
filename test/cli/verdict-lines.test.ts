import { expect } from "chai";
import { verdictLines } from "../../src/cli/verdict-lines.ts";
import type { Verdict } from "../../src/client/answers.ts";
import { compositionOf } from "../statements/examples.ts";

const lot = `0x${"a".repeat(64)}`;
const head = { hash: `0x${"1".repeat(56)}`, count: 3 };

const verdict: Verdict = {
  lot,
  goods: {
    producer: `0x${"f".repeat(40)}`,
    producerName: "Donaubogen",
    lotNumber: "NdFeB-M1",
    form: "magnet",
    massGrams: 3_500_000,
    composition: {
      ...compositionOf({ Pr: 70_000, Nd: 220_000, Dy: 10_000 }),
      Tb: { detectionLimit: 2_000 },
    },
    footprint: {
      grossGramsPerKilogram: 27_600,
      removalsGramsPerKilogram: 100,
      attestedRemovalsGramsPerKilogram: 80,
      offsetsGramsPerKilogram: 0,
      parts: [
        { source: "cradle", milligrams: "70000000000", gramsPerKilogram: 20_000 },
        { source: "transport", milligrams: "26600000000", gramsPerKilogram: 7_600 },
      ],
    },
  },
  notFound: [
    { element: "Sc", detectionLimit: 500, assay: `0x${"e".repeat(64)}` },
    { element: "Tb", detectionLimit: 2_000, assay: `0x${"e".repeat(64)}` },
    { element: "Y", detectionLimit: 500, assay: `0x${"e".repeat(64)}` },
  ],
  radioactive: [
    { element: "Th", share: { partsPerHundredMillion: 2_140_000 }, assay: `0x${"e".repeat(64)}` },
    { element: "U", share: { detectionLimit: 500 }, assay: `0x${"e".repeat(64)}` },
  ],
  origin: [
    { country: "CN", deposit: "Bayan Obo", partsPerMillion: { Nd: 1_000_000, Pr: 1_000_000, Dy: 250_000 } },
    { country: "MM", deposit: "Chipwi", partsPerMillion: { Dy: 750_000 } },
  ],
  class: "verified",
  classNote: { en: "No offsets.", zh: "无抵消。" },
  certificate: {
    statement: `0x${"c".repeat(64)}`,
    scheme: 2,
    certifier: `0x${"d".repeat(40)}`,
    certifierName: "Meridian",
    certifiedAt: 1_790_000_000,
    validUntil: 1_800_000_000,
  },
  restsOn: {
    foundNanograms: "1050000000000000",
    drawnNanograms: "30028100200",
    partsPerHundredMillion: 2_860,
    certificateNanograms: "29190000000",
    making: { toleratedNanograms: "838000000", reliedNanograms: "100200", lots: 2 },
    ancestorsDrew: true,
  },
  conclusion: "valid",
  summary: { en: "All is well.", zh: "一切正常。" },
  whereabouts: [
    { state: "on-the-road", grams: 1_000, country: "CN", toCountry: "DE", roles: [] },
    { state: "in-hand", grams: 2_500_000, country: "DE", toCountry: null, roles: ["magnet-maker"] },
    { state: "in-hand", grams: 500, country: "DE", toCountry: null, roles: ["carrier"] },
    { state: "disputed", grams: 180, country: "DE", toCountry: "SE", roles: ["buyer"] },
  ],
  disputedGrams: 180,
  shortGrams: 180,
  retiredGrams: 0,
  unitCodes: {
    statement: `0x${"c".repeat(64)}`,
    root: `0x${"d".repeat(64)}`,
    grams: 3_500_000,
    registeredAt: 1_790_000_000,
  },
  block: { number: 12, hash: `0x${"b".repeat(64)}`, timestamp: 1_790_000_000 },
  heads: [
    { type: "lot", computed: head, onLedger: head },
    { type: "scheme", computed: head, onLedger: { ...head, count: 4 } },
  ],
  checks: [
    { id: "dossier-complete", status: "pass", reason: { en: "complete", zh: "完整" }, data: {} },
    { id: "in-date", status: "fail", reason: { en: "late", zh: "过期" }, data: {} },
  ],
};

describe("a verdict for people", () => {
  it("says in English what the lot is, then whether it is certified, then where it is and why", () => {
    expect(verdictLines(verdict, "en")).to.deep.equal([
      "Lot         NdFeB-M1, of Donaubogen",
      `            ${lot}`,
      "Form        magnets, 3.5 t net dry mass",
      "Found       Nd 22 %, Pr 7 %, Dy 1 %",
      "Not found   Sc Y (< 5 ppm), Tb (< 20 ppm)",
      "Th, U       Th 21,400 ppm, U < 5 ppm",
      "Origin      CN Bayan Obo: Nd 100 %, Pr 100 %, Dy 25 %",
      "            MM Chipwi: 75 % (Dy)",
      "Footprint   gross 27.6 kg CO2e/kg, removals 0.1 kg CO2e/kg (confirmed 0.08 kg CO2e/kg), offsets 0 kg CO2e/kg",
      "            made up of: mining as declared 20 kg CO2e/kg, transport by the service's word 7.6 kg CO2e/kg",
      "Class       verified",
      "            No offsets.",
      "Certificate scheme 2, by Meridian, 2026-09-21 until 2027-01-15",
      "Rests on    tolerances and detection limits for at most 30.0281002 g or 0.00286 % of what was found",
      "            its certificate 29.19 g, its making 0.838 g on tolerance and 0.0001002 g on detection limits, shared with 1 more",
      "            What it was made from rests on some too.",
      "",
      "VALID: All is well.",
      "",
      "Where       CN to DE: 1 kg on the road",
      "            DE: 2.5 t in hand (magnet maker), 500 g in hand (carrier)",
      "            DE to SE: 180 g in dispute, nobody's until both sides settle",
      "Missing     180 g",
      "Codes       3.5 t, one for each gram, registered on 2026-09-21T14:13:20Z",
      "Read at     block 12 0xbbbbbbbbbbbbbbbb… 2026-09-21T14:13:20Z",
      "            1/2 hash chains recomputed, with the ledger's heads",
      "Checks:",
      "  ✔ dossier-complete      complete",
      "  ✘ in-date               late",
    ]);
  });

  it("says the same in Chinese", () => {
    const lines = verdictLines(verdict, "zh");
    expect(lines).to.have.length(verdictLines(verdict, "en").length);
    expect(lines).to.include("有效：一切正常。");
    expect(lines.find((line) => line.startsWith("依据余量"))).to.contain("30.0281002 g，占检出量 0.00286 %");
    expect(lines.at(-1)).to.contain("过期");
  });

  it("names what was declared as not found where no assay stands, and leaves out what there is none of", () => {
    const bare: Verdict = {
      ...verdict,
      ...{
        notFound: [],
        certificate: null,
        class: null,
        classNote: null,
        whereabouts: [],
        shortGrams: 0,
        unitCodes: null,
      },
      restsOn: {
        ...{ foundNanograms: "1", drawnNanograms: "0", partsPerHundredMillion: 0, certificateNanograms: "0" },
        ...{ making: null, ancestorsDrew: false },
      },
    };
    const lines = verdictLines(bare, "en");
    expect(lines.find((line) => line.startsWith("Not found"))).to.match(/Tb \(< 20 ppm\).*, as declared$/);
    expect(lines).to.include("Rests on    measurements alone: nothing was drawn on tolerances or detection limits");
    expect(lines.join("\n")).to.not.match(/^(Certificate|Class|Where|Missing|Codes) /m);
  });

  it("says what it can where the declaration is not known", () => {
    const lines = verdictLines({ ...verdict, goods: null, restsOn: null, origin: null, conclusion: "invalid" }, "en");
    expect(lines[0]).to.equal(`Lot         ${lot}`);
    expect(lines).to.include("INVALID: All is well.");
  });
});
