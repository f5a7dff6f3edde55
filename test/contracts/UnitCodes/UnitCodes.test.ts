import { expect } from "chai";
import fc from "fast-check";
import { checkUnitProof, pathLength, type UnitProof } from "../../../src/units/unit-proof.ts";
import { leavesOneByOne, pathByDefinition } from "../../units/fixtures.ts";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  ethers,
  freshScene,
  LotStatus,
  nextBlockAt,
  now,
  quotas,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { certify } from "../fixtures/kinds.ts";
import { reinstate, retire, revoke, suspend } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted, revertData } from "../fixtures/refusal.ts";
import { carriedProof, codesOf, registerUnitCodes } from "../fixtures/unit-codes.ts";

const TON = 1_000_000n;

describe("UnitCodes", () => {
  let scene: Scene;
  let miner: string;
  beforeEach(async () => {
    scene = await freshScene();
    miner = scene.party.miner.organisation;
  });

  /** A certified lot of so many grams. */
  async function certifiedOf(massGrams: bigint): Promise<bigint> {
    await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
    const { lot } = await declared(scene, { massGrams });
    await (await certify(scene, lot)).send();
    return lot;
  }

  describe("registerUnitCodes", () => {
    it("puts root, count, time and registry on record, in the dossier, and says all of it in an event", async () => {
      const { lot } = await certified(scene);
      const { count } = await scene.lots.heads(lot);
      const root = ethers.id("root");
      const signed = await registerUnitCodes(scene, lot, {}, scene.party.miner, { root });
      const { digest, message: statement, signature } = signed;
      await expectEvent(signed, "UnitCodesRegistered", { lot, digest, organisation: miner, statement, signature });
      expect(fieldsOf(await scene.unitCodes.commitments(lot))).to.deep.equal({
        ...{ root, grams: TON, registeredAt: BigInt(await now()), registry: await scene.unitCodes.getAddress() },
      });
      expect((await scene.lots.heads(lot)).count).to.equal(count + 1n);
    });

    it("is of a lot that there is", () => expectRefused(registerUnitCodes(scene, 5n), scene.lots, "LotUnknown", 5n));

    it("is the producer's alone, though another has the same role", async () => {
      const { lot } = await certified(scene);
      for (const other of [scene.party.refiner, scene.party.recycler]) {
        const args = [lot, other.organisation] as const;
        await expectRefused(registerUnitCodes(scene, lot, {}, other), scene.unitCodes, "NotTheProducer", ...args);
      }
    });

    it("waits for the certificate", async () => {
      const { lot } = await declared(scene);
      await expectRefused(registerUnitCodes(scene, lot), scene.lots, "LotNotCertified", lot, LotStatus.declared);
    });

    it("waits for the end of a suspension, and comes too late after a revocation", async () => {
      const { lot } = await certified(scene);
      await (await suspend(scene, lot)).send();
      await expectRefused(registerUnitCodes(scene, lot), scene.lots, "LotNotCertified", lot, LotStatus.suspended);
      await (await reinstate(scene, lot)).send();
      await (await revoke(scene, lot, {}, scene.party.regulator)).send();
      await expectRefused(registerUnitCodes(scene, lot), scene.lots, "LotNotCertified", lot, LotStatus.revoked);
    });

    it("comes too late a second after the certificate's end", async () => {
      const { lot } = await certified(scene);
      const end = Number((await scene.lots.lots(lot)).validUntil);
      const statement = await registerUnitCodes(scene, lot);
      await nextBlockAt(end + 1);
      await expectRefused(statement, scene.lots, "CertificateExpired", lot, end);
    });

    it("is taken in the certificate's last second", async () => {
      const { lot } = await certified(scene);
      await nextBlockAt(Number((await scene.lots.lots(lot)).validUntil));
      await (await registerUnitCodes(scene, lot)).send();
    });

    it("covers every gram of the lot and not one more", async () => {
      const { lot } = await certified(scene);
      for (const grams of [TON - 1n, TON + 1n, 0n]) {
        const statement = registerUnitCodes(scene, lot, {}, scene.party.miner, { grams });
        await expectRefused(statement, scene.unitCodes, "UnitCountDiffers", lot, grams, TON);
      }
    });

    it("covers what the lot was certified with, whatever became of its grams since", async () => {
      const { lot } = await certified(scene);
      await (await retire(scene, lot, 400n)).send();
      const statement = registerUnitCodes(scene, lot, {}, scene.party.miner, { grams: TON - 400n });
      await expectRefused(statement, scene.unitCodes, "UnitCountDiffers", lot, TON - 400n, TON);
      await (await registerUnitCodes(scene, lot)).send();
    });

    it("is of at most 2^30 grams: a larger lot is split first", async () => {
      const most = await scene.unitCodes.MAXIMUM_UNITS();
      expect(most).to.equal(1n << 30n);
      await scene.quotas.grantQuota(quotas.extraction, miner, 1, "0x434e", 4n * most, 0, 2 ** 48 - 1);
      const larger = await certifiedOf(most + 1n);
      const statement = registerUnitCodes(scene, larger, {}, scene.party.miner, { grams: most + 1n });
      await expectRefused(statement, scene.unitCodes, "UnitsTooMany", larger, most + 1n, most);
      const largest = await certifiedOf(most);
      await (await registerUnitCodes(scene, largest, {}, scene.party.miner, { grams: most })).send();
    });

    it("names a root", async () => {
      const { lot } = await certified(scene);
      const statement = registerUnitCodes(scene, lot, {}, scene.party.miner, { root: ethers.ZeroHash });
      await expectRefused(statement, scene.unitCodes, "UnitRootMissing", lot);
    });

    it("is for ever: no second root takes the place of the first, nor the same one again", async () => {
      const { lot } = await certified(scene);
      const root = ethers.id("first");
      await (await registerUnitCodes(scene, lot, {}, scene.party.miner, { root })).send();
      for (const next of [ethers.id("second"), root]) {
        const statement = registerUnitCodes(scene, lot, {}, scene.party.miner, { root: next });
        await expectRefused(statement, scene.unitCodes, "UnitRootStands", lot, root);
      }
      expect((await scene.unitCodes.commitments(lot)).root).to.equal(root);
    });
  });

  describe("verifyUnit", () => {
    const grams = 37n;
    let lot: bigint;
    let commitment: { context: string; grams: bigint; root: string };
    let proofOf: (index: number) => UnitProof;
    beforeEach(async () => {
      lot = await certifiedOf(grams);
      const { keys, context, root } = await codesOf(scene, lot, grams);
      commitment = { context, grams, root };
      const leaves = leavesOneByOne(Number(grams), keys, context);
      proofOf = (index) => ({
        unit: keys.unit(BigInt(index)),
        salt: keys.salt(BigInt(index)),
        path: pathByDefinition(leaves, index),
      });
      await (await registerUnitCodes(scene, lot, {}, scene.party.miner, { grams, root })).send();
    });
    const verify = (proof: UnitProof, of = lot) => scene.unitCodes.verifyUnit(of, carriedProof(proof));

    it("takes the code of every gram, and says so as the program does", async () => {
      for (let index = 0; index < Number(grams); index += 1) {
        checkUnitProof(proofOf(index), commitment);
        expect(await verify(proofOf(index)), `gram ${index}`).to.equal(true);
      }
    });

    it("says of whatever is brought what the program says", async () => {
      const anything = fc.record({
        index: fc.nat(50),
        tag: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })),
        salt: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: (1n << 128n) - 1n })),
        flipped: fc.option(fc.nat(7)),
        longer: fc.integer({ min: -1, max: 1 }),
      });
      await fc.assert(
        fc.asyncProperty(anything, async ({ index, tag, salt, flipped, longer }) => {
          const { unit, salt: own, path } = proofOf(Math.min(index, Number(grams) - 1));
          const hashes = path.map((hash, at) => (at === flipped ? ethers.ZeroHash : hash));
          const proof = {
            unit: { index: BigInt(index), tag: unit.tag ^ tag },
            salt: ethers.toBeHex(BigInt(own) ^ salt, 16),
            path: longer < 0 ? hashes.slice(1) : [...hashes, ...Array<string>(longer).fill(ethers.ZeroHash)],
          };
          expect(await outcome(scene.unitCodes, verify(proof))).to.equal(
            refusal(() => checkUnitProof(proof, commitment)),
          );
        }),
        { numRuns: 60 },
      );
    });

    it("takes no gram that the lot has not", async () => {
      const proof = { ...proofOf(0), unit: { index: grams, tag: 0n } };
      await expectReverted(verify(proof), scene.unitCodes, "UnitBeyondLot", grams, grams);
    });

    it("takes no path of another length than the gram's", async () => {
      const { path, ...rest } = proofOf(36);
      const expected = pathLength(36n, grams);
      for (const wrong of [path.slice(1), [...path, ethers.ZeroHash]]) {
        const call = verify({ ...rest, path: wrong });
        await expectReverted(call, scene.unitCodes, "UnitPathLength", wrong.length, expected);
      }
    });

    it("takes no code of another lot, though both have one secret", async () => {
      const other = await certifiedOf(grams);
      await expectReverted(verify(proofOf(3), other), scene.unitCodes, "UnitRootUnknown", other);
      const { root } = await codesOf(scene, other, grams);
      await (await registerUnitCodes(scene, other, {}, scene.party.miner, { grams, root })).send();
      expect(await verify(proofOf(3), other)).to.equal(false);
    });

    it("says the same after the certificate's end: whether it stands is another question", async () => {
      await (await revoke(scene, lot, {}, scene.party.regulator)).send();
      expect(await verify(proofOf(3))).to.equal(true);
    });
  });
});

/** Names of the contract's refusals, in the program's words. */
const words: Record<string, string> = { UnitBeyondLot: "beyond", UnitPathLength: "path-length" };

async function outcome(unitCodes: Scene["unitCodes"], verified: Promise<boolean>): Promise<string> {
  try {
    return (await verified) ? "taken" : "not-of-lot";
  } catch (error) {
    const { name = "" } = unitCodes.interface.parseError(revertData(error) ?? "0x") ?? {};
    return words[name] ?? String(error);
  }
}

function refusal(check: () => void): string {
  try {
    check();
    return "taken";
  } catch (error) {
    return (error as { code: string }).code;
  }
}
