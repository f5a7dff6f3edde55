import { expect } from "chai";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { resetIndex } from "../../src/store/prepare-index.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { dump } from "../indexer/dump.ts";
import { eventually } from "../relay/relay-fixture.ts";
import { describeInTurn } from "../store/engines.ts";
import { type Service, startService } from "./service.ts";

/** How many blocks a fork may replace, as the service here is set. */
const DEPTH = 5;

describeInTurn("the HTTP interface over forks", (fresh) => {
  let service: Service;
  let lot: bigint;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    const { sign, include } = service.world;
    const declared = await sign.declare("F-1");
    lot = lotOf(declared);
    await include(declared, ...(await sign.certification(declared)));
    await service.services.indexer.catchUp();
  });

  after(() => service.close());

  const answer = async (path: string) => {
    const response = await fetch(service.url + path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const verdict = async () => (await answer(`/v1/verify/lots/${lotIdToWire(lot)}?fresh=1`)).body;
  const tip = async () =>
    (await service.services.ledger.rpc.call("eth_getBlockByNumber", ["latest", false])) as { hash: string };
  const isFollowing = async () => {
    const [row] = await service.services.store.db.selectFrom("checkpoint").select("block_hash").execute();
    return row?.block_hash === (await tip()).hash;
  };
  /** Hands grams over, a block each. */
  const handOver = async (blocks: number) => {
    const { sign, include } = service.world;
    for (let block = 0; block < blocks; block++)
      await include(await sign.handOver(parties.miner, parties.buyer, lot, 1n));
    await eventually(isFollowing, "the index follows");
  };
  const gramsOfBuyer = async () => {
    const { db } = service.services.store;
    const row = await db
      .selectFrom("balance")
      .select("grams")
      .where("holder", "=", parties.buyer.organisation)
      .executeTakeFirst();
    return row?.grams ?? 0n;
  };

  for (let depth = 1; depth <= DEPTH; depth++) {
    it(`goes on after ${depth} blocks were replaced, and answers from those that took their place`, async () => {
      const before = await gramsOfBuyer();
      await handOver(DEPTH + 1);
      await service.services.ledger.rpc.call("anvil_reorg", [depth, []]);
      await eventually(isFollowing, "the index follows the other branch");
      expect(await gramsOfBuyer()).to.equal(before + BigInt(DEPTH + 1 - depth));
      // The relay, whose transactions the fork took back, sees to them in its own time.
      await eventually(async () => (await answer("/ready")).status === 200, "the service is ready again");
      expect(await verdict()).to.include({ conclusion: "valid" });
    });
  }

  it("halts beyond, says so in /ready and in verdicts, and has deleted nothing; a rebuild takes the branch for the right one", async () => {
    await handOver(DEPTH + 1);
    const { store, indexer, ledger } = service.services;
    const before = await dump(store.db);
    await ledger.rpc.call("anvil_reorg", [DEPTH + 1, []]);
    await eventually(() => indexer.status().state === "halted", "the index has halted");
    const { status, body } = await answer("/ready");
    expect([status, body.code]).to.deep.equal([503, "not-ready"]);
    expect(String(body.problems)).to.contain(`The ledger forked more than ${DEPTH} blocks below block`);
    // The node no longer has the block that the index stands on: nothing can be read there, and nothing is made up.
    const refused = await verdict();
    expect(refused).to.include({ status: 503, code: "not-ready" });
    expect(refused.detail).to.contain(`What is indexed is not settled: The ledger forked more than ${DEPTH} blocks`);
    expect(await dump(store.db)).to.deep.equal(before);

    await resetIndex(store.db);
    await eventually(isFollowing, "the index is rebuilt");
    expect(await answer("/ready")).to.deep.include({ status: 200 });
    expect(await verdict()).to.include({ conclusion: "valid" });
  });
});
