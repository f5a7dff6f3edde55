import { expect } from "chai";
import { eventsOf, expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  DAY,
  EVERY_STAMP,
  ethers,
  FOR_EVER,
  Form,
  freshScene,
  Kind,
  LotStatus,
  mask,
  nextBlockAt,
  now,
  Outcome,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import { attested, certified, declared } from "../fixtures/journeys.ts";
import { assay, attest, certify, reject } from "../fixtures/kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Certification: certify", () => {
  let scene: Scene;
  let certification: Scene["certification"];
  let certifier: Scene["party"]["certifier"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ certification } = scene);
    ({ certifier } = scene.party);
  });

  const setTerms = (changes: Record<string, number>) =>
    scene.schemes.setScheme(SCHEME, "Zero-carbon rare earths", schemeTerms(changes));

  it("makes the token: all its grams in the producer's hand", async () => {
    const { lot } = await attested(scene);
    const miner = scene.party.miner.organisation;
    expect(await scene.lots.balanceOf(miner, lot)).to.equal(0n);
    const signed = await certify(scene, lot);
    const { hash } = await signed.send();
    expect(await scene.lots.balanceOf(miner, lot)).to.equal(1_000_000n);
    const { serial } = await scene.participants.organisations(certifier.organisation);
    expect(fieldsOf(await scene.lots.lots(lot))).to.deep.include({
      ...{ status: LotStatus.certified, certifier: serial, scheme: BigInt(SCHEME) },
      validUntil: BigInt(signed.message.validUntil),
    });
    expect(await eventsOf(hash, scene.lots, "TransferSingle")).to.deep.equal([
      { operator: signed.call.module, from: ethers.ZeroAddress, to: miner, id: lot, value: 1_000_000n },
    ]);
  });

  it("says all of it in an event", async () => {
    const { lot } = await attested(scene);
    const signed = await certify(scene, lot);
    const { digest, message: statement, signature } = signed;
    const { organisation } = certifier;
    await expectEvent(signed, "Certified", { lot, digest, organisation, statement, signature });
  });

  it("is refused for what was never declared", () => expectRefused(certify(scene, 5n), scene.lots, "LotUnknown", 5n));

  it("is refused for a lot that is certified or rejected already", async () => {
    const { lot } = await certified(scene);
    await expectRefused(certify(scene, lot), scene.lots, "LotNotDeclared", lot, LotStatus.certified);
    const other = await attested(scene);
    await (await reject(scene, other.identity)).send();
    await expectRefused(certify(scene, other.lot), scene.lots, "LotNotDeclared", other.lot, LotStatus.rejected);
  });

  it("is refused to the producer, accredited or not", async () => {
    const { lot } = await attested(scene, { certifier: ethers.ZeroAddress });
    const { miner } = scene.party;
    await scene.participants.grantRole(miner.organisation, 6, "0x0000", 0, 0, FOR_EVER);
    await scene.schemes.accredit(SCHEME, miner.organisation, 0, FOR_EVER);
    await expectRefused(certify(scene, lot, {}, miner), certification, "NotIndependent", lot, miner.organisation);
  });

  describe("accreditation", () => {
    it("is needed, for this scheme", async () => {
      const { lot } = await attested(scene);
      const { organisation } = scene.party.verifier;
      await scene.schemes.setScheme(8, "Another scheme", schemeTerms());
      await scene.schemes.accredit(8, organisation, 0, FOR_EVER);
      const signed = certify(scene, lot, {}, scene.party.verifier);
      await expectRefused(signed, scene.schemes, "NotAccredited", SCHEME, organisation);
    });

    for (const [when, from, until, included] of [
      ["in its first second", 100, 200, true],
      ["a second before its first", 101, 200, false],
      ["in its last second", 0, 100, true],
      ["a second after its last", 0, 99, false],
    ] as const) {
      it(`${included ? "is" : "is not"} in force ${when}`, async () => {
        const { lot } = await attested(scene);
        const start = await now();
        await scene.schemes.accredit(SCHEME, certifier.organisation, start + from, start + until);
        const signed = await certify(scene, lot);
        await nextBlockAt(start + 100);
        if (included) return void (await signed.send());
        await expectRefused(signed, scene.schemes, "NotAccredited", SCHEME, certifier.organisation);
      });
    }
  });

  describe("scheme", () => {
    for (const [when, terms, included] of [
      ["in its first second", { validFrom: 100 }, true],
      ["a second before its first", { validFrom: 101 }, false],
      ["in its last second", { validUntil: 100 }, true],
      ["a second after its last", { validUntil: 99 }, false],
      ["a second before its suspension", { suspendedFrom: 101, suspendedUntil: 200 }, true],
      ["in the first second of its suspension", { suspendedFrom: 100, suspendedUntil: 200 }, false],
      ["in the last second of its suspension", { suspendedFrom: 50, suspendedUntil: 100 }, false],
      ["a second after its suspension", { suspendedFrom: 50, suspendedUntil: 99 }, true],
    ] as [string, Record<string, number>, boolean][]) {
      it(`${included ? "certifies" : "does not certify"} ${when}`, async () => {
        const { lot } = await attested(scene);
        const start = await now();
        await setTerms(Object.fromEntries(Object.entries(terms).map(([name, offset]) => [name, start + offset])));
        const signed = await certify(scene, lot);
        await nextBlockAt(start + 100);
        if (included) return void (await signed.send());
        await expectRefused(signed, scene.schemes, "SchemeNotInForce", SCHEME);
      });
    }

    it("certifies the forms it covers and no other", async () => {
      const { lot } = await attested(scene);
      await setTerms({ forms: 0x1fe & ~mask(Form.concentrate) });
      await expectRefused(certify(scene, lot), scene.schemes, "FormNotCovered", SCHEME, Form.concentrate);
      await setTerms({ forms: mask(Form.concentrate) });
      await (await certify(scene, lot)).send();
    });

    it("certifies for as long as it allows, from the next second on", async () => {
      const { lot } = await attested(scene);
      await setTerms({ maximumValidityDays: 10 });
      let time = (await now()) + 100;
      const latest = () => time + 10 * DAY;
      for (const end of [() => 0, () => time, () => latest() + 1]) {
        time += 1;
        const signed = await certify(scene, lot, { message: { validUntil: end() } });
        await nextBlockAt(time);
        await expectRefused(signed, certification, "ValidityInvalid", end(), latest());
      }
      time += 1;
      const signed = await certify(scene, lot, { message: { validUntil: latest() } });
      await nextBlockAt(time);
      await signed.send();
    });

    it("certifies no longer than 32 bits of time", async () => {
      const end = 2 ** 32 - 1;
      await setTerms({ maximumValidityDays: 65_535, maximumAgeDays: 65_535 });
      const { lot } = await attested(scene);
      const beyond = certify(scene, lot, { message: { validUntil: end + 1 } });
      await expectRefused(beyond, certification, "ValidityInvalid", end + 1, end);
      await (await certify(scene, lot, { message: { validUntil: end } })).send();
      expect((await scene.lots.lots(lot)).validUntil).to.equal(end);
    });
  });

  describe("attestations that the scheme names", () => {
    const names = { assay: Kind.assay, weight: Kind.weight, process: Kind.process, footprint: Kind.footprint };

    async function attestAllBut(missing: number, departure = {}): Promise<bigint> {
      const { lot, identity } = await declared(scene);
      for (const kind of Object.values(names)) {
        if (kind === missing) continue;
        const made = kind === Kind.assay ? assay(scene, identity, departure) : attest(scene, lot, kind, departure);
        await (await made).send();
      }
      return lot;
    }

    for (const [name, kind] of Object.entries(names)) {
      it(`have to be there: ${name}`, async () => {
        const lot = await attestAllBut(kind);
        await expectRefused(certify(scene, lot), certification, "AttestationMissing", lot, kind);
        await setTerms({ attestations: EVERY_STAMP & ~mask(kind) });
        await (await certify(scene, lot)).send();
      });

      it(`have to be young enough: ${name}`, async () => {
        await setTerms({ attestations: mask(kind), maximumAgeDays: 10 });
        const { lot, identity } = await declared(scene);
        const made = kind === Kind.assay ? assay(scene, identity) : attest(scene, lot, kind);
        await (await made).send();
        const day = Math.floor((await made).message.occurredAt / DAY);
        const last = (day + 11) * DAY - 1;
        await nextBlockAt(last + 1);
        await expectRefused(certify(scene, lot), certification, "AttestationTooOld", lot, kind, day);
      });

      it(`are young enough to the end of the last day: ${name}`, async () => {
        await setTerms({ attestations: mask(kind), maximumAgeDays: 10 });
        const { lot, identity } = await declared(scene);
        const made = kind === Kind.assay ? assay(scene, identity) : attest(scene, lot, kind);
        await (await made).send();
        const signed = await certify(scene, lot);
        await nextBlockAt((Math.floor((await made).message.occurredAt / DAY) + 11) * DAY - 1);
        await signed.send();
      });
    }

    it("count from the day of the examination, not of the block", async () => {
      await setTerms({ attestations: mask(Kind.weight), maximumAgeDays: 3 });
      const { lot } = await declared(scene);
      const occurredAt = (await now()) - 4 * DAY;
      await (await attest(scene, lot, Kind.weight, { message: { occurredAt } })).send();
      const day = Math.floor(occurredAt / DAY);
      await expectRefused(certify(scene, lot), certification, "AttestationTooOld", lot, Kind.weight, day);
    });

    it("may be none", async () => {
      await setTerms({ attestations: 0 });
      const { lot } = await declared(scene);
      await (await certify(scene, lot)).send();
    });

    it("do not outweigh a finding against the lot", async () => {
      const { lot, identity } = await attested(scene);
      const outcome = Outcome.doesNotConform;
      await (await attest(scene, lot, Kind.inspection, { message: { outcome } })).send();
      await (await assay(scene, identity, { message: { outcome } })).send();
      await expectRefused(certify(scene, lot), certification, "LotIsDisputed", lot, 2);
    });
  });
});
