import { expect } from "chai";
import { hexlify, randomBytes, Wallet } from "ethers";
import type { Relay } from "../../src/relay/relay.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { parties } from "../fixtures/parties.ts";
import { describeEngines } from "../store/engines.ts";
import { type RpcProxy, startRpcProxy } from "../support/rpc-proxy.ts";
import { type RelayFixture, startRelayFixture } from "./relay-fixture.ts";

const junkInAll = 2_000;
const junkSignature = `0x${"11".repeat(64)}1b`;

describeEngines("junk signatures", (fresh) => {
  let fixture: RelayFixture;
  let proxy: RpcProxy;
  let relay: Relay;
  let calls: Map<string, number>;
  let atOnce: number;
  /** What the node waits for before it says whether a key is a contract. */
  let gate: Promise<void> | undefined;

  before(async function () {
    this.timeout(60_000);
    fixture = await startRelayFixture(fresh);
    await fixture.relay.stop();
    proxy = await startRpcProxy(fixture.rpc);
    relay = fixture.another({ ledger: { ...fixture.world.ledger, rpc: proxy.rpc } });
    await relay.start();
  });

  beforeEach(() => {
    calls = new Map();
    atOnce = 0;
    gate = undefined;
    let asking = 0;
    proxy.bend(async (method, _params, forward) => {
      calls.set(method, (calls.get(method) ?? 0) + 1);
      if (method === "eth_getCode") atOnce = Math.max(atOnce, ++asking);
      try {
        if (method === "eth_getCode") await gate;
        return await forward();
      } finally {
        if (method === "eth_getCode") asking--;
      }
    });
  });

  after(async () => {
    await relay.stop();
    proxy.close();
    await fixture.close();
  });

  /** Statements that nobody signed, on behalf of a key. */
  async function junk(count: number, keyOf: () => string): Promise<Statement[]> {
    const pattern = await fixture.world.sign.declare("JUNK");
    return Array.from({ length: count }, (_, i) => {
      const message = { ...pattern.message, key: keyOf(), nonce: BigInt(1_000_000 + i) };
      return { ...pattern, message, signature: junkSignature };
    });
  }

  it("cost one question to the ledger, however many there are of one key, and never a simulation", async () => {
    const { miner } = parties;
    const answers = await Promise.all((await junk(200, () => miner.key.address)).map((each) => relay.accept(each)));
    for (const answer of answers) expect(answer).to.have.nested.property("error.name", "SignatureInvalid");
    expect(calls.get("eth_getCode")).to.equal(1);
    expect(calls.get("eth_call") ?? 0).to.equal(0);
  });

  it("of ever new keys wait for each other, and hold up nobody who has signed", async function () {
    this.timeout(60_000);
    const { sign } = fixture.world;
    const flood = await junk(junkInAll, () => new Wallet(hexlify(randomBytes(32))).address);
    const honest = await Promise.all(Array.from({ length: 5 }, (_, n) => sign.declare(`HONEST-${n}`)));
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    let refused = 0;
    const flooding = flood.map(async (each) => {
      const answer = await relay.accept(each);
      if (answer.outcome === "refused") refused++;
    });
    // The node has not answered for any of the junk, and takes its time.
    for (const statement of honest) {
      const answer = await relay.accept(statement);
      expect(answer.outcome).to.equal("accepted");
    }
    expect(refused).to.equal(0);
    open();
    await Promise.all(flooding);
    expect(refused).to.equal(junkInAll);
    // One request at a time, of so many keys.
    expect(atOnce).to.be.lessThanOrEqual(200);
    for (const statement of honest) await fixture.reaches(sign.digest(statement), "included");
  });
});
