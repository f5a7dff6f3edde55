import { expect } from "chai";
import { checkUnitProof } from "../../../src/units/unit-proof.ts";
import { leavesOneByOne, pathByDefinition } from "../../units/fixtures.ts";
import { ethers, freshScene, LotStatus, SCHEME, type Scene, Scope, schemeTerms } from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { certify, handOver } from "../fixtures/kinds.ts";
import { revoke } from "../fixtures/life-cycle-kinds.ts";
import { Model, outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";
import { carriedProof, codesOf, registerUnitCodes } from "../fixtures/unit-codes.ts";

/** Producers who are entitled and sign rightly, and want more codes than they have grams, or codes of goods that are not theirs. */
describe("Codes of grams, against those who make them", () => {
  let scene: Scene;
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
    await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
  });

  it("whoever bought all of a lot makes no codes for it, nor does a rival take the producer's place", async () => {
    const { lot } = await certified(scene);
    await (await handOver(scene, lot, 1_000_000n)).send();
    for (const other of [party.refiner, party.recycler, party.magnetMaker]) {
      const args = [lot, other.organisation] as const;
      await expectRefused(registerUnitCodes(scene, lot, {}, other), scene.unitCodes, "NotTheProducer", ...args);
    }
    await (await registerUnitCodes(scene, lot)).send();
  });

  it("a key that signs only for custody registers none", async () => {
    const { lot } = await certified(scene);
    const key = ethers.Wallet.createRandom().address;
    await scene.participants.addKey(party.miner.organisation, key, 1 << Scope.custody, 0, 2 ** 48 - 1);
    const statement = registerUnitCodes(scene, lot, { message: { key } });
    await expectRefused(
      statement,
      scene.participants,
      "KeyOutOfScope",
      party.miner.organisation,
      key,
      Scope.declaration,
    );
  });

  it("a suspended producer registers none, and a lot that is used up gets no more codes than it had grams", async () => {
    const { lot, identity } = await certified(scene);
    const made = [outputOf(identity, { massGrams: 1_000_000n })];
    await (await transform(scene, { taken: [{ identity, grams: 1_000_000n }], made })).send();
    const more = registerUnitCodes(scene, lot, {}, party.miner, { grams: 1_000_001n });
    await expectRefused(more, scene.unitCodes, "UnitCountDiffers", lot, 1_000_001n, 1_000_000n);
    await scene.participants.suspend(party.miner.organisation);
    await expectRefused(registerUnitCodes(scene, lot), scene.participants, "OrganisationIsSuspended");
  });

  it("who has a certificate taken back, uses grams up and is certified again keeps codes for the rest alone", async () => {
    const grams = 12n;
    const { lot, identity } = await declared(scene, { massGrams: grams });
    await (await certify(scene, lot)).send();
    const { keys, context, root } = await codesOf(scene, lot, grams);
    await (await registerUnitCodes(scene, lot, {}, party.miner, { grams, root })).send();
    await (await revoke(scene, lot)).send();
    expect((await scene.lots.lots(lot)).status).to.equal(LotStatus.declared);
    await (
      await transform(scene, {
        taken: [{ identity, grams: 4n }],
        made: [outputOf(identity, { massGrams: 4n, custodyModel: Model.massBalance }, false)],
      })
    ).send();
    await (await certify(scene, lot)).send();

    await expectRefused(
      registerUnitCodes(scene, lot, {}, party.miner, { grams: 8n, root: ethers.id("for eight") }),
      ...([scene.unitCodes, "UnitRootStands", lot, root] as const),
    );
    const leaves = leavesOneByOne(Number(grams), keys, context);
    const proofOf = (index: number) => ({
      unit: keys.unit(BigInt(index)),
      salt: keys.salt(BigInt(index)),
      path: pathByDefinition(leaves, index),
    });
    expect(await scene.unitCodes.verifyUnit(lot, carriedProof(proofOf(7)))).to.equal(true);
    checkUnitProof(proofOf(8), { context, grams, root });
    await expectReverted(
      scene.unitCodes.verifyUnit(lot, carriedProof(proofOf(8))),
      ...([scene.unitCodes, "UnitBeyondLot", 8, 8] as const),
    );
  });

  it("one secret for two lots gives no code that is of both, and no root that another lot could take over", async () => {
    const grams = 5n;
    const [first, second] = [await declared(scene, { massGrams: grams }), await declared(scene, { massGrams: grams })];
    for (const { lot } of [first, second]) await (await certify(scene, lot)).send();
    const { keys, context, root } = await codesOf(scene, first.lot, grams);
    // The same root for both: what it covers is of the first alone.
    for (const { lot } of [first, second]) {
      await (await registerUnitCodes(scene, lot, {}, party.miner, { grams, root })).send();
    }
    const leaves = leavesOneByOne(Number(grams), keys, context);
    const proof = { unit: keys.unit(2n), salt: keys.salt(2n), path: pathByDefinition(leaves, 2) };
    expect(await scene.unitCodes.verifyUnit(first.lot, carriedProof(proof))).to.equal(true);
    expect(await scene.unitCodes.verifyUnit(second.lot, carriedProof(proof))).to.equal(false);
  });
});
