import { expect } from "chai";
import { composition, elementAt, lotOf, type RawContent, type RawIdentity } from "./fixtures/content.ts";
import { heldLot, hold, holdConsignment, LiftReason, releaseHold, renewHold } from "./fixtures/customs.ts";
import {
  DAY,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  LATENESS,
  LotStatus,
  ModuleStatus,
  networkHelpers,
  Outcome,
  quotas,
  SCHEME,
  type Scene,
  schemeTerms,
  short,
  TOLERANCES,
} from "./fixtures/fixture.ts";
import { attested, certified, declared, disputed, onTheRoad, refused } from "./fixtures/journeys.ts";
import { assay, attest, certify, declare, dispatch, handOver, receive, reject } from "./fixtures/kinds.ts";
import {
  recall,
  refuse,
  reinstate,
  renew,
  reportLoss,
  retire,
  revoke,
  revokeAssay,
  revokeAttestation,
  settle,
  suspend,
} from "./fixtures/life-cycle-kinds.ts";
import { correctFootprint, deposit, Model, outputOf, transform, withdraw } from "./fixtures/processing-kinds.ts";
import { expectRefused } from "./fixtures/refusal.ts";
import { changeRoute } from "./fixtures/routes.ts";
import { heldPart, returnSeized, seize } from "./fixtures/seizures.ts";
import { carriedProof, codesOf, registerUnitCodes } from "./fixtures/unit-codes.ts";

type Replaceable =
  | "custody"
  | "attestations"
  | "processing"
  | "siteAccounts"
  | "retirements"
  | "unitCodes"
  | "customs"
  | "seizures"
  | "certification";

