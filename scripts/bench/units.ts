import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { getBytes, hexlify, toBeHex } from "ethers";
import { MerkleTree } from "merkletreejs";
import { buildTiles } from "../../src/units/build-tiles.ts";
import { lotContext } from "../../src/units/lot-context.ts";
import { LotSecret } from "../../src/units/lot-secret.ts";
import { LotTiles } from "../../src/units/lot-tiles.ts";
import { pairHasher } from "../../src/units/pair-hasher.ts";
import { TileFile } from "../../src/units/tile-file.ts";
import { checkUnitProof, leafHash, rootHash, type UnitCommitment } from "../../src/units/unit-proof.ts";
import { UnitTree } from "../../src/units/unit-tree.ts";
import { tilesRemembered } from "../../src/verify/unit-checker.ts";
import { percentile } from "./percentile.ts";
import { type Row, row } from "./row.ts";
import { unitCheckMs } from "./unit-checks.ts";

const gramsOfRoot = 1_000_000n;
const rootTimes = 9;
/** Of which the peers build a tree. Their figures are multiplied up, which favours them: a tree grows a little faster. */
const peerGrams = 100_000n;
const gramsPerTonne = 1_000_000n;
/** Really done; larger masses are extrapolated from it. */
const tonnesDone = 200n;
const tonnesOfContract = 3_834n;
const tonnesOfChina = 270_000n;
const proofs = 5_000;
/** Proofs before any counts: a process that has just started makes its first hundreds several times as slowly. */
const proofsBefore = 1_000;

const secret = LotSecret.draw();
const context = lotContext({
  chainId: 31_337n,
  contract: hexlify(randomBytes(20)),
  lot: hexlify(randomBytes(32)),
});

/** What codes of grams cost: deriving and committing to them, keeping tiles, proving, and checking them over HTTP. */
export async function unitsRows(): Promise<Row[]> {
  const seconds = rootSeconds();
  const folder = await mkdtemp(join(tmpdir(), "ytterby-units-"));
  try {
    const path = join(folder, "lot.tiles");
    const grams = tonnesDone * gramsPerTonne;
    console.error(`  ${tonnesDone} tonnes`);
    const { commitment, milliseconds, residentBytes } = await build(path, grams);
    const proofMs = await prove(path, commitment);
    console.error("  checks over HTTP");
    const checkMs = await unitCheckMs();
    const scale = (tonnes: bigint) => Number(tonnes) / Number(tonnesDone);
    const { size } = await stat(path);
    return [
      ...peerRows(seconds),
      row("units", "3834 tonnes minutes", "min", (scale(tonnesOfContract) * milliseconds) / 60_000),
      row("units", "270000 tonnes hours", "h", (scale(tonnesOfChina) * milliseconds) / 3_600_000),
      row("units", "tiles GB for 3834 tonnes", "GB", (scale(tonnesOfContract) * size) / 1e9),
      row("units", "resident MB", "MB", residentBytes / 1e6),
      row("units", "proof median ms", "ms", percentile(proofMs, 50)),
      row("units", "proof p99 ms", "ms", percentile(proofMs, 99)),
      row("units", "unit check p99 ms", "ms", percentile(checkMs, 99)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Median over some runs, each of which derives all codes. */
function rootSeconds(): number {
  const taken: number[] = [];
  for (let n = 0; n < rootTimes; n++) {
    const started = performance.now();
    const tree = new UnitTree(secret.keys(context), context, gramsOfRoot);
    rootHash(context, gramsOfRoot, hexlify(tree.top()));
    taken.push((performance.now() - started) / 1000);
  }
  return percentile(taken, 50);
}

async function build(path: string, grams: bigint) {
  let residentBytes = 0;
  const started = performance.now();
  const commitment = await buildTiles({
    path,
    secret,
    context,
    grams,
    threads: availableParallelism(),
    onProgress: () => {
      residentBytes = Math.max(residentBytes, process.memoryUsage.rss());
    },
  });
  return { commitment, milliseconds: performance.now() - started, residentBytes };
}

/** Times of proofs of grams anywhere in the lot, one after the other. Each is then checked against the root. */
async function prove(path: string, commitment: UnitCommitment): Promise<number[]> {
  const file = await TileFile.open(path);
  try {
    // As a service has it.
    const tiles = new LotTiles(secret.keys(context), context, commitment.grams, file, { remembered: tilesRemembered });
    const taken: number[] = [];
    for (let n = -proofsBefore; n < proofs; n++) {
      const index = BigInt(hexlify(randomBytes(8))) % commitment.grams;
      const started = performance.now();
      const proof = await tiles.prove(index);
      if (n >= 0) taken.push(performance.now() - started);
      // The service's own hasher: what another leaves behind would be cleared away while the next ones are measured.
      checkUnitProof(proof, commitment, pairHasher);
    }
    return taken;
  } finally {
    await file.close();
  }
}

/** The peers derive nothing: codes and salts are given to them, and to merkletreejs the leaves' hashes. */
function peerRows(seconds: number): Row[] {
  const times = Number(gramsOfRoot / peerGrams);
  const keys = secret.keys(context);
  const units = Array.from({ length: Number(peerGrams) }, (_, index) => {
    const [unit, salt] = [keys.unit(BigInt(index)), keys.salt(BigInt(index))];
    return { ...unit, salt };
  });
  const at = `${Number(peerGrams).toLocaleString("en")} leaves × ${times}`;

  console.error("  merkletreejs");
  const leaves = units.map((unit) => Buffer.from(getBytes(leafHash(context, unit, unit.salt))));
  const merkletreejs = measure(() =>
    new MerkleTree(leaves, (data: Buffer) => createHash("sha256").update(data).digest()).getRoot(),
  );
  console.error("  @openzeppelin/merkle-tree");
  const values = units.map(({ index, tag, salt }) => [context, index, toBeHex(tag, 8), salt]);
  const openZeppelin = measure(() => StandardMerkleTree.of(values, ["bytes32", "uint32", "bytes8", "bytes16"]).root);

  return [
    { name: `merkletreejs, ${at}`, figure: times * merkletreejs },
    { name: `@openzeppelin/merkle-tree, ${at}`, figure: times * openZeppelin },
  ].map((peer) => row("units", `root of ${gramsOfRoot} grams seconds`, "s", seconds, peer));
}

/** Seconds. */
function measure(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}
