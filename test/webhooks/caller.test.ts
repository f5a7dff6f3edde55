import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { Registry } from "prom-client";
import { Client } from "../../src/client/client.ts";
import { createWebhookCaller } from "../../src/service/create-caller.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { WebhookCaller } from "../../src/webhooks/caller.ts";
import { parties } from "../fixtures/parties.ts";
import type { Party } from "../fixtures/party.ts";
import { lotOf } from "../fixtures/signing.ts";
import { type Service, sessionKey, startService } from "../http/service.ts";
import { signInAs } from "../http/sign-in.ts";
import { eventually } from "../relay/relay-fixture.ts";
import { describeEngines } from "../store/engines.ts";
import { isSigned, type Receiver, startReceiver } from "./receiver.ts";

describeEngines("webhooks", (fresh) => {
  let service: Service;
  let receiver: Receiver;
  let callers: WebhookCaller[];
  let metrics: Registry;
  let counter = 0;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
  });

  beforeEach(async () => {
    receiver = await startReceiver();
    metrics = new Registry();
    callers = [startCaller(3)];
  });

  afterEach(async () => {
    for (const caller of callers) await caller.stop();
    await receiver.close();
    await service.services.store.db.deleteFrom("webhook").execute();
  });

  after(() => service.close());

  function startCaller(webhookDeadAfterDays: number, registry = metrics): WebhookCaller {
    const { ledger, store, readers, logger } = service.services;
    const config = { webhookTargets: "loopback", webhookDeadAfterDays } as const;
    const caller = createWebhookCaller({
      ...{ ledger, store, readers, sessionKey, config, logger, metrics: registry },
      ...{ pollMs: 10, retryMs: 10 },
    });
    caller.start();
    return caller;
  }

  const clientOf = async (party: Party) => new Client(service.url, (await signInAs(service, party)).token);

  /** Includes statements, and makes them final. */
  async function finish(...statements: Statement[]): Promise<string[]> {
    await service.world.include(...statements);
    await service.world.ledger.rpc.call("anvil_mine", ["0x6"]);
    await service.services.indexer.catchUp();
    return statements.map((statement) => service.world.sign.digest(statement));
  }

  const declare = () => service.world.sign.declare(`W-${counter++}`);
  const digests = () => receiver.received.map(({ body }) => body.data.digest);
  const received = (count: number) => eventually(() => receiver.received.length >= count, `${count} calls`);

  it("are called for what is final and concerns their organisation, signed, in order", async () => {
    const { sign } = service.world;
    const { secret } = await (await clientOf(parties.miner)).addWebhook(receiver.url);
    const other = await startReceiver();
    await (await clientOf(parties.recycler)).addWebhook(other.url);
    const declared = await sign.declare(`W-${counter++}`);
    const certification = await sign.certification(declared);
    const handedOver = await sign.handOver(parties.miner, parties.buyer, lotOf(declared), 5n);
    const all = await finish(declared, ...certification, handedOver);
    await received(all.length);
    // What others found and certified about its lot is among them.
    expect(digests()).to.deep.equal(all);
    for (const call of receiver.received) expect(isSigned(call, secret)).to.equal(true);
    const { body, id } = receiver.received.at(-1) ?? { body: undefined, id: "" };
    expect(body?.type).to.equal("statement.final");
    expect(body?.data).to.include({ type: "final", kind: "hand-over", organisation: parties.miner.organisation });
    expect(id).to.equal(`event_${body?.data.id}`);
    expect(other.received).to.deep.equal([]);
    await other.close();
  });

  it("tell whoever holds a lot, or waits for it, that it was found other than declared; it moves on all the same", async () => {
    const { sign, include } = service.world;
    const { miner, refiner, buyer, customs } = parties;
    const declared = await sign.declare(`W-${counter++}`);
    await include(
      declared,
      ...(await sign.certification(declared)),
      await sign.handOver(miner, refiner, lotOf(declared), 500n),
      await sign.dispatch(miner, buyer, [{ lot: lotOf(declared), grams: 100n }]),
    );
    await finish();
    const [others, strangers] = [await startReceiver(), await startReceiver()];
    await (await clientOf(refiner)).addWebhook(receiver.url);
    await (await clientOf(buyer)).addWebhook(others.url);
    await (await clientOf(parties.recycler)).addWebhook(strangers.url);
    const [finding] = await finish(await sign.attest(declared, "inspection", customs, "does-not-conform"));
    await received(1);
    await eventually(() => others.received.length > 0, "a call of who waits for it");
    for (const { body } of [receiver.received[0], others.received[0]].flatMap((call) => call ?? [])) {
      expect(body.data).to.include({ digest: finding, kind: "attest", organisation: customs.organisation });
    }
    const moved = await finish(
      await sign.handOver(refiner, buyer, lotOf(declared), 100n),
      await sign.dispatch(refiner, buyer, [{ lot: lotOf(declared), grams: 100n }]),
    );
    await received(3);
    expect(digests()).to.deep.equal([finding, ...moved]);
    expect(strangers.received).to.deep.equal([]);
    await others.close();
    await strangers.close();
  });

  it("are called for everything where they ask for it, with what everybody sees of the rest", async () => {
    const { sign } = service.world;
    await (await clientOf(parties.recycler)).addWebhook(receiver.url, "all");
    const declared = await declare();
    const all = await finish(
      declared,
      ...(await sign.certification(declared)),
      await sign.handOver(parties.miner, parties.buyer, lotOf(declared), 5n),
    );
    await received(all.length);
    expect(digests()).to.deep.equal(all);
    expect(receiver.received.at(-1)?.body.data).to.not.have.any.keys("organisation", "description");
  });

  it("are called again until they take it, with the same id, and with what follows only then", async () => {
    await (await clientOf(parties.miner)).addWebhook(receiver.url);
    receiver.answers.push(500, 302, 429);
    const all = await finish(await declare(), await declare());
    await received(5);
    expect(digests()).to.deep.equal([all[0], all[0], all[0], all[0], all[1]]);
    expect(new Set(receiver.received.slice(0, 4).map(({ id }) => id)).size).to.equal(1);
    const { items } = await (await clientOf(parties.miner)).webhooks();
    expect(items[0]).to.include({ state: "active", failures: 0, failingSince: null, lastError: null });
  });

  it("are dead once they have failed for too long or want no more, visibly, and go on where they stopped", async () => {
    const miner = await clientOf(parties.miner);
    const { id } = await miner.addWebhook(receiver.url);
    const statements = [await declare(), await declare()];
    receiver.answers.push(410);
    const all = await finish(...statements);
    const stateOf = async () => (await miner.webhooks()).items[0]?.state;
    await eventually(async () => (await stateOf()) === "dead", "dead");
    expect((await miner.webhooks()).items[0]).to.include({ lastError: "answered with 410", failures: 1 });
    expect(await metrics.metrics()).to.include('ytterby_webhooks{state="dead"} 1\n');
    expect(receiver.received).to.have.length(1);
    await miner.resumeWebhook(id);
    await received(3);
    expect(digests()).to.deep.equal([all[0], ...all]);
    // Without patience the first failure is the last.
    await Promise.all(callers.map((caller) => caller.stop()));
    callers = [startCaller(0, new Registry())];
    receiver.answers.push(500);
    await finish(await declare());
    await eventually(async () => (await stateOf()) === "dead", "dead");
  });

  it("end with the rights of whoever asked for them", async () => {
    const miner = await clientOf(parties.miner);
    const token = await miner.addToken(["events"], Math.floor(Date.now() / 1_000) + 600);
    await new Client(service.url, token.token).addWebhook(receiver.url);
    const [first] = await finish(await declare());
    await received(1);
    await miner.revokeToken(token.id);
    await finish(await declare());
    await eventually(async () => (await miner.webhooks()).items[0]?.state === "dead", "dead");
    expect((await miner.webhooks()).items[0]?.lastError).to.equal("access has ended");
    expect(digests()).to.deep.equal([first]);
  });

  it("are called once where several services share the database", async () => {
    await (await clientOf(parties.miner)).addWebhook(receiver.url);
    callers.push(startCaller(3, new Registry()), startCaller(3, new Registry()));
    const all = await finish(...(await Promise.all(Array.from({ length: 8 }, () => declare()))));
    await received(all.length);
    await delay(100);
    expect(digests()).to.deep.equal(all);
  });

  it("are refused where they lead to what the service may not call, and where there are too many", async () => {
    const miner = await clientOf(parties.miner);
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => "taken",
        (error: { problem?: { code: string } }) => error.problem?.code,
      );
    for (const target of [
      "http://example.org/",
      "https://10.0.0.1/",
      "https://[fe80::1]/",
      "http://169.254.169.254/",
    ]) {
      expect(await codeOf(miner.addWebhook(target)), target).to.equal("webhook-target-refused");
    }
    for (const target of ["ftp://example.org/", "https://user:secret@example.org/", "nowhere"]) {
      expect(await codeOf(miner.addWebhook(target)), target).to.equal("invalid-request");
    }
    const codes = await Promise.all(Array.from({ length: 25 }, () => codeOf(miner.addWebhook("https://example.org/"))));
    expect(codes.filter((code) => code === "taken")).to.have.length(20);
    expect(codes.filter((code) => code === "webhook-limit")).to.have.length(5);
    const { items } = await miner.webhooks();
    await miner.removeWebhook(items[0]?.id ?? "");
    expect((await miner.webhooks()).items).to.have.length(19);
    const stranger = await clientOf(parties.buyer);
    expect(await codeOf(stranger.removeWebhook(items[1]?.id ?? ""))).to.equal("webhook-not-found");
  });
});

