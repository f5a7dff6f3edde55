import { expect } from "chai";
import { carried } from "./carried.ts";
import { eventsOf } from "./events.ts";
import { ethers, freshScene, Kind, Outcome, type Scene } from "./fixture.ts";
import { attested, declared } from "./journeys.ts";
import { assay, attest, certify, type Declaration } from "./kinds.ts";
import { revokeAttestation } from "./life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "./refusal.ts";

describe("Attestations: overruling a finding whose attester is gone", () => {
  let scene: Scene;
  let attestations: Scene["attestations"];
  let declaration: Declaration;
  let lot: bigint;
  beforeEach(async () => {
    scene = await freshScene();
    ({ attestations } = scene);
    declaration = await attested(scene);
    ({ lot } = declaration);
  });
  const finding = { message: { outcome: Outcome.doesNotConform } };
  const disputes = async () => (await scene.lots.lots(lot)).disputes;

  for (const [name, make, overrule] of [
    [
      "an assay",
      () => assay(scene, declaration.identity, finding),
      (original: object) => attestations.overruleAssay(carried(original) as never),
    ],
    [
      "an inspection",
      () => attest(scene, lot, Kind.inspection, finding),
      (original: object) => attestations.overruleAttestation(original as never),
    ],
  ] as const) {
    it(`sets ${name} aside, says so in an event, and lets the lot be certified`, async () => {
      const made = await make();
      await made.send();
      await expectRefused(certify(scene, lot), scene.certification, "LotIsDisputed", lot, 1);
      const { organisation } = made.message;
      await scene.participants.suspend(organisation);
      const { count } = await scene.lots.heads(lot);
      const { hash, data } = await overrule(made.message);
      const digest = ethers.keccak256(data);
      expect(await eventsOf(hash, attestations, "FindingOverruled")).to.deep.equal([
        { lot, digest, organisation, finding: made.digest },
      ]);
      expect(await disputes()).to.equal(0n);
      expect(await attestations.isRevoked(made.digest)).to.equal(true);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      await (await certify(scene, lot)).send();
    });
  }

  it("is refused while the attester may speak for itself", async () => {
    const made = await attest(scene, lot, Kind.inspection, finding);
    await made.send();
    const call = attestations.overruleAttestation(made.message as never);
    await expectReverted(call, attestations, "AttesterActive", made.digest, made.message.organisation);
    expect(await disputes()).to.equal(1n);
  });

  it("is refused of what does not count: conforming, unknown, taken back, or overruled before", async () => {
    const conforming = await attest(scene, lot, Kind.inspection);
    await conforming.send();
    const unknown = await attest(scene, lot, Kind.inspection, finding);
    for (const { message, digest } of [conforming, unknown]) {
      const call = attestations.overruleAttestation(message as never);
      await expectReverted(call, attestations, "AttestationUnknown", digest);
    }
    const takenBack = await attest(scene, lot, Kind.inspection, finding);
    await takenBack.send();
    await (await revokeAttestation(scene, takenBack, {}, scene.party.customs)).send();
    const overruled = await attest(scene, lot, Kind.inspection, finding);
    await overruled.send();
    await scene.participants.suspend(scene.party.customs.organisation);
    await attestations.overruleAttestation(overruled.message as never);
    for (const { message, digest } of [takenBack, overruled]) {
      const call = attestations.overruleAttestation(message as never);
      await expectReverted(call, attestations, "AttestationAlreadyRevoked", digest);
    }
  });

  it("lifts no dispute of another lot, nor any other finding", async () => {
    const other = await declared(scene);
    for (const id of [lot, lot, other.lot]) await (await attest(scene, id, Kind.clearance, finding)).send();
    const made = await attest(scene, lot, Kind.inspection, finding);
    await made.send();
    await scene.participants.suspend(scene.party.customs.organisation);
    await attestations.overruleAttestation(made.message as never);
    expect(await disputes()).to.equal(2n);
    expect((await scene.lots.lots(other.lot)).disputes).to.equal(1n);
  });
});
