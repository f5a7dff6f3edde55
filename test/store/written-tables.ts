import { type Kysely, sql } from "kysely";
import type { Database } from "../../src/store/database.ts";
import { indexTableNames } from "../../src/store/index-schema/index-tables.ts";

const hash = (digit: string) => `0x${digit.repeat(64)}`;
const [organisation, key] = [`0x${"a".repeat(40)}`, `0x${"b".repeat(40)}`] as const;

/** A row at least in every table of what people and services wrote, but for the outbox, which the indexer writes. */
export async function writeEverywhere(db: Kysely<Database>): Promise<void> {
  const sequence = { accepted_at: 1n, gas: 1n, gas_reserve: 2n, bytes: 3, valid_before: 2n ** 40n, statements: 1 };
  await db.insertInto("relay_sender").values({ address: key, next_nonce: 8n, fence: 2n, held_until: 0n }).execute();
  await db
    .insertInto("relay_transaction")
    .values({ sender: key, nonce: 7n, state: "sent", created_at: 5n, block_number: null })
    .execute();
  await db
    .insertInto("relay_attempt")
    .values({
      hash: hash("c"),
      sender: key,
      nonce: 7n,
      attempt: 0,
      raw: "0x02",
      max_fee: 10n ** 30n,
      max_priority_fee: 0n,
      created_at: 5n,
    })
    .execute();
  for (const digit of ["1", "2", "3"]) {
    const reason =
      digit === "2" ? JSON.stringify({ name: "LotUnknown", contract: "Lots", args: { lot: "稀土 \\ \" '" } }) : null;
    const sent =
      digit === "3" ? { state: "sent" as const, sender: key, nonce: 7n, position: 0 } : { state: "queued" as const };
    await db
      .insertInto("relay_submission")
      .values({ id: hash(digit), ...sequence, ...sent, refusals: 0, reason })
      .execute();
    await db
      .insertInto("relay_statement")
      .values({
        ...{ submission: hash(digit), position: 0, digest: hash(digit), kind: "declare", organisation, open: true },
        ...{ statement_nonce: String(2n ** 255n + BigInt(digit)), module: key, gas_budget: 5, data: "0xfeed" },
      })
      .execute();
  }
  const upload = "0b9f1d2a-6f6e-4a39-9f0c-2f0f3a1d7c11";
  await db
    .insertInto("evidence")
    .values({ hash: hash("e"), upload, size: 300_000 })
    .execute();
  await db
    .insertInto("evidence_owner")
    .values({ hash: hash("e"), organisation })
    .execute();
  await db
    .insertInto("evidence_list")
    .values({ list: hash("e"), member: hash("d") })
    .execute();
  for (const position of [0, 1]) {
    const content = Buffer.alloc(position === 0 ? 262_144 : 37_856, "\0\x01\xff\\x0a", "latin1");
    await db.insertInto("evidence_part").values({ upload, position, content }).execute();
  }
  await db.insertInto("unit_gtin").values({ producer: organisation, form: "magnet", gtin: "06901234000009" }).execute();
  await db
    .insertInto("unit_scan")
    .values({ lot: hash("f"), gram: 7n, hour: 500_000n, country: "DE", scans: 2n, after_end: false })
    .execute();
  await db
    .insertInto("unit_claim")
    .values({ statement: hash("e"), lot: hash("f"), first_gram: 0n, last_gram: 99n })
    .execute();
  await db
    .insertInto("unit_naming")
    .values({ statement: hash("e"), holder: "", lot: hash("f"), arrival_of: null, grams: 100n })
    .execute();
  const own = { organisation, sscc: "106141412345678908" };
  await db
    .insertInto("package")
    .values({ ...own, parent: null, opened_at: 5n })
    .execute();
  await db
    .insertInto("package_grams")
    .values({ ...own, lot: hash("f"), first_gram: 0n, last_gram: 99n })
    .execute();
  await db
    .insertInto("package_event")
    .values({
      ...own,
      ...{ what: "filled", at: 5n, by: organisation, other: null, lot: hash("f"), grams: 100n, country: null },
    })
    .execute();
  await db
    .insertInto("packing_list")
    .values({ ...own, statement: hash("e"), parent: null })
    .execute();
  await db
    .insertInto("packing_list_grams")
    .values({ statement: hash("e"), sscc: own.sscc, lot: hash("f"), first_gram: 0n, last_gram: 99n })
    .execute();
  await db.insertInto("spent_sign_in_nonce").values({ nonce: "n", expires_at: 9n }).execute();
  const token = "5a1d7c11-6f6e-4a39-9f0c-2f0f3a1d7c11";
  await db
    .insertInto("reader_token")
    .values({
      id: token,
      organisation,
      key,
      scopes: ["events", "lots"],
      created_at: 1n,
      valid_until: 2n,
      revoked_at: null,
    })
    .execute();
  await db
    .insertInto("access_log")
    .values({ at: 3n, organisation, key, token, method: "GET", path: "/v1/lots?x=%22" })
    .execute();
  await db
    .insertInto("webhook")
    .values({
      ...{ id: token, organisation, key, token: null, url: "https://example.org/", about: "own", cursor: 2n },
      ...{ created_at: 1n, failing_since: null, last_error: "answered with 500" },
    })
    .execute();
  await db
    .insertInto("alert_act")
    .values({
      ...{
        alert: hash("f"),
        act: "forward",
        at: 4n,
        organisation,
        key,
        reason: "the ship goes on to Oslo",
        country: "NO",
      },
    })
    .execute();
  await db
    .insertInto("alert_news")
    .values({ alert: hash("f"), act: 1n, block_number: 7n })
    .execute();
  await db
    .insertInto("statistic_file")
    .values({ document: hash("e"), name: "UN Comtrade", organisation, key, at: 5n, figures: 1 })
    .execute();
  await db
    .insertInto("statistic_figure")
    .values({
      ...{ flow: "export", hs: "2846", reporter: "CN", partner: "TH", month: "2026-01", grams: 5n },
      ...{ value: "12.50", file: 1n, line: 2, is_own: true },
    })
    .execute();
}

/** Every row of every table that is not the index's, as text, in an order that depends on nothing but the rows. */
export async function writtenRows(db: Kysely<Database>): Promise<Record<string, string[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by table_name`.execute(
    db,
  );
  const ofTheIndex: string[] = [...indexTableNames, "checkpoint", "index_version"];
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    if (ofTheIndex.includes(name) || name.startsWith("kysely_")) continue;
    const { rows } = await sql<{ row: string }>`select to_json(t)::text as row from ${sql.table(name)} t`.execute(db);
    found[name] = rows.map(({ row }) => row).sort();
  }
  return found;
}
