import { expect } from "chai";
import { pino } from "pino";
import { Registry } from "prom-client";
import type { RelayStatus } from "../../src/relay/relay-status.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import type { IndexerStatus } from "../../src/store/index-standing.ts";
import { type Fault, Watch } from "../../src/watch/watch.ts";
import { addWatchMetrics } from "../../src/watch/watch-metrics.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";

describe("watch", () => {
  let anvil: Anvil;
  let rpc: Rpc;
  let relay: RelayStatus;
  let index: IndexerStatus;
  let log: { level: number; alarm?: string; msg: string }[];
  let watch: Watch;

  beforeEach(async () => {
    anvil = await startAnvil();
    rpc = new Rpc(anvil.url);
    relay = {
      sender: "0x000000000000000000000000000000000000dEaD",
      state: "running",
      queued: 0,
      inFlight: 0,
      nextNonce: 0,
      oldestAgeMs: 0,
      trouble: null,
    };
    index = { state: "following", indexedBlock: 0n, tipBlock: 0n };
    log = [];
    const logger = pino({}, { write: (line: string) => void log.push(JSON.parse(line)) });
    watch = new Watch({ rpc, indexer: { status: () => index }, relay: { status: () => relay }, logger, periods: 2 });
  });

  afterEach(async () => {
    await watch.stop();
    rpc.close();
    await anvil.close();
  });

  const look = async (times: number) => {
    for (let n = 0; n < times; n++) await watch.look();
  };
  const codes = () => watch.status().alarms.map(({ code }) => code);

  it("raises an alarm once, and says when it is over", async () => {
    relay = { ...relay, nextNonce: 3, inFlight: 3 };
    await look(2);
    expect(codes()).to.deep.equal([]);
    await look(3);
    expect(codes()).to.deep.equal(["not-included"]);
    relay = { ...relay, nextNonce: 0, inFlight: 0 };
    await look(1);
    expect(codes()).to.deep.equal([]);
    expect(log.map(({ alarm, level }) => [alarm, level])).to.deep.equal([
      ["not-included", 50],
      ["not-included", 30],
    ]);
  });

  it("raises what others have found out, in their words, for as long as it stands", async () => {
    const faults: Fault[] = [];
    const told = new Watch({
      rpc,
      indexer: { status: () => index },
      relay: { status: () => relay },
      logger: pino({}, { write: (line: string) => void log.push(JSON.parse(line)) }),
      faults: () => faults,
    });
    await told.look();
    expect(told.status().alarms).to.deep.equal([]);
    faults.push({ code: "rule-failing", detail: "One." }, { code: "rule-failing", detail: "Two." });
    await told.look();
    const [alarm] = told.status().alarms;
    expect(alarm).to.include({ code: "rule-failing", detail: "One. Two." });
    faults.pop();
    await told.look();
    expect(told.status().alarms).to.deep.equal([{ ...alarm, detail: "One." }]);
    faults.pop();
    await told.look();
    expect(told.status().alarms).to.deep.equal([]);
    expect(log.map(({ alarm, level }) => [alarm, level])).to.deep.equal([
      ["rule-failing", 50],
      ["rule-failing", 30],
    ]);
  });

  it("says why the index is halted", async () => {
    index = { state: "halted", reason: "a deep fork", indexedBlock: 2n, tipBlock: 5n };
    await look(1);
    expect(watch.status().alarms).to.have.length(1);
    expect(watch.status().alarms[0]).to.include({ code: "index-halted", detail: "a deep fork" });
  });

  it("notices that gas has come to have a price which the relay cannot pay", async () => {
    for (const [baseFee, expected] of [
      ["0x1", ["gas-not-free"]],
      ["0x0", []],
    ] as const) {
      await rpc.call("anvil_setNextBlockBaseFeePerGas", [baseFee]);
      await rpc.call("evm_mine", []);
      await look(1);
      expect(codes()).to.deep.equal(expected);
    }
  });

  it("sees a ledger that has gone, and looks again by itself", async () => {
    await look(1);
    expect(watch.status().last?.ledger).to.deep.equal({ block: 0n, nonce: 0n, isPruned: false, isUnpayable: false });
    await anvil.close();
    await look(3);
    expect(codes()).to.deep.equal(["ledger-silent"]);
    const { at } = watch.status().last ?? { at: 0 };
    watch.start();
    while (watch.status().last?.at === at) await new Promise((resolve) => setImmediate(resolve));
  });

  it("tells index, ledger and every alarm to Prometheus, and nothing that it does not know", async () => {
    const registry = new Registry();
    addWatchMetrics(registry, watch, { status: () => index });
    expect(await registry.metrics()).to.not.match(/^ytterby_ledger_block /m);
    await rpc.call("anvil_mine", ["0x5"]);
    index = { state: "halted", reason: "a deep fork", indexedBlock: 2n, tipBlock: 5n };
    await look(1);
    const text = await registry.metrics();
    for (const line of [
      "ytterby_index_block 2",
      "ytterby_index_lag_blocks 3",
      "ytterby_ledger_block 5",
      "ytterby_relay_ledger_nonce 0",
      'ytterby_alarm{alarm="index-halted"} 1',
      'ytterby_alarm{alarm="index-stuck"} 0',
    ]) {
      expect(text).to.include(`${line}\n`);
    }
  });
});
