import { expect } from "chai";
import { expectEvent } from "../fixtures/events.ts";
import {
  DAY,
  enrolled,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  LotStatus,
  networkHelpers,
  nextBlockAt,
  now,
  type Party,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import { attested, certified, declared } from "../fixtures/journeys.ts";
import { attest, certify, handOver } from "../fixtures/kinds.ts";
import { reinstate, renew, revoke, suspend } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Certification: life cycle of a certificate", () => {
  let scene: Scene;
  let certification: Scene["certification"];
  let certifier: Party;
  let regulator: Party;
  let lot: bigint;
  beforeEach(async () => {
    scene = await freshScene();
    ({ certification } = scene);
    ({ certifier, regulator } = scene.party);
    ({ lot } = await certified(scene));
  });
  const statusOf = async (id: bigint) => (await scene.lots.lots(id)).status;

  for (const [name, act, event, status] of [
    ["suspend", suspend, "Suspended", LotStatus.suspended],
    ["revoke", revoke, "Revoked", LotStatus.revoked],
  ] as const) {
    describe(name, () => {
      it("changes the status, and says all of it in an event", async () => {
        await (await handOver(scene, lot, 1n)).send();
        const signed = await act(scene, lot);
        const { digest, message: statement, signature } = signed;
        const { organisation } = certifier;
        await expectEvent(signed, event, { lot, digest, organisation, statement, signature });
        expect(await statusOf(lot)).to.equal(status);
      });

      it("leaves the grams where they are", async () => {
        await (await handOver(scene, lot, 1n)).send();
        await (await act(scene, lot)).send();
        expect(await scene.lots.balanceOf(scene.party.miner.organisation, lot)).to.equal(999_999n);
      });

      it("is open to the certifier and to regulators, and to nobody else", async () => {
        const { verifier } = scene.party;
        const signed = act(scene, lot, {}, verifier);
        await expectRefused(signed, certification, "NotTheCertifier", lot, verifier.organisation);
        await (await act(scene, lot, {}, regulator)).send();
        expect(await statusOf(lot)).to.equal(status);
      });

      it("needs no accreditation any more", async () => {
        await scene.schemes.accredit(SCHEME, certifier.organisation, 0, 0);
        await (await act(scene, lot)).send();
      });

      it("needs a reason", () =>
        expectRefused(act(scene, lot, { message: { reason: 0 } }), certification, "ReasonMissing"));

      it("may hold from before, and from this very second, but not from later", async () => {
        const time = (await now()) + 100;
        const signed = await act(scene, lot, { message: { effectiveFrom: time + 1 } });
        await nextBlockAt(time);
        await expectRefused(signed, certification, "EffectiveInFuture", time + 1, time);
        const inTime = await act(scene, lot, { message: { effectiveFrom: time + 1 } });
        await nextBlockAt(time + 1);
        await inTime.send();
      });

      it("is of the certificate it names", async () => {
        const { validUntil } = await scene.lots.lots(lot);
        const stale = await act(scene, lot);
        await (await renew(scene, lot)).send();
        const { validUntil: renewed } = await scene.lots.lots(lot);
        await expectRefused(stale, certification, "CertificateMismatch", lot, validUntil, renewed);
      });

      it("hits whatever certificate stands where a regulator says so, and no renewal dodges it", async () => {
        const { validUntil } = await scene.lots.lots(lot);
        const any = { message: { certificateUntil: 0 } };
        await expectRefused(act(scene, lot, any), certification, "CertificateMismatch", lot, 0, validUntil);
        const signed = await act(scene, lot, any, regulator);
        await (await renew(scene, lot)).send();
        await signed.send();
        expect((await scene.lots.lots(lot)).status).to.not.equal(LotStatus.certified);
      });

      it("is of a lot that is certified, expired or not", async () => {
        await expectRefused(act(scene, 5n), scene.lots, "LotUnknown", 5n);
        const open = await declared(scene);
        const early = act(scene, open.lot, {}, regulator);
        await expectRefused(early, scene.lots, "LotNotCertified", open.lot, LotStatus.declared);
        const { validUntil } = await scene.lots.lots(lot);
        await nextBlockAt(Number(validUntil) + 10);
        await (await act(scene, lot)).send();
      });
    });
  }

  it("is suspended once at a time", async () => {
    await (await suspend(scene, lot)).send();
    await expectRefused(suspend(scene, lot), scene.lots, "LotNotCertified", lot, LotStatus.suspended);
  });

  it("is revoked for ever", async () => {
    await (await suspend(scene, lot)).send();
    await (await revoke(scene, lot, {}, regulator)).send();
    for (const signed of [suspend(scene, lot), revoke(scene, lot), renew(scene, lot)]) {
      await expectRefused(signed, scene.lots, "LotNotCertified", lot, LotStatus.revoked);
    }
  });

  describe("reinstate", () => {
    it("lifts the suspension, and says all of it in an event", async () => {
      await (await suspend(scene, lot)).send();
      const signed = await reinstate(scene, lot);
      const { digest, message: statement, signature } = signed;
      const { organisation } = certifier;
      await expectEvent(signed, "Reinstated", { lot, digest, organisation, statement, signature });
      expect(await statusOf(lot)).to.equal(LotStatus.certified);
      expect([...(await scene.lots.takings(lot))]).to.deep.equal([ethers.ZeroHash, ethers.ZeroAddress]);
    });

    it("lifts the one suspension that it names, and no later one", async () => {
      await (await suspend(scene, lot)).send();
      const stale = await reinstate(scene, lot);
      await (await reinstate(scene, lot)).send();
      const second = await suspend(scene, lot);
      await second.send();
      const args = [lot, stale.message.suspension, second.digest] as const;
      await expectRefused(stale, scene.lots, "TakingMismatch", ...args);
    });

    it("lifts nothing where nothing stands", () =>
      expectRefused(
        reinstate(scene, lot, {}, regulator),
        scene.lots,
        ...["LotNotSuspended", lot, LotStatus.certified],
      ));

    it("is up to the organisation that suspended, and to any regulator", async () => {
      await (await suspend(scene, lot, {}, regulator)).send();
      const signed = reinstate(scene, lot);
      await expectRefused(signed, certification, "NotTheCertifier", lot, certifier.organisation);
      const another = await enrolled(scene.participants, "another regulator", Role.regulator, "FI");
      await (await reinstate(scene, lot, {}, another)).send();
      expect(await statusOf(lot)).to.equal(LotStatus.certified);
    });

    it("does not bring back what was revoked", async () => {
      await (await suspend(scene, lot)).send();
      const signed = await reinstate(scene, lot);
      const revoked = await revoke(scene, lot, {}, regulator);
      await revoked.send();
      const args = [lot, signed.message.suspension, revoked.digest] as const;
      await expectRefused(signed, scene.lots, "TakingMismatch", ...args);
      const naming = reinstate(scene, lot, {}, regulator);
      await expectRefused(naming, scene.lots, "LotNotSuspended", lot, LotStatus.revoked);
    });
  });

  describe("renew", () => {
    it("moves the end and names the scheme, and says all of it in an event", async () => {
      await scene.schemes.setScheme(8, "Another scheme", schemeTerms());
      const { organisation } = scene.party.certifier;
      await scene.schemes.accredit(8, organisation, 0, FOR_EVER);
      const signed = await renew(scene, lot, { message: { scheme: 8 } });
      const { digest, message: statement, signature } = signed;
      await expectEvent(signed, "Renewed", { lot, digest, organisation, statement, signature });
      const record = await scene.lots.lots(lot);
      expect([record.validUntil, record.scheme]).to.deep.equal([BigInt(statement.validUntil), 8n]);
      expect(await scene.lots.balanceOf(scene.party.miner.organisation, lot)).to.equal(1_000_000n);
    });

    it("is open to another certifier once the certificate has ended, and not in its last second", async () => {
      // The producer named nobody.
      ({ lot } = await attested(scene, { certifier: ethers.ZeroAddress }));
      await (await certify(scene, lot)).send();
      const other = await enrolled(scene.participants, "another certifier", Role.verifier, "FI");
      await scene.schemes.setScheme(8, "Another scheme", schemeTerms({ attestations: 0 }));
      await scene.schemes.accredit(8, other.organisation, 0, FOR_EVER);
      const { validUntil, certifier } = await scene.lots.lots(lot);
      const message = { scheme: 8, validUntil: Number(validUntil) + 300 * DAY };
      const takesOver = () => renew(scene, lot, { message }, other);
      const early = await takesOver();
      await nextBlockAt(Number(validUntil));
      await expectRefused(early, certification, "NotTheCertifier", lot, other.organisation);
      const late = await takesOver();
      await nextBlockAt(Number(validUntil) + 1);
      await late.send();
      const { serial } = await scene.participants.organisations(other.organisation);
      expect(serial).to.not.equal(certifier);
      expect((await scene.lots.lots(lot)).certifier).to.equal(serial);
    });

    it("is of the certificate it names", async () => {
      const { validUntil } = await scene.lots.lots(lot);
      const stale = await renew(scene, lot);
      await (await renew(scene, lot)).send();
      const { validUntil: renewed } = await scene.lots.lots(lot);
      await expectRefused(stale, certification, "CertificateMismatch", lot, validUntil, renewed);
    });

    it("ends later than the certificate it renews", async () => {
      const { validUntil } = await scene.lots.lots(lot);
      const signed = renew(scene, lot, { message: { validUntil } });
      await expectRefused(signed, certification, "RenewalNotLater", lot, validUntil, validUntil);
    });

    it("asks for what certifying asks for: verified emissions of late, and no dispute", async () => {
      const { validUntil } = await scene.lots.lots(lot);
      const late = Number(validUntil) + DAY;
      await nextBlockAt(late);
      const day = (await scene.lots.examinedAt(lot, Kind.process)) / BigInt(DAY);
      await expectRefused(renew(scene, lot), certification, "AttestationTooOld", lot, Kind.process, day);
      const { lot: disputed } = await certified(scene);
      await (await attest(scene, disputed, 2, { message: { outcome: 2 } })).send();
      await expectRefused(renew(scene, disputed), certification, "LotIsDisputed", disputed, 1);
    });

    it("brings an expired certificate back", async () => {
      await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
      const { validUntil } = await scene.lots.lots(lot);
      await networkHelpers.time.increaseTo(Number(validUntil) + DAY);
      await (await renew(scene, lot)).send();
      expect((await scene.lots.lots(lot)).validUntil).to.be.above(validUntil + BigInt(DAY));
    });

    it("is of a lot that is certified, and not suspended", async () => {
      await expectRefused(renew(scene, 5n), scene.lots, "LotUnknown", 5n);
      const open = await attested(scene);
      await expectRefused(renew(scene, open.lot), scene.lots, "LotNotCertified", open.lot, LotStatus.declared);
      await (await suspend(scene, lot)).send();
      await expectRefused(renew(scene, lot), scene.lots, "LotNotCertified", lot, LotStatus.suspended);
    });
  });
});
