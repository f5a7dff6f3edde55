import { expect } from "chai";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import { code, ethers, freshScene, LotStatus, nextBlockAt, now, type Scene } from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { retire, revoke } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Retirements: retire", () => {
  let scene: Scene;
  let lot: bigint;
  let miner: string;
  beforeEach(async () => {
    scene = await freshScene();
    miner = scene.party.miner.organisation;
    ({ lot } = await certified(scene));
  });

  it("ends grams for good, keeps a record, and says all of it in an event", async () => {
    const signed = await retire(scene, lot, 400n);
    const { digest, message: statement, signature } = signed;
    await expectEvent(signed, "Retired", { lot, digest, organisation: miner, statement, signature });
    expect(await scene.lots.balanceOf(miner, lot)).to.equal(999_600n);
    expect(fieldsOf(await scene.retirements.retirements(digest))).to.deep.equal({
      ...{ lot, holder: miner, grams: 400n, retiredAt: BigInt(await now()) },
    });
  });

  it("keeps its record though the certificate is revoked later", async () => {
    const { digest, send } = await retire(scene, lot, 400n);
    await send();
    await (await revoke(scene, lot, {}, scene.party.regulator)).send();
    expect((await scene.retirements.retirements(digest)).grams).to.equal(400n);
  });

  it("needs a beneficiary", () =>
    expectRefused(
      retire(scene, lot, 1n, { message: { beneficiary: ethers.ZeroHash } }),
      scene.retirements,
      "BeneficiaryMissing",
    ));

  it("needs grams, and no more than are held", async () => {
    await expectRefused(retire(scene, lot, 0n), scene.lots, "GramsZero", lot);
    const args = [lot, miner, code("CN"), 1_000_000n, 1_000_001n] as const;
    await expectRefused(retire(scene, lot, 1_000_001n), scene.lots, "StockMissing", ...args);
    await (await retire(scene, lot, 1_000_000n)).send();
  });

  it("needs a certificate that stands", async () => {
    await expectRefused(retire(scene, 5n, 1n), scene.lots, "LotUnknown", 5n);
    const open = await declared(scene);
    await expectRefused(retire(scene, open.lot, 1n), scene.lots, "LotNotCertified", open.lot, LotStatus.declared);
    await (await revoke(scene, lot, {}, scene.party.regulator)).send();
    await expectRefused(retire(scene, lot, 1n), scene.lots, "LotNotCertified", lot, LotStatus.revoked);
  });

  it("needs a certificate that has not expired by a second", async () => {
    const end = Number((await scene.lots.lots(lot)).validUntil);
    const last = await retire(scene, lot, 1n, { message: { occurredAt: end } });
    const late = await retire(scene, lot, 1n, { message: { occurredAt: end + 1 } });
    await nextBlockAt(end);
    await last.send();
    await nextBlockAt(end + 1);
    await expectRefused(late, scene.lots, "CertificateExpired", lot, end);
  });
});
