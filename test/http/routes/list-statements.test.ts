import { expect } from "chai";
import { sql } from "kysely";
import { stated } from "../../../src/api/schemas/stated.ts";
import { isPublicKind } from "../../../src/api/statement-visibility.ts";
import type { Stated } from "../../../src/client/answers.ts";
import { Client } from "../../../src/client/client.ts";
import type { StatedFilter } from "../../../src/client/filters.ts";
import type { StatementKindName } from "../../../src/statements/registry.ts";
import { selectStated } from "../../../src/store/repositories/statement-repository.ts";
import { history } from "../../fixtures/history.ts";
import { parties } from "../../fixtures/parties.ts";
import { describeInTurn } from "../../store/engines.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const DAY = 86_400;
const { miner, regulator } = parties;

describeInTurn("what was stated in some days", (fresh) => {
  let service: Service;
  let anybody: Client;
  let authority: Client;
  let token: string;
  let today: StatedFilter;

  const dayOf = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10);
  const all = async (client: Client, filter: StatedFilter, limit = 7) => {
    const found: Stated[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await client.statements({ ...filter, limit, ...(cursor !== undefined && { cursor }) });
      expect(page.items.length).to.be.at.most(limit);
      found.push(...page.items);
      cursor = page.next;
    }
    return found;
  };
  const included = () =>
    service.services.store.db
      .selectFrom("statement_included")
      .select(["digest", "organisation", "kind", "timestamp"])
      .orderBy("block_number")
      .orderBy("log_index")
      .execute();

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    for await (const _ of history(service.world, "S")) void _;
    await service.services.indexer.catchUp();
    ({ token } = await signInAs(service, regulator));
    [anybody, authority] = [new Client(service.url), new Client(service.url, token)];
    const rows = await included();
    const [first, last] = [Number(rows[0]?.timestamp), Number(rows.at(-1)?.timestamp)];
    today = { from: dayOf(first), to: dayOf(last) };
  });

  after(() => service.close());

  it("comes in pages, in the ledger's order, each statement once", async () => {
    const found = await all(authority, today);
    expect(found.map(({ digest }) => digest)).to.deep.equal((await included()).map(({ digest }) => digest));
    for (const item of found) expect(stated.safeParse(item).error, item.kind).to.equal(undefined);
    expect(new Set(found.map(({ kind }) => kind)).size).to.be.above(15);
  });

  it("is of the days asked for alone, in their zone, and of the kind", async () => {
    const day = (days: number) => dayOf(service.world.sign.now + days * DAY);
    expect(await all(authority, { from: day(40), to: day(41) })).to.deep.equal([]);
    expect(await all(authority, { from: day(-400), to: day(-399) })).to.deep.equal([]);
    const rows = await included();
    const middle = Number(rows[Math.floor(rows.length / 2)]?.timestamp);
    // A zone moves the edge of a day to the second in the middle of it all.
    const offset = ((DAY - (middle % DAY)) % DAY) - (middle % DAY < DAY / 2 ? DAY : 0);
    const minutes = Math.round(offset / 60);
    const sign = minutes < 0 ? "-" : "+";
    const clock = (value: number) => String(value).padStart(2, "0");
    const zone = `${sign}${clock(Math.floor(Math.abs(minutes) / 60))}:${clock(Math.abs(minutes) % 60)}`;
    const edge = Date.parse(`${dayOf(middle + offset)}T00:00:00${zone}`) / 1_000;
    const from = `${dayOf(middle + offset)}${zone}`;
    const later = rows.filter(({ timestamp }) => Number(timestamp) >= edge);
    expect((await all(authority, { from, to: day(2) })).map(({ digest }) => digest)).to.deep.equal(
      later.map(({ digest }) => digest),
    );
    const dispatches = await all(authority, { ...today, kind: "dispatch" });
    expect(dispatches).to.have.length(rows.filter(({ kind }) => kind === "dispatch").length);
  });

  it("does not tell who stated what the reader may not know, neither by the field nor by the filter", async () => {
    const own = { ...today, organisation: miner.organisation };
    const rows = (await included()).filter(({ organisation }) => organisation === miner.organisation);
    const open = rows.filter(({ kind }) => isPublicKind(kind as StatementKindName));
    expect(open.length).to.be.below(rows.length);
    const digests = (items: readonly { digest: string }[]) => items.map(({ digest }) => digest);
    expect(digests(await all(anybody, own))).to.deep.equal(digests(open));
    expect(digests(await all(authority, own))).to.deep.equal(digests(rows));
    const mine = new Client(service.url, (await signInAs(service, miner)).token);
    expect(digests(await all(mine, own))).to.deep.equal(digests(rows));
    const hidden = (await all(anybody, today)).filter(({ kind }) => !isPublicKind(kind as StatementKindName));
    expect(hidden.length).to.be.above(3);
    for (const item of hidden) expect(item).to.not.have.any.keys("organisation", "description");
  });

  it("comes whole, as lines of JSON and as a table, and an authority's reading is on record once", async () => {
    const expected = await all(authority, today, 200);
    const { db } = service.services.store;
    const reads = async () => (await db.selectFrom("access_log").selectAll().execute()).length;
    const before = await reads();
    const get = (form: string) =>
      fetch(`${service.url}/v1/statements.${form}?from=${today.from}&to=${today.to}`, {
        headers: { authorization: `Bearer ${token}` },
      });
    const lines = await get("ndjson");
    expect(lines.headers.get("content-type")).to.equal("application/x-ndjson; charset=utf-8");
    const items = (await lines.text()).trimEnd().split("\n");
    expect(items.map((line) => JSON.parse(line))).to.deep.equal(expected);
    expect(await reads()).to.equal(before + 1);
    const table = await get("csv");
    expect(table.headers.get("content-type")).to.equal("text/csv; charset=utf-8");
    const [head, ...rows] = (await table.text()).trimEnd().split("\r\n");
    expect(head).to.equal("timestamp,kind,organisation,description,lots,digest,blockNumber,transactionHash");
    expect(rows).to.have.length(expected.length);
    expected.forEach(({ timestamp, kind, digest }, index) => {
      const time = `${new Date(timestamp * 1_000).toISOString().slice(0, 19)}Z`;
      expect(rows[index]).to.match(new RegExp(`^${time},${kind},0x[0-9a-fA-F]{40},.*,${digest},`));
    });
    const headers = await fetch(`${service.url}/v1/statements.csv?from=${today.from}&to=${today.to}`, {
      method: "HEAD",
    });
    expect([headers.status, await headers.text()]).to.deep.equal([200, ""]);
  });

  it("comes whole to so many at once as may have streams, and gives its place back", async () => {
    const { feed } = service.services;
    const address = `${service.url}/v1/statements.csv?from=${today.from}&to=${today.to}`;
    const taken = [];
    for (let place = feed.open("127.0.0.1"); place !== undefined; place = feed.open("127.0.0.1")) taken.push(place);
    const refused = await fetch(address);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).to.deep.equal([
      429,
      "too-many-streams",
    ]);
    for (const place of taken) place.close();
    expect((await fetch(address)).status).to.equal(200);
    expect(feed.size).to.equal(0);
  });

  it("refuses days out of order or of no calendar, cursors of another list, and what it does not know", async () => {
    for (const [query, code] of [
      ["from=2026-02-01&to=2026-01-01", "invalid-request"],
      ["from=2026-02-30&to=2026-03-01", "invalid-request"],
      ["from=2026-02-01", "invalid-request"],
      ["from=2026-02-01&to=2026-03-01&kind=rumour", "invalid-request"],
      ["from=2026-02-01&to=2026-03-01&organisation=0x12", "invalid-request"],
      ["from=2026-02-01&to=2026-03-01&cursor=abc", "cursor-invalid"],
    ]) {
      const answer = await fetch(`${service.url}/v1/statements?${query}`);
      expect([answer.status, ((await answer.json()) as { code: string }).code], query).to.deep.equal([400, code]);
    }
  });

  it("costs what its days cost, however much was stated before and after", async () => {
    const { db } = service.services.store;
    await db.transaction().execute(async (transaction) => {
      await sql`
        insert into statement_included
        select '0x' || lpad(to_hex(n), 64, '0'), kind, organisation, message, signature, countersignature, lots,
          100000 + n, block_hash, 0, transaction_hash, 4000000000 + n * 100
        from (select * from statement_included limit 1) template, generate_series(1, 30000) n`.execute(transaction);
      await sql`analyze statement_included`.execute(transaction);
      for (const organisation of [undefined, miner.organisation]) {
        const span = { from: 4_001_500_000n, to: 4_001_509_999n, organisation };
        const query = selectStated(transaction, span, { limit: 200 });
        const [answer] = await query.explain("json", sql`analyze`);
        const plan = JSON.stringify(answer);
        const touched = [...plan.matchAll(/"Actual Rows":\s*([0-9.]+)/g)].map(([, rows]) => Number(rows));
        expect(plan).to.not.contain("Seq Scan");
        expect(Math.max(...touched)).to.be.within(organisation === undefined ? 100 : 0, 201);
        const discarded = [...plan.matchAll(/"Rows Removed by (?:Filter|Index Recheck)":\s*([0-9.]+)/g)];
        expect(discarded.reduce((sum, [, rows]) => sum + Number(rows), 0)).to.be.at.most(100);
      }
      await sql`delete from statement_included where block_number > 100000`.execute(transaction);
    });
  });
});
