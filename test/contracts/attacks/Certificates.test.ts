import { expect } from "chai";
import { carried } from "../fixtures/carried.ts";
import { lotOf } from "../fixtures/content.ts";
import { eventsOf } from "../fixtures/events.ts";
import {
  DAY,
  enrolled,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  LotStatus,
  ModuleStatus,
  networkHelpers,
  now,
  type Party,
  quotas,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import { attested, certified, declared } from "../fixtures/journeys.ts";
import { attest, certify, declare, dispatch, handOver, reject } from "../fixtures/kinds.ts";
import {
  recall,
  refuse,
  reinstate,
  renew,
  retire,
  revoke,
  revokeAttestation,
  suspend,
} from "../fixtures/life-cycle-kinds.ts";
import { correctFootprint, outputOf, Process, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

/** What those tried who were entitled to sign, and signed rightly, to take away or to gain by certificates. */
describe("attacks on certificates by those who may sign", () => {
  let scene: Scene;
  let party: Scene["party"];
  /** Accredited as well as the certifier is, and named by nobody. */
  let rival: Party;
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
    rival = await enrolled(scene.participants, "a rival's verifier", Role.verifier, "FI");
    await scene.schemes.accredit(SCHEME, rival.organisation, 0, FOR_EVER);
  });

  const statusOf = async (lot: bigint) => (await scene.lots.lots(lot)).status;
  const inHand = (lot: bigint) => scene.lots.balanceOf(party.miner.organisation, lot);
  const drawn = async () => (await scene.quotas.quotas(quotas.extraction)).drawnGrams;
  const regulator = () => party.regulator;
  /** All of a declared lot is made into another of the same grams. */
  const usedUp = async ({ identity }: Awaited<ReturnType<typeof declared>>, changes = {}) => {
    const step = await transform(scene, {
      process: Process.blending,
      taken: [{ identity, grams: identity.content.massGrams }],
      made: [outputOf(identity, changes, false)],
    });
    await step.send();
    return step;
  };

  describe("a verifier whom the producer did not name", () => {
    it("cannot reject its lot", async () => {
      const { identity, lot } = await declared(scene);
      const signed = reject(scene, identity, {}, rival);
      await expectRefused(signed, scene.certification, "NotTheCertifier", lot, rival.organisation);
    });

    it("cannot reject a lot that was left open", async () => {
      const { identity, lot } = await declared(scene, { certifier: ethers.ZeroAddress });
      const signed = reject(scene, identity, {}, rival);
      await expectRefused(signed, scene.certification, "NotTheCertifier", lot, rival.organisation);
    });

    it("cannot certify its lot, to revoke or to correct it afterwards", async () => {
      const { lot } = await attested(scene);
      const signed = certify(scene, lot, {}, rival);
      await expectRefused(signed, scene.certification, "NotTheCertifier", lot, rival.organisation);
    });

    it("may certify what was left open on purpose", async () => {
      const { lot } = await attested(scene, { certifier: ethers.ZeroAddress });
      await (await certify(scene, lot, {}, rival)).send();
      expect(await statusOf(lot)).to.equal(LotStatus.certified);
    });
  });

  it("a producer cannot name itself as certifier, nor somebody whom nobody knows", async () => {
    const { organisation } = party.miner;
    const own = await declare(scene, { certifier: organisation });
    await expectReverted(own.send(), scene.lots, "CertifierIsProducer", own.lot);
    const nobody = scene.stranger.address;
    const unknown = await declare(scene, { certifier: nobody });
    await expectReverted(unknown.send(), scene.participants, "OrganisationUnknown", nobody);
  });

  describe("a producer who declared wrongly", () => {
    it("takes its declaration back, of an open lot as of one whose certifier is gone, and declares anew", async () => {
      for (const certifier of [ethers.ZeroAddress, party.certifier.organisation]) {
        const { identity, lot } = await declared(scene, { certifier });
        const before = await drawn();
        await (await reject(scene, identity, {}, party.miner)).send();
        expect(await statusOf(lot)).to.equal(LotStatus.rejected);
        expect(await drawn()).to.equal(before - 1_000_000n);
        await (await declare(scene, { replaces: lot }, { message: { lotNumber: identity.lotNumber } })).send();
      }
    });

    it("examines it under no scheme, and takes back nobody else's", async () => {
      const { identity, lot } = await declared(scene);
      const examined = reject(scene, identity, { message: { scheme: SCHEME } }, party.miner);
      await expectRefused(examined, scene.certification, "NotIndependent", lot, party.miner.organisation);
      const another = reject(scene, identity, { message: { scheme: 0 } }, party.refiner);
      await expectRefused(another, scene.participants, "RoleNotHeld");
      const posing = reject(
        scene,
        { ...identity, producer: party.refiner.organisation },
        { message: { lot } },
        party.refiner,
      );
      await expectRefused(posing, scene.certification, "LotIdentityMismatch");
    });

    it("takes back nothing that was certified", async () => {
      const { identity, lot } = await certified(scene);
      const signed = reject(scene, identity, {}, party.miner);
      await expectRefused(signed, scene.lots, "LotNotDeclared", lot, LotStatus.certified);
    });
  });

  describe("a rejection", () => {
    /** A lot that a certified one was made into, with its certifier named. */
    const made = async () => {
      const { identity } = await certified(scene);
      const step = await transform(scene, {
        taken: [{ identity, grams: 1_000n }],
        made: [outputOf(identity, { massGrams: 1_000n, certifier: party.certifier.organisation })],
      });
      await step.send();
      const [lot = 0n] = step.lots;
      const [output] = step.identities;
      if (output === undefined) throw new Error("Nothing was made.");
      return { lot, identity: output };
    };

    it("of what was made of lots can be set aside by governance", async () => {
      const { lot, identity } = await made();
      const signed = await reject(scene, identity);
      await signed.send();
      expect(await statusOf(lot)).to.equal(LotStatus.rejected);
      const { hash } = await scene.certification.setAside(lot, signed.digest);
      const { organisation } = party.certifier;
      const [event] = await eventsOf(hash, scene.certification, "SetAside");
      expect(event).to.include({ lot, organisation, statement: signed.digest });
      expect(await statusOf(lot)).to.equal(LotStatus.declared);
    });

    it("that can be set aside leaves no number free", async () => {
      const { lot, identity } = await made();
      await (await reject(scene, identity)).send();
      const { lotNumber } = identity;
      const again = await declare(scene, { replaces: lot }, { message: { lotNumber } });
      await expectReverted(again.send(), scene.lots, "LotNumberTaken", again.lot);
    });

    it("of a lot that drew on a quota stays: its grams are declared anew", async () => {
      const { lot, identity } = await declared(scene);
      const signed = await reject(scene, identity);
      await signed.send();
      const { digest } = signed;
      const none = ethers.ZeroHash;
      await expectReverted(scene.certification.setAside(lot, digest), scene.lots, "TakingMismatch", lot, digest, none);
    });
  });

  it("what is used up cannot be rejected, and what was made of it stays", async () => {
    const ancestor = await declared(scene);
    const step = await usedUp(ancestor);
    await expectRefused(reject(scene, ancestor.identity), scene.lots, "GramsZero", ancestor.lot);
    expect(step.lots).to.have.length(1);
  });

  describe("a certificate that is revoked at once", () => {
    it("leaves the lot declared as it was, to be certified again", async () => {
      const { lot } = await certified(scene);
      const { hash } = await (await revoke(scene, lot)).send();
      expect(await eventsOf(hash, scene.lots, "Uncertified")).to.deep.equal([{ lot, scheme: 0n }]);
      expect(await statusOf(lot)).to.equal(LotStatus.declared);
      expect(await inHand(lot)).to.equal(0n);
      await (await certify(scene, lot)).send();
      expect(await inHand(lot)).to.equal(1_000_000n);
    });

    it("leaves what was made by a scheme's terms bound to it, and to no other", async () => {
      const { identity } = await certified(scene);
      const output = outputOf(identity, { massGrams: 1_000n, certifier: party.certifier.organisation });
      const step = await transform(scene, {
        ...{ scheme: SCHEME, taken: [{ identity, grams: 1_000n }], made: [output] },
      });
      await step.send();
      const [lot = 0n] = step.lots;
      const [made] = step.identities;
      if (made === undefined) throw new Error("Nothing was made.");
      const other = SCHEME + 1;
      for (const each of [SCHEME, other]) {
        await scene.schemes.setScheme(each, "Any", schemeTerms({ attestations: 0 }));
        await scene.schemes.accredit(each, party.certifier.organisation, 0, FOR_EVER);
      }
      expect(await scene.certification.classOf(carried(made))).to.equal(0n);
      await (await certify(scene, lot)).send();
      const { hash } = await (await revoke(scene, lot)).send();
      expect(await eventsOf(hash, scene.lots, "Uncertified")).to.deep.equal([{ lot, scheme: BigInt(SCHEME) }]);
      const elsewhere = certify(scene, lot, { message: { scheme: other } });
      await expectRefused(elsewhere, scene.lots, "SchemeDiffers", lot, other, SCHEME);
      await (await certify(scene, lot)).send();
      expect(await inHand(lot)).to.equal(1_000n);
    });

    it("leaves an open lot open, not in the hand of who certified and revoked", async () => {
      const { lot } = await attested(scene, { certifier: ethers.ZeroAddress });
      await (await certify(scene, lot, {}, rival)).send();
      await (await revoke(scene, lot, {}, rival)).send();
      await (await certify(scene, lot)).send();
      expect(await inHand(lot)).to.equal(1_000_000n);
    });

    it("is revoked where a gram of it is with somebody else, or gone", async () => {
      const { lot } = await certified(scene);
      await (await handOver(scene, lot, 1n)).send();
      await (await revoke(scene, lot)).send();
      expect(await statusOf(lot)).to.equal(LotStatus.revoked);
      const other = await certified(scene);
      await (await retire(scene, other.lot, 1n)).send();
      await (await revoke(scene, other.lot)).send();
      expect(await statusOf(other.lot)).to.equal(LotStatus.revoked);
    });

    it("is revoked where its grams have been on the road and bear its carbon", async () => {
      const { lot } = await certified(scene);
      const message = { emissionsGrams: 1n };
      const sent = await dispatch(scene, [{ lot, grams: 1_000_000n }], { message });
      await sent.send();
      await (await refuse(scene, sent)).send();
      await (await recall(scene, sent)).send();
      await (await revoke(scene, lot)).send();
      expect(await statusOf(lot)).to.equal(LotStatus.revoked);
    });

    it("lifts no regulator's suspension", async () => {
      const { lot } = await certified(scene);
      await (await suspend(scene, lot, {}, regulator())).send();
      await (await revoke(scene, lot)).send();
      expect(await statusOf(lot)).to.equal(LotStatus.revoked);
    });

    it("stays revoked where a regulator did it", async () => {
      const { lot } = await certified(scene);
      await (await revoke(scene, lot, {}, regulator())).send();
      expect(await statusOf(lot)).to.equal(LotStatus.revoked);
    });
  });

  describe("a suspension whose certifier is itself suspended", () => {
    let lot: bigint;
    beforeEach(async () => {
      ({ lot } = await certified(scene));
      await (await suspend(scene, lot)).send();
      await scene.participants.suspend(party.certifier.organisation);
    });

    it("is lifted by a regulator", async () => {
      await (await reinstate(scene, lot, {}, regulator())).send();
      expect(await statusOf(lot)).to.equal(LotStatus.certified);
    });

    it("is set aside by governance, and the dossier says so", async () => {
      const { digest: statement, organisation } = await scene.lots.takings(lot);
      const { count } = await scene.lots.heads(lot);
      const { hash } = await scene.certification.setAside(lot, statement);
      const digest = ethers.keccak256(scene.certification.interface.encodeFunctionData("setAside", [lot, statement]));
      expect(await eventsOf(hash, scene.certification, "SetAside")).to.deep.equal([
        { lot, digest, organisation, statement },
      ]);
      expect(await statusOf(lot)).to.equal(LotStatus.certified);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
    });

    it("is set aside by its digest alone, once, and by nobody else", async () => {
      const { digest } = await scene.lots.takings(lot);
      const other = ethers.id("another suspension");
      const { certification, lots } = scene;
      await expectReverted(certification.setAside(lot, other), lots, "TakingMismatch", lot, other, digest);
      const outsider = certification.connect(scene.stranger);
      await expectReverted(outsider.setAside(lot, digest), certification, "AccessManagedUnauthorized");
      await certification.setAside(lot, digest);
      await expectReverted(certification.setAside(lot, digest), lots, "TakingMismatch", lot, digest, ethers.ZeroHash);
    });

    it("is lifted through the module that took the place of the one that took it", async () => {
      const authority = await scene.manager.getAddress();
      const [participants, lots] = [await scene.participants.getAddress(), await scene.lots.getAddress()];
      const successor = await ethers.deployContract("Certification", [
        ...[authority, participants, lots, scene.policies, scene.quotas, scene.schemes],
      ]);
      await scene.participants.enrolModule(successor, ModuleStatus.active, 0);
      await scene.lots.enrolModule(successor, true);
      await scene.lots.enrolModule(scene.certification, false);
      const signed = await reinstate({ ...scene, certification: successor }, lot, {}, regulator());
      await signed.send();
      expect(await statusOf(lot)).to.equal(LotStatus.certified);
    });
  });

  it("a revocation of goods in others' hands can be set aside", async () => {
    const { lot } = await certified(scene);
    await (await handOver(scene, lot, 400_000n)).send();
    const revoked = await revoke(scene, lot);
    await revoked.send();
    await scene.certification.setAside(lot, revoked.digest);
    expect(await statusOf(lot)).to.equal(LotStatus.certified);
    await (await retire(scene, lot, 400_000n, {}, party.refiner)).send();
  });

  describe("a correction by a certifier whom the producer never chose", () => {
    const MAXIMUM = 2 ** 24 - 1;
    const footprintOf = async (lot: bigint) => (await scene.lots.lots(lot)).footprintGramsPerKilogram;
    let lot: bigint;
    let raised: string;
    beforeEach(async () => {
      ({ lot } = await attested(scene, { certifier: ethers.ZeroAddress }));
      await (await certify(scene, lot, {}, rival)).send();
      const signed = await correctFootprint(scene, lot, MAXIMUM, {}, rival);
      await signed.send();
      raised = signed.digest;
    });

    it("is not for ever: governance sets it aside, and the dossier says so", async () => {
      expect(await footprintOf(lot)).to.equal(BigInt(MAXIMUM));
      const { count } = await scene.lots.heads(lot);
      const { hash } = await scene.certification.setAsideCorrection(lot, raised);
      const data = scene.certification.interface.encodeFunctionData("setAsideCorrection", [lot, raised]);
      expect(await eventsOf(hash, scene.certification, "CorrectionSetAside")).to.deep.equal([
        {
          ...{ lot, digest: ethers.keccak256(data), organisation: rival.organisation, correction: raised },
          footprintGramsPerKilogram: 4_000n,
        },
      ]);
      expect(await footprintOf(lot)).to.equal(4_000n);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      expect((await scene.lots.lots(lot)).status).to.equal(LotStatus.certified);
      await (await correctFootprint(scene, lot, 4_001, {}, party.miner)).send();
      expect(await footprintOf(lot)).to.equal(4_001n);
    });

    it("goes with all that was corrected after it, and leaves what was corrected before", async () => {
      const { lot: other } = await attested(scene, { certifier: ethers.ZeroAddress });
      await (await correctFootprint(scene, other, 4_100, {}, party.miner)).send();
      await (await certify(scene, other, {}, rival)).send();
      const first = await correctFootprint(scene, other, 5_000, {}, rival);
      await first.send();
      await (await correctFootprint(scene, other, 5_001, {}, rival)).send();
      expect((await scene.lots.corrections(other)).length).to.equal(3);
      await scene.certification.setAsideCorrection(other, first.digest);
      expect(await footprintOf(other)).to.equal(4_100n);
      expect((await scene.lots.corrections(other)).length).to.equal(1);
    });

    it("is set aside by its digest alone, once, and by nobody else", async () => {
      const { certification, lots } = scene;
      const other = ethers.id("another correction");
      await expectReverted(
        certification.setAsideCorrection(lot, other),
        lots,
        ...(["CorrectionNotStanding", lot, other] as const),
      );
      const outsider = certification.connect(scene.stranger);
      await expectReverted(outsider.setAsideCorrection(lot, raised), certification, "AccessManagedUnauthorized");
      await certification.setAsideCorrection(lot, raised);
      await expectReverted(
        certification.setAsideCorrection(lot, raised),
        lots,
        ...(["CorrectionNotStanding", lot, raised] as const),
      );
    });
  });

  describe("a regulator's suspension", () => {
    it("is not dodged by renewing a second longer", async () => {
      const { lot } = await certified(scene);
      const signed = await suspend(scene, lot, { message: { certificateUntil: 0 } }, regulator());
      await (await renew(scene, lot)).send();
      await signed.send();
      expect(await statusOf(lot)).to.equal(LotStatus.suspended);
    });

    it("is not kept out by the certifier's own", async () => {
      const { lot } = await certified(scene);
      await (await suspend(scene, lot)).send();
      const signed = await suspend(scene, lot, {}, regulator());
      await signed.send();
      const lifted = reinstate(scene, lot);
      await expectRefused(lifted, scene.certification, "NotTheCertifier", lot, party.certifier.organisation);
      expect((await scene.lots.takings(lot)).digest).to.equal(signed.digest);
    });

    it("alone may mean whatever certificate stands", async () => {
      const { lot } = await certified(scene);
      const { validUntil } = await scene.lots.lots(lot);
      const signed = suspend(scene, lot, { message: { certificateUntil: 0 } });
      await expectRefused(signed, scene.certification, "CertificateMismatch", lot, 0, validUntil);
    });
  });

  it("a lot that is in part gone is renewed without weighing again what is there no more", async () => {
    const { lot } = await certified(scene);
    await (await retire(scene, lot, 600_000n)).send();
    await networkHelpers.time.increaseTo((await now()) + 200 * DAY);
    for (const kind of [Kind.process, Kind.footprint]) await (await attest(scene, lot, kind)).send();
    await (await renew(scene, lot)).send();
    expect((await scene.lots.lots(lot)).validUntil).to.be.above((await now()) + 300 * DAY);
  });

  describe("one lot number of a producer", () => {
    it("stands for one content, whichever way the second is declared", async () => {
      const first = await declared(scene);
      const { lotNumber } = first.identity;
      const second = await declare(scene, { massGrams: 999n }, { message: { lotNumber } });
      const content = { ...first.identity.content, massGrams: 999n };
      const lot = lotOf({ ...first.identity, content });
      const numbered = await declare(scene, {}, { message: { lotNumber, content } });
      await expectReverted(numbered.send(), scene.lots, "LotNumberTaken", lot);
      expect(second.message.lotNumber).to.equal(lotNumber);
      const { identity } = await declared(scene);
      const made = outputOf(identity, {}, false, lotNumber);
      const step = await transform(scene, {
        process: Process.blending,
        taken: [{ identity, grams: 1_000_000n }],
        made: [made],
      });
      const [twin] = step.lots;
      await expectReverted(step.send(), scene.lots, "LotNumberTaken", twin);
    });

    it("stands for one output of a step, and leaves the numbers beside it free", async () => {
      const { identity } = await declared(scene);
      const half = (lotNumber: string, massGrams = 300_000n) => outputOf(identity, { massGrams }, false, lotNumber);
      const splits = (...made: ReturnType<typeof half>[]) =>
        transform(scene, { process: Process.splitting, taken: [{ identity, grams: 600_000n }], made });
      const twice = await splits(half("A1", 299_999n), half("A1", 300_001n));
      await expectReverted(twice.send(), scene.lots, "LotNumberTaken", twice.lots[1]);
      // As long and of one beginning; longer; and of one character, with nothing before it.
      const numbers = ["A1", "A2", "A12", "1", "A"];
      for (const number of numbers) {
        const step = await declare(scene, { massGrams: 1n }, { message: { lotNumber: number } });
        await step.send();
      }
      expect(await scene.lots.isNumberTaken(numberOf(identity.producer, "A1"))).to.equal(true);
      expect(await scene.lots.isNumberTaken(numberOf(identity.producer, "A3"))).to.equal(false);
      for (const number of numbers) {
        const again = await declare(scene, { massGrams: 2n }, { message: { lotNumber: number } });
        await expectReverted(again.send(), scene.lots, "LotNumberTaken", again.lot);
      }
    });

    it("is another producer's number too", async () => {
      const { identity } = await declared(scene);
      const { lotNumber } = identity;
      const message = { lotNumber };
      const signed = await declare(scene, { quota: quotas.openingStock }, { message }, party.refiner);
      await signed.send();
    });

    it("passes to the lot that takes a rejected one's place, and to no other", async () => {
      const { identity, lot } = await declared(scene);
      const { lotNumber } = identity;
      await (await reject(scene, identity)).send();
      const other = await declare(scene, { massGrams: 1n }, { message: { lotNumber } });
      await expectReverted(other.send(), scene.lots, "LotNumberTaken");
      const anew = await declare(scene, { massGrams: 2n, replaces: lot }, { message: { lotNumber } });
      await anew.send();
      const heir = await declare(scene, { massGrams: 3n, replaces: lot }, { message: { lotNumber } });
      await expectReverted(heir.send(), scene.lots, "LotNumberTaken", heir.lot);
      await (await reject(scene, anew.identity)).send();
      const last = await declare(scene, { massGrams: 4n, replaces: anew.lot }, { message: { lotNumber } });
      await last.send();
    });
  });

  describe("a finding", () => {
    it("is not left behind by a friendly rejection and another number", async () => {
      const { identity, lot } = await declared(scene);
      await (await attest(scene, lot, Kind.weight, { message: { outcome: 2, quantity: 0n } })).send();
      await (await reject(scene, identity)).send();
      expect(await drawn()).to.equal(1_000_000n);
      expect([...(await scene.quotas.withheld(lot))]).to.deep.equal([quotas.extraction, 0n, 1_000_000n]);
      await declared(scene);
      expect(await drawn()).to.equal(2_000_000n);
    });

    it("is not left behind in two steps either", async () => {
      const { identity, lot } = await declared(scene);
      await (await attest(scene, lot, Kind.weight, { message: { outcome: 2, quantity: 0n } })).send();
      await (await reject(scene, identity, {}, party.miner)).send();
      const second = await declared(scene, { replaces: lot });
      await (await reject(scene, second.identity, {}, party.miner)).send();
      expect(await drawn()).to.equal(1_000_000n);
      expect([...(await scene.quotas.withheld(second.lot))]).to.deep.equal([quotas.extraction, lot, 1_000_000n]);
      const third = await declared(scene, { replaces: second.lot });
      expect(await drawn()).to.equal(1_000_000n);
      await (await reject(scene, third.identity)).send();
      expect((await scene.quotas.withheld(third.lot)).grams).to.equal(1_000_000n);
    });

    it("withholds the grams as long as it stands, and anybody frees them once it was overruled", async () => {
      const { identity, lot } = await declared(scene);
      const finding = await attest(scene, lot, Kind.weight, { message: { outcome: 2, quantity: 0n } });
      await finding.send();
      await (await reject(scene, identity)).send();
      const anybody = scene.quotas.connect(scene.stranger);
      await expectReverted(anybody.release(lot), scene.certification, "LotIsDisputed", lot, 1);
      await scene.attestations.overruleFinding(lot, party.laboratory.organisation, finding.digest);
      const { hash } = await anybody.release(lot);
      expect(await eventsOf(hash, scene.quotas, "Released")).to.deep.equal([
        { lot, quota: quotas.extraction, grams: 1_000_000n },
      ]);
      expect(await drawn()).to.equal(0n);
      await expectReverted(anybody.release(lot), scene.quotas, "NothingWithheld", lot);
      // Nothing comes back twice.
      await declared(scene, { replaces: lot });
      expect(await drawn()).to.equal(1_000_000n);
    });

    it("withholds the grams of what takes the lot's place, too, until those of the lot are free", async () => {
      const { identity, lot } = await declared(scene);
      const finding = await attest(scene, lot, Kind.weight, { message: { outcome: 2, quantity: 0n } });
      await finding.send();
      await (await reject(scene, identity, {}, party.miner)).send();
      const second = await declared(scene, { replaces: lot });
      await (await reject(scene, second.identity, {}, party.miner)).send();
      const { quotas: book } = scene;
      await expectReverted(book.release(second.lot), book, "ReplacedLotWithheld", second.lot, lot);
      await (await revokeAttestation(scene, finding, {}, party.laboratory)).send();
      await expectReverted(book.release(second.lot), book, "ReplacedLotWithheld", second.lot, lot);
      await book.release(lot);
      expect(await drawn()).to.equal(1_000_000n);
      await book.release(second.lot);
      expect(await drawn()).to.equal(0n);
    });

    it("frees the grams for lots that name the one it stands against, and no more than they need", async () => {
      const { identity, lot } = await declared(scene);
      await (await attest(scene, lot, Kind.weight, { message: { outcome: 2, quantity: 0n } })).send();
      await (await reject(scene, identity)).send();
      await declared(scene, { replaces: lot, massGrams: 300_000n });
      expect(await drawn()).to.equal(1_000_000n);
      expect((await scene.quotas.withheld(lot)).grams).to.equal(700_000n);
      await declared(scene, { replaces: lot, massGrams: 900_000n });
      expect(await drawn()).to.equal(1_200_000n);
      expect((await scene.quotas.withheld(lot)).grams).to.equal(0n);
    });
  });
});

/** By what the ledger tells whether a lot number is taken. */
function numberOf(producer: string, lotNumber: string): bigint {
  const series = ethers.toUtf8Bytes(lotNumber.slice(0, -1));
  const hash = ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode(["address", "bytes"], [producer, series]));
  return BigInt(ethers.dataSlice(hash, 0, 31)) * 256n + BigInt(lotNumber.charCodeAt(lotNumber.length - 1));
}
