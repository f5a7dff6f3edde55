import { expect } from "chai";
import { eventsOf } from "../fixtures/events.ts";
import { enrolled, ethers, freshScene, Kind, Outcome, Role, type Scene } from "../fixtures/fixture.ts";
import { attested, declared } from "../fixtures/journeys.ts";
import { assay, attest, certify, type Declaration } from "../fixtures/kinds.ts";
import { revokeAttestation } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

describe("Attestations: overruling", () => {
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

  for (const [name, make] of [
    ["an assay", () => assay(scene, declaration.identity, finding)],
    ["an inspection", () => attest(scene, lot, Kind.inspection, finding)],
  ] as const) {
    it(`sets ${name} aside, says so in an event, and lets the lot be certified`, async () => {
      const made = await make();
      await made.send();
      await expectRefused(certify(scene, lot), scene.certification, "LotIsDisputed", lot, 1);
      const { organisation } = made.message;
      const { count } = await scene.lots.heads(lot);
      const { hash, data } = await attestations.overruleFinding(lot, organisation, made.digest);
      const digest = ethers.keccak256(data);
      expect(await eventsOf(hash, attestations, "FindingOverruled")).to.deep.equal([
        { lot, digest, organisation, finding: made.digest },
      ]);
      expect(await disputes()).to.equal(0n);
      expect(await scene.lots.findings(lot, organisation)).to.equal(ethers.ZeroHash);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      await (await certify(scene, lot)).send();
    });
  }

  it("sets an examination aside as well, and those of others stand as before", async () => {
    const { organisation } = scene.party.customs;
    const conforming = await attest(scene, lot, Kind.inspection);
    await conforming.send();
    const { hash } = await attestations.overruleFinding(lot, organisation, conforming.digest);
    expect(await eventsOf(hash, scene.lots, "Unattested")).to.deep.equal([
      { lot, attestation: conforming.digest, kind: BigInt(Kind.inspection), outcome: 1n, occurredAt: 0n },
    ]);
    expect(await scene.lots.examinations(lot, Kind.inspection)).to.have.length(0);
    expect(await scene.lots.examinations(lot, Kind.weight)).to.have.length(1);
    expect(await disputes()).to.equal(0n);
  });

  it("is refused of what does not stand: never counted, unknown, taken back, or overruled before", async () => {
    const { organisation } = scene.party.customs;
    const refused = async (digest: string) =>
      expectReverted(
        attestations.overruleFinding(lot, organisation, digest),
        scene.lots,
        "AttestationNotStanding",
        digest,
      );
    const uncounted = await attest(scene, lot, Kind.inspection, { message: { outcome: Outcome.inconclusive } });
    await uncounted.send();
    await refused(uncounted.digest);
    await refused((await attest(scene, lot, Kind.inspection, finding)).digest);
    await refused(ethers.ZeroHash);
    const takenBack = await attest(scene, lot, Kind.inspection, finding);
    await takenBack.send();
    await (await revokeAttestation(scene, takenBack, {}, scene.party.customs)).send();
    await refused(takenBack.digest);
    const overruled = await attest(scene, lot, Kind.inspection, finding);
    await overruled.send();
    await attestations.overruleFinding(lot, organisation, overruled.digest);
    await refused(overruled.digest);
    await expectRefused(
      revokeAttestation(scene, overruled, {}, scene.party.customs),
      scene.lots,
      "AttestationNotStanding",
      overruled.digest,
    );
  });

  it("sets aside what it names, and nothing else of the attester, nor the same of another", async () => {
    const [laboratory, customs] = [scene.party.laboratory.organisation, scene.party.customs.organisation];
    const weighed = await attest(scene, lot, Kind.weight);
    await weighed.send();
    const found = await assay(scene, declaration.identity, finding);
    await found.send();
    for (const [attester, digest] of [
      [laboratory, ethers.id("another")],
      [customs, found.digest],
      [customs, weighed.digest],
    ] as const) {
      const call = attestations.overruleFinding(lot, attester, digest);
      await expectReverted(call, scene.lots, "AttestationNotStanding", digest);
    }
    await attestations.overruleFinding(lot, laboratory, weighed.digest);
    expect(await scene.lots.examinations(lot, Kind.weight)).to.have.length(0);
    expect(await scene.lots.findings(lot, laboratory)).to.equal(found.digest);
    expect(await disputes()).to.equal(1n);
  });

  it("lifts no dispute of another lot, nor any other finding", async () => {
    const other = await declared(scene);
    await (await attest(scene, other.lot, Kind.clearance, finding)).send();
    await (await assay(scene, declaration.identity, finding)).send();
    const made = await attest(scene, lot, Kind.inspection, finding);
    await made.send();
    await attestations.overruleFinding(lot, scene.party.customs.organisation, made.digest);
    expect(await disputes()).to.equal(1n);
    expect((await scene.lots.lots(other.lot)).disputes).to.equal(1n);
  });

  it("ends whatever many attesters found, one by one: no count sticks", async () => {
    const laboratories = [];
    for (let number = 0; number < 3; number += 1) {
      laboratories.push(await enrolled(scene.participants, `laboratory ${number}`, Role.laboratory, "CN"));
    }
    for (const by of laboratories) await (await assay(scene, declaration.identity, finding, by)).send();
    expect(await disputes()).to.equal(3n);
    for (const { organisation } of laboratories) {
      await attestations.overruleFinding(lot, organisation, await scene.lots.findings(lot, organisation));
    }
    expect(await disputes()).to.equal(0n);
    await (await certify(scene, lot)).send();
  });
});
