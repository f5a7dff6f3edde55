import { expect } from "chai";
import type { RawIdentity } from "../fixtures/content.ts";
import {
  DAY,
  enrolled,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  LotStatus,
  networkHelpers,
  now,
  type Party,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { assay, attest, certify, declare, reject } from "../fixtures/kinds.ts";
import { renew, revoke } from "../fixtures/life-cycle-kinds.ts";
import { outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

/** A verifier whom the producer never chose, rightly accredited, against a competitor's lot. */
describe("A certifier whom the producer named", () => {
  let scene: Scene;
  let stranger: Party;
  let chosen: string;
  beforeEach(async () => {
    scene = await freshScene();
    chosen = scene.party.certifier.organisation;
    stranger = await enrolled(scene.participants, "an accredited stranger", Role.verifier, "CH");
    await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
    await scene.schemes.accredit(SCHEME, stranger.organisation, 0, FOR_EVER);
  });
  const status = async (lot: bigint) => (await scene.lots.lots(lot)).status;

  it("alone certifies and rejects the lot: nobody else destroys or takes a competitor's ton", async () => {
    const { lot, identity } = await declared(scene, { certifier: chosen });
    const args = [lot, stranger.organisation] as const;
    await expectRefused(reject(scene, identity, {}, stranger), scene.certification, "NotTheCertifier", ...args);
    await expectRefused(certify(scene, lot, {}, stranger), scene.certification, "NotTheCertifier", ...args);
    await (await certify(scene, lot)).send();
    expect(await status(lot)).to.equal(LotStatus.certified);
    const other = await declared(scene, { certifier: chosen });
    await (await reject(scene, other.identity)).send();
    expect(await status(other.lot)).to.equal(LotStatus.rejected);
  });

  it("alone certifies what is made of lots, too", async () => {
    const { lot, identity } = await declared(scene);
    await (await certify(scene, lot)).send();
    const made = [outputOf(identity, { massGrams: 1_000n, certifier: chosen })];
    const step = await transform(scene, { taken: [{ identity, grams: 1_000n }], made });
    await step.send();
    const [derived = 0n] = step.lots;
    const taken = certify(scene, derived, {}, stranger);
    await expectRefused(taken, scene.certification, "NotTheCertifier", derived, stranger.organisation);
    await (await certify(scene, derived)).send();
    expect(await status(derived)).to.equal(LotStatus.certified);
  });

  it("may be left open, and then any accredited verifier certifies", async () => {
    const { lot } = await declared(scene, { certifier: ethers.ZeroAddress });
    await (await certify(scene, lot, {}, stranger)).send();
    expect(await status(lot)).to.equal(LotStatus.certified);
  });

  it("has to be enrolled", async () => {
    const nobody = scene.stranger.address;
    await expectRefused(declare(scene, { certifier: nobody }), scene.participants, "OrganisationUnknown", nobody);
  });

  it("is neither the producer nor the laboratory that the certificate rests on", async () => {
    const { certifier } = scene.party;
    await scene.participants.grantRole(certifier.organisation, Role.laboratory, "0x0000", 0, 0, FOR_EVER);
    for (const examine of [
      (lot: bigint) => attest(scene, lot, Kind.weight, {}, certifier),
      (_lot: bigint, identity: RawIdentity) => assay(scene, identity, {}, certifier),
    ]) {
      const { lot, identity } = await declared(scene, { certifier: ethers.ZeroAddress });
      await (await examine(lot, identity)).send();
      await expectRefused(certify(scene, lot), scene.certification, "NotIndependent", lot, certifier.organisation);
      await (await certify(scene, lot, {}, stranger)).send();
    }
  });

  it("is nobody who renewed an expired certificate: it leaves the lot open, not in that one's hand", async () => {
    const { identity, lot } = await declared(scene, { certifier: chosen });
    await (await certify(scene, lot, { message: { validUntil: (await now()) + DAY } })).send();
    await networkHelpers.time.increase(2 * DAY);
    // Only where the one who was named may certify no more.
    await scene.schemes.accredit(SCHEME, chosen, 0, 1);
    await (await renew(scene, lot, {}, stranger)).send();
    await (await revoke(scene, lot, {}, stranger)).send();
    expect((await scene.lots.lots(lot)).isOpen).to.equal(true);
    const rejection = reject(scene, identity, {}, stranger);
    await expectRefused(rejection, scene.certification, "NotTheCertifier", lot, stranger.organisation);
    await scene.schemes.accredit(SCHEME, chosen, 0, FOR_EVER);
    await (await certify(scene, lot)).send();
  });

  describe("whose certificate has ended", () => {
    let lot: bigint;

    beforeEach(async () => {
      ({ lot } = await declared(scene, { certifier: chosen }));
      await (await certify(scene, lot, { message: { validUntil: (await now()) + DAY } })).send();
      await networkHelpers.time.increase(2 * DAY);
    });

    const takesOver = () => renew(scene, lot, {}, stranger);

    it("is not replaced by a rival who waits for the certificate's end", async () => {
      await expectRefused(takesOver(), scene.certification, "NotTheCertifier", lot, stranger.organisation);
      await (await renew(scene, lot)).send();
    });

    for (const [what, end] of [
      ["its accreditation ended", () => scene.schemes.accredit(SCHEME, chosen, 0, 1)],
      ["it is accredited from later on", () => scene.schemes.accredit(SCHEME, chosen, FOR_EVER, FOR_EVER)],
      ["it was suspended", () => scene.participants.suspend(chosen)],
    ] as const) {
      it(`is replaced when it may certify no more, so that holders are not stuck: ${what}`, async () => {
        await end();
        await (await takesOver()).send();
        const { serial } = await scene.participants.organisations(stranger.organisation);
        expect((await scene.lots.lots(lot)).certifier).to.equal(serial);
      });
    }
  });
});
