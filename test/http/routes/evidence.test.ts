import { expect } from "chai";
import type { Hex } from "../../../src/domain/hex.ts";
import { keccak256Hex } from "../../../src/domain/keccak256.ts";
import { resetIndex } from "../../../src/store/prepare-index.ts";
import { EvidenceKeeper } from "../../../src/watch/evidence-keeper.ts";
import { parties } from "../../fixtures/parties.ts";
import { describeInTurn } from "../../store/engines.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const { miner, refiner } = parties;
const totalBytes = 4_000;

describeInTurn("evidence of owners", (fresh) => {
  let service: Service;
  const tokens: Record<string, string> = {};

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh(), { evidenceTotalBytes: totalBytes });
    for (const party of [miner, refiner]) tokens[party.name] = (await signInAs(service, party)).token;
  });

  after(() => service.close());

  const ask = (hash: Hex, party?: { name: string }, content?: Uint8Array) =>
    fetch(`${service.url}/v1/evidence/${hash}`, {
      method: content === undefined ? "GET" : "PUT",
      headers: {
        "content-type": "application/octet-stream",
        ...(party && { authorization: `Bearer ${tokens[party.name]}` }),
      },
      body: (content ?? null) as Uint8Array<ArrayBuffer> | null,
    });
  const store = async (text: string, party?: { name: string }): Promise<Hex> => {
    const content = new TextEncoder().encode(text);
    const hash = keccak256Hex(content);
    expect((await ask(hash, party, content)).status).to.equal(200);
    return hash;
  };
  /** What the miner, the refiner and everybody are answered. */
  const answers = async (hash: Hex) =>
    Promise.all([miner, refiner, undefined].map(async (party) => (await ask(hash, party)).status));
  const age = (hash: Hex, days: number) =>
    service.services.store.db
      .updateTable("evidence")
      .set({ stored_at: new Date(Date.now() - days * 86_400_000) })
      .where("hash", "=", hash)
      .execute();
  const keeper = () => {
    const { evidence, indexer, logger } = service.services;
    return new EvidenceKeeper({ evidence, indexer, lifeDays: 90, totalBytes, logger });
  };

  it("is its owners' alone until an included statement names it, or the list that it stands in", async () => {
    const analysis = await store("an analysis that nobody names yet", miner);
    expect(await answers(analysis)).to.deep.equal([200, 404, 404]);
    const sentByBoth = await store("what both have sent", miner);
    await store("what both have sent", refiner);
    expect(await answers(sentByBoth)).to.deep.equal([200, 200, 404]);
    expect(await answers(await store("what somebody has sent"))).to.deep.equal([404, 404, 404]);

    const list = await store(JSON.stringify({ documents: [analysis], salt: "00" }), miner);
    const { sign, include } = service.world;
    await include(await sign.declare("E-1", { documents: list }));
    await service.services.indexer.catchUp();
    expect(await answers(list)).to.deep.equal([200, 200, 200]);
    expect(await answers(analysis)).to.deep.equal([200, 200, 200]);
    expect((await ask(analysis, miner)).headers.get("cache-control")).to.equal("no-store");
    expect((await ask(analysis)).headers.get("cache-control")).to.contain("immutable");
  });

  it("is removed once its time is over and no included statement names it, and only where the index has everything", async () => {
    const [forgotten, recent, named] = [
      await store("forgotten", miner),
      await store("recent", miner),
      await store("an analysis that nobody names yet", miner),
    ] as const;
    for (const hash of [forgotten, named]) await age(hash, 91);
    await age(recent, 89);
    await resetIndex(service.services.store.db);
    await keeper().look();
    expect((await service.services.evidence.size(forgotten)) ?? 0).to.equal(9);

    await service.services.indexer.catchUp();
    await keeper().look();
    const { db } = service.services.store;
    expect(await service.services.evidence.size(forgotten)).to.equal(undefined);
    expect(await answers(recent)).to.deep.equal([200, 404, 404]);
    expect(await answers(named)).to.deep.equal([200, 200, 200]);
    const left = await db
      .selectFrom("evidence_part")
      .select("upload")
      .where("upload", "not in", (query) => query.selectFrom("evidence").select("upload"))
      .execute();
    expect(left).to.deep.equal([]);
  });

  it("begins its time anew when its owner sends it again, and not for anybody else", async () => {
    const hash = await store("sent again", miner);
    await age(hash, 91);
    await store("sent again");
    const stored = async () =>
      (
        await service.services.store.db
          .selectFrom("evidence")
          .select("stored_at")
          .where("hash", "=", hash)
          .executeTakeFirstOrThrow()
      ).stored_at.getTime();
    expect(await stored()).to.be.below(Date.now() - 90 * 86_400_000);
    await store("sent again", miner);
    expect(await stored()).to.be.above(Date.now() - 3_600_000);
  });

  it("is an alarm when the room for all of it nears its end", async () => {
    const watcher = keeper();
    await watcher.look();
    expect(watcher.faults()).to.deep.equal([]);
    await store("x".repeat(3_600), refiner);
    await watcher.look();
    expect(watcher.faults().map(({ code }) => code)).to.deep.equal(["evidence-filling"]);
  });
});
