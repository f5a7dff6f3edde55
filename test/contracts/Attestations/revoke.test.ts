import { expect } from "chai";
import { expectEvent } from "../fixtures/events.ts";
import { DAY, enrolled, freshScene, Kind, now, Outcome, Role, type Scene } from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { assay, attest, cancel, type Declaration } from "../fixtures/kinds.ts";
import { revokeAssay, revokeAttestation } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Attestations: taking one back", () => {
  let scene: Scene;
  let attestations: Scene["attestations"];
  let declaration: Declaration;
  let lot: bigint;
  beforeEach(async () => {
    scene = await freshScene();
    ({ attestations } = scene);
    declaration = await declared(scene);
    ({ lot } = declaration);
  });
  const record = () => scene.lots.lots(lot);
  const finding = { message: { outcome: Outcome.doesNotConform } };

  it("clears an assay's stamp, and says all of it in an event", async () => {
    const made = await assay(scene, declaration.identity);
    await made.send();
    const signed = await revokeAssay(scene, made);
    const { digest, message: statement, signature } = signed;
    const { organisation } = scene.party.laboratory;
    await expectEvent(signed, "AssayRevoked", { lot, digest, organisation, statement, signature });
    expect(await scene.lots.examinedAt(lot, Kind.assay)).to.equal(0n);
    expect(await scene.lots.examinations(lot, Kind.assay)).to.deep.equal([]);
  });

  it("clears another attestation's stamp, and says all of it in an event", async () => {
    const made = await attest(scene, lot, Kind.process);
    await made.send();
    await (await attest(scene, lot, Kind.footprint)).send();
    const signed = await revokeAttestation(scene, made);
    const { digest, message: statement, signature } = signed;
    const { organisation } = scene.party.verifier;
    await expectEvent(signed, "AttestationRevoked", { lot, digest, organisation, statement, signature });
    expect(await scene.lots.examinedAt(lot, Kind.process)).to.equal(0n);
    expect(await scene.lots.examinedAt(lot, Kind.footprint)).to.be.above(0n);
  });

  it("leaves the stamp of a newer one, of its own maker or another", async () => {
    const occurredAt = (await now()) - 3 * DAY;
    const old = await attest(scene, lot, Kind.weight, { message: { occurredAt } });
    await old.send();
    await (await attest(scene, lot, Kind.weight)).send();
    const weighedAt = await scene.lots.examinedAt(lot, Kind.weight);
    const late = revokeAttestation(scene, old, {}, scene.party.laboratory);
    await expectRefused(late, scene.lots, "AttestationNotStanding", old.digest);
    const rival = await enrolled(scene.participants, "a rival laboratory", Role.laboratory, "CN");
    const [standing] = await scene.lots.examinations(lot, Kind.weight);
    const newest = await attest(scene, lot, Kind.weight, {}, rival);
    await newest.send();
    expect(await scene.lots.examinations(lot, Kind.weight)).to.have.lengthOf(2);
    expect((await scene.lots.examinations(lot, Kind.weight))[0]).to.deep.equal(standing);
    expect(await scene.lots.examinedAt(lot, Kind.weight)).to.be.above(weighedAt);
  });

  it("is bound to the very attestation: another laboratory's of the same day stays", async () => {
    const rival = await enrolled(scene.participants, "a rival laboratory", Role.laboratory, "CN");
    await (await attest(scene, lot, Kind.weight)).send();
    const standing = await scene.lots.examinations(lot, Kind.weight);
    const own = await attest(scene, lot, Kind.weight, {}, rival);
    await own.send();
    await (await revokeAttestation(scene, own, {}, rival)).send();
    // Nor by two together, one above the other.
    const second = await enrolled(scene.participants, "a second rival", Role.laboratory, "CN");
    for (const by of [rival, second]) await (await attest(scene, lot, Kind.weight, {}, by)).send();
    const above = await attest(scene, lot, Kind.weight, {}, second);
    await above.send();
    await (await revokeAttestation(scene, above, {}, second)).send();
    const first = await attest(scene, lot, Kind.weight, {}, rival);
    await first.send();
    await (await revokeAttestation(scene, first, {}, rival)).send();
    expect(await scene.lots.examinations(lot, Kind.weight)).to.deep.equal(standing);
    // Invented under a nonce that is spent, any number of times.
    const invented = await attest(scene, lot, Kind.weight, {}, rival);
    await (await cancel(scene, invented.message.nonce, {}, rival)).send();
    for (let time = 0; time < 2; time += 1) {
      const signed = revokeAttestation(scene, invented, {}, rival);
      await expectRefused(signed, scene.lots, "AttestationNotStanding", invented.digest);
    }
    expect(await scene.lots.examinedAt(lot, Kind.weight)).to.be.above(0n);
  });

  it("lifts the dispute that it raised, and no other", async () => {
    const made = [
      await attest(scene, lot, Kind.inspection, finding),
      await assay(scene, declaration.identity, finding),
    ];
    for (const signed of made) await signed.send();
    expect((await record()).disputes).to.equal(2n);
    const [inspection, tested] = made as [(typeof made)[0], (typeof made)[0]];
    await (await revokeAttestation(scene, inspection, {}, scene.party.customs)).send();
    expect((await record()).disputes).to.equal(1n);
    await (await revokeAssay(scene, tested)).send();
    expect((await record()).disputes).to.equal(0n);
  });

  it("by a producer changes neither stamps nor disputes of those who judge", async () => {
    await (await attest(scene, lot, Kind.footprint)).send();
    await (await attest(scene, lot, Kind.process, finding)).send();
    const examined = await scene.lots.examinedAt(lot, Kind.footprint);
    const { refiner } = scene.party;
    for (const departure of [{}, finding]) {
      const made = await attest(scene, lot, Kind.footprint, departure, refiner);
      await made.send();
      const taken = revokeAttestation(scene, made, {}, refiner);
      await expectRefused(taken, scene.lots, "AttestationNotStanding", made.digest);
    }
    expect(await scene.lots.examinedAt(lot, Kind.footprint)).to.equal(examined);
    expect((await record()).disputes).to.equal(1n);
  });

  it("by one who judges only since lifts no dispute that was not its own", async () => {
    const { refiner } = scene.party;
    const made = await attest(scene, lot, Kind.footprint, finding, refiner);
    await made.send();
    await (await attest(scene, lot, Kind.process, finding)).send();
    await scene.participants.grantRole(refiner.organisation, Role.verifier, "0x0000", 0, 0, 2n ** 48n - 1n);
    await expectRefused(revokeAttestation(scene, made, {}, refiner), scene.lots, "AttestationNotStanding", made.digest);
    expect((await record()).disputes).to.equal(1n);
  });

  it("stays in the dossier, whatever was taken back", async () => {
    const made = await attest(scene, lot, Kind.clearance);
    await made.send();
    await (await revokeAttestation(scene, made, {}, scene.party.customs)).send();
    expect((await scene.lots.heads(lot)).count).to.equal(3n);
  });

  it("frees its attester for another finding, of which one stands at a time", async () => {
    const first = await assay(scene, declaration.identity, finding);
    await first.send();
    const { organisation } = scene.party.laboratory;
    expect(await scene.lots.findings(lot, organisation)).to.equal(first.digest);
    for (const again of [assay(scene, declaration.identity, finding), attest(scene, lot, Kind.weight, finding)]) {
      await expectRefused(again, scene.lots, "FindingStands", lot, organisation, first.digest);
    }
    await (await revokeAssay(scene, first)).send();
    expect((await record()).disputes).to.equal(0n);
    await (await assay(scene, declaration.identity, finding)).send();
    expect((await record()).disputes).to.equal(1n);
    expect(await scene.lots.findingsAgainst(lot)).to.equal(1n);
  });

  describe("is refused", () => {
    it("without a reason", async () => {
      const made = await assay(scene, declaration.identity);
      await made.send();
      await expectRefused(revokeAssay(scene, made, { message: { reason: 0 } }), attestations, "ReasonMissing");
      const weighed = await attest(scene, lot, Kind.weight);
      await weighed.send();
      const silent = revokeAttestation(scene, weighed, { message: { reason: 0 } }, scene.party.laboratory);
      await expectRefused(silent, attestations, "ReasonMissing");
    });

    it("a second time", async () => {
      const made = await assay(scene, declaration.identity);
      await made.send();
      await (await revokeAssay(scene, made)).send();
      await expectRefused(revokeAssay(scene, made), scene.lots, "AttestationNotStanding", made.digest);
    });

    it("to another than who made it", async () => {
      const made = await assay(scene, declaration.identity);
      await made.send();
      const other = await enrolled(scene.participants, "another laboratory", Role.laboratory, "CN");
      const signed = revokeAssay(scene, made, {}, other);
      await expectRefused(signed, attestations, "NotTheAttester", made.digest, other.organisation);
    });

    it("where another attestation is brought along, or another lot named", async () => {
      const made = await attest(scene, lot, Kind.process);
      await made.send();
      const other = await attest(scene, lot, Kind.footprint);
      const mixed = revokeAttestation(scene, { ...other, digest: made.digest });
      await expectRefused(mixed, attestations, "AttestationMismatch", made.digest, other.digest);
      const elsewhere = revokeAttestation(scene, made, { message: { lot: 5n } });
      await expectRefused(elsewhere, attestations, "AttestationMismatch", made.digest, made.digest);
    });

    it("where it was never included", async () => {
      const never = await attest(scene, lot, Kind.process);
      await expectRefused(revokeAttestation(scene, never), scene.lots, "AttestationNotStanding", never.digest);
      const raised = await attest(scene, lot, Kind.process, finding);
      await expectRefused(revokeAttestation(scene, raised), scene.lots, "AttestationNotStanding", raised.digest);
    });

    it("where the attestation is of no kind", async () => {
      const made = await attest(scene, lot, Kind.process);
      const spoilt = { ...made, message: { ...made.message, kind: Kind.none } };
      await expectRefused(revokeAttestation(scene, spoilt), attestations, "KindInvalid", Kind.none);
    });
  });
});
