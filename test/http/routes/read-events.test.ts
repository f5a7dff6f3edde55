import { expect } from "chai";
import { sql } from "kysely";
import type { LedgerEvent } from "../../../src/client/answers.ts";
import { Client } from "../../../src/client/client.ts";
import type { Statement } from "../../../src/statements/statement.ts";
import { parties } from "../../fixtures/parties.ts";
import { lotOf } from "../../fixtures/signing.ts";
import { describeInTurn } from "../../store/engines.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

describeInTurn("GET /v1/events", (fresh) => {
  let service: Service;
  let client: Client;
  let counter = 0;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    client = new Client(service.url);
  });

  after(() => service.close());

  const declare = async (): Promise<Statement<"declare">> => {
    const statement = await service.world.sign.declare(`E-${counter++}`);
    await service.world.include(statement);
    return statement;
  };
  const digestOf = (statement: Statement) => service.world.sign.digest(statement);
  const newest = async () =>
    (
      await service.services.store.db
        .selectFrom("outbox")
        .select(({ fn }) => fn.max("sequence").as("n"))
        .executeTakeFirstOrThrow()
    ).n ?? 0n;

  /** The next events that meet a condition, as many as are asked for. */
  async function next(events: AsyncGenerator<LedgerEvent>, count: number, wanted = (_: LedgerEvent) => true) {
    const found: LedgerEvent[] = [];
    while (found.length < count) {
      const { value, done } = await events.next();
      if (done) throw new Error(`the stream ended after ${found.length} events`);
      if (wanted(value)) found.push(value);
    }
    return found;
  }

  it("tells of statements as they are included, and when they are final", async () => {
    const abort = new AbortController();
    const events = client.events({ after: String(await newest()), signal: abort.signal });
    const waiting = next(events, 2, ({ type }) => type === "included");
    const [a, b] = [await declare(), await declare()];
    const included = await waiting;
    expect(included.map(({ digest }) => digest)).to.deep.equal([digestOf(a), digestOf(b)]);
    expect(included[0]).to.include({ kind: "declare", organisation: parties.miner.organisation });
    const waitingForFinal = next(events, 1, ({ type, digest }) => type === "final" && digest === digestOf(a));
    await service.world.ledger.rpc.call("anvil_mine", ["0x9"]);
    expect((await waitingForFinal)[0]?.lots).to.deep.equal(included[0]?.lots);
    abort.abort();
  });

  it("goes on behind the event that a reader names, by header or address, and misses none", async () => {
    const before = await newest();
    const statements = [await declare(), await declare(), await declare()];
    await service.services.indexer.catchUp();
    const all: LedgerEvent[] = [];
    for await (const event of client.events({ after: String(before), follow: false })) all.push(event);
    const included = all.filter(({ type }) => type === "included");
    expect(included.map(({ digest }) => digest)).to.deep.equal(statements.map(digestOf));
    const rest: string[] = [];
    for await (const event of client.events({ after: included[0]?.id ?? "", follow: false })) rest.push(event.id);
    expect(rest).to.deep.equal(all.slice(all.findIndex(({ id }) => id === included[0]?.id) + 1).map(({ id }) => id));
    const text = await fetch(`${service.url}/v1/events?follow=0&after=0`, {
      headers: { "last-event-id": all.at(-1)?.id ?? "" },
    }).then((response) => response.text());
    expect(text).to.not.contain("data:");
  });

  it("begins with what comes from now on where nothing is named", async () => {
    await declare();
    await service.services.indexer.catchUp();
    const abort = new AbortController();
    const events = client.events({ signal: abort.signal });
    const waiting = next(events, 1);
    // The stream is open once somebody listens.
    while (service.services.feed.size === 0) await client.status();
    const later = await declare();
    expect((await waiting)[0]?.digest).to.equal(digestOf(later));
    abort.abort();
  });

  it("tells of what a fork has taken back by what everybody may know", async () => {
    const { rpc } = service.world.ledger;
    const before = await newest();
    const snapshot = await rpc.call("evm_snapshot", []);
    const lost = await declare();
    await service.services.indexer.catchUp();
    await rpc.call("evm_revert", [snapshot]);
    await rpc.call("anvil_mine", ["0x1"]);
    await service.services.indexer.catchUp();
    const { token } = await signInAs(service, parties.regulator);
    const events: LedgerEvent[] = [];
    for await (const event of new Client(service.url, token).events({ after: String(before), follow: false })) {
      if (event.digest === digestOf(lost)) events.push(event);
    }
    expect(events.map(({ type }) => type)).to.deep.equal(["included", "unwound"]);
    for (const event of events) expect(event).to.not.have.any.keys("organisation", "lots", "description");
  });

  it("tells nothing of a statement that was altered in the database but that there was one", async () => {
    const before = await newest();
    const statement = await declare();
    await service.services.indexer.catchUp();
    const { db } = service.services.store;
    const digest = digestOf(statement);
    await sql`update statement_included set message = jsonb_set(message::jsonb, '{lotNumber}', '"ANOTHER"')
      where digest = ${digest}`.execute(db);
    const events: LedgerEvent[] = [];
    for await (const event of client.events({ after: String(before), follow: false })) events.push(event);
    const told = events.filter((event) => event.digest === digest);
    expect(told).not.to.deep.equal([]);
    for (const event of told) expect(event).to.not.have.any.keys("organisation", "lots", "description");
  });

  it("ends for a machine whose token is revoked, at the next event", async () => {
    const { token } = await signInAs(service, parties.miner);
    const signedIn = new Client(service.url, token);
    const machine = await signedIn.addToken(["events"], Math.floor(Date.now() / 1_000) + 600);
    const events = new Client(service.url, machine.token).events({ after: String(await newest()) });
    const waiting = next(events, 1);
    await declare();
    await waiting;
    await signedIn.revokeToken(machine.id);
    await declare();
    for await (const event of events) expect(event.type).to.equal("final");
  });

  it("records what an authority is shown", async () => {
    const { sign, include } = service.world;
    const declared = await declare();
    await include(...(await sign.certification(declared)));
    const before = await newest();
    await include(await sign.handOver(parties.miner, parties.buyer, lotOf(declared), 5n));
    await service.services.indexer.catchUp();
    const { token } = await signInAs(service, parties.regulator);
    const shown: LedgerEvent[] = [];
    for await (const event of new Client(service.url, token).events({ after: String(before), follow: false }))
      shown.push(event);
    expect(shown.find(({ kind }) => kind === "hand-over")).to.include({ organisation: parties.miner.organisation });
    const { path } = await service.services.store.db
      .selectFrom("access_log")
      .select("path")
      .orderBy("sequence", "desc")
      .executeTakeFirstOrThrow();
    expect(path).to.match(/^\/v1\/events\?after=/);
  });

  it("refuses an id that no event had, and more streams than there may be", async () => {
    const refused = await fetch(`${service.url}/v1/events`, { headers: { "last-event-id": "first" } });
    expect(await refused.json()).to.include({ code: "cursor-invalid" });
    const aborts = Array.from({ length: 20 }, () => new AbortController());
    for (const { signal } of aborts) await fetch(`${service.url}/v1/events`, { signal });
    const another = await fetch(`${service.url}/v1/events`);
    expect(await another.json()).to.include({ code: "too-many-streams" });
    for (const abort of aborts) abort.abort();
    while (service.services.feed.size > 0) await client.status();
  });

  it("answers HEAD without a stream", async () => {
    const answer = await fetch(`${service.url}/v1/events`, { method: "HEAD" });
    expect(answer.headers.get("content-type")).to.contain("text/event-stream");
    expect(await answer.text()).to.equal("");
  });
});