/** Modules are immutable: governance enrols a new one beside the old, which may then only end what it began. */
describe("A module that is replaced strands nothing of what it holds", () => {
  let scene: Scene;
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
  });

  /** Enrols a new deployment beside the old one, which is closing from now on; the scene has the new one in the old one's place. */
  async function replaced(
    name: Replaceable,
    beside: Partial<Pick<Scene, "policies" | "quotas" | "schemes">> = {},
  ): Promise<Scene> {
    const { policies, quotas: book, schemes } = { ...scene, ...beside };
    const [authority, participants, lots] = [scene.manager, scene.participants, scene.lots];
    const deploy = {
      custody: () => ethers.deployContract("Custody", [authority, participants, lots]),
      attestations: () => ethers.deployContract("Attestations", [authority, participants, lots]),
      processing: () => ethers.deployContract("Processing", [participants, lots, policies, schemes]),
      siteAccounts: () => ethers.deployContract("SiteAccounts", [participants, lots]),
      retirements: () => ethers.deployContract("Retirements", [participants, lots]),
      unitCodes: () => ethers.deployContract("UnitCodes", [participants, lots, scene.unitCodes]),
      customs: () => ethers.deployContract("Customs", [authority, participants, lots, scene.custody, scene.routes]),
      seizures: () => ethers.deployContract("Seizures", [authority, participants, lots, scene.customs]),
      certification: () =>
        ethers.deployContract("Certification", [authority, participants, lots, policies, book, schemes]),
    };
    const successor = await deploy[name]();
    await participants.enrolModule(successor, ModuleStatus.active, LATENESS);
    await participants.enrolModule(scene[name], ModuleStatus.closing, LATENESS);
    await lots.enrolModule(successor, true);
    return { ...scene, ...beside, [name]: successor };
  }

  const held = (holder: keyof Scene["party"], lot: bigint) => scene.lots.balanceOf(party[holder].organisation, lot);
  const statusOf = async (lot: bigint) => (await scene.lots.lots(lot)).status;
  const expectClosing = async (statement: Parameters<typeof expectRefused>[0], module: Scene[Replaceable]) =>
    expectRefused(statement, scene.participants, "ModuleIsClosing", await module.getAddress());

  it("Custody: what is on the road, refused or disputed ends where it began, and moves on by the new one", async () => {
    const [received, silent, lost, timed] = [
      await onTheRoad(scene),
      await onTheRoad(scene),
      await onTheRoad(scene),
      await onTheRoad(scene),
    ];
    const back = await refused(scene);
    const [agreed, judged] = [await disputed(scene), await disputed(scene)];
    const next = await replaced("custody");
    await expectClosing(dispatch(scene, [{ lot: received.lot, grams: 1n }]), scene.custody);

    await (await receive(scene, received.dispatched)).send();
    await (await dispatch(next, [{ lot: received.lot, grams: 500_000n }], {}, party.refiner, party.buyer)).send();
    await (await recall(scene, back.dispatched)).send();
    await (await handOver(next, back.lot, 1_000_000n)).send();
    await (await settle(scene, agreed.dispatched, [{ recipientGrams: 300_000n, senderGrams: 100_000n }])).send();
    await scene.custody.arbitrate(judged.dispatched.message, [{ recipientGrams: 0n, senderGrams: 400_000n }], 0);
    expect(await held("refiner", back.lot)).to.equal(1_000_000n);
    expect(await held("refiner", agreed.lot)).to.equal(400_000n);
    expect(await held("miner", judged.lot)).to.equal(900_000n);

    await (await refuse(scene, lost.dispatched)).send();
    await (await reportLoss(scene, lost.dispatched)).send();
    await networkHelpers.time.increase(30 * DAY);
    await (await recall(scene, silent.dispatched)).send();
    expect(await held("miner", silent.lot)).to.equal(1_000_000n);
    await networkHelpers.time.increase(await scene.custody.TIME_OUT());
    await scene.custody.timeOut(timed.dispatched.message);
    expect(await held("miner", timed.lot)).to.equal(1_000_000n);
  });

  it("Attestations: what stands is taken back where it was made, or set aside by the new one", async () => {
    const { lot, identity } = await attested(scene);
    const conforming = await assay(scene, identity);
    await conforming.send();
    const found = { message: { outcome: Outcome.doesNotConform, quantity: 0n } };
    const weight = await attest(scene, lot, Kind.weight, found);
    const inspection = await attest(scene, lot, Kind.inspection, found);
    for (const finding of [weight, inspection]) await finding.send();
    const next = await replaced("attestations");
    await next.attestations.setTolerances(TOLERANCES);
    await expectClosing(attest(scene, lot, Kind.process), scene.attestations);
    await expectRefused(certify(scene, lot), scene.certification, "LotIsDisputed", lot, 2);

    await (await revokeAttestation(scene, weight, {}, party.laboratory)).send();
    await next.attestations.overruleFinding(lot, party.customs.organisation, inspection.digest);
    expect(await scene.lots.findingsAgainst(lot)).to.equal(0n);
    await (await revokeAssay(scene, conforming)).send();
    await (await assay(next, identity)).send();
    await (await certify(scene, lot)).send();
    expect(await statusOf(lot)).to.equal(LotStatus.certified);
  });

  it("Processing: what it made is corrected, and used up by the new one", async () => {
    const { identity } = await certified(scene);
    const step = (source: RawIdentity, changes: Partial<RawContent> = {}) => ({
      taken: [{ identity: source, grams: 1_000n }],
      made: [outputOf(source, { massGrams: 1_000n, ...changes })],
    });
    const transformed = await transform(scene, step(identity));
    await transformed.send();
    const [made] = transformed.identities;
    if (made === undefined) throw new Error("Nothing was made.");
    const next = await replaced("processing");
    await expectClosing(transform(scene, step(identity)), scene.processing);

    await (await correctFootprint(scene, lotOf(made), 4_002)).send();
    await (await transform(next, step(made, { footprintGramsPerKilogram: 4_002 }))).send();
  });

  it("Retirements: grams are retired by the new one, and what was retired by the old one stays to be read", async () => {
    const { lot } = await certified(scene);
    const retired = await retire(scene, lot, 1_000n);
    await retired.send();
    const next = await replaced("retirements");
    await expectClosing(retire(scene, lot, 1n), scene.retirements);

    await (await retire(next, lot, 999_000n)).send();
    expect(await held("miner", lot)).to.equal(0n);
    expect((await scene.retirements.retirements(retired.digest)).grams).to.equal(1_000n);
  });

  it("UnitCodes: roots of the old one stand at the new one, which takes no second root, and codes pass at both", async () => {
    await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
    const [coded, plain] = [await declared(scene, { massGrams: 1n }), await declared(scene, { massGrams: 1n })];
    for (const { lot } of [coded, plain]) await (await certify(scene, lot)).send();
    const { keys, root } = await codesOf(scene, coded.lot, 1n);
    const one = { grams: 1n, root };
    await (await registerUnitCodes(scene, coded.lot, {}, party.miner, one)).send();
    const next = await replaced("unitCodes");
    await expectClosing(registerUnitCodes(scene, plain.lot, {}, party.miner, { grams: 1n }), scene.unitCodes);

    const second = registerUnitCodes(next, coded.lot, {}, party.miner, { grams: 1n });
    await expectRefused(second, next.unitCodes, "UnitRootStands", coded.lot, root);
    const proof = carriedProof({ unit: keys.unit(0n), salt: keys.salt(0n), path: [] });
    for (const { unitCodes } of [scene, next]) expect(await unitCodes.verifyUnit(coded.lot, proof)).to.equal(true);
    await (await registerUnitCodes(next, plain.lot, {}, party.miner, { grams: 1n })).send();
    expect((await next.unitCodes.commitments(plain.lot)).registry).to.equal(await next.unitCodes.getAddress());
    expect((await scene.unitCodes.commitments(plain.lot)).root).to.equal(ethers.ZeroHash);
  });

  it("Customs: what the old one holds stays held at the new one, and is renewed, released and lifted at the old one", async () => {
    const [released, lifted] = [await heldLot(scene), await heldLot(scene)];
    const { lot } = released.message;
    const next = await replaced("customs");
    await scene.lots.setMovementRules([next.customs, scene.customs]);
    await expectClosing(hold(scene, (await certified(scene)).lot), scene.customs);

    await expectRefused(handOver(scene, lot, 1n), scene.customs, "GoodsHeld");
    await (await renewHold(scene, released)).send();
    await (await releaseHold(scene, released)).send();
    await (await handOver(scene, lot, 1n)).send();
    await scene.customs.liftHold(lifted.message.lot, lifted.digest, LiftReason.superseded);
    await (await handOver(scene, lifted.message.lot, 1n)).send();

    const anew = await hold(next, lot);
    await anew.send();
    await expectRefused(handOver(scene, lot, 1n), next.customs, "GoodsHeld");
    await (await releaseHold(next, anew)).send();
    await (await handOver(scene, lot, 1n)).send();
  });

  it("Custody and Customs: a consignment is held where it left, and arrives held though both were replaced", async () => {
    const { lot, dispatched } = await onTheRoad(scene);
    const earlier = await onTheRoad(scene);
    const held = await holdConsignment(scene, earlier.dispatched);
    await held.send();
    const withCustody = await replaced("custody");
    const [authority, participants, lots] = [scene.manager, scene.participants, scene.lots];
    const customs = await ethers.deployContract("Customs", [
      ...[authority, participants, lots, withCustody.custody],
      scene.routes,
    ]);
    await participants.enrolModule(customs, ModuleStatus.active, LATENESS);
    await lots.enrolModule(customs, true);
    await lots.setMovementRules([customs, scene.customs]);
    const next = { ...withCustody, customs };

    // The old one takes holds as long as consignments of the old custody are on the road, and the new one knows none of them.
    const unknown = holdConsignment(next, dispatched);
    await expectRefused(unknown, next.custody, "ConsignmentUnknown", dispatched.digest);
    await (await holdConsignment(scene, dispatched)).send();
    const sent = await dispatch(next, [{ lot, grams: 7n }]);
    await sent.send();
    await (await holdConsignment(next, sent)).send();
    await participants.enrolModule(scene.customs, ModuleStatus.closing, LATENESS);
    await expectClosing(holdConsignment(scene, (await onTheRoad(next)).dispatched), scene.customs);

    await (await receive(scene, dispatched)).send();
    await (await receive(scene, earlier.dispatched)).send();
    await expectRefused(retire(scene, lot, 1n, {}, party.refiner), scene.customs, "GoodsHeld");
    await expectRefused(retire(scene, earlier.lot, 1n, {}, party.refiner), scene.customs, "GoodsHeld");
    await (await releaseHold(scene, held, { lot: earlier.lot })).send();
    await (await retire(scene, earlier.lot, 1n, {}, party.refiner)).send();
  });

  it("Seizures: what the old one has is given back by the old one, and the new one seizes under the same hold", async () => {
    const { lot } = await certified(scene);
    const held = await heldPart(scene, lot);
    const [returned, restored] = [await seize(scene, held, 300n), await seize(scene, held, 200n)];
    for (const seized of [returned, restored]) await seized.send();
    const next = await replaced("seizures");
    await expectClosing(seize(scene, held, 1n), scene.seizures);

    const anew = await seize(next, held, 100n);
    await anew.send();
    await expectRefused(returnSeized(next, returned), next.seizures, "SeizureNotStanding", lot, returned.digest);
    await (await returnSeized(scene, returned)).send();
    await scene.seizures.restoreSeized(lot, restored.digest, LiftReason.superseded);
    await (await returnSeized(next, anew)).send();
    expect(await scene.lots.balanceOf(party.miner.organisation, lot)).to.equal(1_000_000n);
  });

  it("Custody and Routes: what is on the road changes its way where it left, and what leaves later by the new ones", async () => {
    const { lot, dispatched } = await onTheRoad(scene);
    await (await changeRoute(scene, dispatched, ["VN"])).send();
    const withCustody = await replaced("custody");
    const routes = await ethers.deployContract("Routes", [scene.participants, scene.lots, withCustody.custody]);
    const next = { ...withCustody, routes };
    await scene.participants.enrolModule(routes, ModuleStatus.active, LATENESS);
    await scene.lots.enrolModule(routes, true);
    await scene.participants.enrolModule(scene.routes, ModuleStatus.closing, LATENESS);
    const sent = await dispatch(next, [{ lot, grams: 7n }]);
    await sent.send();
    await expectRefused(changeRoute(scene, sent, ["MX"]), scene.custody, "ConsignmentUnknown", sent.digest);
    await expectRefused(changeRoute(next, dispatched, ["MX"]), next.custody, "ConsignmentUnknown", dispatched.digest);
    await (await changeRoute(scene, dispatched, ["MX"])).send();
    await (await changeRoute(next, sent, ["MX"])).send();
    expect((await scene.routes.ways(dispatched.digest)).changes).to.equal(2n);
  });

  it("Site accounts: what was put in is drawn there, of the last period too, while the new one takes what comes", async () => {
    const { identity } = await certified(scene);
    const { site } = identity.content;
    const [first, more] = [
      await deposit(scene, [{ identity, grams: 2_000n }]),
      await deposit(scene, [{ identity, grams: 1_000n }]),
    ];
    await first.send();
    const next = await replaced("siteAccounts");
    await expectClosing(deposit(scene, [{ identity, grams: 1n }]), scene.siteAccounts);
    await expectClosing(more, scene.siteAccounts);
    await (await deposit(next, [{ identity, grams: 1_000n }])).send();

    const drawing = (massGrams: bigint) =>
      outputOf(identity, {
        ...{ massGrams, deposit: short("mixed"), custodyModel: Model.massBalance },
        footprintGramsPerKilogram: 5_000,
      });
    const period = await scene.siteAccounts.runningPeriod();
    const creditIn = async ({ siteAccounts }: Scene) => {
      const credits = await siteAccounts.creditsOf(party.miner.organisation, site, 1, period);
      return credits[elementAt("Nd")]?.nanograms;
    };
    await (await withdraw(scene, [drawing(1_000n)])).send();
    await networkHelpers.time.increase(90 * DAY);
    await (await withdraw(scene, [drawing(1_000n)], { period })).send();
    expect(await creditIn(scene)).to.equal(0n);
    await (await withdraw(next, [drawing(1_000n)], { period })).send();
    expect(await creditIn(next)).to.equal(0n);
  });

  it("Policies: what is left of an allowance is granted anew, and what was drawn stays to be read", async () => {
    const { identity } = await certified(scene);
    const { organisation } = party.miner;
    const { site } = identity.content;
    const terms = { toleranceBasisPoints: 10, prices: new Array<number>(17).fill(0) };
    await scene.policies.setTerms(SCHEME, terms);
    await scene.policies.grantAllowance(organisation, site, 100_000_000, 0);
    const above = composition({ La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_068, Sm: 5_000 });
    const step = (by: Scene) =>
      transform(by, {
        scheme: SCHEME,
        taken: [{ identity, grams: 1_000n }],
        made: [outputOf(identity, { massGrams: 1_000n, ...above })],
      });
    await (await step(scene)).send();
    const successor = await ethers.deployContract("Policies", [scene.manager, scene.participants, scene.lots]);
    const next = await replaced("processing", { policies: successor });
    await successor.setTerms(SCHEME, terms);
    const { toleranceNanograms, toleratedNanograms } = await scene.policies.allowances(organisation, site);
    const left = toleranceNanograms - toleratedNanograms;
    expect(left).to.equal(32_000_000n);
    await successor.grantAllowance(organisation, site, left, 0);
    await expectRefused(step(next), successor, "ToleranceExhausted", organisation, site, 68_000_000n, left);
    await successor.grantAllowance(organisation, site, left + 36_000_000n, 0);
    await (await step(next)).send();
    expect((await successor.allowances(organisation, site)).toleratedNanograms).to.equal(68_000_000n);
    expect((await scene.policies.allowances(organisation, site)).toleratedNanograms).to.equal(68_000_000n);
  });

  it("Schemes: what was certified or made by a scheme's terms is lifted, renewed and certified under that of the same number", async () => {
    const [suspended, sold] = [await certified(scene), await certified(scene)];
    await (await suspend(scene, suspended.lot)).send();
    const { lot, identity } = sold;
    const output = outputOf(identity, { massGrams: 1_000n });
    const step = await transform(scene, { scheme: SCHEME, taken: [{ identity, grams: 1_000n }], made: [output] });
    await step.send();
    const [bound = 0n] = step.lots;
    const schemes = await ethers.deployContract("Schemes", [scene.manager, scene.participants]);
    const next = await replaced("certification", { schemes });
    await expectClosing(certify(scene, bound), scene.certification);

    // No scheme is there yet: nothing new is certified, and what stands moves and is answered for all the same.
    const { organisation } = party.certifier;
    await expectRefused(certify(next, bound), schemes, "NotAccredited", SCHEME, organisation);
    await (await handOver(scene, lot, 1_000n)).send();
    await (await reinstate(next, suspended.lot)).send();
    expect(await statusOf(suspended.lot)).to.equal(LotStatus.certified);
    expect((await scene.schemes.schemes(SCHEME)).forms).to.not.equal(0n);

    for (const number of [SCHEME, SCHEME + 1]) {
      await schemes.setScheme(number, "As before", schemeTerms({ attestations: 0 }));
      await schemes.accredit(number, organisation, 0, FOR_EVER);
    }
    const elsewhere = certify(next, bound, { message: { scheme: SCHEME + 1 } });
    await expectRefused(elsewhere, scene.lots, "SchemeDiffers", bound, SCHEME + 1, SCHEME);
    await (await certify(next, bound)).send();
    expect((await scene.lots.lots(bound)).scheme).to.equal(SCHEME);
    await (await renew(next, lot)).send();
    await (await revoke(next, suspended.lot, {}, party.regulator)).send();
    expect(await statusOf(suspended.lot)).to.equal(LotStatus.revoked);
  });

  it("Certification: what was declared, suspended, revoked, rejected or withheld goes on at the new one", async () => {
    const [suspended, revoked, renewed, waiting] = [
      await certified(scene),
      await certified(scene),
      await certified(scene),
      await attested(scene),
    ];
    await (await handOver(scene, revoked.lot, 1n)).send();
    await (await suspend(scene, suspended.lot)).send();
    const revocation = await revoke(scene, revoked.lot);
    await revocation.send();
    const [given, withheld] = [await declared(scene), await declared(scene)];
    await (await attest(scene, withheld.lot, Kind.inspection, { message: { outcome: Outcome.doesNotConform } })).send();
    await (await reject(scene, withheld.identity)).send();
    const drawn = async () => (await scene.quotas.quotas(quotas.extraction)).drawnGrams;
    expect(await drawn()).to.equal(6_000_000n);

    const next = await replaced("certification");
    await expectClosing(declare(scene), scene.certification);
    await (await reinstate(next, suspended.lot)).send();
    await next.certification.setAside(revoked.lot, revocation.digest);
    await (await renew(next, renewed.lot)).send();
    await (await certify(next, waiting.lot)).send();
    for (const { lot } of [suspended, revoked, renewed, waiting]) {
      expect(await statusOf(lot)).to.equal(LotStatus.certified);
    }
    await (await reject(next, given.identity)).send();
    expect(await drawn()).to.equal(5_000_000n);
    await (await declare(next, { replaces: withheld.lot })).send();
    expect(await drawn()).to.equal(5_000_000n);
    expect((await scene.quotas.withheld(withheld.lot)).grams).to.equal(0n);
  });

  it("Quotas: what is left is granted anew, and what was drawn is given back where it was drawn", async () => {
    const { identity } = await declared(scene);
    const { kind, country, grantedGrams, drawnGrams } = await scene.quotas.quotas(quotas.extraction);
    const successor = await ethers.deployContract("Quotas", [scene.manager, scene.participants, scene.lots]);
    const next = await replaced("certification", { quotas: successor });
    const { organisation } = party.miner;
    await successor.grantQuota(quotas.extraction, organisation, kind, country, grantedGrams - drawnGrams, 0, FOR_EVER);
    await (await reject(scene, identity)).send();
    expect((await scene.quotas.quotas(quotas.extraction)).drawnGrams).to.equal(0n);
    const rest = grantedGrams - drawnGrams;
    await (await declare(next, { massGrams: rest })).send();
    const more = declare(next, { massGrams: 1n });
    await expectRefused(more, successor, "QuotaExceeded", quotas.extraction, 1, 0);
    // What was given back there is granted here.
    await successor.grantQuota(quotas.extraction, organisation, kind, country, grantedGrams, 0, FOR_EVER);
    await (await declare(next, { massGrams: drawnGrams })).send();
  });
});
