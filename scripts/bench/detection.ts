import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { allRules } from "../../src/alerts/all-rules.ts";
import { AlertEngine } from "../../src/alerts/engine.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { findPostgresql, startPostgresql } from "../../test/store/postgresql-cluster.ts";
import { CodedGoods } from "./detection/coded-goods.ts";
import { reportTrade } from "./detection/reported-trade.ts";
import { DAY, daysInAll, firstDay, smuggledFrom } from "./detection/times.ts";
import { Trade } from "./detection/trade.ts";
import { WrittenLedger } from "./detection/written-ledger.ts";
import { type Row, row } from "./row.ts";

const suite = "detection";
const lotsADay = 12;
const injections = 25;
const eventsOfRebuild = 1_000_000;
/** These tell of what is usual trade too: how often is all there is to say. */
const informing = ["quota-nearly-used", "permit-nearly-used"];

/** Measures what the rules find in a simulated year of trade with injected smuggling, and how fast they go through events. */
export async function detectionRows(): Promise<Row[]> {
  return [...(await withStore(found)), ...(await withStore(foundByCodes)), ...(await withStore(speed, postgresql()))];
}

/** Each rule as it is: of its alerts those that are about smuggling, and of the smuggling that it is there to find what it found. */
async function found(store: Store): Promise<Row[]> {
  const ledger = new WrittenLedger(store.db);
  const trade = new Trade(ledger);
  trade.inject(injections);
  for (let day = 0; day < daysInAll; day++) {
    trade.day(firstDay + day * DAY, lotsADay);
    await ledger.write(firstDay + day * DAY);
  }
  await ledger.write(Number.POSITIVE_INFINITY);
  await ledger.finish();
  const reported = await reportTrade(store.db, injections);
  await engineOf(store).catchUp();
  const alerts = await alertsOfItsYear(store);
  console.log(
    `\nSimulated: ${ledger.events} events, ${trade.cases.length} pieces of smuggling, ${alerts.length} alerts in its year.`,
  );
  const isSmuggling = (statements: readonly string[], rule?: string): boolean =>
    trade.cases.some(
      (one) =>
        (rule === undefined || one.rules.includes(rule)) && statements.some((digest) => one.statements.has(digest)),
    );
  const rows: Row[] = [row(suite, "events simulated", "", ledger.events)];
  for (const { name } of allRules) {
    const raised = alerts.filter(({ rule }) => rule === name);
    const cases = trade.cases.filter(({ rules }) => rules.includes(name));
    const hits = cases.filter((one) =>
      raised.some(({ statements }) => statements.some((each) => one.statements.has(each))),
    );
    rows.push(row(suite, `${name} alerts`, "", raised.length));
    if (informing.includes(name)) continue;
    const right = raised.filter(({ statements }) => isSmuggling(statements)).length;
    if (raised.length > 0) rows.push(row(suite, `${name} precision percent`, "%", (100 * right) / raised.length));
    if (cases.length > 0) rows.push(row(suite, `${name} recall percent`, "%", (100 * hits.length) / cases.length));
  }
  rows.push(...surveyRows(reported, alerts));
  const all = trade.cases.filter((one) =>
    alerts.some(({ statements }) => statements.some((each) => one.statements.has(each))),
  );
  rows.push(row(suite, "smuggling found by any rule percent", "%", (100 * all.length) / trade.cases.length));
  for (const name of new Set(trade.cases.map((one) => one.name))) {
    const of = trade.cases.filter((one) => one.name === name);
    console.log(`${name}: ${of.filter((one) => all.includes(one)).length} of ${of.length} found by any rule.`);
  }
  return rows;
}

/** What is found by the codes of grams, in goods of their own: the other rows stay as they are. */
async function foundByCodes(store: Store): Promise<Row[]> {
  const ledger = new WrittenLedger(store.db);
  const goods = new CodedGoods(ledger);
  goods.run(injections);
  await ledger.write(Number.POSITIVE_INFINITY);
  await ledger.finish();
  await goods.write(store.db);
  await engineOf(store).catchUp();
  const smuggled = { "units-scanned-apart": goods.copied, "units-claimed-twice": goods.soldTwice };
  return surveyRows(smuggled, await alertsOfItsYear(store));
}

function alertsOfItsYear({ db }: Store) {
  return db
    .selectFrom("alert")
    .select(["rule", "statements", "subject"])
    .where("raised_at", ">=", BigInt(smuggledFrom))
    .execute();
}

/** The same of surveys, by what their alerts are about: routes or lots that somebody smuggles on or with, by the survey that is there to find it. */
function surveyRows(
  smuggled: Readonly<Record<string, ReadonlySet<string>>>,
  alerts: readonly { rule: string; subject: string }[],
): Row[] {
  const isSmuggled = (subject: string): boolean => Object.values(smuggled).some((subjects) => subjects.has(subject));
  return Object.entries(smuggled).flatMap(([name, subjects]) => {
    const raised = alerts.filter(({ rule }) => rule === name);
    const right = raised.filter(({ subject }) => isSmuggled(subject)).length;
    const hits = new Set(raised.map(({ subject }) => subject).filter((subject) => subjects.has(subject))).size;
    return [
      row(suite, `${name} alerts`, "", raised.length),
      ...(raised.length > 0 ? [row(suite, `${name} precision percent`, "%", (100 * right) / raised.length)] : []),
      row(suite, `${name} recall percent`, "%", (100 * hits) / subjects.size),
    ];
  });
}

/** All of a million events judged anew, from the first to the newest. */
async function speed(store: Store): Promise<Row[]> {
  const ledger = new WrittenLedger(store.db);
  const trade = new Trade(ledger);
  trade.inject(injections);
  // So many lots a day that the two years come to a million events.
  const lots = Math.ceil(eventsOfRebuild / daysInAll / 7);
  for (let day = 0; ledger.events < eventsOfRebuild; day++) {
    trade.day(firstDay + day * DAY, lots);
    await ledger.write(firstDay + day * DAY);
  }
  await ledger.finish();
  const started = performance.now();
  const judged = await engineOf(store).catchUp();
  const seconds = (performance.now() - started) / 1_000;
  return [
    row(suite, "alert events per second", "/s", judged / seconds),
    row(suite, "rebuild of alerts over 1000000 events seconds", "s", (seconds * eventsOfRebuild) / judged),
  ];
}

function engineOf(store: Store): AlertEngine {
  return new AlertEngine({ store, logger: pino({ level: "error" }) });
}

/** A PostgreSQL, where one is installed. */
function postgresql(): (() => Promise<string>) | undefined {
  const bin = findPostgresql();
  if (bin === undefined) return undefined;
  return () => startPostgresql(bin).createDatabase();
}

async function withStore<T>(work: (store: Store) => Promise<T>, database?: () => Promise<string>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-detection-"));
  const store = await openStore({ folder, ...(database && { databaseUrl: await database() }) });
  try {
    return await work(store);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
