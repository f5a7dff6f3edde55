import { expect } from "chai";
import { lotOf } from "../fixtures/content.ts";
import { expectEvent } from "../fixtures/events.ts";
import { FOR_EVER, Form, freshScene, LotStatus, quotas, SCHEME, type Scene, schemeTerms } from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { declare, reject } from "../fixtures/kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Certification: reject", () => {
  let scene: Scene;
  let certification: Scene["certification"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ certification } = scene);
  });

  it("ends the lot, returns its grams to the quota, and says all of it in an event", async () => {
    await declared(scene);
    const { lot, identity } = await declared(scene, { massGrams: 300n });
    const signed = await reject(scene, identity);
    const { digest, message: statement, signature } = signed;
    const { organisation } = scene.party.certifier;
    await expectEvent(signed, "Rejected", { lot, digest, organisation, statement, signature });
    expect((await scene.lots.lots(lot)).status).to.equal(LotStatus.rejected);
    expect((await scene.quotas.quotas(quotas.extraction)).drawnGrams).to.equal(1_000_000n);
  });

  it("needs a reason", async () => {
    const { identity } = await declared(scene);
    await expectRefused(reject(scene, identity, { message: { reason: 0 } }), certification, "ReasonMissing");
  });

  it("needs the identity of the lot, and no other", async () => {
    const { lot, identity } = await declared(scene);
    const other = { ...identity, content: { ...identity.content, massGrams: 999_999_999n } };
    const signed = reject(scene, other, { message: { lot } });
    await expectRefused(signed, certification, "LotIdentityMismatch", lot, lotOf(other));
  });

  it("is refused for what was never declared", async () => {
    const { identity, lot } = await declare(scene);
    await expectRefused(reject(scene, identity), scene.lots, "LotUnknown", lot);
  });

  it("is refused for a lot that is certified or rejected already", async () => {
    const { identity, lot } = await certified(scene);
    await expectRefused(reject(scene, identity), scene.lots, "LotNotDeclared", lot, LotStatus.certified);
    const other = await declared(scene);
    await (await reject(scene, other.identity)).send();
    await expectRefused(reject(scene, other.identity), scene.lots, "LotNotDeclared", other.lot, LotStatus.rejected);
    expect((await scene.quotas.quotas(quotas.extraction)).drawnGrams).to.equal(1_000_000n);
  });

  it("is refused to the producer under a scheme, accredited or not", async () => {
    const { miner } = scene.party;
    const { identity, lot } = await declared(scene);
    await scene.participants.grantRole(miner.organisation, 6, "0x0000", 0, 0, FOR_EVER);
    await scene.schemes.accredit(SCHEME, miner.organisation, 0, FOR_EVER);
    const examined = reject(scene, identity, { message: { scheme: SCHEME } }, miner);
    await expectRefused(examined, certification, "NotIndependent", lot, miner.organisation);
  });

  it("is refused to whom the scheme does not accredit", async () => {
    const { identity } = await declared(scene);
    const { verifier } = scene.party;
    const signed = reject(scene, identity, {}, verifier);
    await expectRefused(signed, scene.schemes, "NotAccredited", SCHEME, verifier.organisation);
  });

  it("is refused to whom the scheme accredits for other lots, or for other times", async () => {
    const { identity } = await declared(scene);
    const others = schemeTerms({ forms: 1 << Form.magnet });
    await scene.schemes.setScheme(SCHEME, "Magnets alone", others);
    await expectRefused(reject(scene, identity), scene.schemes, "FormNotCovered", SCHEME, Form.concentrate);
    const ended = schemeTerms({ validUntil: 1 });
    await scene.schemes.setScheme(SCHEME, "Over", ended);
    await expectRefused(reject(scene, identity), scene.schemes, "SchemeNotInForce", SCHEME);
    await scene.schemes.setScheme(SCHEME, "Zero-carbon rare earths", schemeTerms());
    await (await reject(scene, identity)).send();
  });
});
