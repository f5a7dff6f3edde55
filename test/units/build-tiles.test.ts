import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { hexlify } from "ethers";
import { buildTiles, threadGrams } from "../../src/units/build-tiles.ts";
import { LotSecret } from "../../src/units/lot-secret.ts";
import type { TileProgress } from "../../src/units/lot-tiles.ts";
import { tileGrams } from "../../src/units/tile-layout.ts";
import { rootHash } from "../../src/units/unit-proof.ts";
import { UnitTree } from "../../src/units/unit-tree.ts";
import { context, keys, secret } from "./fixtures.ts";

/** Enough for two threads. */
const tileCount = (2 * threadGrams) / tileGrams + 1;
const grams = BigInt(tileCount * tileGrams - 3);

describe("building of tiles", function () {
  this.timeout(60_000);
  let folder: string;
  const lot = { secret: new LotSecret(secret), context, grams };
  const root = rootHash(context, grams, hexlify(new UnitTree(keys, context, grams).top()));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-build-"));
  });

  after(async () => {
    await rm(folder, { recursive: true });
  });

  for (const threads of [1, 2]) {
    it(`goes on where it was interrupted, with threads: ${threads}`, async () => {
      const path = join(folder, `interrupted-${threads}.tiles`);
      const interruption = new AbortController();
      const reason = new Error("enough");
      const thrown = await buildTiles({
        ...lot,
        path,
        threads,
        signal: interruption.signal,
        onProgress: () => interruption.abort(reason),
      }).then(
        () => null,
        (error: unknown) => error,
      );
      expect(thrown).to.equal(reason);

      const progress: TileProgress[] = [];
      const built = await buildTiles({ ...lot, path, threads, onProgress: (step) => progress.push(step) });
      expect(built).to.deep.equal({ context, grams, root });
      expect(progress).to.have.length(tileCount);
      expect(progress.reduce((sum, step) => sum + step.grams, 0)).to.equal(Number(grams));
      const made = progress.filter(({ state }) => state !== "good").length;
      // Threads may make more of them before they end.
      expect(made).to.be.within(threads === 1 ? tileCount - 1 : 0, tileCount - 1);
    });
  }

  it("writes the same by one thread as by two", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => readFile(join(folder, `interrupted-${threads}.tiles`))),
    );
    expect(one).to.deep.equal(two);
  });

  for (const threads of [1, 2]) {
    it(`fails where the disk is full, with threads: ${threads}`, async function () {
      // A device of Linux: it reads as zeros and has no room.
      if (!existsSync("/dev/full")) this.skip();
      const failure = await buildTiles({ ...lot, path: "/dev/full", threads }).then(
        () => null,
        ({ code }: { code: string }) => code,
      );
      expect(failure).to.equal("ENOSPC");
    });
  }

  it("does not begin after its signal", async () => {
    const signal = AbortSignal.abort(new Error("early"));
    const thrown = await buildTiles({ ...lot, path: join(folder, "never.tiles"), threads: 1, signal }).then(
      () => null,
      ({ message }: Error) => message,
    );
    expect(thrown).to.equal("early");
  });
});
