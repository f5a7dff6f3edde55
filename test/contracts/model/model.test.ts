import { expect } from "chai";
import fc from "fast-check";
import { deep } from "../../support/depth.ts";
import { concentrate } from "../fixtures/content.ts";
import {
  code,
  DAY,
  EVERY_COUNTRY,
  EVERY_SCOPE,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  LotStatus,
  mask,
  networkHelpers,
  nextBlockAt,
  now,
  type PartyName,
  quotas,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import { Process } from "../fixtures/processing-kinds.ts";
import type { Signed } from "../fixtures/statements.ts";
import { type Drawn, type StatedAction, sequences, type Unsigned } from "./actions.ts";
import { astray, behoving, placeFor } from "./behoving.ts";
import { UNMEASURED_NANOGRAMS, weightOf } from "./certificates.ts";
import { ModelLedger, type Stated } from "./model-ledger.ts";
import { drawingOf } from "./processing.ts";
import { RealLedger } from "./real-ledger.ts";
import { type ConsignmentState, heldBy, type LotState, type Place } from "./state.ts";

describe("the contracts and a model of them", function () {
  this.timeout(deep ? 3_600_000 : 300_000);

  it("take and refuse the same statements, by the same errors, and end in the same state", async () => {
    const outcomes = new Set<string>();
    let drawn = 0;
    const property = fc.asyncProperty(sequences, async (actions) => {
      // What comes after the last one is a failing sequence made shorter.
      if (!deep && drawn < DRAWN && !COVERING.includes(drawn++)) return;
      const trial = new Comparison(await networkHelpers.loadFixture(opened), outcomes);
      await trial.begin();
      for (const action of actions) await trial.act(action);
      await trial.compare();
    });
    // The same sequences every time, so that what they come to is known; others in the deep run.
    await fc.assert(property, deep ? { numRuns: 500 } : { numRuns: DRAWN, seed: 5 });
    expect(REACHED.filter((outcome) => !outcomes.has(outcome))).to.deep.equal([]);
  });
});

const DRAWN = 100;

/** Of the sequences that are drawn, those that are run: together they come to all that all of them come to (a greedy choice, about the shortest). */
const COVERING = [2, 3, 5, 9, 10, 12, 15, 16, 18, 19, 30, 39, 50, 59, 62, 66, 73, 75, 78, 79, 95];

/** What the sequences come to: every kind of statement taken, and every refusal that the model knows. */
const REACHED = [
  ...[
    "declare",
    "weigh",
    "certify",
    "renew",
    "reject",
    "suspend",
    "revoke",
    "reinstate",
    "dispatch",
    "receive",
    "recall",
  ],
  ...["refuse", "reportLoss", "handOver", "retire", "transform", "deposit", "withdraw", "correct"],
  ...["assay", "unattest", "rotate", "cancel", "setAside", "declare in its place"],
  ...["overrule finding", "overrule weighing", "overrule assay", "setAsideCorrection", "release"],
  ...["CorrectionNotStanding", "NothingWithheld", "ReplacedLotWithheld"],
  ...["renew by another", "dispatch abroad", "transform abroad", "deposit abroad"],
  // Of what is elsewhere than the account, or made in two countries at once.
  ...["deposit: PlaceDiffers", "withdraw: PlaceDiffers", "transform: PlaceDiffers"],
  ...["ElementDiffers", "ToleranceExhausted", "KeyIsRevoked", "KeyAlreadyAdded", "RotationEmpty"],
  ...["ReplacedLotNotRejected", "ReplacedLotOfAnother", "FindingStands"],
  ...["InputFormInvalid", "OutputFormInvalid", "ElementGrows", "RepackagingChanges", "LotElsewhere"],
  ...["MassMissing", "QuotaUnknown", "QuotaNotHeld", "QuotaFormMismatch", "QuotaExceeded"],
  ...["OrganisationIsSuspended", "RoleNotHeld", "NonceSpent", "OccurredTooLongAgo"],
  ...["OutcomeMissing", "QuantityInvalid", "WeightDiffers", "NotAccredited", "LotIsDisputed", "ValidityInvalid"],
  ...["AttestationMissing", "AttestationTooOld", "CertificateMismatch", "RenewalNotLater", "ReasonMissing"],
  ...["NotTheCertifier", "TakingMismatch", "LotNotSuspended", "LotUnknown", "LotNotDeclared", "LotNotCertified"],
  ...[
    "CertificateExpired",
    "GramsZero",
    "StockMissing",
    "RecipientIsHolder",
    "LinesNotAscending",
    "ConsignmentUnknown",
  ],
  ...["ConsignmentNotOnTheRoad", "NotTheRecipient", "NotTheSender", "NotTheSenderOrCarrier", "ReceivedMoreThanSent"],
  ...[
    "settle",
    "arbitrate",
    "WaitingNotOver",
    "LossAlreadyReported",
    "ConsignmentNotDisputed",
    "SharedMoreThanMissing",
  ],
  ...["ShortageReasonMismatch", "BeneficiaryMissing", "LotOfAnother", "GramsMissing", "MassNotConserved"],
  ...["PeriodClosed", "CreditExceeded", "OriginMismatch", "NotTheProducerOrCertifier", "FootprintNotHigher"],
  "AttestationNotStanding",
  ...["CustodyModelTooStrict", "FootprintTooLow", "CompositionChanges", "CertifiedShareExceeded", "InputNotCertified"],
];

/** The scene in which each sequence begins: a scheme that asks for a weight, and allowances for everybody. */
async function opened(): Promise<Scene> {
  const scene = await freshScene();
  const terms = schemeTerms({ attestations: mask(Kind.weight) });
  await scene.schemes.setScheme(SCHEME, "Weighed", terms);
  await scene.schemes.accredit(SCHEME, scene.party.verifier.organisation, 0, FOR_EVER);
  for (const { organisation } of Object.values(scene.party)) {
    await scene.policies.grantAllowance(organisation, 0, UNMEASURED_NANOGRAMS, 0);
  }
  return scene;
}

/** One sequence, on both. */
class Comparison {
  readonly #scene: Scene;
  readonly #real: RealLedger;
  readonly #model = new ModelLedger();
  readonly #included: { stated: Stated; signed: Signed }[] = [];
  /** What became of each action: an error's name, or its kind where it was taken. */
  readonly #outcomes: Set<string>;
  #time = 0;

  constructor(scene: Scene, outcomes: Set<string>) {
    // Keys are replaced on the way.
    this.#scene = { ...scene, party: { ...scene.party } };
    this.#real = new RealLedger(this.#scene);
    this.#outcomes = outcomes;
  }

  async begin(): Promise<void> {
    await nextBlockAt((await now()) + 1);
    this.#time = await now();
  }

  async act(action: Drawn): Promise<void> {
    if (action.kind === "wait") {
      this.#time += action.days * DAY;
      await networkHelpers.time.increaseTo(this.#time);
      return;
    }
    this.#time += 60;
    if (action.kind === "standing") return this.#stand(action.of, action.active);
    if (action.kind === "key") return this.#giveKey(action.of, action.revoked);
    if (action.kind === "accredit") return this.#accredit(action.of, action.granted);
    if (isUnsigned(action)) return this.#govern(action);
    const again = action.kind === "again" ? this.#included[action.statement % this.#included.length] : undefined;
    if (action.kind === "again" && again === undefined) return;
    const { stated, signed } = again ?? (await this.#state(action as Exclude<typeof action, { kind: "again" }>));
    if (action.cancelled === true) await this.#cancel(stated);
    const { kind } = stated.action;
    // Who had certified before.
    const certifier = stated.lots[0]?.certifier;
    await nextBlockAt(this.#time);
    const real = await this.#real.include(signed);
    expect(
      real,
      JSON.stringify(stated.action, (_, v) => (typeof v === "bigint" ? `${v}` : v)),
    ).to.equal(this.#model.take(stated, this.#time));
    this.#outcomes.add(real ?? stated.action.kind);
    if (real !== undefined) {
      this.#outcomes.add(`${kind}: ${real}`);
      return;
    }
    this.#included.push({ stated, signed });
    if (stated.action.kind === "rotate") this.#real.rotated(stated.action.by, signed);
    if (stated.replaced !== undefined) this.#outcomes.add("declare in its place");
    if (certifier !== undefined && stated.lots[0]?.certifier !== certifier) this.#outcomes.add(`${kind} by another`);
    if ("place" in stated.action && goesAbroad(stated.action)) this.#outcomes.add(`${kind} abroad`);
  }

  /** Has a statement's nonce spent half a minute before it is included. */
  async #cancel({ action: { by }, nonce: cancelled }: Stated): Promise<void> {
    const signed = await this.#real.cancel(by, cancelled);
    const { key, nonce } = signed.message;
    await nextBlockAt(this.#time - 30);
    const real = await this.#real.include(signed);
    expect(real, "cancellation").to.equal(this.#model.cancel({ by, key, nonce, cancelled }));
    this.#outcomes.add(real ?? "cancel");
  }

  async #state(drawn: StatedAction & { behoves?: boolean }): Promise<{ stated: Stated; signed: Signed }> {
    const { lots, consignments, attestations, accounts } = this.#model.state;
    const indices = "lines" in drawn ? drawn.lines.map(({ lot }) => lot) : "lot" in drawn ? [drawn.lot] : [];
    const stray = drawn.kind === "deposit" && drawn.strays ? astray(this.#model.state) : undefined;
    const about =
      stray === undefined ? indices.map((index) => aimedAt(lots, drawn.kind, index, this.#time)) : [stray.lot];
    const [lot] = about;
    const consignment = "consignment" in drawn ? meant(consignments, drawn) : undefined;
    const attestation = "attestation" in drawn ? among(attestations, drawn.attestation) : undefined;
    const by = stray?.by ?? (drawn.behoves ? behoving(drawn, this.#model.state, lot, consignment) : drawn.by);
    const fitting = drawn.behoves && "place" in drawn ? { place: placeFor(drawn, this.#model.state, lot, by) } : {};
    const places = stray === undefined ? fitting : { place: stray.place };
    const action = { ...drawn, by, ...places };
    const account = accounts.get(by);
    const replaced = action.kind === "declare" ? replacedBy(lots, action) : undefined;
    const meaning = { lots: about, consignment, attestation, replaced };
    const signed = await this.#real.sign(action, this.#time, { ...meaning, account });
    const { key, nonce, occurredAt, recipientKey } = signed.message as Signed["message"] & {
      occurredAt?: number;
      recipientKey?: string;
    };
    const stale = "stale" in action && action.stale;
    const certificateUntil = (lot?.validUntil ?? 0) + (stale ? 1 : 0);
    const told = {
      ...(action.kind === "declare" && { declares: signed.lot ?? 0n }),
      ...(signed.lots !== undefined && { made: signed.lots }),
      ...(action.kind === "weigh" && { weight: weightOf(action, lot) }),
      ...(action.kind === "withdraw" && { drawing: drawingOf(action, account, this.#time) }),
    };
    return {
      signed,
      stated: {
        ...{ action, statement: signed.digest, ...told, ...meaning },
        ...{ key, counterKey: recipientKey, nonce, certificateUntil, occurredAt },
      },
    };
  }

  async #govern(action: Unsigned): Promise<void> {
    const { lots, consignments, withheld } = this.#model.state;
    const consignment = action.kind === "arbitrate" ? meant(consignments, action) : undefined;
    const lot = action.kind === "arbitrate" ? undefined : troubled(lots, action, withheld);
    await nextBlockAt(this.#time);
    const real = await this.#real.govern(action, { lot, consignment });
    expect(real, JSON.stringify(action)).to.equal(this.#model.govern(action, { lot, consignment }));
    this.#outcomes.add(real ?? (action.kind === "overrule" ? `overrule ${action.what}` : action.kind));
  }

  /** Governance takes a party's key out of use, or gives another to one whose key is. */
  async #giveKey(name: PartyName, revoked: boolean): Promise<void> {
    const { party, participants } = this.#scene;
    const { organisation, key } = party[name];
    const known = this.#model.state.revoked;
    if (known.has(key.address) === revoked) return;
    await nextBlockAt(this.#time);
    if (revoked) {
      await participants.revokeKey(organisation, key.address, 0);
      known.add(key.address);
      return;
    }
    const added = new ethers.Wallet(ethers.Wallet.createRandom().privateKey);
    await participants.addKey(organisation, added.address, EVERY_SCOPE, 0, FOR_EVER);
    party[name] = { ...party[name], key: added };
  }

  /** The scheme accredits a verifier, or no longer does. */
  async #accredit(name: PartyName, granted: boolean): Promise<void> {
    const { accredited } = this.#model.state;
    if (granted) accredited.add(name);
    else accredited.delete(name);
    await nextBlockAt(this.#time);
    const { organisation } = this.#scene.party[name];
    await this.#scene.schemes.accredit(SCHEME, organisation, 0, granted ? FOR_EVER : 0);
  }

  async #stand(party: PartyName, active: boolean): Promise<void> {
    const { suspended } = this.#model.state;
    if (suspended.has(party) !== active) return;
    const { organisation } = this.#scene.party[party];
    await nextBlockAt(this.#time);
    await (active ? this.#scene.participants.reinstate(organisation) : this.#scene.participants.suspend(organisation));
    if (active) suspended.delete(party);
    else suspended.add(party);
  }

  /** Everything that the model knows, read from the contracts. */
  async compare(): Promise<void> {
    const { lots, custody, siteAccounts, policies, party } = this.#scene;
    const { state } = this.#model;
    for (const lot of state.lots) {
      const record = await lots.lots(lot.id);
      const { status, validUntil, disputes, massGrams, custodyModel, footprintGramsPerKilogram } = record;
      const weightDay = (await lots.examinedAt(lot.id, Kind.weight)) / BigInt(DAY);
      const isAssayed = (await lots.examinedAt(lot.id, Kind.assay)) !== 0n;
      expect(isAssayed, "assay").to.equal(lot.assay !== undefined);
      const corrections = (await lots.corrections(lot.id)).map(({ digest }) => digest);
      expect(corrections).to.deep.equal(lot.corrections.map(({ statement }) => statement));
      const known = { status, validUntil, disputes, weightDay, massGrams, custodyModel, footprintGramsPerKilogram };
      expect(known).to.deep.equal({
        status: LotStatus[lot.status],
        validUntil: BigInt(lot.validUntil),
        disputes: BigInt(lot.findings.size),
        weightDay: BigInt(lot.weighing?.day ?? 0),
        massGrams: lot.grams,
        custodyModel: BigInt(lot.custodyModel),
        footprintGramsPerKilogram: BigInt(lot.footprint),
      });
      let sum = lot.retired + lot.lost + lot.consumed;
      for (const [name, { organisation }] of Object.entries(party)) {
        for (const country of ["CN", "JP"] as const) {
          const { grams } = await lots.stockOf(lot.id, organisation, code(country));
          expect(grams, `${name} in ${country}`).to.equal(heldBy(lot, name as PartyName, country));
        }
        // Wherever it is: nothing is in a third country.
        sum += await lots.balanceOf(organisation, lot.id);
      }
      for (const { lines, status: where, missing } of state.consignments) {
        if (lines[0]?.lot === lot) sum += missing;
        if (where !== "onTheRoad" && where !== "refused") continue;
        for (const line of lines) if (line.lot === lot) sum += line.grams;
      }
      expect(sum, "every gram is somewhere").to.equal(
        ["declared", "rejected", "uncertifiable"].includes(lot.status) ? 0n : lot.grams,
      );
      const { digest: taking } = await lots.takings(lot.id);
      expect(BigInt(taking)).to.equal(BigInt(lot.taking?.statement ?? 0n));
    }
    for (const [name, { organisation }] of Object.entries(party)) {
      const known = state.accounts.get(name as PartyName);
      const { strictest, originCountry, country } = await siteAccounts.accounts(
        organisation,
        SITE,
        Process.beneficiation,
      );
      expect([strictest, originCountry, country], name).to.deep.equal([
        BigInt(known?.loosest ?? 0),
        known?.origin === undefined ? EVERY_COUNTRY : code(known.origin),
        known === undefined ? EVERY_COUNTRY : code(known.country),
      ]);
      for (const [period, { grams, carbonMilligrams }] of known?.credits ?? []) {
        const credits = await siteAccounts.creditsOf(organisation, SITE, Process.beneficiation, period);
        const nanograms = credits.map((credit) => credit.nanograms);
        expect(nanograms, name).to.deep.equal(FOUND.map((share) => 10n * BigInt(share) * grams));
        const carbon = credits.filter((_, e) => FOUND[e] !== 0).map((credit) => credit.carbonMilligrams);
        expect(carbon, name).to.deep.equal(carbonMilligrams);
      }
    }
    const statuses = ["none", "onTheRoad", "received", "refused", "returned", "lost", "disputed", "settled"];
    for (const consignment of state.consignments) {
      const { status, reportedLost } = await custody.consignments(consignment.id);
      expect(statuses[Number(status)]).to.equal(consignment.status);
      expect(reportedLost).to.equal(consignment.reportedLost);
      const [first] = consignment.lines;
      const missing = first && (await custody.missingOf(consignment.id, first.lot.id));
      expect(missing).to.equal(consignment.missing);
    }
    for (const [name, { organisation }] of Object.entries(party)) {
      const { toleratedNanograms } = await policies.allowances(organisation, 0);
      expect(toleratedNanograms, name).to.equal(state.unmeasured.get(name as PartyName) ?? 0n);
    }
    for (const [name, drawn] of Object.entries(state.drawn)) {
      expect((await this.#scene.quotas.quotas(quotas[name as keyof typeof quotas])).drawnGrams, name).to.equal(drawn);
    }
  }
}

/** Whether goods go to another country, or are taken there. */
function goesAbroad(action: { place: Place; destination?: Place }): boolean {
  return action.place !== (action.destination ?? "CN");
}

/** One of a list; none for the highest index, so that what is not there is asked for, too. */
function among<T>(list: readonly T[], index: number): T | undefined {
  return index === NONE ? undefined : list[index % list.length];
}

/** Now and then a lot for which the statement is meant, where there is one: few would be met by chance. */
function aimedAt(
  lots: readonly LotState[],
  kind: StatedAction["kind"],
  index: number,
  time: number,
): LotState | undefined {
  const wanted = {
    ...{ weigh: "declared", assay: "declared", certify: "declared", reject: "declared" },
    ...{ reinstate: "suspended", suspend: "certified", renew: "certified" },
  }[kind as string];
  const fitting = lots.filter(({ status }) => status === wanted);
  const ended = kind === "renew" ? fitting.findLast(({ validUntil }) => validUntil < time) : undefined;
  return (index % 3 === 1 ? (ended ?? fitting.at(-1)) : undefined) ?? among(lots, index);
}

/** The lot whose place a declaration is to take: the newest that was rejected, where there is one, or any. */
function replacedBy(
  lots: readonly LotState[],
  { replaces }: { replaces: number | "rejected" | undefined },
): LotState | "unknown" | undefined {
  if (replaces === undefined) return undefined;
  if (replaces === "rejected") return lots.findLast(({ status }) => status === "rejected");
  return among(lots, replaces) ?? "unknown";
}

/** Whether nobody signs an action, and it may be refused. */
function isUnsigned(action: Drawn): action is Drawn & Unsigned {
  return ["arbitrate", "setAside", "setAsideCorrection", "overrule", "release"].includes(action.kind);
}

/** Mostly a lot in which there is something to set aside, where there is one. */
function troubled(
  lots: readonly LotState[],
  action: Exclude<Unsigned, { kind: "arbitrate" }>,
  withheld: ReadonlyMap<LotState, unknown>,
): LotState | undefined {
  const { lot: index } = action;
  const isTroubled = (lot: LotState) => {
    if (action.kind === "setAside") return lot.taking !== undefined;
    if (action.kind === "setAsideCorrection") return lot.corrections.length > 0;
    if (action.kind === "release") return withheld.has(lot);
    return action.what === "finding" ? lot.findings.size > 0 : lot[action.what] !== undefined;
  };
  if (index % 3 === 0) return among(lots, index);
  return (index % 3 === 1 ? lots.find(isTroubled) : lots.findLast(isTroubled)) ?? among(lots, index);
}

/** Mostly a consignment that is where the statement is taken, where there is one: few would be met by chance. */
function meant(
  consignments: readonly ConsignmentState[],
  { kind, consignment: index }: { kind: string; consignment: number },
): ConsignmentState | undefined {
  const wanted = {
    ...{ settle: "disputed", arbitrate: "disputed", recall: "refused" },
    ...{ receive: "onTheRoad", refuse: "onTheRoad", reportLoss: "onTheRoad" },
  }[kind];
  const fitting = index % 3 === 0 ? undefined : consignments.findLast(({ status }) => status === wanted);
  return fitting ?? among(consignments, index);
}

const NONE = 7;
const { site: SITE, partsPerHundredMillion, notFound } = concentrate();
/** Shares of what is found in every lot here; a limit of detection is none. */
const FOUND = partsPerHundredMillion.map((share, element) => ((notFound >> element) & 1 ? 0 : share));
