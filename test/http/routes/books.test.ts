import canonicalize from "canonicalize";
import { expect } from "chai";
import { sql } from "kysely";
import { balance, flowRecord } from "../../../src/api/schemas/balance.ts";
import type { Balance, FlowRecord } from "../../../src/client/answers.ts";
import { Client } from "../../../src/client/client.ts";
import { elementSymbols } from "../../../src/domain/elements.ts";
import { keccak256Hex } from "../../../src/domain/keccak256.ts";
import { movementKinds } from "../../../src/domain/movement.ts";
import { history } from "../../fixtures/history.ts";
import { parties } from "../../fixtures/parties.ts";
import type { Party } from "../../fixtures/party.ts";
import { lotOf } from "../../fixtures/signing.ts";
import { describeInTurn } from "../../store/engines.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const DAY = 86_400;
const { miner, regulator } = parties;

describeInTurn("an organisation's books", (fresh) => {
  let service: Service;
  let client: Client;
  /** Day and month of the ledger's newest block. */
  let today: string;
  let month: string;

  const clientOf = async (party: Party) => new Client(service.url, (await signInAs(service, party)).token);
  const dayOf = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10);

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    for await (const _ of history(service.world, "B"));
    await service.services.indexer.catchUp();
    today = dayOf(service.world.sign.now);
    month = today.slice(0, 7);
    client = await clientOf(regulator);
  });

  after(() => service.close());

  const sum = (rows: readonly { [name: string]: unknown }[], name: string) =>
    rows.reduce((total, row) => total + BigInt(row[name] as string), 0n);

  /** What the index says that an organisation has, by element: in stock by what was found, in accounts by credits. */
  async function possessions(organisation: string): Promise<Map<string, bigint>> {
    const { db } = service.services.store;
    const [inHand, seized, onTheRoad, uncertified, credits] = await Promise.all([
      db.selectFrom("balance").select(["lot", "grams"]).where("holder", "=", organisation).execute(),
      db
        .selectFrom("seizure")
        .select(["lot", "grams"])
        .where("authority", "=", organisation)
        .where("ended_at", "is", null)
        .execute(),
      db
        .selectFrom("consignment_line")
        .innerJoin("consignment", "consignment.id", "consignment_line.consignment")
        .select(["lot", sql<bigint>`sent_grams - coalesce(received_grams, 0)`.as("grams")])
        .where("sender", "=", organisation)
        .where((is) => is.or([is("received_grams", "is", null), is("status", "=", "disputed")]))
        .execute(),
      db
        .selectFrom("lot")
        .select(["id as lot", "left_grams as grams"])
        .where("producer", "=", organisation)
        .where("certification", "is", null)
        .where("status", "!=", "rejected")
        .execute(),
      db.selectFrom("site_credit").selectAll().where("organisation", "=", organisation).execute(),
    ]);
    const contents = new Map((await db.selectFrom("lot_content").selectAll().execute()).map((row) => [row.lot, row]));
    const held = new Map<string, bigint>(elementSymbols.map((symbol) => [symbol, 0n]));
    const add = (symbol: string, amount: bigint) => held.set(symbol, (held.get(symbol) ?? 0n) + amount);
    for (const { lot, grams } of [...inHand, ...seized, ...onTheRoad, ...uncertified]) {
      const content = contents.get(lot);
      elementSymbols.forEach((symbol, index) => {
        const isFound = content !== undefined && ((content.not_found >> index) & 1) === 0;
        if (isFound) add(symbol, 10n * grams * BigInt(content.parts_per_hundred_million[index] ?? 0));
      });
    }
    for (const { element, nanograms } of credits) add(element, nanograms);
    return held;
  }

  it("close: what came in less what left and was lost is what the ledger says they have", async () => {
    let rows = 0;
    const flows = new Set<string>();
    for (const { organisation } of Object.values(parties)) {
      const answer = await client
        .balance(organisation, { from: "2020-01-01", to: "2090-01-01" })
        .catch(() => undefined);
      if (answer === undefined) continue;
      expect(balance.parse(answer)).to.deep.equal(answer);
      const held = await possessions(organisation);
      for (const symbol of elementSymbols) {
        const own = (answer.rows ?? []).filter(({ element }) => element === symbol);
        expect(sum(own, "openingNanograms")).to.equal(0n);
        expect(sum(own, "closingNanograms"), `${organisation} ${symbol}`).to.equal(held.get(symbol));
      }
      for (const row of answer.rows ?? []) {
        const { openingNanograms, inNanograms, outNanograms, lossNanograms, closingNanograms } = row;
        expect(BigInt(openingNanograms) + BigInt(inNanograms) - BigInt(outNanograms) - BigInt(lossNanograms)).to.equal(
          BigInt(closingNanograms),
        );
        for (const flow of Object.keys(row.flows)) flows.add(flow);
        rows += 1;
      }
    }
    expect(rows).to.be.above(10);
    expect([...flows]).to.include.members([...movementKinds, "process"]);
  });

  it("go on where they ended: what one day closes with, the next begins with", async () => {
    const own = await clientOf(miner);
    const whole = await own.balance(miner.organisation, { from: today, to: today });
    const later = dayOf(service.world.sign.now + 2 * DAY);
    const next = await own.balance(miner.organisation, { from: later, to: later });
    const closing = (answer: Balance, name: "openingNanograms" | "closingNanograms") =>
      new Map(
        (answer.rows ?? [])
          .map((row) => [`${row.element} ${row.form} ${row.site}`, row[name]] as const)
          .filter(([, amount]) => amount !== "0"),
      );
    expect(closing(next, "openingNanograms")).to.deep.equal(closing(whole, "closingNanograms"));
    expect(closing(next, "openingNanograms").size).to.be.above(2);
    expect(next.rows?.every(({ flows }) => Object.keys(flows).length === 0)).to.equal(true);
  });

  it("are a month's flow record: every movement once, with its balance, the same whenever it is asked for", async () => {
    const record = await client.flowRecord(miner.organisation, month);
    expect(flowRecord.parse(record)).to.deep.equal(record);
    expect(record).to.deep.include({ organisation: miner.organisation, month, isClosed: false });
    const moved = await service.services.store.db
      .selectFrom("movement")
      .select(["digest", "lot", "kind", "grams"])
      .where("organisation", "=", miner.organisation)
      .execute();
    const name = (row: { digest: string; lot: string; kind: string; grams: bigint | number }) =>
      `${row.digest} ${row.lot} ${row.kind} ${row.grams}`;
    const lines = record.lines ?? [];
    expect(lines.map(({ statement, ...line }) => name({ digest: statement, ...line }))).to.have.members(
      moved.map(name),
    );
    expect(lines.map(({ enteredAt }) => enteredAt)).to.deep.equal(lines.map(({ enteredAt }) => enteredAt).sort());
    expect(await client.flowRecord(miner.organisation, month)).to.deep.equal(record);
    const { organisation, rows, recordHash } = record;
    const text = canonicalize({ organisation, month, lines, rows }) ?? "";
    expect(recordHash).to.equal(keccak256Hex(Buffer.from(text)));
  });

  it("mark what was entered after the day by which it was owed", async () => {
    const { sign, include } = service.world;
    const [early, late] = [
      await sign.declare("B-IN-TIME", { producedAt: sign.now - 60 }),
      await sign.declare("B-LATE", { producedAt: sign.now - 75 * DAY }),
    ];
    await include(early, late);
    await service.services.indexer.catchUp();
    const record = await client.flowRecord(miner.organisation, month);
    const isLate = new Map((record.lines ?? []).map((line) => [line.lotNumber, line.isLate]));
    expect(isLate.get("B-LATE")).to.equal(true);
    expect(isLate.get("B-IN-TIME")).to.equal(false);
    expect(record.lateLines).to.equal([...(record.lines ?? [])].filter((line) => line.isLate).length);
    expect(lotOf(late)).not.to.equal(lotOf(early));
  });

  it("are a table as well, in which no cell is a formula", async () => {
    const { sign, include } = service.world;
    await include(await sign.declare("=1+1"));
    await service.services.indexer.catchUp();
    const { token } = await signInAs(service, miner);
    const path = `/v1/organisations/${miner.organisation}/flow-records/${month}.csv`;
    const answer = await fetch(service.url + path, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.headers.get("content-type")).to.match(/^text\/csv/);
    const [header, ...lines] = (await answer.text()).trimEnd().split("\r\n");
    expect(header).to.equal("kind,statement,lot,lotNumber,form,grams,counterparty,occurredAt,enteredAt,isLate");
    const { lines: told = [] } = await client.flowRecord(miner.organisation, month);
    expect(lines).to.have.lengthOf(told.length);
    const last = told.at(-1) as NonNullable<FlowRecord["lines"]>[number];
    expect(lines.at(-1)).to.equal(
      [
        last.kind,
        last.statement,
        last.lot,
        "'=1+1",
        last.form,
        last.grams,
        "",
        iso(last.occurredAt),
        iso(last.enteredAt),
        false,
      ].join(),
    );
    expect((await fetch(service.url + path)).status).to.equal(401);
  });

  it("are closed once the ledger is past the month", async () => {
    const record = await client.flowRecord(miner.organisation, "2020-02");
    expect(record).to.deep.include({
      isClosed: true,
      lines: [],
      rows: [],
      dueAt: Date.parse("2020-03-10T23:59:59Z") / 1_000,
    });
  });

  it("are those of a zone's months and days where one is named", async () => {
    const own = miner.organisation;
    const record = await client.flowRecord(own, "2020-02", "+08:00");
    expect(record).to.include({ zone: "+08:00", dueAt: Date.parse("2020-03-10T15:59:59Z") / 1_000 });
    expect(record.recordHash).to.not.equal((await client.flowRecord(own, "2020-02")).recordHash);
    expect(await client.balance(own, { from: "2020-02-01+08:00", to: "2020-02-29+08:00" })).to.include({
      from: Date.parse("2020-01-31T16:00:00Z") / 1_000,
      to: Date.parse("2020-02-29T15:59:59Z") / 1_000,
    });
    const refused = await client.flowRecord(own, "2020-02", "+99:00").catch(({ message }: Error) => message);
    expect(refused).to.contain("expected Z, or hours and minutes such as +08:00");
  });

  it("are refused for days and months that are none, and for who is not enrolled", async () => {
    const code = async (path: string) => {
      const { token } = await signInAs(service, regulator);
      const answer = await fetch(`${service.url}/v1/organisations/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return ((await answer.json()) as { code: string }).code;
    };
    const own = miner.organisation;
    expect(await code(`${own}/balance?from=2026-02-30&to=2026-03-01`)).to.equal("invalid-request");
    expect(await code(`${own}/balance?from=2026-03-02&to=2026-03-01`)).to.equal("invalid-request");
    expect(await code(`${own}/balance?from=2026-03-02`)).to.equal("invalid-request");
    expect(await code(`${own}/flow-records/2026-13`)).to.equal("invalid-request");
    expect(await code(`${own}/flow-records/2026-1.csv`)).to.equal("invalid-request");
    const stranger = `0x${"12".repeat(20)}`;
    expect(await code(`${stranger}/flow-records/2026-01`)).to.equal("organisation-not-found");
    expect(await code(`${stranger}/balance?from=2026-01-01&to=2026-01-02`)).to.equal("organisation-not-found");
  });
});

/** A time as a table has it. */
function iso(seconds: number | null): string {
  return seconds === null ? "" : new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}
