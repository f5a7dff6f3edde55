import { expect } from "chai";
import { verdictLines } from "../../src/cli/verdict-lines.ts";
import type { Verdict } from "../../src/client/client.ts";

const lot = `0x${"a".repeat(64)}`;
const head = { hash: `0x${"1".repeat(56)}`, count: 3 };

const verdict: Verdict = {
  lot,
  conclusion: "valid",
  summary: { en: "All is well.", zh: "一切正常。" },
  block: { number: 12, hash: `0x${"b".repeat(64)}`, timestamp: 1_790_000_000 },
  heads: [
    { type: "lot", computed: head, onLedger: head },
    { type: "scheme", computed: head, onLedger: { ...head, count: 4 } },
  ],
  certificate: {
    statement: `0x${"c".repeat(64)}`,
    scheme: 2,
    certifier: `0x${"d".repeat(40)}`,
    certifierName: "Meridian",
    certifiedAt: 1_790_000_000,
    validUntil: 1_800_000_000,
  },
  class: "verified",
  classNote: { en: "No offsets.", zh: "无抵消。" },
  origin: [
    { country: "CN", deposit: "Bayan Obo", partsPerMillion: { Nd: 1_000_000, Pr: 1_000_000, Dy: 250_000 } },
    { country: "MM", deposit: "Chipwi", partsPerMillion: { Dy: 750_000 } },
  ],
  notFound: [
    { element: "Sc", detectionLimit: 500, assay: `0x${"e".repeat(64)}` },
    { element: "Tb", detectionLimit: 2_000, assay: `0x${"e".repeat(64)}` },
    { element: "Y", detectionLimit: 500, assay: `0x${"e".repeat(64)}` },
  ],
  whereabouts: [
    { state: "in-hand", grams: 2_500_000, country: "DE", toCountry: null, roles: ["magnet-maker"] },
    { state: "on-the-road", grams: 1_000, country: "CN", toCountry: "DE", roles: [] },
  ],
  disputedGrams: 0,
  shortGrams: 180,
  retiredGrams: 0,
  checks: [
    { id: "dossier-complete", status: "pass", reason: { en: "complete", zh: "完整" }, data: {} },
    { id: "in-date", status: "fail", reason: { en: "late", zh: "过期" }, data: {} },
  ],
};

describe("a verdict for people", () => {
  it("says in English what was found, where the grams are, and why", () => {
    expect(verdictLines(verdict, "en")).to.deep.equal([
      `Lot ${lot}`,
      "VALID: All is well.",
      "Certificate scheme 2, by Meridian, 2026-09-21 until 2027-01-15",
      "Class       verified",
      "            No offsets.",
      "Origin      CN Bayan Obo: Nd 100 %, Pr 100 %, Dy 25 %",
      "            MM Chipwi: 75 % (Dy)",
      "Not found   Sc Y (< 5 ppm), Tb (< 20 ppm)",
      "Grams            2.5 t in hand DE (magnet-maker)",
      "                  1 kg on the road CN to DE",
      "Missing     180 g",
      "Read at     block 12 0xbbbbbbbbbbbbbbbb… 2026-09-21T14:13:20Z",
      "            1/2 hash chains recomputed, with the ledger's heads",
      "Checks:",
      "  ✔ dossier-complete      complete",
      "  ✘ in-date               late",
    ]);
  });

  it("says the same in Chinese", () => {
    const lines = verdictLines(verdict, "zh");
    expect(lines[1]).to.equal("有效: 一切正常。");
    expect(lines.at(-1)).to.contain("过期");
  });

  it("leaves out a certificate that there is none of", () => {
    const lines = verdictLines({ ...verdict, certificate: null, class: null, whereabouts: [], shortGrams: 0 }, "en");
    expect(lines.slice(2).join()).to.not.contain("Certificate").and.to.not.contain("Missing");
  });
});
