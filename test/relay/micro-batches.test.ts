import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { MicroBatches } from "../../src/relay/micro-batches.ts";

describe("MicroBatches", () => {
  it("works on what arrives together in one batch, and on what arrives meanwhile in the next", async () => {
    const seen: number[][] = [];
    const late: Promise<number>[] = [];
    const batches = new MicroBatches<number, number>(10, 1, async (items) => {
      seen.push(items);
      if (seen.length === 1) late.push(batches.add(4), batches.add(5));
      return items.map((item) => item * 10);
    });
    expect(await Promise.all([1, 2, 3].map((item) => batches.add(item)))).to.deep.equal([10, 20, 30]);
    expect(await Promise.all(late)).to.deep.equal([40, 50]);
    expect(seen).to.deep.equal([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it("keeps to the maximum and to the order", async () => {
    const seen: number[][] = [];
    const batches = new MicroBatches<number, number>(2, 1, async (items) => {
      seen.push(items);
      return items;
    });
    await Promise.all([1, 2, 3, 4, 5].map((item) => batches.add(item)));
    expect(seen).to.deep.equal([[1, 2], [3, 4], [5]]);
  });

  it("begins another batch beside one in work once enough have gathered, and no more than it may", async () => {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const seen: number[] = [];
    const batches = new MicroBatches<number, number>(100, 2, async (items) => {
      seen.push(items.length);
      await opened;
      return items;
    });
    const answers = [batches.add(0)];
    await nextTurn();
    for (let item = 1; item < 32; item++) answers.push(batches.add(item));
    await nextTurn();
    expect(seen).to.deep.equal([1]);
    for (let item = 32; item < 100; item++) answers.push(batches.add(item));
    await nextTurn();
    expect(seen).to.deep.equal([1, 99]);
    answers.push(...Array.from({ length: 50 }, (_, index) => batches.add(100 + index)));
    await nextTurn();
    expect(seen).to.deep.equal([1, 99]);
    open();
    expect(await Promise.all(answers)).to.deep.equal(Array.from({ length: 150 }, (_, item) => item));
  });

  it("tells each item of a batch that failed, and goes on", async () => {
    const batches = new MicroBatches<number, number>(2, 1, async (items) => {
      if (items.includes(1)) throw new Error("no");
      return items;
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => batches.add(item)));
    expect(results.map(({ status }) => status)).to.deep.equal(["rejected", "rejected", "fulfilled"]);
    expect(await batches.add(4)).to.equal(4);
  });
});

async function nextTurn(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await turn();
}
