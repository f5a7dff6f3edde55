import { expect } from "chai";
import { type Candidate, type Scheme, schemeChecks } from "../../src/portal/desks/scheme-checks.ts";

const day = 86_400;
const now = 100 * day;
const terms: Scheme = {
  scheme: 1,
  name: "Verified origin",
  validFrom: 0,
  validUntil: now,
  suspendedFrom: null,
  suspendedUntil: null,
  attestations: ["assay", "weight"],
  forms: ["magnet"],
  maximumAgeDays: 30,
  maximumValidityDays: 365,
  custodyModels: ["segregated"],
  allocations: ["mass"],
  minimumPrimaryDataPercent: 50,
};
const found = { kind: "assay", outcome: "conforms", by: "laboratory", occurredAt: now - 30 * day } as const;
const candidate: Candidate = {
  producer: "producer",
  content: { form: "magnet", custodyModel: "segregated", allocation: "mass", primaryDataBasisPoints: 5_000 },
  examinations: [found, { ...found, kind: "weight" }],
};
const lacks = (of: Partial<Candidate>, changed: Partial<Scheme> = {}, at = now) =>
  schemeChecks({ ...terms, ...changed }, { ...candidate, ...of }, at).flatMap((check) =>
    check.isMet ? [] : [check.of === "examination" ? check.kind : check.of],
  );

describe("what a scheme asks for", () => {
  it("is met to the last day, and to the last basis point", () => {
    expect(lacks({})).to.deep.equal([]);
  });

  it("is not met by a lot that differs in anything", () => {
    const { content } = candidate;
    expect(lacks({ content: { ...content, form: "alloy" } })).to.deep.equal(["form"]);
    expect(lacks({ content: { ...content, custodyModel: "mass-balance" } })).to.deep.equal(["custody-model"]);
    expect(lacks({ content: { ...content, allocation: "economic" } })).to.deep.equal(["allocation"]);
    expect(lacks({ content: { ...content, primaryDataBasisPoints: 4_999 } })).to.deep.equal(["primary-data"]);
  });

  it("is not met by a finding of the producer, an old one, or one that says otherwise", () => {
    const weight = { ...found, kind: "weight" } as const;
    for (const assay of [
      { ...found, by: "producer" },
      { ...found, occurredAt: now - 31 * day },
      { ...found, outcome: "inconclusive" } as const,
    ]) {
      expect(lacks({ examinations: [assay, weight] })).to.deep.equal(["assay"]);
    }
  });

  it("asks nothing that holds outside of the scheme's time, or while it is suspended", () => {
    expect(lacks({}, { validUntil: now - 1 })).to.deep.equal(["in-force"]);
    expect(lacks({}, { suspendedFrom: now, suspendedUntil: now })).to.deep.equal(["in-force"]);
    expect(lacks({}, { suspendedFrom: now - 2, suspendedUntil: now - 1 })).to.deep.equal([]);
  });
});
