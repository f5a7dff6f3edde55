import { expect } from "chai";
import { expectEvent } from "../fixtures/events.ts";
import {
  code,
  EVERY_COUNTRY,
  EVERY_SCOPE,
  ethers,
  FOR_EVER,
  freshScene,
  LotStatus,
  nextBlockAt,
  now,
  partyOf,
  Role,
  type Scene,
  Scope,
} from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { handOver } from "../fixtures/kinds.ts";
import { suspend } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";
import { spoilt } from "../fixtures/signatures.ts";

describe("Custody: hand over", () => {
  let scene: Scene;
  let lot: bigint;
  let miner: string;
  let refiner: Scene["party"]["refiner"];
  beforeEach(async () => {
    scene = await freshScene();
    miner = scene.party.miner.organisation;
    refiner = scene.party.refiner;
    ({ lot } = await certified(scene));
  });

  it("moves grams from hand to hand, and says all of it in an event", async () => {
    const signed = await handOver(scene, lot, 300_000n);
    const { digest, message: statement, signature, data } = { ...signed, ...signed.call };
    const [, , countersignature] = scene.custody.interface.decodeFunctionData("handOver", data);
    const fields = { lot, digest, organisation: miner, statement, signature, countersignature };
    await expectEvent(signed, "HandedOver", fields);
    expect(await scene.lots.balanceOf(miner, lot)).to.equal(700_000n);
    expect(await scene.lots.balanceOf(refiner.organisation, lot)).to.equal(300_000n);
  });

  it("needs grams, and no more than are held", async () => {
    await expectRefused(handOver(scene, lot, 0n), scene.lots, "GramsZero", lot);
    const args = [lot, miner, code("CN"), 1_000_000n, 1_000_001n] as const;
    await expectRefused(handOver(scene, lot, 1_000_001n), scene.lots, "StockMissing", ...args);
  });

  it("needs another recipient", async () => {
    const signed = handOver(scene, lot, 1n, {}, scene.party.miner, scene.party.miner);
    await expectRefused(signed, scene.custody, "RecipientIsHolder", miner);
  });

  it("needs a certificate that stands", async () => {
    const open = await declared(scene);
    const early = handOver(scene, open.lot, 1n);
    await expectRefused(early, scene.lots, "LotNotCertified", open.lot, LotStatus.declared);
    await expectRefused(handOver(scene, 5n, 1n), scene.lots, "LotUnknown", 5n);
    await (await suspend(scene, lot)).send();
    await expectRefused(handOver(scene, lot, 1n), scene.lots, "LotNotCertified", lot, LotStatus.suspended);
  });

  it("needs a certificate that has not expired by a second", async () => {
    const end = Number((await scene.lots.lots(lot)).validUntil);
    const last = await handOver(scene, lot, 1n, { message: { occurredAt: end } });
    const late = await handOver(scene, lot, 1n, { message: { occurredAt: end + 1 } });
    await nextBlockAt(end);
    await last.send();
    await nextBlockAt(end + 1);
    await expectRefused(late, scene.lots, "CertificateExpired", lot, end);
  });

  describe("recipient's signature", () => {
    async function expectForged(departure: Parameters<typeof handOver>[3]) {
      const signed = await handOver(scene, lot, 1n, departure);
      const { recipientKey, nonce } = signed.message;
      await expectRefused(signed, scene.participants, "SignatureInvalid", recipientKey, signed.digest);
      expect(await scene.participants.isNonceSpent(miner, nonce)).to.equal(false);
    }

    it("is not the holder's", () => expectForged({ countersigner: scene.party.miner.key }));

    it("is no stranger's", () => expectForged({ countersigner: partyOf("forger", "CN").key }));

    for (const [how, tamperCountersignature] of Object.entries(spoilt)) {
      it(`is refused ${how}`, () => expectForged({ tamperCountersignature }));
    }

    it("is not of another statement", async () => {
      const other = await handOver(scene, lot, 2n);
      const [, , countersignature] = scene.custody.interface.decodeFunctionData("handOver", other.call.data);
      await expectForged({ tamperCountersignature: () => countersignature });
    });

    it("may be a contract wallet's", async () => {
      const wallet = await (await ethers.deployContract("OwnedWallet", [refiner.key.address])).getAddress();
      await scene.participants.addKey(refiner.organisation, wallet, EVERY_SCOPE, 0, FOR_EVER);
      await (await handOver(scene, lot, 1n, { message: { recipientKey: wallet } })).send();
      const forged = handOver(scene, lot, 1n, {
        message: { recipientKey: wallet },
        countersigner: partyOf("forger", "CN").key,
      });
      await expectRefused(forged, scene.participants, "SignatureInvalid", wallet, (await forged).digest);
    });
  });

  describe("recipient", () => {
    const expectUnauthorised = (error: string, ...args: unknown[]) =>
      expectRefused(handOver(scene, lot, 1n), scene.participants, error, ...args);

    it("is enrolled", async () => {
      const nobody = partyOf("nobody", "CN");
      const signed = handOver(scene, lot, 1n, {}, scene.party.miner, nobody);
      await expectRefused(signed, scene.participants, "OrganisationUnknown", nobody.organisation);
    });

    it("is active", async () => {
      await scene.participants.suspend(refiner.organisation);
      await expectUnauthorised("OrganisationIsSuspended", refiner.organisation, await now());
    });

    it("signs by a key of its own", async () => {
      const { key } = scene.party.buyer;
      const signed = handOver(scene, lot, 1n, { message: { recipientKey: key.address }, countersigner: key });
      await expectRefused(signed, scene.participants, "KeyUnknown", refiner.organisation, key.address);
    });

    it("signs by a key that is not revoked", async () => {
      await scene.participants.revokeKey(refiner.organisation, refiner.key.address, 0);
      await expectUnauthorised("KeyIsRevoked", refiner.organisation, refiner.key.address, await now());
    });

    it("signs by a key in force and in scope", async () => {
      const { key } = partyOf("another key", "CN");
      const departure = { message: { recipientKey: key.address }, countersigner: key };
      await scene.participants.addKey(refiner.organisation, key.address, 1 << Scope.keys, 0, FOR_EVER);
      const args = [refiner.organisation, key.address, Scope.custody] as const;
      await expectRefused(handOver(scene, lot, 1n, departure), scene.participants, "KeyOutOfScope", ...args);
      const { key: old } = partyOf("an old key", "CN");
      await scene.participants.addKey(refiner.organisation, old.address, EVERY_SCOPE, 5, 6);
      const expired = handOver(scene, lot, 1n, { message: { recipientKey: old.address }, countersigner: old });
      const window = [refiner.organisation, old.address, 5, 6] as const;
      await expectRefused(expired, scene.participants, "KeyNotInForce", ...window);
    });

    it("may hold goods where they are", async () => {
      const args = [refiner.organisation, 0b10_0001_1111, code("CN"), 0] as const;
      await scene.participants.grantRole(refiner.organisation, Role.refiner, EVERY_COUNTRY, 0, 0, 0);
      await scene.participants.grantRole(refiner.organisation, Role.refiner, code("DE"), 0, 0, FOR_EVER);
      await expectUnauthorised("RoleNotHeld", ...args);
      const { laboratory } = scene.party;
      const signed = handOver(scene, lot, 1n, {}, scene.party.miner, laboratory);
      await expectRefused(signed, scene.participants, "RoleNotHeld", laboratory.organisation, args[1], code("CN"), 0);
    });

    it("spends no nonce of its own: the same number is free for its statements", async () => {
      const signed = await handOver(scene, lot, 1n);
      await signed.send();
      const { nonce } = signed.message;
      expect(await scene.participants.isNonceSpent(refiner.organisation, nonce)).to.equal(false);
      const back = await handOver(scene, lot, 1n, { message: { nonce } }, refiner, scene.party.miner);
      await back.send();
      expect(await scene.lots.balanceOf(miner, lot)).to.equal(1_000_000n);
    });
  });
});
