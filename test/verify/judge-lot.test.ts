import { expect } from "chai";
import { id } from "ethers";
import { attestationKinds } from "../../src/domain/attestation.ts";
import type { AssayedComposition } from "../../src/domain/composition.ts";
import { forms } from "../../src/domain/form.ts";
import { headOf } from "../../src/domain/head.ts";
import type { Content } from "../../src/domain/lot.ts";
import { maskOf } from "../../src/domain/mask.ts";
import { roles } from "../../src/domain/participants.ts";
import type { CheckId } from "../../src/domain/verdict.ts";
import { lotId } from "../../src/statements/content.ts";
import type { StatementKindName } from "../../src/statements/registry.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Message, RecordedStatement } from "../../src/statements/statement.ts";
import type { Dossier, DossierEntry } from "../../src/verify/dossier.ts";
import { judgeLot } from "../../src/verify/judge-lot.ts";
import type { LotCase } from "../../src/verify/lot-case.ts";
import { lotFacts } from "../../src/verify/lot-facts.ts";
import type { Act, Register } from "../../src/verify/register.ts";
import { parties } from "../fixtures/parties.ts";
import type { Party } from "../fixtures/party.ts";
import { assayed, compositionOf } from "../statements/examples.ts";

const DAY = 86_400;
const START = 20_000 * DAY;
const scheme = 3;

const content: Content = {
  form: "separated-oxide",
  custodyModel: "segregated",
  massGrams: 1_000n,
  composition: compositionOf({ Nd: 640_000, Pr: 200_000 }),
  originCountry: "CN",
  deposit: "Bayan Obo",
  country: "CN",
  site: 6_901_234_000_009n,
  footprintGramsPerKilogram: 35_000,
  removalsGramsPerKilogram: 0,
  offsetsGramsPerKilogram: 0,
  footprintMethod: 1,
  allocation: "economic",
  primaryDataBasisPoints: 5_000,
  producedAt: START - DAY,
  quota: id("quota"),
  documents: null,
  replaces: null,
  certifier: null,
};

/** Everything that a case is made of; a test changes one thing. */
interface Story {
  content: Content;
  certifier: Party;
  assayer: Party;
  assayedOn: number;
  /** What the assay, and further ones by other laboratories, state of thorium and uranium. */
  radioactive: Partial<AssayedComposition>[];
  terms: {
    validFrom: number;
    validUntil: number;
    suspendedFrom: number;
    suspendedUntil: number;
    forms: (typeof forms)[number][];
  };
  accredited: { validFrom: number; validUntil: number };
  sentGrams: bigint;
}

const story: Story = {
  content,
  certifier: parties.verifier,
  assayer: parties.laboratory,
  assayedOn: START,
  radioactive: [{}],
  terms: {
    validFrom: START,
    validUntil: START + 900 * DAY,
    suspendedFrom: 0,
    suspendedUntil: 0,
    forms: ["separated-oxide"],
  },
  accredited: { validFrom: START, validUntil: START + 900 * DAY },
  sentGrams: 400n,
};

const always = { validFrom: "0", validUntil: String(2 ** 40) };

function register(party: Party): Register {
  const { organisation, key, role, name } = party;
  const acts: [string, Record<string, unknown>][] = [
    ["OrganisationEnrolled", { organisation, name }],
    ["RoleGranted", { organisation, role: String(roles.indexOf(role)), country: "0x0000", ...always }],
    ["KeyAdded", { organisation, key: key.address, ...always }],
  ];
  return registerOf({ type: "organisation", id: organisation }, acts);
}

function registerOf(subject: Register["subject"], acts: [string, Record<string, unknown>][]): Register {
  const told = acts.map(([event, args], index): Act => {
    const place = { blockNumber: 1n, logIndex: index, timestamp: START - 10 * DAY };
    return { event, args, place, digest: id(`${subject.id} ${index}`) };
  });
  return { subject, acts: told, head: headOf([]), altered: [] };
}

