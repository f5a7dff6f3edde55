import { expect } from "chai";
import { concat, getBytes, hexlify, sha256 } from "ethers";
import fc from "fast-check";
import { lotContext } from "../../src/units/lot-context.ts";
import { writeUnitCode } from "../../src/units/unit-code.ts";
import { UnitKeys } from "../../src/units/unit-keys.ts";
import {
  checkUnitProof,
  pathLength,
  rootHash,
  type UnitCommitment,
  type UnitProof,
} from "../../src/units/unit-proof.ts";
import {
  context,
  leavesOneByOne,
  pathByDefinition,
  place,
  proofByDefinition,
  secret,
  treeByDefinition,
} from "./fixtures.ts";
import { refusal } from "./refusal.ts";

const most = 200;
const leaves = leavesOneByOne(most);

const lots = fc.integer({ min: 1, max: most }).chain((grams) =>
  fc.nat(grams - 1).map((index) => {
    const own = leaves.slice(0, grams);
    const commitment = { context, grams: BigInt(grams), root: rootHash(context, BigInt(grams), treeByDefinition(own)) };
    return { own, commitment, proof: proofByDefinition(own, index) };
  }),
);

describe("proof of a gram", () => {
  it("leads to the root, for every gram of every count", () => {
    for (let grams = 1; grams <= 70; grams++) {
      const own = leaves.slice(0, grams);
      const commitment = {
        context,
        grams: BigInt(grams),
        root: rootHash(context, BigInt(grams), treeByDefinition(own)),
      };
      for (let index = 0; index < grams; index++) checkUnitProof(proofByDefinition(own, index), commitment);
    }
  });

  it("has at most as many hashes as the count has bits", () => {
    expect(pathLength(0n, 1n)).to.equal(0);
    expect(pathLength(0n, 1n << 30n)).to.equal(30);
    expect(pathLength(1n << 29n, (1n << 29n) + 1n)).to.equal(1);
  });

  it("keeps the form that is registered for ever", () => {
    const own = leaves.slice(0, 5);
    expect(context).to.equal("0xf91bb1e28b8af878f18a51d489a0afcff17c7ad312c908af735858edbf6ce6be");
    expect(rootHash(context, 5n, treeByDefinition(own))).to.equal(
      "0x28f53e120ffc823d25e6f9316f2cebe14feaaacdbf7671bd7a86a73dbec0285a",
    );
    const proof = proofByDefinition(own, 4);
    expect(writeUnitCode(proof.unit)).to.equal("0000029H0QXBQZ2XHT89");
    expect(proof).to.deep.equal({
      unit: { index: 4n, tag: 10_989_624_620_875_695_944n },
      salt: "0x47e9ad4e42eae403172ad8d6e3299339",
      path: ["0xf5dd2e0450b9c70bc11b4e5874bd4e2f66ee1ac0c7a67b979419d52dc3d22f06"],
    });
  });

  it("is refused with any bit of it wrong", () => {
    fc.assert(
      fc.property(lots, fc.nat(), ({ commitment, proof }, bit) => {
        const tag = proof.unit.tag ^ (1n << BigInt(bit % 64));
        expect(outcome({ ...proof, unit: { ...proof.unit, tag } }, commitment)).to.equal("not-of-lot");
        expect(outcome({ ...proof, salt: flip(proof.salt, bit) }, commitment)).to.equal("not-of-lot");
        const at = bit % Math.max(1, proof.path.length);
        const path = proof.path.map((hash, place) => (place === at ? flip(hash, bit) : hash));
        if (path.length > 0) expect(outcome({ ...proof, path }, commitment)).to.equal("not-of-lot");
        expect(outcome(proof, { ...commitment, root: flip(commitment.root, bit) })).to.equal("not-of-lot");
        expect(outcome(proof, { ...commitment, context: flip(context, bit) })).to.equal("not-of-lot");
      }),
    );
  });

  it("is refused for another index or another count", () => {
    fc.assert(
      fc.property(lots, fc.nat(most), ({ commitment, proof }, other) => {
        const index = BigInt(other);
        if (index !== proof.unit.index) {
          expect(outcome({ ...proof, unit: { ...proof.unit, index } }, commitment)).to.be.oneOf(
            index >= commitment.grams ? ["beyond"] : ["not-of-lot", "path-length"],
          );
        }
        const grams = BigInt(other);
        if (grams !== commitment.grams) {
          expect(outcome(proof, { ...commitment, grams })).to.be.oneOf(
            proof.unit.index >= grams ? ["beyond"] : ["not-of-lot", "path-length"],
          );
        }
      }),
    );
  });

  it("is refused where it is longer or shorter than it should be", () => {
    fc.assert(
      fc.property(lots, ({ commitment, proof }) => {
        expect(outcome({ ...proof, path: [...proof.path, context] }, commitment)).to.equal("path-length");
        if (proof.path.length === 0) return;
        expect(outcome({ ...proof, path: proof.path.slice(1) }, commitment)).to.equal("path-length");
        expect(outcome({ ...proof, path: proof.path.slice(0, -1) }, commitment)).to.equal("path-length");
      }),
    );
  });

  it("is refused where its parts have another length, so that no byte moves from one to the next", () => {
    const own = leaves.slice(0, 4);
    const commitment = { context, grams: 4n, root: rootHash(context, 4n, treeByDefinition(own)) };
    const proof = proofByDefinition(own, 2);
    const [first = "", second = ""] = proof.path;
    expect(outcome({ ...proof, salt: proof.salt.slice(0, -2) }, commitment)).to.equal("salt");
    expect(outcome({ ...proof, salt: `${proof.salt}00` }, commitment)).to.equal("salt");
    expect(outcome({ ...proof, salt: "salt" }, commitment)).to.equal("salt");
    expect(outcome({ ...proof, path: [first.slice(0, -2), second] }, commitment)).to.equal("path");
    expect(outcome({ ...proof, path: [`${first}00`, second] }, commitment)).to.equal("path");
    expect(outcome({ ...proof, path: [first, ""] }, commitment)).to.equal("path");
    expect(outcome({ ...proof, unit: { ...proof.unit, index: -1n } }, commitment)).to.equal("beyond");
  });

  it("of another lot or deployment is refused, even where both have one secret", () => {
    const grams = 9n;
    for (const other of [
      { ...place, chainId: 1n },
      { ...place, contract: `0x${"11".repeat(20)}` },
      { ...place, lot: `0x${"cd".repeat(32)}` },
    ]) {
      const within = lotContext(other);
      const theirKeys = new UnitKeys(secret, within);
      const theirs = leavesOneByOne(9, theirKeys, within);
      const root = rootHash(within, grams, treeByDefinition(theirs));
      const proof = { unit: theirKeys.unit(4n), salt: theirKeys.salt(4n), path: pathByDefinition(theirs, 4) };
      checkUnitProof(proof, { context: within, grams, root });
      const ours = rootHash(context, grams, treeByDefinition(leaves.slice(0, 9)));
      expect(outcome(proof, { context, grams, root: ours })).to.equal("not-of-lot");
      // A producer who registers the other lot's root here gains nothing either.
      expect(outcome(proof, { context, grams, root })).to.equal("not-of-lot");
    }
  });

  it("cannot make a gram of a node of the tree", () => {
    // Four grams. Their two nodes are given out as the leaves of a lot of two.
    const own = leaves.slice(0, 4);
    const [a = "", b = "", c = "", d = ""] = own;
    const [left, right] = [sha256(concat([a, b])), sha256(concat([c, d]))];
    const commitment = { context, grams: 4n, root: rootHash(context, 4n, sha256(concat([left, right]))) };
    const salt = hexlify(getBytes(left).slice(12, 28));
    for (const grams of [2n, 4n]) {
      expect(outcome({ unit: { index: 0n, tag: 0n }, salt, path: [right] }, { ...commitment, grams })).to.be.oneOf([
        "path-length",
        "not-of-lot",
      ]);
    }
  });
});

function outcome(proof: UnitProof, commitment: UnitCommitment): string | null {
  return refusal(() => checkUnitProof(proof, commitment));
}

function flip(hex: string, bit: number): string {
  const bytes = getBytes(hex);
  const at = Math.floor(bit / 8) % bytes.length;
  bytes[at] = (bytes[at] as number) ^ (1 << (bit % 8));
  return hexlify(bytes);
}
