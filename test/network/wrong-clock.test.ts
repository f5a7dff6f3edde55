import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { ask, blockOf, until } from "../../scripts/network/ask.ts";
import { buildValidator } from "../../scripts/network/build-validator.ts";
import { freePorts } from "../../scripts/network/free-ports.ts";
import { createHomes, type Home } from "../../scripts/network/homes.ts";
import { ValidatorProcess } from "../../scripts/network/validator-process.ts";
import { cleanup } from "../support/cleanup.ts";
import { skipWithoutGo } from "../support/skip-without-go.ts";
import { wrongClocks } from "./wrong-clock.ts";

const hour = 3_600;
const blockSchema = z.object({ hash: z.string(), miner: z.string(), timestamp: z.string() });

describe("a network of which one validator's clock is wrong", function () {
  this.timeout(600_000);
  skipWithoutGo();
  const closing = cleanup();
  let homes: Home[];
  let wrongBy: (seconds: number) => Promise<string>;
  const running: ValidatorProcess[] = [];

  before(async function () {
    // The first build takes minutes.
    this.timeout(1_200_000);
    const program = await buildValidator(console.log);
    const folder = await mkdtemp(join(tmpdir(), "ytterby-clock-"));
    closing(() => rm(folder, { recursive: true }));
    wrongBy = await wrongClocks(folder);
    const creation = { validators: 4, basePort: await freePorts(4), chainId: 20_260 };
    homes = await createHomes(program, join(folder, "network"), creation);
    await foundedBefore(join(folder, "network", "genesis.json"), 2 * hour);
    closing(() => Promise.all(running.map((validator) => validator.stop())));
    for (const home of homes.slice(0, 3)) running.push(await ValidatorProcess.start(program, home));
    await until("the others to make blocks", 120_000, async () => (await heightOf(0)) >= 2n);
  });

  async function blockAt(index: number, number: bigint): Promise<z.infer<typeof blockSchema>> {
    const block = await ask(homes[index] as Home, "eth_getBlockByNumber", [`0x${number.toString(16)}`, false]);
    return blockSchema.parse(block);
  }

  const heightOf = async (index: number) => (await blockOf(homes[index] as Home)) ?? 0n;

  for (const [words, seconds] of [
    ["an hour late", -hour],
    ["an hour early", hour],
  ] as const) {
    it(`goes on by the clocks of the others where it is ${words}, and takes its blocks too`, async () => {
      const wrong = await ValidatorProcess.start(await wrongBy(seconds), homes[3] as Home);
      try {
        await wrong.answers();
        await until("it to have what the others have", 240_000, async () => (await heightOf(3)) >= (await heightOf(0)));
        const first = (await heightOf(0)) + 1n;
        const last = first + 11n;
        await until(`block ${last} everywhere`, 240_000, async () =>
          (await Promise.all([0, 1, 2, 3].map(heightOf))).every((height) => height >= last),
        );
        const proposers = new Set<string>();
        let before = 0;
        for (let number = first; number <= last; number++) {
          const { hash, miner, timestamp } = await blockAt(0, number);
          expect((await blockAt(3, number)).hash).to.equal(hash);
          expect(Number(timestamp)).to.be.greaterThan(before);
          before = Number(timestamp);
          // By the right clock: a block's time is a second behind the moment at which it is decided, or some.
          expect(Number(timestamp) - Date.now() / 1000).to.be.within(-60, 2);
          proposers.add(miner.toLowerCase());
        }
        expect(proposers).to.include(homes[3]?.address);
      } finally {
        await wrong.stop();
      }
    });
  }
});

/** Puts the beginning of a network back. A validator waits for it: one whose clock is an hour late would wait for an hour in a new network. */
async function foundedBefore(path: string, seconds: number): Promise<void> {
  const genesis = z.looseObject({ genesis_time: z.iso.datetime() }).parse(JSON.parse(await readFile(path, "utf8")));
  const time = new Date(Date.parse(genesis.genesis_time) - seconds * 1000);
  await writeFile(path, JSON.stringify({ ...genesis, genesis_time: time.toISOString() }));
}