/** A lot that was declared, assayed, certified and sent on, as a story tells it. */
function caseOf(changes: Partial<Story> = {}, lateness = 100): LotCase {
  const told = { ...story, ...changes };
  const lot = lotId(parties.refiner.organisation, "J-1", told.content);
  const entries: DossierEntry[] = [];
  const state = <K extends StatementKindName>(kind: K, by: Party, days: number, message: object) => {
    const digest = id(`${kind} ${entries.length}`);
    const signer = {
      organisation: by.organisation,
      key: by.key.address,
      nonce: 1n,
      validAfter: 0,
      validBefore: 2 ** 40,
    };
    const place = { blockNumber: BigInt(10 + entries.length), logIndex: 0, timestamp: START + days * DAY };
    const statement = { kind, message: { ...message, ...signer } as Message<K>, signature: "0x" } as RecordedStatement;
    entries.push({
      link: { digest, timestamp: place.timestamp },
      block: place.blockNumber,
      fault: null,
      timedOut: null,
      arbitrated: null,
      overruled: null,
      lifted: null,
      restored: null,
      unlinked: null,
      passed: null,
      setAside: null,
      known: { place, statement, signatures: [{ organisation: by.organisation, key: by.key.address, recovers: true }] },
    });
    return digest;
  };
  state("declare", parties.refiner, 0, { lotNumber: "J-1", content: told.content });
  const examined = {
    lot,
    outcome: "conforms",
    evidence: id("e"),
    country: "CN",
  };
  for (const radioactive of told.radioactive) {
    const composition = assayed(told.content.composition, radioactive);
    state("assay", told.assayer, 1, { ...examined, composition, site: null, occurredAt: told.assayedOn });
  }
  state("certify", told.certifier, lateness, { lot, scheme, validUntil: START + 800 * DAY, report: null });
  const consignment = state("dispatch", parties.refiner, lateness + 1, {
    recipient: parties.buyer.organisation,
    carrier: null,
    fromCountry: "CN",
    toCountry: "DE",
    route: [],
    seal: null,
    lines: [{ lot, grams: told.sentGrams }],
    occurredAt: START,
  });
  const dossier: Dossier = { lot: lotIdToWire(lot), entries, head: headOf(entries.map(({ link }) => link)) };
  const facts = lotFacts(dossier);
  const { forms: covered, ...window } = told.terms;
  const terms = {
    ...window,
    attestations: String(maskOf(attestationKinds, ["assay"], 1)),
    forms: String(maskOf(forms, covered, 1)),
    maximumAgeDays: "180",
    maximumValidityDays: "900",
  };
  const schemeRegister = registerOf({ type: "scheme", id: String(scheme) }, [
    ["SchemeSet", { scheme: String(scheme), name: "Verified origin", terms }],
    ["Accredited", { scheme: String(scheme), organisation: parties.verifier.organisation, ...told.accredited }],
  ]);
  const registers = facts.subjects.map(({ type, id: subject }) => {
    const party = Object.values(parties).find(({ organisation }) => organisation === subject);
    return type === "scheme" || party === undefined ? schemeRegister : register(party);
  });
  return {
    lot: dossier.lot,
    dossier,
    facts,
    registers,
    ancestry: null,
    index: { state: "following", tip: 50n },
    now: START + (lateness + 2) * DAY,
    reading: {
      block: { number: 50n, hash: id("block"), timestamp: START + (lateness + 2) * DAY },
      record: {
        status: "certified",
        massGrams: told.content.massGrams,
        validUntil: START + 800 * DAY,
        scheme,
        disputes: 0,
        footprintGramsPerKilogram: told.content.footprintGramsPerKilogram,
      },
      head: dossier.head,
      heads: registers.map(({ head }) => head),
      holdings: {
        stocks: facts.stocks.map(({ holder }) =>
          holder === parties.refiner.organisation ? 1_000n - told.sentGrams : 0n,
        ),
        consignments: facts.consignments.map((each) => (each === consignment ? "on-the-road" : "none")),
        wallets: new Set(),
      },
    },
  };
}

function failing(lotCase: LotCase): CheckId[] {
  return judgeLot(lotCase).checks.flatMap(({ id: check, status }) => (status === "fail" ? [check] : []));
}

