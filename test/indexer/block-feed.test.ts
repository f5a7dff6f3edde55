import { expect } from "chai";
import fc from "fast-check";
import { BlockFeed, cut } from "../../src/indexer/block-feed.ts";
import { BlockSource } from "../../src/indexer/block-source.ts";
import type { BlockHeader, BlockLogs, ChainLog } from "../../src/indexer/chain-types.ts";
import { logQuery } from "../../src/indexer/log-query.ts";
import { connectLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { RpcError } from "../../src/rpc/rpc-error.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import type { World } from "../fixtures/world.ts";
import { cleanup } from "../support/cleanup.ts";
import { type RpcProxy, startRpcProxy } from "../support/rpc-proxy.ts";

const EMPTY_BLOCKS = 3_000;
const PART_BLOCKS = 1_024;

describe("feed of blocks", () => {
  const onClose = cleanup();
  let world: World;
  let proxy: RpcProxy;
  let ledger: Ledger;
  let source: BlockSource;
  let tip: BlockHeader;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
    await world.ledger.rpc.call("anvil_mine", [`0x${EMPTY_BLOCKS.toString(16)}`]);
    proxy = await startRpcProxy(world.ledger.rpc);
    onClose(() => proxy.close());
    ledger = await connectLedger(proxy.rpc, world.ledger.manifest);
    source = new BlockSource(proxy.rpc, logQuery(ledger));
    tip = await source.tip();
  });

  afterEach(() => proxy.bend());

  it("gives every block once, in order, in parts that are bounded", async function () {
    this.timeout(60_000);
    const feed = new BlockFeed(ledger, source);
    const sizes: number[] = [];
    let from = 1n;
    while (from <= tip.number) {
      const part = await feed.take(from, tip);
      part.forEach(({ header }, i) => {
        expect(header.number).to.equal(from + BigInt(i));
      });
      sizes.push(part.length);
      from += BigInt(part.length);
    }
    expect(Math.max(...sizes)).to.be.at.most(PART_BLOCKS);
    expect(sizes.length).to.be.lessThan(12);
  });

  it("shows the part that it gives next", async () => {
    const feed = new BlockFeed(ledger, source);
    await feed.take(tip.number - 6n, tip);
    expect(feed.peek()).to.equal(undefined);
    const again = new BlockFeed(ledger, source);
    let from = 1n;
    let shown = 0;
    while (from <= tip.number) {
      const expected = again.peek();
      const part = await again.take(from, tip);
      if (expected !== undefined) {
        shown += 1;
        expect(part).to.equal(expected);
      }
      from += BigInt(part.length);
      // What is read ahead is there after a while, at the latest when it is asked for.
      for (const end = Date.now() + 10_000; again.peek() === undefined && from <= tip.number && Date.now() < end; ) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    expect(shown).to.be.greaterThan(0);
  });

  it("reads anew for another newest block, and for another place", async () => {
    const feed = new BlockFeed(ledger, source);
    const first = await feed.take(1n, tip);
    const older = (await source.headers([5n]))[0] as BlockHeader;
    const until5 = await feed.take(BigInt(first.length) + 1n > 5n ? 2n : 1n, older);
    expect(until5.at(-1)?.header.number).to.equal(5n);
    expect((await feed.take(3n, tip))[0]?.header.number).to.equal(3n);
  });

  it("tells what went wrong while reading ahead to who asks for it, and tries again when asked again", async () => {
    const feed = new BlockFeed(ledger, source);
    let failing = false;
    proxy.bend((method, _params, forward) => {
      if (failing && method === "eth_getBlockByNumber") throw new RpcError("transport", "away", { retryable: true });
      return forward();
    });
    let from = 1n + BigInt((await feed.take(1n, tip)).length);
    failing = true;
    let failure: unknown;
    while (failure === undefined && from <= tip.number) {
      const part = await feed.take(from, tip).catch((error: unknown) => {
        failure = error;
        return [];
      });
      from += BigInt(part.length);
    }
    expect(failure).to.be.instanceOf(RpcError);
    failing = false;
    expect((await feed.take(from, tip))[0]?.header.number).to.equal(from);
  });

  it("gives every block once, in order, where a read holds several parts, and reading and decoding fail at times", async () => {
    const [empty, last, events] = [10n, 80n, 700];
    const known = await source.blocks(1n, 200n);
    const log = known.flatMap(({ logs }) => logs)[0] as ChainLog;
    let [reads, broken] = [0, 1];
    // No way to read what it is about, once.
    const brokenLog = Object.defineProperty({ ...log }, "topics", {
      get: () => {
        if (broken-- > 0) throw new RpcError("malformed", "no log");
        return log.topics;
      },
    });
    const logsOf = (number: bigint) =>
      number <= empty ? [] : Array.from({ length: events }, (_, i) => (number === 20n && i === 0 ? brokenLog : log));
    let longest = 0;
    const crowded = {
      block: async (header: BlockHeader) => ({ header, logs: logsOf(header.number) }),
      blocks: async (from: bigint, to: bigint) => {
        if (++reads % 4 === 0) throw new RpcError("timeout", "not now");
        longest = Math.max(longest, Number(to - from) + 1);
        const headers = known.slice(Number(from) - 1, Number(to)).map(({ header }) => header);
        return headers.map((header) => ({ header, logs: logsOf(header.number) }));
      },
    } as unknown as BlockSource;
    const feed = new BlockFeed(ledger, crowded);
    const newest = (known[Number(last) - 1] as BlockLogs).header;
    const sizes: number[] = [];
    let [from, failures] = [1n, 0];
    while (from <= last) {
      const part = await feed.take(from, newest).catch(() => {
        failures += 1;
        return [];
      });
      for (const { header } of part) expect(header.number).to.equal(from++);
      if (part.length > 0) sizes.push(part.reduce((sum, { events }) => sum + events.length, 0));
    }
    expect(sizes.reduce((sum, size) => sum + size)).to.equal(Number(last - empty) * events);
    expect(Math.max(...sizes)).to.be.at.most(6_000 + events);
    expect(longest * events).to.be.greaterThan(3 * Math.max(...sizes));
    expect([broken <= 0, failures > 1]).to.deep.equal([true, true]);
  });

  describe("cuts blocks", () => {
    const blocksWith = (...events: number[]) =>
      events.map((count, number) => ({ header: { number }, logs: Array(count).fill({}) }) as unknown as BlockLogs);
    const sizes = (parts: readonly BlockLogs[][]) =>
      parts.map((part) => part.reduce((sum, { logs }) => sum + logs.length, 0));

    it("into parts of much the same number of events, without a small one at the end", () => {
      expect(sizes(cut(blocksWith(2_000, 2_000, 100)))).to.deep.equal([4_100]);
      expect(sizes(cut(blocksWith(2_000, 2_000, 2_000, 1_000)))).to.deep.equal([4_000, 3_000]);
      expect(sizes(cut(blocksWith(9_000, 0, 0, 3_000)))).to.deep.equal([9_000, 3_000]);
      expect(sizes(cut(blocksWith(3_999, 5_999, 2)))).to.deep.equal([3_999, 6_001]);
      expect(sizes(cut(blocksWith(0, 12_000, 0, 0)))).to.deep.equal([12_000]);
    });

    it("that have no events into one part", () => {
      expect(cut(blocksWith(0, 0, 0))).to.have.length(1);
      expect(cut(blocksWith(1, 0, 0))).to.have.length(1);
    });

    it("so that each is there once, in order, and no part is empty", () => {
      const counts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6_000 })), {
        minLength: 1,
        maxLength: 40,
      });
      fc.assert(
        fc.property(counts, (events) => {
          const blocks = blocksWith(...events);
          const parts = cut(blocks);
          expect(parts.flat()).to.deep.equal(blocks);
          expect(parts.every(({ length }) => length > 0)).to.equal(true);
          const largest = Math.max(...events);
          for (const size of sizes(parts)) expect(size).to.be.at.most(8_000 + largest);
        }),
      );
    });
  });
});
