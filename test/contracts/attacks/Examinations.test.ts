import { expect } from "chai";
import { eventsOf } from "../fixtures/events.ts";
import {
  DAY,
  enrolled,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  LotStatus,
  now,
  Outcome,
  type Party,
  Role,
  type Scene,
} from "../fixtures/fixture.ts";
import { attested, certified } from "../fixtures/journeys.ts";
import { assay, attest, certify, type Declaration } from "../fixtures/kinds.ts";
import { renew, revokeAttestation, rotateKey } from "../fixtures/life-cycle-kinds.ts";
import { deposit, outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const finding = { message: { outcome: Outcome.doesNotConform } };

/** What one who examines takes from a lot by its word can be set aside, though it is gone or will not take it back. */
describe("Attacks: examinations", () => {
  let scene: Scene;
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
  });

  describe("a finding of a laboratory", () => {
    const gone: Record<string, () => Promise<unknown>> = {
      "that was suspended": () => scene.participants.suspend(party.laboratory.organisation),
      "whose role has ended": async () => {
        const { organisation } = party.laboratory;
        return scene.participants.grantRole(organisation, Role.laboratory, "0x0000", 0, 0, (await now()) - DAY);
      },
      "that has no key any more": () =>
        scene.participants.revokeKey(party.laboratory.organisation, party.laboratory.key.address, 0),
    };

    for (const [name, leave] of Object.entries(gone)) {
      it(`${name} is overruled, and what it had stopped goes on`, async () => {
        const open = await attested(scene);
        const held = await certified(scene);
        const found: Awaited<ReturnType<typeof attest>>[] = [];
        for (const { lot } of [open, held]) {
          const made = await attest(scene, lot, Kind.weight, finding);
          await made.send();
          found.push(made);
        }
        await leave();
        const tries = await statements(open, held);
        const [certification, siteAccounts, processing] = [scene.certification, scene.siteAccounts, scene.processing];
        await expectRefused(tries.certify, certification, "LotIsDisputed", open.lot, 1);
        await expectRefused(tries.renew, certification, "LotIsDisputed", held.lot, 1);
        await expectRefused(tries.deposit, siteAccounts, "InputNotCertified", held.lot);
        await expectRefused(tries.make, processing, "CertifiedShareExceeded");
        for (const made of found) {
          // Nobody lifts it in the laboratory's place.
          const another = revokeAttestation(scene, made, {}, party.verifier);
          await expectReverted((await another).send(), scene.participants, "RoleNotHeld");
          const { lot, organisation } = made.message;
          await scene.attestations.overruleFinding(lot, organisation, made.digest);
        }
        const again = await statements(open, held);
        for (const statement of [again.certify, again.renew, again.deposit, again.make]) await statement.send();
        expect((await scene.lots.lots(open.lot)).status).to.equal(LotStatus.certified);
      });
    }

    const statements = async (open: Declaration, held: Declaration) => ({
      certify: await certify(scene, open.lot),
      renew: await renew(scene, held.lot),
      deposit: await deposit(scene, [{ identity: held.identity, grams: 1_000n }]),
      make: await transform(scene, {
        taken: [{ identity: held.identity, grams: 1_000n }],
        made: [outputOf(held.identity, { massGrams: 1_000n, custodyModel: 4 })],
      }),
    });
  });

  describe("an examination that conforms, and leaves less than there is", () => {
    let rival: Party;
    let rivalsLaboratory: Party;
    let declaration: Declaration;
    beforeEach(async () => {
      declaration = await attested(scene, { removalsGramsPerKilogram: 1_000 });
      rival = await enrolled(scene.participants, "a rival's verifier", Role.verifier, "FI");
      rivalsLaboratory = await enrolled(scene.participants, "a rival's laboratory", Role.laboratory, "FI");
    });
    const least = async (kind: number) => (await scene.lots.figuresOf(declaration.lot, kind)).least;

    it("of removals, by a verifier whom nobody asked, is set aside by governance: its figure no longer counts", async () => {
      const { lot } = declaration;
      const figure = (quantity: bigint) => ({ message: { quantity } });
      const kept = await attest(scene, lot, Kind.removals, figure(1_000n));
      await kept.send();
      const low = await attest(scene, lot, Kind.removals, figure(1n), rival);
      await low.send();
      expect(await least(Kind.removals)).to.equal(1n);
      const { hash } = await scene.attestations.overruleFinding(lot, rival.organisation, low.digest);
      expect(await least(Kind.removals)).to.equal(1_000n);
      const attestation = low.digest;
      expect(await eventsOf(hash, scene.lots, "Unattested")).to.deep.equal([
        { lot, attestation, kind: BigInt(Kind.removals), outcome: 1n, occurredAt: BigInt(kept.message.occurredAt) },
      ]);
    });

    it("by scale or assay is set aside as well, and leaves those of others", async () => {
      const { lot, identity } = declaration;
      const light = await attest(scene, lot, Kind.weight, { message: { quantity: 999_000n } }, rivalsLaboratory);
      const poor = await assay(scene, identity, {}, rivalsLaboratory);
      for (const each of [light, poor]) {
        await each.send();
        await scene.attestations.overruleFinding(lot, rivalsLaboratory.organisation, each.digest);
      }
      // Nothing is missing any more.
      expect((await scene.lots.figuresOf(lot, Kind.weight)).greatest).to.equal(0n);
      for (const kind of [Kind.weight, Kind.assay]) {
        expect(await scene.lots.examinations(lot, kind)).to.have.length(1);
      }
      await (await certify(scene, lot)).send();
    });

    it("is set aside by its own attester's name alone, and once", async () => {
      const { lot } = declaration;
      const low = await attest(scene, lot, Kind.weight, { message: { quantity: 999_000n } }, rivalsLaboratory);
      await low.send();
      const overrule = (by: Party) => scene.attestations.overruleFinding(lot, by.organisation, low.digest);
      await expectReverted(overrule(party.laboratory), scene.lots, "AttestationNotStanding", low.digest);
      await overrule(rivalsLaboratory);
      await expectReverted(overrule(rivalsLaboratory), scene.lots, "AttestationNotStanding", low.digest);
    });
  });

  describe("a key that its own organisation reports compromised, from long before it sold what it signed for", () => {
    it("is dated by governance: goods in others' hands are not condemned for good", async () => {
      const { organisation, key } = party.miner;
      const since = async () => (await scene.participants.keys(organisation, key.address)).compromisedSince;
      const { address: newKey } = ethers.Wallet.createRandom();
      await (await rotateKey(scene, newKey, { message: { withdrawnKey: key.address, compromisedSince: 1 } })).send();
      expect(await since()).to.equal(1n);
      const { revokedAt } = await scene.participants.keys(organisation, key.address);
      const date = await now();
      const { hash } = await scene.participants.revokeKey(organisation, key.address, date);
      expect(await since()).to.equal(BigInt(date));
      expect(await eventsOf(hash, scene.participants, "KeyRevoked")).to.deep.equal([
        { organisation, key: key.address, compromisedSince: BigInt(date) },
      ]);
      // It stays revoked, and since when.
      expect((await scene.participants.keys(organisation, key.address)).revokedAt).to.equal(revokedAt);
      const later = scene.participants.revokeKey(organisation, key.address, FOR_EVER);
      await expectReverted(later, scene.participants, "CompromiseInFuture", FOR_EVER);
    });
  });
});
