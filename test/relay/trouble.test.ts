import { expect } from "chai";
import { sql } from "kysely";
import type { Ledger } from "../../src/ledger/ledger.ts";
import type { Relay } from "../../src/relay/relay.ts";
import { type Rpc, RpcError } from "../../src/rpc/rpc.ts";
import { describeEngines } from "../store/engines.ts";
import { lies } from "../support/lying-node.ts";
import { startRpcProxy } from "../support/rpc-proxy.ts";
import { eventually, type RelayFixture, startRelayFixture } from "./relay-fixture.ts";

describeEngines("relay in trouble", (fresh) => {
  let fixture: RelayFixture;

  before(async function () {
    this.timeout(60_000);
    fixture = await startRelayFixture(fresh, { tuning: { feeRaiseMs: 60 } });
  });

  after(() => fixture.close());

  const call = (method: string, ...params: unknown[]): Promise<unknown> => fixture.rpc.call(method, params);

  const accept = async (lotNumber: string, relay = fixture.relay): Promise<string> => {
    const answer = await relay.accept(await fixture.world.sign.declare(lotNumber));
    if (answer.outcome === "refused") throw new Error(`refused: ${answer.code}`);
    return answer.id;
  };

  const transactionCount = async (): Promise<number> =>
    Number(await call("eth_getTransactionCount", fixture.relay.status().sender, "latest"));

  it("puts statements on the ledger again that a fork took back", async () => {
    const before = await accept("FORK-1");
    await fixture.reaches(before, "included");
    const snapshot = await call("evm_snapshot");
    const ids = [await accept("FORK-2"), await accept("FORK-3")];
    const first = await Promise.all(ids.map((id) => fixture.reaches(id, "included")));
    await call("evm_setAutomine", false);
    await call("evm_revert", snapshot);
    await call("anvil_mine", "0x5");
    const forkedAt = first[0]?.blockNumber ?? 0;
    await eventually(async () => {
      const status = await fixture.relay.statusOf(ids[0] as string);
      return status !== undefined && status.state !== "included";
    }, "the fork has taken the statement back");
    await call("evm_setAutomine", true);
    await call("evm_mine");
    const again = await Promise.all(ids.map((id) => fixture.reaches(id, "included")));
    for (const status of again) expect(status.blockNumber).to.be.greaterThan(forkedAt);
    expect(await fixture.relay.statusOf(before)).to.include({ state: "included" });
    expect(await transactionCount()).to.equal(fixture.relay.status().nextNonce);
  });

  it("notices a fork that came and went between two of its looks, unwound by another indexer", async () => {
    await fixture.relay.stop();
    const indexer = { ...fixture.indexer, onBlock: () => () => {} };
    const relay = fixture.another({ indexer, tuning: { lookMs: 500 } });
    await relay.start();
    const snapshot = await call("evm_snapshot");
    const id = await accept("FORK-4", relay);
    const first = await fixture.reaches(id, "included");
    await eventually(async () => {
      const { db } = fixture.store;
      const row = await db.selectFrom("relay_submission").select("state").where("id", "=", id).executeTakeFirst();
      return row?.state === "included";
    }, "the relay has seen it");
    await call("evm_setAutomine", false);
    await call("evm_revert", snapshot);
    await call("anvil_mine", "0x5");
    await fixture.indexer.catchUp();
    await call("evm_setAutomine", true);
    const again = await fixture.reaches(id, "included");
    expect(again.blockNumber).to.be.greaterThan(first.blockNumber);
    await relay.stop();
    await fixture.relay.start();
  });

  it("offers a higher fee for the same nonce where a transaction stays unseen on a network with fees", async () => {
    const { sender } = fixture.relay.status();
    await call("anvil_setBalance", sender, "0xffffffffffffffffffff");
    await call("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
    await call("evm_mine");
    await call("evm_setAutomine", false);
    const id = await accept("FEE-1");
    const { transactionHash } = await fixture.reaches(id, "sent");
    await eventually(async () => {
      const status = await fixture.relay.statusOf(id);
      return status?.state === "sent" && status.transactionHash !== transactionHash;
    }, "the fee is raised");
    const offers = await fixture.store.db
      .selectFrom("relay_attempt")
      .select(["nonce", "max_fee"])
      .where("nonce", "=", BigInt(fixture.relay.status().nextNonce - 1))
      .orderBy("attempt")
      .execute();
    expect(offers.length).to.be.greaterThan(1);
    for (const [index, offer] of offers.entries()) {
      if (index > 0) expect(offer.max_fee > (offers[index - 1]?.max_fee ?? 0n)).to.equal(true);
    }
    await call("evm_setAutomine", true);
    await call("evm_mine");
    await fixture.reaches(id, "included");
    expect(await transactionCount()).to.equal(fixture.relay.status().nextNonce);
    await call("anvil_setNextBlockBaseFeePerGas", "0x0");
    await call("evm_mine");
  });

  describe("beside another with the same key", () => {
    let other: Relay;

    beforeEach(async () => {
      other = fixture.another();
      await other.start();
      expect(other.status().state).to.equal("standby");
    });

    afterEach(() => other.stop());

    it("shares the work: what either accepts, one of them sends", async () => {
      const ids = [await accept("SHARE-1"), await accept("SHARE-2", other)];
      await Promise.all(ids.map((id) => fixture.reaches(id, "included")));
      expect(fixture.relay.status().state).to.equal("running");
      const { nextNonce } = fixture.relay.status();
      await eventually(() => other.status().nextNonce === nextNonce, "the other one has heard of it");
      expect(other.status().state).to.equal("standby");
    });

    it("gives one answer for what both are handed at once, in whatever order", async () => {
      const numbers = Array.from({ length: 60 }, (_, index) => `BOTH-${index}`);
      const statements = await Promise.all(numbers.map((number) => fixture.world.sign.declare(number)));
      const answers = await Promise.all([
        ...statements.map((statement) => fixture.relay.accept(statement)),
        ...statements.toReversed().map((statement) => other.accept(statement)),
      ]);
      expect(answers.filter(({ outcome }) => outcome !== "accepted")).to.deep.equal([]);
      expect(answers.filter((answer) => answer.outcome === "accepted" && !answer.known)).to.have.length(60);
    });

    it("hands the key over when it stops", async () => {
      await fixture.relay.stop();
      const id = await accept("OVER-1", other);
      await fixture.reaches(id, "included");
      expect(other.status().state).to.equal("running");
      expect(await transactionCount()).to.equal(other.status().nextNonce);
      await fixture.relay.start();
      expect(fixture.relay.status().state).to.equal("standby");
      await other.stop();
      await eventually(() => fixture.relay.status().state === "running", "the first one has the key again");
    });

    it("sends nothing once its key was taken over, until it has it again", async () => {
      await call("evm_setAutomine", false);
      const before = await accept("OVER-2");
      await fixture.reaches(before, "sent");
      // A third relay has taken it, as if the first had stood still for longer than its lease, and dies.
      const { db } = fixture.store;
      const inAnHour = BigInt(Date.now() + 3_600_000);
      await db.updateTable("relay_sender").set({ held_until: inAnHour, fence: sql`fence + 1` }).execute();
      const { nextNonce } = fixture.relay.status();
      const after = await accept("OVER-3");
      await eventually(() => fixture.relay.status().state === "standby", "the first one has noticed");
      expect(await fixture.relay.statusOf(after)).to.include({ state: "queued" });
      await call("evm_setAutomine", true);
      await call("evm_mine");
      await db
        .updateTable("relay_sender")
        .set({ held_until: BigInt(Date.now()) })
        .execute();
      await Promise.all([before, after].map((id) => fixture.reaches(id, "included")));
      expect(await transactionCount()).to.equal(nextNonce + 1);
      const states = [fixture.relay, other].map((relay) => relay.status().state);
      expect(states.sort()).to.deep.equal(["running", "standby"]);
      await other.stop();
      await eventually(() => fixture.relay.status().state === "running", "the first one has the key again");
    });
  });

  describe("behind a node that lies and loses answers", () => {
    let relay: Relay;

    /** Every third answer is lost after the call took effect; every fifth question meets a replica that lags behind. */
    const unreliable = (ledger: Ledger): Ledger => {
      let calls = 0;
      const stale = new Map<string, unknown>();
      const distort = async (method: string, params: readonly unknown[]): Promise<unknown> => {
        const number = ++calls;
        const answer = await ledger.rpc.call(method, params);
        if (number % 3 === 0) throw new RpcError("timeout", "No answer in time");
        if (method === "eth_getTransactionCount") {
          const old = stale.get(method) ?? answer;
          stale.set(method, answer);
          if (number % 5 === 0) return old;
        }
        return method === "eth_getTransactionReceipt" && number % 5 === 0 ? null : answer;
      };
      const rpc = {
        call: distort,
        batch: (list: { method: string; params: readonly unknown[] }[]) =>
          Promise.all(list.map(({ method, params }) => distort(method, params))),
      };
      return { ...ledger, rpc: rpc as unknown as Rpc };
    };

    before(async () => {
      await fixture.relay.stop();
      relay = fixture.another({ ledger: unreliable(fixture.world.ledger) });
      for (;;) {
        const error = await relay.start().then(
          () => undefined,
          (cause: unknown) => cause,
        );
        if (error === undefined) break;
        if (!(error instanceof RpcError)) throw error;
      }
    });

    after(async () => {
      await relay.stop();
      await fixture.relay.start();
    });

    it("includes everything it accepted, once, and leaves no gap between nonces", async function () {
      this.timeout(60_000);
      const accepted: string[] = [];
      // Which answers are lost depends on what else is asked meanwhile: sometimes hardly one of many is accepted.
      for (let i = 0; i < 60 || accepted.length <= 10; i++) {
        const statement = await fixture.world.sign.declare(`LIE-${i}`);
        const answer = await relay.accept(statement);
        if (answer.outcome === "accepted") accepted.push(answer.id);
        else expect(answer.code).to.equal("ledger-unavailable");
      }
      await Promise.all(accepted.map((id) => fixture.reaches(id, "included")));
      await eventually(() => relay.status().inFlight === 0, "nothing is under way");
      expect(await transactionCount()).to.equal(relay.status().nextNonce);
    });
  });

  describe("on a node that keeps the newest state only", () => {
    it("starts, though the index is behind, and includes what it accepts", async () => {
      await fixture.relay.stop();
      await fixture.indexer.stop();
      const proxy = await startRpcProxy(fixture.rpc);
      const { ledger } = fixture.world;
      // What the index stands on is a past that the node has no state of.
      await call("anvil_mine", "0x3");
      proxy.bend(lies.pruned(fixture.rpc));
      const relay = fixture.another({ ledger: { ...ledger, rpc: proxy.rpc } });
      await relay.start();
      const id = await accept("PRUNED-1", relay);
      await fixture.reaches(id, "sent");
      await fixture.indexer.start();
      await fixture.reaches(id, "included");
      await eventually(() => relay.status().inFlight === 0, "nothing is under way");
      expect(relay.status().trouble).to.equal(null);
      await relay.stop();
      proxy.close();
      await fixture.relay.start();
    });
  });

  describe("on another ledger", () => {
    it("refuses to start on a ledger that has lost what was final", async () => {
      const { sender } = fixture.relay.status();
      await fixture.relay.stop();
      await fixture.store.db.deleteFrom("relay_transaction").execute();
      await fixture.store.db
        .updateTable("relay_sender")
        .set({ next_nonce: 10_000n })
        .where("address", "=", sender)
        .execute();
      const error = await fixture.relay.start().then(
        () => undefined,
        (cause: Error) => cause,
      );
      expect(error?.message).to.match(/has lost blocks, or is another one/);
    });
  });
});
