import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { z } from "zod";
import { ask, blockOf, until } from "../../scripts/network/ask.ts";
import { buildValidator } from "../../scripts/network/build-validator.ts";
import { freePorts } from "../../scripts/network/free-ports.ts";
import type { Home } from "../../scripts/network/homes.ts";
import { cleanup } from "../support/cleanup.ts";
import { skipWithoutGo } from "../support/skip-without-go.ts";
import { PartedNetwork } from "./parted-network.ts";

const everybody = [0, 1, 2, 3];
const deadlineMs = 90_000;
/** Longer than a proposer and the two rounds after it take. */
const quietMs = 8_000;

describe("a network whose validators cannot reach one another", function () {
  this.timeout(300_000);
  skipWithoutGo();
  const closing = cleanup();
  let network: PartedNetwork;

  before(async function () {
    // The first build takes minutes.
    this.timeout(1_200_000);
    const program = await buildValidator(console.log);
    const folder = await mkdtemp(join(tmpdir(), "ytterby-parted-"));
    closing(() => rm(folder, { recursive: true }));
    network = await PartedNetwork.start(program, folder, {
      validators: everybody.length,
      basePort: await freePorts(everybody.length),
      chainId: 20_260,
    });
    closing(() => network.close());
    await makesBlocks(everybody, 2n);
  });

  const at = (index: number) => network.homes[index] as Home;
  const heightOf = async (index: number) => (await blockOf(at(index))) ?? 0n;

  /** Waits until validators have so many blocks more than the highest of them has now. */
  async function makesBlocks(indices: readonly number[], more: bigint): Promise<bigint> {
    const heights = await Promise.all(indices.map(heightOf));
    const wanted = heights.reduce((most, height) => (height > most ? height : most)) + more;
    for (const index of indices)
      await until(
        `validator ${index} to have block ${wanted}`,
        deadlineMs,
        async () => (await heightOf(index)) >= wanted,
      );
    return wanted;
  }

  async function hashOf(index: number, height: bigint): Promise<string> {
    const block = await ask(at(index), "eth_getBlockByNumber", [`0x${height.toString(16)}`, false]);
    return z.object({ hash: z.string() }).parse(block).hash;
  }

  /** Waits until no validator of these gets a block any more. @returns Their heights then. */
  async function halted(indices: readonly number[]): Promise<bigint[]> {
    for (let before: bigint[] = []; ; ) {
      const heights = await Promise.all(indices.map(heightOf));
      if (before.length > 0 && heights.every((height, place) => height === before[place])) return heights;
      before = heights;
      await pause(quietMs);
    }
  }

  async function expectOneHistory(height: bigint): Promise<void> {
    for (let number = 1n; number <= height; number++) {
      const hashes = await Promise.all(everybody.map((index) => hashOf(index, number)));
      expect(new Set(hashes).size, `block ${number}`).to.equal(1);
    }
  }

  it("halts where it is parted two and two, and goes on with one history when it is whole", async () => {
    network.part([0, 1], [2, 3]);
    const heights = await halted(everybody);
    await expectOneHistory(heights.reduce((least, height) => (height < least ? height : least)));
    network.part(everybody);
    await expectOneHistory(await makesBlocks(everybody, 3n));
  });

  it("goes on where three are left together, and the fourth has what it missed when it is back", async () => {
    network.part([0, 1, 2], [3]);
    const [alone = 0n] = await halted([3]);
    await makesBlocks([0, 1, 2], 5n);
    expect(await heightOf(3)).to.equal(alone);
    network.part(everybody);
    await expectOneHistory(await makesBlocks(everybody, 2n));
  });
});