describe("judging a lot", () => {
  it("finds nothing wrong where nothing is", () => {
    expect(failing(caseOf())).to.deep.equal([]);
    expect(judgeLot(caseOf()).conclusion).to.equal("valid");
  });

  it("judges the certifier's accreditation as it was then", () => {
    const day = START + 100 * DAY;
    expect(failing(caseOf({ accredited: { validFrom: day, validUntil: day } }))).to.deep.equal([]);
    for (const accredited of [
      { validFrom: day + 1, validUntil: day + DAY },
      { validFrom: START, validUntil: day - 1 },
    ]) {
      expect(failing(caseOf({ accredited }))).to.deep.equal(["certifier-accredited"]);
    }
    expect(failing(caseOf({ certifier: parties.laboratory }))).to.include("certifier-accredited");
    const own = judgeLot(caseOf({ certifier: parties.refiner }));
    expect(own.summary.en).to.match(/certified its own lot/);
  });

  it("judges the scheme as it was then", () => {
    const day = START + 100 * DAY;
    const { terms } = story;
    const edges = { ...terms, validFrom: day, validUntil: day, suspendedFrom: day + 1, suspendedUntil: day + 2 };
    expect(failing(caseOf({ terms: edges }))).to.deep.equal([]);
    for (const change of [
      { validFrom: day + 1 },
      { validUntil: day - 1 },
      { suspendedFrom: day, suspendedUntil: day },
      { forms: ["metal" as const] },
    ]) {
      expect(failing(caseOf({ terms: { ...terms, ...change } }))).to.deep.equal(["scheme-in-force"]);
    }
  });

  it("asks for what the scheme asks, independent and young enough", () => {
    expect(failing(caseOf({ assayer: parties.refiner }))).to.deep.equal(["examinations-present"]);
    expect(failing(caseOf({ assayer: parties.buyer }))).to.deep.equal(["examinations-present"]);
    expect(failing(caseOf({ assayedOn: START }, 180))).to.deep.equal([]);
    expect(failing(caseOf({ assayedOn: START - 1 }, 180))).to.deep.equal(["examinations-present"]);
  });

  it("recognises a composition that cannot be", () => {
    const impossible = compositionOf({ Nd: 700_000, Pr: 305_000.01 });
    expect(failing(caseOf({ content: { ...content, composition: impossible } }))).to.deep.equal([
      "composition-plausible",
    ]);
  });

  it("says of thorium and uranium what the assay did that found most, or looked least closely where none found any", () => {
    const ppm = (parts: number) => ({ partsPerHundredMillion: 100 * parts });
    const below = (parts: number) => ({ detectionLimit: 100 * parts });
    const lotCase = caseOf({
      radioactive: [
        { Th: ppm(3), U: below(1) },
        { Th: ppm(21_400), U: below(20) },
        { Th: below(50_000), U: below(2) },
      ],
    });
    const [first, second] = lotCase.dossier.entries.slice(1).map(({ link }) => link.digest);
    expect(judgeLot(lotCase).radioactive).to.deep.equal([
      { element: "Th", share: ppm(21_400), assay: second },
      { element: "U", share: below(20), assay: second },
    ]);
    const alone = judgeLot(caseOf({ radioactive: [{ Th: ppm(3), U: below(1) }] })).radioactive;
    expect(alone.map(({ share }) => share)).to.deep.equal([ppm(3), below(1)]);
    expect(alone[0]?.assay).to.equal(first);
    // A producer's own word is none.
    expect(judgeLot(caseOf({ assayer: parties.refiner })).radioactive).to.deep.equal([]);
  });

  it("recognises another lot's declaration", () => {
    const lotCase = caseOf();
    const lot = lotIdToWire(7n);
    expect(failing({ ...lotCase, lot, dossier: { ...lotCase.dossier, lot } })).to.include("identity-matches");
  });

  it("recognises movements that cannot have happened, and balances that are not theirs", () => {
    expect(failing(caseOf({ sentGrams: 1_001n }))).to.deep.equal(["custody-unbroken"]);
    const lotCase = caseOf();
    const with_ = (holdings: Partial<LotCase["reading"]["holdings"]>): LotCase => ({
      ...lotCase,
      reading: { ...lotCase.reading, holdings: { ...lotCase.reading.holdings, ...holdings } },
    });
    expect(failing(with_({ stocks: lotCase.facts.stocks.map(() => 600n) }))).to.deep.equal(["custody-unbroken"]);
    expect(failing(with_({ consignments: ["received"] }))).to.deep.equal(["custody-unbroken"]);
    expect(failing(with_({ consignments: ["refused"] }))).to.deep.equal([]);
  });

  it("judges the end of a certificate to the second", () => {
    const lotCase = caseOf();
    const { validUntil } = lotCase.reading.record;
    expect(failing({ ...lotCase, now: validUntil })).to.deep.equal([]);
    expect(failing({ ...lotCase, now: validUntil + 1 })).to.deep.equal(["in-date"]);
  });

  it("lets the gravest failure decide", () => {
    const lotCase = caseOf({ certifier: parties.refiner });
    const { conclusion, checks } = judgeLot({ ...lotCase, now: 2 ** 41 });
    expect(checks.filter(({ status }) => status === "fail").map((check) => check.id)).to.include.members([
      "certifier-accredited",
      "in-date",
    ]);
    expect(conclusion).to.equal("invalid");
  });
});
