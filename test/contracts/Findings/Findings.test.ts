import { expect } from "chai";
import { LiftReason } from "../fixtures/customs.ts";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import { found, linked, linkFinding, ReferenceKind, recordFinding, withdrawFinding } from "../fixtures/findings.ts";
import { code, ethers, FOR_EVER, freshScene, Role, type Scene } from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { handOver } from "../fixtures/kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

describe("Findings", () => {
  let scene: Scene;
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
  });

  describe("recordFinding", () => {
    it("stands under its author's name, of no lot", async () => {
      const finding = await recordFinding(scene);
      const { message, signature, digest } = finding;
      const { organisation } = party.customs;
      const { referenceNumber } = message;
      await expectEvent(finding, "FindingRecorded", {
        ...{ digest, organisation, referenceNumber, statement: message, signature },
      });
      expect(fieldsOf(await scene.findings.findings(digest))).to.deep.equal({ authority: organisation, links: 0n });
    });

    it("is an authority's of that country", async () => {
      for (const by of [party.miner, party.laboratory, party.verifier]) {
        await expectRefused(recordFinding(scene, {}, {}, by), scene.participants, "RoleNotHeld");
      }
      const { organisation } = party.customs;
      await scene.participants.grantRole(organisation, Role.customs, "0x0000", 0, 0, 1);
      await scene.participants.grantRole(organisation, Role.customs, code("DE"), 0, 0, FOR_EVER);
      await expectRefused(recordFinding(scene), scene.participants, "RoleNotHeld");
      await (await recordFinding(scene, { country: code("DE") })).send();
      await (await recordFinding(scene, {}, {}, party.regulator)).send();
    });

    it("names a country, a reference, and nothing impossible; what was not looked at is left out", async () => {
      const { findings } = scene;
      await expectRefused(recordFinding(scene, { country: "0x0000" }), findings, "CountryCodeInvalid", "0x0000");
      await expectRefused(recordFinding(scene, { labelOrigin: "0x6161" }), findings, "CountryCodeInvalid", "0x6161");
      await expectRefused(recordFinding(scene, { referenceKind: ReferenceKind.none }), findings, "ReferenceMissing");
      await expectRefused(recordFinding(scene, { referenceNumber: ethers.ZeroHash }), findings, "ReferenceMissing");
      await expectRefused(recordFinding(scene, { grossGrams: 5, netGrams: 6 }), findings, "NetAboveGross", 6, 5);
      await (await recordFinding(scene, { grossGrams: 6, netGrams: 6 })).send();
      await (await recordFinding(scene, { grossGrams: 0, netGrams: 6 })).send();
      const nothing = { goodsCode: ethers.ZeroHash, labelOrigin: "0x0000", seal: ethers.ZeroHash };
      await (await recordFinding(scene, { ...nothing, evidence: ethers.ZeroHash, netGrams: 0, grossGrams: 0 })).send();
    });
  });

  describe("linkFinding", () => {
    it("stands in the lot's dossier, by any authority, and takes nothing away", async () => {
      const [finding, { lot }] = [await found(scene), await certified(scene)];
      const { count } = await scene.lots.heads(lot);
      const link = await linkFinding(scene, finding, lot, { country: code("CN") }, {}, party.regulator);
      const { message, signature, digest } = link;
      const { organisation } = party.regulator;
      await expectEvent(link, "FindingLinked", { lot, digest, organisation, statement: message, signature });
      expect(await scene.findings.linkedBy(finding.digest, lot)).to.equal(organisation);
      expect((await scene.findings.findings(finding.digest)).links).to.equal(1n);
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      expect((await scene.lots.heads(0)).count).to.equal(0n);
      await (await handOver(scene, lot, 1n)).send();
    });

    it("is of a finding that stands and a lot on record, once", async () => {
      const { finding, lot } = await linked(scene);
      const { findings, lots } = scene;
      const { organisation } = party.customs;
      const again = linkFinding(scene, finding, lot, {}, {}, party.regulator);
      await expectRefused(again, findings, "FindingAlreadyLinked", lot, finding.digest, organisation);
      await expectRefused(linkFinding(scene, finding, lot + 1n), lots, "LotUnknown", lot + 1n);
      const unknown = ethers.id("never recorded");
      await expectRefused(linkFinding(scene, { digest: unknown }, lot), findings, "FindingUnknown", unknown);
      const nowhere = linkFinding(scene, finding, lot, { country: "0x0000" });
      await expectRefused(nowhere, findings, "CountryCodeInvalid", "0x0000");
    });
  });

  describe("withdrawFinding", () => {
    it("ends a link by who made it, or by the finding's author, and the dossier says so", async () => {
      const finding = await found(scene);
      for (const by of [party.customs, party.regulator]) {
        const { lot } = await certified(scene);
        await (await linkFinding(scene, finding, lot, {}, {}, party.regulator)).send();
        const { count } = await scene.lots.heads(lot);
        const withdrawal = await withdrawFinding(scene, finding, lot, {}, {}, by);
        const { message, signature, digest } = withdrawal;
        const { organisation } = by;
        await expectEvent(withdrawal, "FindingWithdrawn", {
          ...{ digest, organisation, finding: finding.digest, statement: message, signature },
        });
        expect(await scene.findings.linkedBy(finding.digest, lot)).to.equal(ethers.ZeroAddress);
        expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
        await (await linkFinding(scene, finding, lot)).send();
      }
    });

    it("ends the finding once no link stands, for good", async () => {
      const { finding, lot } = await linked(scene);
      const { findings } = scene;
      await expectRefused(withdrawFinding(scene, finding), findings, "FindingStillLinked", finding.digest, 1);
      await (await withdrawFinding(scene, finding, lot)).send();
      await (await withdrawFinding(scene, finding)).send();
      await expectRefused(withdrawFinding(scene, finding), findings, "FindingUnknown", finding.digest);
      await expectRefused(linkFinding(scene, finding, lot), findings, "FindingUnknown", finding.digest);
      // Stated again it is spent: nobody revives it.
      await expectRefused(Promise.resolve(finding), scene.participants, "NonceSpent");
    });

    it("is refused to others, without a reason, and where nothing stands", async () => {
      const { finding, lot } = await linked(scene);
      const { findings } = scene;
      const { organisation } = party.regulator;
      const args = [finding.digest, organisation] as const;
      for (const withdrawn of [lot, 0n]) {
        const others = withdrawFinding(scene, finding, withdrawn, {}, {}, party.regulator);
        await expectRefused(others, findings, "FindingOfAnother", ...args);
      }
      await expectRefused(withdrawFinding(scene, finding, lot, { reason: 0 }), findings, "FindingReasonMissing");
      const nowhere = withdrawFinding(scene, finding, lot, { country: "0x6364" });
      await expectRefused(nowhere, findings, "CountryCodeInvalid", "0x6364");
      await expectRefused(withdrawFinding(scene, finding, 7n), findings, "FindingNotLinked", 7n, finding.digest);
      const unknown = ethers.id("never recorded");
      await expectRefused(withdrawFinding(scene, { digest: unknown }, lot), findings, "FindingUnknown", unknown);
    });
  });

  describe("unlinkFinding", () => {
    it("ends a link though its authority is gone, and the dossier says so", async () => {
      const { finding, lot } = await linked(scene);
      const { findings } = scene;
      await scene.participants.suspend(party.customs.organisation);
      const { count } = await scene.lots.heads(lot);
      const call = [lot, finding.digest, LiftReason.authorityGone] as const;
      const digest = ethers.keccak256(findings.interface.encodeFunctionData("unlinkFinding", [...call]));
      const send = () => findings.unlinkFinding(...call);
      await expectEvent({ send, module: findings }, "FindingUnlinked", {
        ...{ lot, digest, finding: finding.digest, reason: BigInt(LiftReason.authorityGone) },
      });
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
      await expectReverted(send(), findings, "FindingNotLinked", lot, finding.digest);
      const without = findings.unlinkFinding(lot, finding.digest, LiftReason.none);
      await expectReverted(without, findings, "FindingReasonMissing");
    });
  });
});
