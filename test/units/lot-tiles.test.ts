import { mkdtemp, open, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { hexlify } from "ethers";
import fc from "fast-check";
import { lotContext } from "../../src/units/lot-context.ts";
import { LotTiles, type TileState } from "../../src/units/lot-tiles.ts";
import { wasmPairHasher } from "../../src/units/pair-hasher.ts";
import { TileFile } from "../../src/units/tile-file.ts";
import { tileGrams } from "../../src/units/tile-layout.ts";
import { readUnitCode, writeUnitCode } from "../../src/units/unit-code.ts";
import { UnitKeys } from "../../src/units/unit-keys.ts";
import { checkUnitProof, rootHash } from "../../src/units/unit-proof.ts";
import { UnitTree } from "../../src/units/unit-tree.ts";
import { context, keys, leavesOneByOne, pathByDefinition, place, secret } from "./fixtures.ts";
import { refusal } from "./refusal.ts";

/** Five tiles: four of the lowest level, of which the last is not full, and the one above them. */
const grams = 3n * BigInt(tileGrams) + 5_000n;
const slot = 8_224;

describe("tiles of a lot", () => {
  let folder: string;
  let path: string;
  let file: TileFile;
  let tiles: LotTiles;
  const root = rootHash(context, grams, hexlify(new UnitTree(keys, context, grams).top()));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-tiles-"));
    path = join(folder, "lot.tiles");
    file = await TileFile.open(path);
    tiles = new LotTiles(keys, context, grams, file);
  });

  after(async () => {
    await file.close();
    await rm(folder, { recursive: true });
  });

  it("lead to the root of the whole tree, in a file that only its owner reads", async () => {
    const found: [TileState, number][] = [];
    expect(await tiles.complete(({ state, grams }) => found.push([state, grams]))).to.deep.equal({
      context,
      grams,
      root,
    });
    expect(found).to.deep.equal([...Array(3).fill(["missing", tileGrams]), ["missing", 5_000]]);
    const { size, mode } = await stat(path);
    expect(size).to.equal(5 * slot);
    expect(mode & 0o777).to.equal(0o600);
  });

  it("are not made again where they are good", async () => {
    expect(await states()).to.deep.equal(["good", "good", "good", "good"]);
  });

  it("are found damaged and made anew, whichever byte is wrong", async () => {
    const before = await bytesOf(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(5 * slot - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        await write(at, Uint8Array.of((before[at] as number) ^ change));
        const expected = Array.from({ length: 4 }, (_, tile) => (tile === Math.floor(at / slot) ? "damaged" : "good"));
        expect(await states()).to.deep.equal(expected);
        expect(await bytesOf(path)).to.deep.equal(before);
      }),
      { numRuns: 15 },
    );
  });

  it("are found missing and made anew, also under a proof that needs them", async () => {
    const before = await bytesOf(path);
    await write(slot, new Uint8Array(slot));
    await truncate(path, 4 * slot + 100);
    await prove(BigInt(tileGrams) + 7n);
    expect(await bytesOf(path)).to.deep.equal(before);
    await truncate(path, 0);
    await prove(2n * BigInt(tileGrams));
    expect(await states()).to.deep.equal(["good", "good", "good", "good"]);
    expect(await bytesOf(path)).to.deep.equal(before);
  });

  it("of another place, another secret or another count are not taken", async () => {
    const before = await bytesOf(path);
    await write(0, before.subarray(slot, 2 * slot));
    expect(await states()).to.deep.equal(["damaged", "good", "good", "good"]);
    const others = new LotTiles(new UnitKeys(new Uint8Array(32).fill(9), context), context, grams, file);
    expect(await states(others)).to.deep.equal(["damaged", "damaged", "damaged", "damaged"]);
    expect(await states(new LotTiles(keys, context, grams - 1n, file))).to.include("damaged");
    await tiles.complete();
    expect(await bytesOf(path)).to.deep.equal(before);
  });

  it("are the same in WebAssembly", async function () {
    this.timeout(60_000);
    const before = await bytesOf(path);
    await truncate(path, 0);
    const slow = new LotTiles(keys, context, grams, file, { hasher: await wasmPairHasher() });
    expect((await slow.complete()).root).to.equal(root);
    expect(await bytesOf(path)).to.deep.equal(before);
  });

  it("prove any gram", async () => {
    for (const index of [0n, 1n, 1023n, 1024n, BigInt(tileGrams) - 1n, BigInt(tileGrams), grams - 1n])
      await prove(index);
    await fc.assert(fc.asyncProperty(fc.bigInt({ min: 0n, max: grams - 1n }), prove), { numRuns: 50 });
  });

  it("prove the same from memory, whatever becomes of the file", async () => {
    const other = await TileFile.open(join(folder, "remembered.tiles"));
    const remembering = new LotTiles(keys, context, grams, other, { remembered: 3 });
    const indexes = [7n, 8n, BigInt(tileGrams) + 7n, 2n * BigInt(tileGrams), 3n * BigInt(tileGrams), 7n];
    const proofs = await Promise.all(indexes.map((index) => tiles.prove(index)));
    for (let round = 0; round < 2; round++) {
      for (const [at, index] of indexes.entries()) expect(await remembering.prove(index)).to.deep.equal(proofs[at]);
    }
    await truncate(join(folder, "remembered.tiles"), 0);
    expect(await remembering.prove(7n)).to.deep.equal(proofs[0]);
    expect((await stat(join(folder, "remembered.tiles"))).size).to.equal(0);
    await other.close();
  });

  it("tell a code that was printed from one of another lot or deployment, and from a guess", async () => {
    const elsewhere = [
      { ...place, chainId: 1n },
      { ...place, contract: `0x${"22".repeat(20)}` },
      { ...place, lot: `0x${"22".repeat(32)}` },
    ].map((other) => new UnitKeys(secret, lotContext(other)));
    const check = async (printed: string) => {
      const unit = readUnitCode(printed);
      const proof = { ...(await tiles.prove(unit.index)), unit };
      return refusal(() => checkUnitProof(proof, { context, grams, root }));
    };
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 0n, max: grams - 1n }), fc.bigInt(0n, 2n ** 64n - 1n), async (index, guess) => {
        const own = writeUnitCode(keys.unit(index));
        expect(await check(own)).to.equal(null);
        expect(await check(own.toLowerCase().replaceAll("0", "o").replaceAll("1", "l"))).to.equal(null);
        for (const other of elsewhere) expect(await check(writeUnitCode(other.unit(index)))).to.equal("not-of-lot");
        expect(await check(writeUnitCode({ index, tag: guess }))).to.equal("not-of-lot");
      }),
      { numRuns: 20 },
    );
  });

  it("give the proof of the definition, in small lots too", async () => {
    for (const count of [1, 2, 5, 1024, 1025, 2500]) {
      const small = await TileFile.open(join(folder, `${count}.tiles`));
      const lot = new LotTiles(keys, context, BigInt(count), small);
      const leaves = leavesOneByOne(count);
      for (const index of new Set([0, count >> 1, count - 1])) {
        expect((await lot.prove(BigInt(index))).path).to.deep.equal(pathByDefinition(leaves, index));
      }
      await small.close();
    }
  });

  it("have no proof of a gram beyond the lot", async () => {
    for (const index of [-1n, grams, 1n << 40n]) {
      const outcome = await tiles.prove(index).then(
        () => null,
        (error: unknown) =>
          refusal(() => {
            throw error;
          }),
      );
      expect(outcome).to.equal("beyond");
    }
  });

  async function prove(index: bigint): Promise<void> {
    checkUnitProof(await tiles.prove(index), { context, grams, root });
  }

  async function states(of = tiles): Promise<TileState[]> {
    const found: TileState[] = [];
    await of.complete(({ state }) => found.push(state));
    return found;
  }

  async function write(at: number, bytes: Uint8Array): Promise<void> {
    const handle = await open(path, "r+");
    await handle.write(bytes, 0, bytes.length, at);
    await handle.close();
  }
});

async function bytesOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