describe("webhooks of a service that is killed", () => {
  const events = 200;
  const kills = 4;

  it(`are called for each of ${events} events at least once, in order, over ${kills} kills`, async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(join(tmpdir(), "ytterby-webhooks-"));
    const receiver = await startReceiver();
    const store = await openStore({ folder });
    const digests = Array.from({ length: events }, (_, i) => `0x${(i + 1).toString(16).padStart(64, "0")}`);
    const row = { type: "final", kind: "declare", block_number: 1n, block_hash: "0x" } as const;
    await store.db
      .insertInto("outbox")
      .values(digests.map((digest) => ({ ...row, digest })))
      .execute();
    await store.db
      .insertInto("webhook")
      .values({
        id: "0c5bd6c0-3b6c-4b2e-8a51-3c1b4d0f7a11",
        ...{
          organisation: "0x1",
          key: "0x1",
          token: null,
          url: receiver.url,
          about: "all",
          cursor: 0n,
          created_at: 0n,
        },
        ...{ failing_since: null, last_error: null },
      })
      .execute();
    await store.close();
    const program = fileURLToPath(new URL("caller-process.ts", import.meta.url));
    try {
      for (let kill = 0; kill <= kills; kill++) {
        const child = spawn(process.execPath, [program, folder], { stdio: ["ignore", "ignore", "inherit"] });
        const goal = Math.floor(((kill + 1) * events) / (kills + 1));
        const done = () => new Set(receiver.received.map(({ id }) => id)).size;
        await eventually(() => done() >= goal, `${goal} events`);
        child.kill("SIGKILL");
        await once(child, "close");
      }
    } finally {
      await receiver.close();
      await rm(folder, { recursive: true, force: true });
    }
    const told = receiver.received.map(({ body }) => body.data.digest);
    // Each kill may have one call made and not noted.
    expect(told.length).to.be.within(events, events + kills);
    expect(told.filter((digest, i) => digest !== told[i - 1])).to.deep.equal(digests);
  });
});
