import { expect } from "chai";
import { sql } from "kysely";
import { Registry } from "prom-client";
import { allRules, ruleOf } from "../../../src/alerts/all-rules.ts";
import { AlertEngine } from "../../../src/alerts/engine.ts";
import type { Rule } from "../../../src/alerts/rule.ts";
import type { AlertEvent } from "../../../src/client/answers.ts";
import { Client } from "../../../src/client/client.ts";
import { ProblemError } from "../../../src/client/problem-error.ts";
import { elementSymbols } from "../../../src/domain/elements.ts";
import { forms } from "../../../src/domain/form.ts";
import { addKey, enrol, grantRole, setCalendar, setExportRule } from "../../../src/governance/calls.ts";
import { createWebhookCaller } from "../../../src/service/create-caller.ts";
import type { JsonObject } from "../../../src/statements/codec.ts";
import { resetIndex } from "../../../src/store/prepare-index.ts";
import { AlertRepository } from "../../../src/store/repositories/alert-repository.ts";
import { alertFaults } from "../../../src/watch/alert-faults.ts";
import { parties, quotas } from "../../fixtures/parties.ts";
import { always, party } from "../../fixtures/party.ts";
import { lotOf } from "../../fixtures/signing.ts";
import { eventually } from "../../relay/relay-fixture.ts";
import { describeInTurn } from "../../store/engines.ts";
import { isSigned, startReceiver } from "../../webhooks/receiver.ts";
import { type Service, sessionKey, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const { miner, refiner, magnetMaker, regulator } = parties;
const german = party("Customs of DE", "customs", "DE");
const norwegian = party("Customs of NO", "customs", "NO");
const mexican = party("Aduanas de Mexico", "customs", "MX");

describeInTurn("alerts", (fresh) => {
  let service: Service;
  let engine: AlertEngine;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    const { sign, include, governance } = service.world;
    for (const { organisation, name, country, role, key } of [german, norwegian, mexican]) {
      await governance.execute(
        enrol({ organisation, name, country, site: 6_901_234_000_009n }),
        grantRole({ organisation, role, country, site: null, ...always }),
        addKey({ organisation, key: key.address, scopes: ["attestation"], ...always }),
      );
    }
    const sonora = { quota: quotas.stock, originCountry: "MX", deposit: "Sonora" } as const;
    const declared = await sign.declare("A-1");
    const sent = await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(declared), grams: 2_000_000n }]);
    const { message, witness } = await sign.receive(sent, magnetMaker, [1_995_000n]);
    await include(
      await sign.declare("M-1", sonora, refiner),
      declared,
      ...(await sign.certification(declared)),
      sent,
      await sign.statement("receive", magnetMaker, { ...message, sealIntact: false }, { witness }),
      await sign.declare("M-2", sonora, refiner),
    );
    engine = new AlertEngine({ store: service.services.store, logger: service.services.logger });
  });

  after(() => service.close());

  /** Makes what the ledger has final, and has it judged. */
  async function judge(): Promise<number> {
    await service.services.ledger.rpc.call("anvil_mine", ["0x10"]);
    await service.services.indexer.catchUp();
    return engine.catchUp();
  }

  /** Has the rules begin anew, on an index that stays. */
  async function forget(): Promise<void> {
    const { db } = service.services.store;
    for (const table of ["alert", "alert_memory", "alert_cursor"] as const) await db.deleteFrom(table).execute();
  }

  const as = async (who: Parameters<typeof signInAs>[1]) =>
    new Client(service.url, (await signInAs(service, who)).token);
  const everything = async () => (await (await as(regulator)).alerts({ open: false })).items;

  it("are raised of what is final alone, and once", async () => {
    await service.services.indexer.catchUp();
    await engine.catchUp();
    const before = (await everything()).length;
    await judge();
    const rules = (await everything()).map(({ rule }) => rule).sort();
    expect(before).to.be.below(rules.length);
    expect(rules).to.deep.equal([
      "impossible-travel",
      "origin-without-mine",
      "origin-without-mine",
      "seal-broken",
      "weight-lost",
    ]);
    await judge();
    expect(await everything()).to.have.length(rules.length);
  });

  it("are the same, under the same ids, once everything is read again; what was done about them stays", async () => {
    const before = await everything();
    const client = await as(regulator);
    await client.actOnAlert(String(before[0]?.id), { act: "acknowledge" });
    const { store, indexer } = service.services;
    await resetIndex(store.db);
    // Nothing is judged before it has been read, and by what the rules have kept from before.
    expect(await engine.catchUp()).to.equal(0);
    await indexer.catchUp();
    expect(await everything()).to.deep.equal([]);
    await engine.catchUp();
    const strip = (all: typeof before) => all.map(({ state: _state, acts: _acts, ...derived }) => derived);
    expect(strip(await everything())).to.deep.equal(strip(before));
    expect((await client.alert(String(before[0]?.id))).state).to.equal("acknowledged");
  });

  it("are judged by one of several services on a database, and by the other from there on", async () => {
    const alerts = new AlertRepository(service.services.store.db);
    const count = (await everything()).length;
    const to = await alerts.judgedTo();
    expect(await alerts.store(to - 1n, to + 5n, [], [])).to.equal(false);
    expect(await alerts.judgedTo()).to.equal(to);
    const second = new AlertEngine({ store: service.services.store, logger: service.services.logger });
    await second.catchUp();
    expect(await everything()).to.have.length(count);
  });

  it("are found by the other rules where one fails, which is an alarm that names rule and event", async () => {
    const { store, logger, watch } = service.services;
    const broken = "finding-made";
    const seen: string[] = [];
    const failing: Rule<string, JsonObject> = {
      ...ruleOf(broken),
      judge(event, _facts, memory) {
        memory.set(event.type, "begun");
        if (event.type !== "statement") return [];
        seen.push(event.digest);
        throw new Error("it cannot count that far");
      },
    };
    const rules = allRules.map((rule) => (rule.name === broken ? failing : rule));
    const before = await everything();
    await forget();
    const hurt = new AlertEngine({ store, logger, rules });
    await hurt.catchUp();
    expect((await everything()).map(({ id }) => id)).to.have.members(before.map(({ id }) => id));
    expect(seen.length).to.be.greaterThan(1);
    expect(hurt.status().ruleFaults).to.have.length(1);
    const kept = await new AlertRepository(store.db).memory();
    expect(kept.flatMap(({ rule, key }) => (rule === broken ? [key] : []))).to.deep.equal(["act"]);

    // Another service on the database, or this one after a restart, knows it too.
    const restarted = new AlertEngine({ store, logger, rules });
    await restarted.catchUp();
    service.faults.push(...alertFaults(restarted.status()));
    await watch.look();
    const { alarms } = await new Client(service.url).status();
    expect(alarms).to.have.length(1);
    expect(alarms[0]).to.include({ code: "rule-failing" });
    expect(alarms[0]?.detail).to.match(
      new RegExp(`^The rule ${broken} failed on ${seen[0]} \\(block \\d+, log \\d+\\): it cannot count that far$`),
    );
    expect(await service.services.metrics.getSingleMetricAsString("ytterby_alarm")).to.contain(
      'ytterby_alarm{alarm="rule-failing"} 1',
    );

    // Mended and read again: the alarm is over.
    service.faults.length = 0;
    await forget();
    engine = new AlertEngine({ store, logger });
    await engine.catchUp();
    expect(alertFaults(engine.status())).to.deep.equal([]);
    await watch.look();
    expect((await new Client(service.url).status()).alarms).to.deep.equal([]);
  });

  it("are not looked for while events cannot be read, which is an alarm, and are once they can", async () => {
    const { store, logger } = service.services;
    await forget();
    const stopped = new AlertEngine({ store, logger });
    await sql`alter table governance_act rename to governance_act_away`.execute(store.db);
    stopped.start();
    await eventually(() => stopped.status().trouble !== null, "the engine has met it");
    expect(alertFaults(stopped.status()).map(({ code }) => code)).to.deep.equal(["alerts-stopped"]);
    await sql`alter table governance_act_away rename to governance_act`.execute(store.db);
    stopped.wake();
    await eventually(() => stopped.status().trouble === null, "the engine goes on");
    await stopped.stop();
    await engine.catchUp();
    expect((await everything()).length).to.be.greaterThan(3);
  });

  it("are open to authorities of the countries they concern, and to those they are forwarded to", async () => {
    const rulesOf = async (who: Parameters<typeof signInAs>[1]) =>
      (await (await as(who)).alerts()).items.map(({ rule }) => rule).sort();
    expect(await rulesOf(german)).to.deep.equal(["impossible-travel", "seal-broken", "weight-lost"]);
    expect(await rulesOf(mexican)).to.deep.equal(["origin-without-mine", "origin-without-mine"]);
    expect(await rulesOf(norwegian)).to.deep.equal([]);
    const [sealed] = (await (await as(german)).alerts({ rule: "seal-broken" })).items;
    const id = String(sealed?.id);
    const unknown = await (await as(norwegian)).alert(id).catch((error: ProblemError) => error.problem.code);
    expect(unknown).to.equal("alert-not-found");
    await (await as(german)).actOnAlert(id, { act: "forward", country: "NO", reason: "the ship goes on to Oslo" });
    expect(await rulesOf(norwegian)).to.deep.equal(["seal-broken"]);
    const seen = await (await as(norwegian)).alert(id);
    expect(seen).to.deep.include({ state: "raised", severity: "warning" });
    expect(seen.acts[0]).to.deep.include({ act: "forward", country: "NO", organisation: german.organisation });
    expect(seen.description.en).to.match(/^The recipient found seal .* broken\.$/);
  });

  it("are told as they are raised and acted on, to whom they are open, once and never anew when the index is read again", async () => {
    const told = async (who: Parameters<typeof signInAs>[1], after = "0") => {
      const events: AlertEvent[] = [];
      for await (const event of (await as(who)).alertEvents({ after, follow: false })) events.push(event);
      return events;
    };
    const names = (events: AlertEvent[]) => events.map(({ type, alert }) => `${type} ${alert.rule}`);
    // The Norwegian authority is told of what was forwarded to it, from its beginning on.
    expect(names(await told(norwegian))).to.deep.equal(["raised seal-broken", "forward seal-broken"]);
    const before = await told(regulator);
    expect(names(before)).to.include.members(["raised origin-without-mine", "acknowledge origin-without-mine"]);
    expect(await told(regulator, before.at(-1)?.id)).to.deep.equal([]);
    await forget();
    await engine.catchUp();
    expect((await told(regulator)).map(({ id }) => id)).to.deep.equal(before.map(({ id }) => id));
    const refused = await told(miner).catch((error: ProblemError) => error.problem.code);
    expect(refused).to.equal("not-concerned");
  });

  it("are waited for while they are found again, and passed over where no rule finds them any more", async () => {
    const events = async () => {
      const types: string[] = [];
      for await (const { id } of (await as(regulator)).alertEvents({ after: "0", follow: false })) types.push(id);
      return types;
    };
    const all = await events();
    await forget();
    expect(await events()).to.deep.equal([]);
    await engine.catchUp();
    expect(await events()).to.deep.equal(all);
    const { db } = service.services.store;
    await db.deleteFrom("alert").where("rule", "=", "seal-broken").execute();
    expect((await events()).length).to.be.within(1, all.length - 1);
    await forget();
    await engine.catchUp();
    expect(await events()).to.deep.equal(all);
  });

  it("are told by signed calls to whoever asks as an authority, and to nobody else", async () => {
    const receiver = await startReceiver();
    const { ledger, store, readers, logger } = service.services;
    const config = { webhookTargets: "loopback", webhookDeadAfterDays: 1 } as const;
    const caller = createWebhookCaller({
      ...{ ledger, store, readers, sessionKey, config, logger, metrics: new Registry() },
      ...{ pollMs: 10, retryMs: 10 },
    });
    try {
      const client = await as(german);
      const { secret } = await client.addWebhook(receiver.url, "alerts");
      caller.start();
      const [sealed] = (await client.alerts({ rule: "seal-broken" })).items;
      const [foreign] = (await (await as(mexican)).alerts()).items;
      await (await as(mexican)).actOnAlert(String(foreign?.id), { act: "investigate" });
      await client.actOnAlert(String(sealed?.id), { act: "acknowledge" });
      await eventually(() => receiver.received.length > 0, "a call");
      const [call] = receiver.received;
      expect(call && isSigned(call, secret)).to.equal(true);
      expect(call?.body).to.deep.include({ type: "alert.acknowledge" });
      expect(call?.id).to.equal(`alert_${call?.body.data.id}`);
      expect(call?.body.data.alert).to.deep.include({ id: sealed?.id });
      const codeOf = (asked: Promise<unknown>) =>
        asked.then(
          () => "taken",
          (error: ProblemError) => error.problem.code,
        );
      expect(await codeOf((await as(miner)).addWebhook(receiver.url, "alerts"))).to.equal("not-concerned");
      const machine = await client.addToken(["events"], Math.floor(Date.now() / 1_000) + 600);
      const asMachine = new Client(service.url, machine.token);
      expect(await codeOf(asMachine.addWebhook(receiver.url, "alerts"))).to.equal("scope-missing");
      expect(await codeOf(asMachine.addWebhook(receiver.url, "own"))).to.equal("taken");
    } finally {
      await caller.stop();
      await receiver.close();
    }
    expect(receiver.received).to.have.length(1);
  });

  it("go on, never back, and end with a reason", async () => {
    const client = await as(german);
    const [alert] = (await client.alerts({ rule: "weight-lost" })).items;
    const id = String(alert?.id);
    const codeOf = (act: Promise<unknown>) =>
      act.then(
        () => "done",
        (error: ProblemError) => error.problem.code,
      );
    expect(await codeOf(client.actOnAlert(id, { act: "close", reason: " " }))).to.equal("invalid-request");
    expect((await client.actOnAlert(id, { act: "investigate" })).state).to.equal("investigated");
    expect(await codeOf(client.actOnAlert(id, { act: "acknowledge" }))).to.equal("alert-act-impossible");
    const closed = await client.actOnAlert(id, { act: "close", reason: "a scale was out of order" });
    expect(closed).to.include({ state: "closed" });
    expect(await codeOf(client.actOnAlert(id, { act: "forward", country: "NO" }))).to.equal("alert-act-impossible");
    expect((await client.alerts({ rule: "weight-lost" })).items).to.deep.equal([]);
    expect((await client.alerts({ rule: "weight-lost", open: false })).items).to.have.length(1);
  });

  it("come in pages, and lose none between them", async () => {
    const client = await as(regulator);
    const all = await everything();
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Awaited<ReturnType<Client["alerts"]>> = await client.alerts({
        open: false,
        limit: 1,
        ...(cursor && { cursor }),
      });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(ids).to.deep.equal(all.map(({ id }) => id));
    const wrong = await client.alerts({ cursor: "x" }).catch((error: ProblemError) => error.problem.code);
    expect(wrong).to.equal("cursor-invalid");
  });

  it("are told to no machine that has no scope for it, and acted on by none", async () => {
    const client = await as(regulator);
    const validUntil = Math.floor(Date.now() / 1_000) + 600;
    const machine = async (scope: "alerts" | "lots") =>
      new Client(service.url, (await client.addToken([scope], validUntil)).token);
    const [alert] = (await (await machine("alerts")).alerts({ open: false })).items;
    expect(alert).to.have.property("evidence");
    const refusal = async (asked: Promise<unknown>) =>
      asked.then(
        () => "done",
        (error) => (error instanceof ProblemError ? error.problem.code : String(error)),
      );
    expect(await refusal((await machine("lots")).alerts())).to.equal("scope-missing");
    expect(await refusal((await machine("alerts")).actOnAlert(String(alert?.id), { act: "acknowledge" }))).to.equal(
      "session-required",
    );
  });

  it("tell of a movement that a contract of the rules failed to hear of", async () => {
    const { sign, include } = service.world;
    const { rpc, address } = service.services.ledger;
    const goods = await sign.declare("R-1");
    const sent = await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(goods), grams: 1_000n }]);
    const received = await sign.receive(sent, magnetMaker, [1_000n]);
    await include(goods, ...(await sign.certification(goods)), sent);
    const customs = address("Customs");
    const code = await rpc.call("eth_getCode", [customs, "latest"]);
    // An instruction that does not exist.
    await rpc.call("anvil_setCode", [customs, "0xfe"]);
    await include(received);
    await rpc.call("anvil_setCode", [customs, code]);
    await judge();
    const [raised, ...others] = (await everything()).filter(({ rule }) => rule === "movement-rules-failed");
    expect(others).to.deep.equal([]);
    expect(raised?.subject).to.deep.equal({ type: "consignment", id: sign.digest(sent) });
    expect(raised?.statements).to.deep.equal([sign.digest(received)]);
    expect(String(raised?.evidence.contract).toLowerCase()).to.equal(customs.toLowerCase());
    expect((await (await as(german)).alerts({ rule: "movement-rules-failed" })).items).to.have.length(1);
    expect((await (await as(mexican)).alerts({ rule: "movement-rules-failed" })).items).to.deep.equal([]);
  });

  it("tell of a permit that is nearly used up, and of a challenge past its deadline by the ledger's time", async () => {
    const { sign, include, governance } = service.world;
    const told = async (...rules: string[]) => (await everything()).filter(({ rule }) => rules.includes(rule));
    const goods = await sign.declare("P-1");
    await governance.execute(
      setExportRule({
        ...{ rule: 7, name: "Rule 7", country: "CN", elements: elementSymbols, forms, validFrom: 0 },
        ...{ validUntil: 2 ** 32 - 1, suspensions: [], coversTransit: false, valueShareBasisPoints: null },
      }),
    );
    const covered = { elements: [...elementSymbols], forms: [...forms], grams: 1_000_000n };
    const permit = await sign.permit(regulator, miner, magnetMaker, covered);
    const sends = (grams: bigint) => sign.dispatch(miner, magnetMaker, [{ lot: lotOf(goods), grams }]);
    await include(goods, ...(await sign.certification(goods)), permit, await sends(899_999n));
    await judge();
    expect(await told("permit-nearly-used")).to.deep.equal([]);
    const challenged = await sign.challenge(regulator, lotOf(goods), miner);
    await include(await sends(1n), challenged);
    await judge();
    const [near] = await told("permit-nearly-used", "challenge-overdue");
    expect(near?.subject).to.deep.equal({ type: "export-permit", id: sign.digest(permit) });
    expect(near?.evidence).to.include({ percent: 90, drawnGrams: "900000" });
    await service.services.ledger.rpc.call("evm_increaseTime", [17 * 86_400]);
    await judge();
    expect(await told("challenge-overdue")).to.deep.equal([]);
    await governance.execute(setCalendar({ country: "CN", daysChanged: [20_727], exceptional: true }));
    await judge();
    const [overdue] = await told("challenge-overdue");
    expect(overdue?.statements).to.deep.equal([sign.digest(challenged)]);
    expect(overdue?.raisedAt).to.be.greaterThan(challenged.message.answerBy);
    await forget();
    await engine.catchUp();
    expect((await told("permit-nearly-used", "challenge-overdue")).map(({ id }) => id)).to.deep.equal([
      overdue?.id,
      near?.id,
    ]);
  });
});
