import { expect } from "chai";
import { pino } from "pino";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import { connectLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { createVerifier, type Verifier } from "../../src/verify/verifier.ts";
import type { AlarmCode } from "../../src/watch/alarms.ts";
import { Watch } from "../../src/watch/watch.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { dump } from "../indexer/dump.ts";
import { eventually } from "../relay/relay-fixture.ts";
import { describeEngines } from "../store/engines.ts";
import { startAnvil } from "../support/anvil.ts";
import { cleanup } from "../support/cleanup.ts";
import { lies } from "../support/lying-node.ts";
import { type Answer, NodeFailure, type RpcProxy, startRpcProxy } from "../support/rpc-proxy.ts";

const DEPTH = 4;
/** Passes and looks after which whatever lasts has been told. */
const ENOUGH = 6;

/** What the answer to "is this lot good?" is while a node is at fault. */
type During = "unsettled" | "valid";

interface Fault {
  name: string;
  /** @param newest Number of the newest block before the fault. */
  lie: (parts: { truth: Rpc; other: Rpc; newest: bigint }) => Answer;
  /** What the index says of it; undefined where it goes on all the same. */
  sentence?: RegExp;
  alarm?: AlarmCode;
  /** What the alarm says besides; `sentence` if absent. */
  detail?: RegExp;
  during: During;
}

const leavesOut =
  /The receipts that it gives of block \d+ are not those that the block's header commits to: it leaves logs out, or alters them\./;

const faults: Fault[] = [
  {
    name: "leaves one log of a block out",
    lie: () =>
      lies.receipts((receipts) => receipts.map((one, i) => (i === 0 ? { ...one, logs: one.logs.slice(0, -1) } : one))),
    sentence: leavesOut,
    alarm: "node-faulty",
    during: "unsettled",
  },
  {
    name: "leaves all logs out",
    lie: () => lies.receipts((receipts) => receipts.map((one) => ({ ...one, logs: [] }))),
    sentence: leavesOut,
    alarm: "node-faulty",
    during: "unsettled",
  },
  {
    name: "leaves whole receipts out",
    lie: () => lies.receipts(() => []),
    sentence: leavesOut,
    alarm: "node-faulty",
    during: "unsettled",
  },
  {
    name: "gives a log twice",
    lie: () => lies.receipts((receipts) => receipts.map((one) => ({ ...one, logs: [...one.logs, ...one.logs] }))),
    sentence: leavesOut,
    alarm: "node-faulty",
    during: "unsettled",
  },
  {
    name: "alters what a log says",
    lie: () =>
      lies.receipts((receipts) =>
        receipts.map((one) => ({
          ...one,
          logs: one.logs.map((log) => ({ ...log, data: `${log.data.slice(0, -1)}f` })),
        })),
      ),
    sentence: leavesOut,
    alarm: "node-faulty",
    during: "unsettled",
  },
  {
    name: "counts logs by transaction, or not at all",
    lie: () =>
      lies.receipts((receipts) =>
        receipts.map((one) => ({ ...one, logs: one.logs.map((log) => ({ ...log, logIndex: "0x0" })) })),
      ),
    during: "valid",
  },
  {
    name: "has headers and never their receipts",
    lie: () => lies.withoutReceipts(),
    sentence: /The node has no receipts of block \d+/,
    alarm: "node-faulty",
    detail: /The node 127\.0\.0\.1:\d+: It was asked \d+ times: The node has no receipts of block \d+/,
    during: "unsettled",
  },
  {
    name: "has no method for a block's receipts",
    lie: () => lies.refusing(["eth_getBlockReceipts"], -32601, "the method eth_getBlockReceipts does not exist"),
    during: "valid",
  },
  ...[-32000, -32005, -32602, -32603, -39001].map(
    (code): Fault => ({
      name: `refuses receipts for ever with ${code}`,
      lie: () => lies.refusing(["eth_getBlockReceipts"], code, "history has been pruned"),
      sentence: /history has been pruned/,
      alarm: "node-faulty",
      during: "unsettled",
    }),
  ),
  {
    name: "shows blocks that do not follow one another",
    lie: () => lies.unlinked(),
    sentence: /does not follow the block before it|does not name it as its parent/,
    alarm: "node-faulty",
    during: "unsettled",
  },
  {
    name: "answers what is no block",
    lie: () => lies.garbled(),
    sentence: /The node answered something that is no block/,
    alarm: "node-faulty",
    during: "unsettled",
  },
  {
    name: "serves another chain",
    lie: ({ other }) => lies.elsewhere(other),
    sentence: /It serves another chain: its first block is 0x[0-9a-f]{64}, and the contracts are on the one with 0x/,
    alarm: "node-of-another-chain",
    during: "unsettled",
  },
  {
    name: "comes back with another history than was final",
    lie: ({ truth }) => lies.otherHistory(truth, 0n),
    sentence: new RegExp(`The ledger forked more than ${DEPTH} blocks below block \\d+`),
    alarm: "index-halted",
    during: "unsettled",
  },
  {
    name: "is late",
    lie: ({ truth, newest }) => lies.late(truth, newest - 2n),
    alarm: "node-behind",
    detail: /^$/,
    during: "valid",
  },
  {
    name: "cannot be reached",
    lie: () => () => {
      throw new NodeFailure();
    },
    sentence: /The node at 127\.0\.0\.1:\d+ cannot be reached/,
    alarm: "ledger-silent",
    detail: /^$/,
    during: "unsettled",
  },
  {
    name: "keeps the newest state only",
    lie: ({ truth }) => lies.pruned(truth),
    during: "valid",
  },
];

describeEngines("a node that", (fresh) => {
  const onClose = cleanup();
  let world: World;
  let proxy: RpcProxy;
  let other: Rpc;
  let store: Store;
  let ledger: Ledger;
  let indexer: Indexer;
  let verifier: Verifier;
  let watch: Watch;
  let lot: bigint;

  before(async function () {
    this.timeout(120_000);
    world = await startAnvilWorld(onClose);
    const declared = await world.sign.declare("N-1");
    lot = lotOf(declared);
    await world.include(declared, ...(await world.sign.certification(declared)));
    const stranger = await startAnvil("--timestamp", "1700000000");
    onClose(() => stranger.close());
    other = new Rpc(stranger.url);
    onClose(() => other.close());
    await other.call("anvil_mine", ["0x400"]);
    proxy = await startRpcProxy(world.ledger.rpc);
    onClose(() => proxy.close());
    ledger = await connectLedger(proxy.rpc, world.ledger.manifest);
    store = await openStore(await fresh());
    onClose(() => store.close());
  });

  beforeEach(async () => {
    open(ledger);
    await indexer.catchUp();
  });

  afterEach(() => {
    proxy.bend();
    proxy.boundBatches();
    proxy.rpc.settled();
  });

  /** A service's parts on a node, as they are after a start. */
  function open(on: Ledger): void {
    indexer = createIndexer({ ledger: on, store, forkDepth: DEPTH, pollMs: 60_000 });
    verifier = createVerifier({ ledger: on, store, indexer });
    const relay = {
      sender: parties.miner.organisation,
      state: "running",
      ...{ queued: 0, inFlight: 0, nextNonce: 1_000, oldestAgeMs: 0, trouble: null },
    } as const;
    const logger = pino({ level: "silent" });
    watch = new Watch({ rpc: on.rpc, indexer, relay: { status: () => relay }, logger, periods: ENOUGH - 1 });
  }

  const alarms = () => watch.status().alarms.filter(({ code }) => !["not-included", "index-stuck"].includes(code));
  const newest = async () => BigInt(String(await world.ledger.rpc.call("eth_blockNumber", [])));

  async function passes(times: number): Promise<string> {
    let failure = "";
    for (let n = 0; n < times; n++) {
      await indexer.catchUp().catch((error: unknown) => {
        failure = String(error);
      });
      await watch.look();
    }
    return failure;
  }

  const handOver = async () =>
    world.include(
      await world.sign.handOver(parties.miner, parties.buyer, lot, 1n),
      await world.sign.declare(`N-${next++}`),
    );
  let next = 2;

  const verdict = () => verifier.verifyLot(lotIdToWire(lot), { fresh: false });
  const conclusion = async () => (await verdict())?.conclusion;

  async function isHealed(): Promise<void> {
    expect(await passes(1)).to.equal("");
    expect(indexer.status()).to.include({ state: "following", indexedBlock: await newest() });
    expect(alarms()).to.deep.equal([]);
    expect(await conclusion()).to.equal("valid");
    const healed = await dump(store.db);
    await resetIndex(store.db);
    open(world.ledger);
    await indexer.catchUp();
    expect(healed).to.deep.equal(await dump(store.db));
  }

  for (const { name, lie, sentence, alarm, detail = sentence, during } of faults) {
    it(name, async function () {
      this.timeout(60_000);
      expect(await conclusion()).to.equal("valid");
      const before = await newest();
      await handOver();
      proxy.bend(lie({ truth: world.ledger.rpc, other, newest: before }));
      const failure = await passes(ENOUGH);
      if (sentence === undefined) expect(failure).to.equal("");
      else expect(failure).to.match(sentence);
      const raised = alarms();
      expect(raised.map(({ code }) => code)).to.deep.equal(alarm === undefined ? [] : [alarm]);
      if (alarm !== undefined && detail !== undefined) expect(raised[0]?.detail ?? "").to.match(detail);
      expect(await conclusion()).to.equal(during);
      proxy.bend();
      await isHealed();
    });
  }

  it("bounds what it answers at once, under any code", async () => {
    await world.ledger.rpc.call("anvil_mine", ["0x10"]);
    for (const code of [-32005, -32602, -32000, -32600]) {
      await resetIndex(store.db);
      open(ledger);
      proxy.boundBatches({ calls: 3, error: { code, message: "more than 10000 results" } });
      expect(await passes(1), String(code)).to.equal("");
      expect(indexer.status()).to.include({ state: "following", indexedBlock: await newest() });
    }
    proxy.boundBatches();
    await isHealed();
  });

  it("keeps the newest state only is enough for an index that begins, and for a service that was away", async () => {
    proxy.bend(lies.pruned(world.ledger.rpc));
    await resetIndex(store.db);
    open(ledger);
    expect(await passes(1)).to.equal("");
    expect(await conclusion()).to.equal("valid");

    // Away: what the index stands on is old, and receipts come later than headers.
    await handOver();
    open(ledger);
    const pruned = lies.pruned(world.ledger.rpc);
    const refused = lies.withoutReceipts();
    proxy.bend((method, params, forward) => pruned(method, params, async () => refused(method, params, forward)));
    await passes(1);
    expect(alarms().map(({ code }) => code)).to.deep.equal(["state-pruned"]);
    const reason = await verdict().then(String, String);
    expect(reason).to.match(
      /^StateGoneError: The node does not have the state of block \d+, up to which the index reaches/,
    );
    proxy.bend(pruned);
    await isHealed();
  });

  it("lies beside one that does not is left by itself, named, and asked again once it is honest", async function () {
    this.timeout(60_000);
    const second = await startRpcProxy(world.ledger.rpc);
    onClose(() => second.close());
    const both = new Rpc([proxy.url, second.url], { genesisHash: world.ledger.manifest.genesisHash });
    onClose(() => both.close());
    open(await connectLedger(both, world.ledger.manifest));
    await handOver();
    proxy.bend(lies.receipts((receipts) => receipts.map((one) => ({ ...one, logs: one.logs.slice(1) }))));
    expect(await passes(1)).to.equal("");
    expect(indexer.status()).to.include({ state: "following", indexedBlock: await newest() });
    expect(await conclusion()).to.equal("valid");
    const [alarm] = alarms();
    expect(alarm).to.include({ code: "node-faulty" });
    expect(alarm?.detail).to.contain(`The node ${new URL(proxy.url).host}: The receipts that it gives of block`);
    proxy.bend();
    await eventually(async () => {
      await both.call("eth_blockNumber", []);
      return both.complaints().length === 0;
    }, "the node is believed again");
    await isHealed();
  });

  it("serves another chain is not asked where another serves the right one", async () => {
    proxy.bend(lies.elsewhere(other));
    const second = await startRpcProxy(world.ledger.rpc);
    onClose(() => second.close());
    const both = new Rpc([proxy.url, second.url], { genesisHash: world.ledger.manifest.genesisHash });
    onClose(() => both.close());
    open(await connectLedger(both, world.ledger.manifest));
    expect(await passes(1)).to.equal("");
    expect(alarms().map(({ code }) => code)).to.deep.equal(["node-of-another-chain"]);
    expect(await conclusion()).to.equal("valid");
  });

  it("is of another chain, or has other contracts, is refused at the start in one sentence", async () => {
    const sentence = (answer: Answer) => {
      proxy.bend(answer);
      return connectLedger(proxy.rpc, world.ledger.manifest).then(
        () => "connected",
        (error: Error) => error.message,
      );
    };
    expect(await sentence(lies.elsewhere(other))).to.match(
      /^The node's chain 31337 begins with block 0x[0-9a-f]{64}, but/,
    );
    const otherCode: Answer = (method, _params, forward) => (method === "eth_getCode" ? "0x6001" : forward());
    expect(await sentence(otherCode)).to.match(
      /^The code of \w+ at 0x[0-9a-fA-F]{40} is not the code that was deployed there\.$/,
    );
    const noCode: Answer = (method, _params, forward) => (method === "eth_getCode" ? "0x" : forward());
    expect(await sentence(noCode)).to.match(/^No contract \w+ is at 0x[0-9a-fA-F]{40} on chain 31337\.$/);
  });
});
