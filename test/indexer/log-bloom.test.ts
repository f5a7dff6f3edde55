import { expect } from "chai";
import { BloomEntry, BloomQuery } from "../../src/indexer/log-bloom.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import type { World } from "../fixtures/world.ts";
import { cleanup } from "../support/cleanup.ts";

interface Block {
  number: string;
  logsBloom: string;
}
interface Receipt {
  logs: { address: string; topics: string[] }[];
}

describe("bloom filters of logs", () => {
  const onClose = cleanup();
  let world: World;
  const blocks: { logsBloom: string; values: Set<string> }[] = [];

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    for await (const _ of history(world, "L"));
    const { rpc } = world.ledger;
    const tip = Number(await rpc.call("eth_blockNumber", []));
    for (let number = 0; number <= tip; number++) {
      const quantity = `0x${number.toString(16)}`;
      const { logsBloom } = (await rpc.call("eth_getBlockByNumber", [quantity, false])) as Block;
      const receipts = (await rpc.call("eth_getBlockReceipts", [quantity])) as Receipt[];
      const values = receipts.flatMap(({ logs }) => logs.flatMap(({ address, topics }) => [address, ...topics]));
      blocks.push({ logsBloom, values: new Set(values.map((value) => value.toLowerCase())) });
    }
  });

  it("hold all that the node put into them, and little else", () => {
    const all = new Set(blocks.flatMap(({ values }) => [...values]));
    expect(all.size).to.be.above(50);
    let [asked, mistaken] = [0, 0];
    for (const value of all) {
      const entry = new BloomEntry(value);
      for (const { logsBloom, values } of blocks) {
        const isIn = entry.isIn(Buffer.from(logsBloom.slice(2), "hex"));
        if (values.has(value)) expect(isIn).to.equal(true);
        else if (isIn) mistaken += 1;
        asked += 1;
      }
    }
    // Three bits of 2,048 for each of a block's few values: now and then another value has the same by chance.
    expect(mistaken / asked).to.be.below(0.002);
  });

  it("match a query where they hold an address and a topic of it, not one alone", () => {
    const busy = blocks.find(({ values }) => values.size > 5);
    const [address = "", topic = ""] = [...(busy?.values ?? [])];
    const other = `0x${"77".repeat(32)}`;
    const logsBloom = busy?.logsBloom ?? "";
    expect(new BloomQuery([other, address], [other, topic]).mayMatch(logsBloom)).to.equal(true);
    expect(new BloomQuery([address], [other]).mayMatch(logsBloom)).to.equal(false);
    expect(new BloomQuery([other], [topic]).mayMatch(logsBloom)).to.equal(false);
  });
});
