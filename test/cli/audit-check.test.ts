import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  type AuditSubject,
  auditAct,
  auditCaseRow,
  auditFoot,
  auditHead,
  auditHold,
  auditPermitRow,
  auditRow,
} from "../../src/api/schemas/audit.ts";
import { isPublicKind } from "../../src/api/statement-visibility.ts";
import { type AuditResult, type Complete, checkAudit } from "../../src/cli/audit-check.ts";
import { readAudit } from "../../src/cli/audit-file.ts";
import { CliError } from "../../src/cli/cli-error.ts";
import type { AuditHold, AuditRow, AuditRows, AuditSort } from "../../src/client/answers.ts";
import { Client } from "../../src/client/client.ts";
import type { AuditFilter, AuditForm } from "../../src/client/filters.ts";
import { consignmentOf } from "../../src/statements/knowledge.ts";
import { statementToWire } from "../../src/statements/statement.ts";
import { history } from "../fixtures/history.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { type Service, startService } from "../http/service.ts";
import { signInAs } from "../http/sign-in.ts";

const { customs, miner, regulator, recycler } = parties;
const ever = { from: "2020-01-01", to: "2090-01-01" };

describe("an audit", function () {
  this.timeout(120_000);
  let folder: string;
  let service: Service;
  let by: Record<"regulator" | "miner" | "recycler" | "anybody", Client>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-audit-"));
    service = await startService({ folder: join(folder, "store") });
    for await (const _ of history(service.world, "AU")) void _;
    await service.services.indexer.catchUp();
    const as = async (party: typeof miner) => new Client(service.url, (await signInAs(service, party)).token);
    by = {
      regulator: await as(regulator),
      miner: await as(miner),
      recycler: await as(recycler),
      anybody: new Client(service.url),
    };
  });

  after(async () => {
    await service?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const all = async (client: Client, filter: Partial<AuditFilter> = {}, limit = 7) => {
    const found: AuditRow[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await client.auditStatements({ ...ever, ...filter, limit, ...(cursor !== undefined && { cursor }) });
      found.push(...page.items);
      cursor = page.next;
    }
    return found;
  };
  const exported = async (form: AuditForm, filter: Partial<AuditFilter> = {}, client = by.regulator) => {
    let text = "";
    for await (const part of client.auditStatementsAs(form, { ...ever, ...filter })) text += Buffer.from(part);
    return text;
  };
  let files = 0;
  const checked = async (content: string, form: AuditForm = "ndjson", complete?: Complete): Promise<AuditResult> => {
    files += 1;
    const path = join(folder, `audit-${files}.${form}`);
    await writeFile(path, content);
    const { ledger } = service.world;
    return checkAudit(readAudit(path), { ledger, rpc: ledger.rpc }, complete);
  };
  const edgeOf = async () => {
    const newest = await service.services.store.db
      .selectFrom("checkpoint")
      .innerJoin("block", "block.number", "checkpoint.block_number")
      .select(["block.number", "block.hash", "block.timestamp"])
      .executeTakeFirstOrThrow();
    return { blockNumber: Number(newest.number), blockHash: newest.hash, timestamp: Number(newest.timestamp) };
  };
  const asked = { from: Date.parse("2020-01-01") / 1_000, to: Date.parse("2090-01-01") / 1_000 };
  const headOf = (audit: AuditSubject, about: object = {}) => ({
    ...{ audit, asked: { ...asked, ...about } },
    madeAt: Math.floor(Date.now() / 1_000),
  });
  /** A file as the service writes it. */
  const fileOf = async (audit: AuditSubject, rows: readonly object[], about: object = {}) =>
    linesOf([headOf(audit, about), ...rows, { rows: rows.length, upTo: await edgeOf() }]);
  /** Faults by the numbers of the rows, from 1: the first line is none of them. */
  const numbered = ({ faults }: AuditResult) =>
    faults.map(({ line, fault }) => `${line === null ? null : line - 1} ${fault}`);
  const linesOf = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const included = () =>
    service.services.store.db
      .selectFrom("statement_included")
      .selectAll()
      .orderBy("block_number")
      .orderBy("log_index")
      .execute();

  it("has everything that an organisation stated, in the ledger's order, whole and in pages alike", async () => {
    const rows = await included();
    const found = await all(by.regulator);
    expect(found.map(({ digest }) => digest)).to.deep.equal(rows.map(({ digest }) => digest));
    for (const row of found) expect(auditRow.safeParse(row).error, row.kind).to.equal(undefined);
    const own = await all(by.regulator, { organisation: miner.organisation });
    expect(own).to.deep.equal(found.filter(({ organisation }) => organisation === miner.organisation));
    const lines = (await exported("ndjson", { organisation: miner.organisation })).trimEnd().split("\n");
    const [head, ...rest] = lines.map((line) => JSON.parse(line) as object);
    expect(auditHead.parse(head)).to.deep.include({
      audit: "statements",
      asked: { organisation: miner.organisation, from: asked.from, to: asked.to + 86_399 },
    });
    expect(auditFoot.parse(rest.at(-1))).to.deep.equal({ rows: own.length, upTo: await edgeOf() });
    expect(rest.slice(0, -1)).to.deep.equal(own);
  });

  it("has what was stated on a route, and nothing else", async () => {
    const { db } = service.services.store;
    const flows = await db.selectFrom("consignment").selectAll().execute();
    const [first] = flows;
    if (first === undefined) throw new Error("Nothing was sent");
    const { from_country: leaves, to_country: reaches } = first;
    const on = new Set(
      flows.filter((flow) => flow.from_country === leaves && flow.to_country === reaches).map(({ id }) => id),
    );
    const found = await all(by.regulator, { leaves, reaches });
    const expected = (await included()).filter((row) => on.has(consignmentOf(row) ?? ""));
    expect(found.map(({ digest }) => digest)).to.deep.equal(expected.map(({ digest }) => digest));
    expect(new Set(found.map(({ kind }) => kind)).size).to.be.above(2);
    expect(await all(by.regulator, { leaves: "AQ" })).to.deep.equal([]);
    expect(await all(by.regulator, { leaves, kind: "declare" })).to.deep.equal([]);
    const passed = (await included()).find(
      ({ kind, message }) => kind === "dispatch" && (message.route as []).length > 0,
    );
    const [passes] = (passed?.message.route ?? []) as string[];
    if (passes !== undefined) {
      expect((await all(by.regulator, { passes })).map(({ digest }) => digest)).to.include(passed?.digest);
    }
  });

  it("has rows of which the reader may see all alone, and an authority's reading is on record", async () => {
    const rows = await all(by.regulator);
    const open = rows.filter(({ kind }) => isPublicKind(kind));
    expect(open.length).to.be.below(rows.length);
    expect(await all(by.anybody)).to.deep.equal(open);
    const recyclers = await all(by.recycler);
    expect(recyclers.length).to.be.within(open.length, rows.length - 1);
    expect((await all(by.miner, { organisation: miner.organisation })).length).to.equal(
      rows.filter(({ organisation }) => organisation === miner.organisation).length,
    );
    const reads = async () => (await service.services.store.db.selectFrom("access_log").selectAll().execute()).length;
    const before = await reads();
    await exported("csv");
    expect(await reads()).to.equal(before + 1);
    await exported("csv", {}, by.anybody);
    expect(await reads()).to.equal(before + 1);
  });

  it("stands on the chain row by row, as lines of JSON and as a table", async () => {
    const rows = await all(by.regulator);
    for (const form of ["ndjson", "csv"] as const) {
      const result = await checked(await exported(form), form, { organisation: miner.organisation });
      expect(result, form).to.deep.include({ rows: rows.length, faultCount: 0 });
    }
  });

  it("is found out where a row was altered, made up, moved, doubled, cut off or left out", async () => {
    const rows = await all(by.regulator, { organisation: miner.organisation });
    const faultsOf = async (content: string | readonly object[], complete = false) => {
      const text = typeof content === "string" ? content : await fileOf("statements", content);
      return numbered(await checked(text, "ndjson", complete ? { organisation: miner.organisation } : undefined));
    };
    const changed = (index: number, change: object) =>
      rows.map((row, at) => (at === index ? { ...row, ...change } : row));
    const [first, second] = rows as [AuditRow, AuditRow];

    const { message } = first;
    expect(await faultsOf(changed(0, { message: { ...message, lotNumber: "OTHER" } }))).to.deep.equal(["1 altered"]);
    expect(await faultsOf(changed(0, { organisation: recycler.organisation }))).to.deep.equal(["1 altered"]);
    // A statement that was signed rightly, and that no ledger has included.
    const { sign, ledger } = service.world;
    const never = await sign.declare("NEVER");
    const { signature, ...wire } = statementToWire(never) as unknown as { message: object; signature: string };
    const madeUp = { kind: "declare", message: wire.message, signature, digest: ledger.digest(never) };
    expect(await faultsOf(changed(0, madeUp))).to.deep.equal(["1 elsewhere"]);
    for (const change of [
      { logIndex: first.logIndex + 40 },
      { blockHash: `0x${"1".repeat(64)}` },
      { transactionHash: `0x${"1".repeat(64)}` },
      { timestamp: first.timestamp + 1 },
      { lots: [`0x${"1".repeat(64)}`] },
      { signature: second.signature },
    ]) {
      expect(await faultsOf(changed(0, change)), JSON.stringify(change)).to.deep.equal(["1 elsewhere"]);
    }
    expect(await faultsOf([...rows, { ...rows.at(-1), blockNumber: 999_999 }])).to.deep.equal([
      `${rows.length + 1} elsewhere`,
    ]);
    expect(await faultsOf([first, first])).to.deep.equal(["2 order"]);
    expect(await faultsOf([second, first])).to.deep.equal(["2 order"]);
    const torn = linesOf([headOf("statements"), first, second]).slice(0, -9);
    expect(await faultsOf(torn)).to.deep.equal(["2 unreadable", "null cut"]);
    expect(await faultsOf("{}\nnothing\n")).to.deep.equal(["0 cut", "0 unreadable", "1 unreadable", "null cut"]);
    expect(await faultsOf("")).to.deep.equal(["null cut"]);
    const gap = [first, ...rows.slice(2)];
    expect(await faultsOf(gap)).to.deep.equal([]);
    expect(await faultsOf(gap, true)).to.deep.equal(["null missing"]);
  });

  it("is found out where it was cut at either end, put together, or says another end", async () => {
    const { organisation } = miner;
    const rows = await all(by.regulator, { organisation });
    const whole = (await fileOf("statements", rows, { organisation })).trimEnd().split("\n");
    const faultsOf = async (lines: readonly string[], complete?: Complete) =>
      numbered(await checked(`${lines.join("\n")}\n`, "ndjson", complete));
    expect(await faultsOf(whole, {})).to.deep.equal([]);
    const [head = "", ...rest] = whole;
    const foot = rest.pop() ?? "";
    expect(await faultsOf([head, ...rest])).to.deep.equal(["null cut"]);
    expect(await faultsOf([...rest, foot])).to.deep.equal(["0 cut"]);
    expect(await faultsOf([head, ...rest.slice(1), foot])).to.deep.equal([`${rows.length} cut`]);
    expect(await faultsOf([head, ...rest.slice(0, -1), foot])).to.deep.equal([`${rows.length} cut`]);
    expect(await faultsOf([head, foot])).to.deep.equal(["1 cut"]);
    expect(await faultsOf([...whole, ...whole])).to.include(`${rows.length + 2} order`);
    expect(await faultsOf([head, head, ...rest, foot])).to.deep.equal(["1 order"]);
    // Whoever cuts a file can count its rows anew. What the chain has besides is then found by looking for it.
    for (const kept of [rows.slice(3), rows.slice(0, -3), []]) {
      const lines = (await fileOf("statements", kept, { organisation })).trimEnd().split("\n");
      expect(await faultsOf(lines)).to.deep.equal([]);
      expect(await faultsOf(lines, {})).to.deep.equal(Array(rows.length - kept.length).fill("null missing"));
    }
    // A row of days that the file says it is not of, or of no block at all, is looked at all the same.
    const own = rows.find(({ timestamp }) => timestamp > (rows[0]?.timestamp ?? 0)) as AuditRow;
    const about = { organisation, from: own.timestamp };
    const inDays = rows.filter(({ timestamp }) => timestamp >= own.timestamp);
    const outside = [
      { ...rows[0], transactionHash: `0x${"1".repeat(64)}` },
      ...inDays,
      { ...own, blockNumber: 2 ** 40 },
    ];
    const foundOut = numbered(await checked(await fileOf("statements", outside, about), "ndjson", {}));
    expect(foundOut).to.deep.equal(["1 elsewhere", `${outside.length} elsewhere`]);
    // Nor can the block be another one, or the days that it is of be fewer without being told to whoever asks.
    const upTo = await edgeOf();
    for (const other of [
      { ...upTo, blockNumber: upTo.blockNumber - 1 },
      { ...upTo, blockNumber: 999_999 },
      { ...upTo, timestamp: upTo.timestamp + 1 },
    ]) {
      const edge = JSON.stringify({ rows: rows.length, upTo: other });
      expect(await faultsOf([head, ...rest, edge])).to.deep.equal([`${rows.length + 1} elsewhere`]);
    }
    const later = rows.at(3) as AuditRow;
    const narrow = rows.filter(({ timestamp }) => timestamp >= later.timestamp);
    const text = await fileOf("statements", narrow, { organisation, from: later.timestamp });
    const found = await checked(text, "ndjson", {});
    expect(numbered(found)).to.deep.equal([]);
    expect(found.of?.asked.from).to.equal(later.timestamp);
    expect(found.upTo).to.deep.equal(upTo);
  });

  it("as a table says the same at its ends, and is found out where it was cut", async () => {
    const { organisation } = miner;
    const table = (await exported("csv", { organisation })).trimEnd().split("\r\n");
    const faultsOf = async (lines: readonly string[]) =>
      (await checked(`${lines.join("\r\n")}\r\n`, "csv", {})).faults.map(({ fault }) => fault);
    expect(await faultsOf(table)).to.deep.equal([]);
    expect(await faultsOf(table.toSpliced(-1, 1))).to.deep.equal(["cut"]);
    expect(await faultsOf(table.toSpliced(2, 1))).to.deep.equal(["cut", "missing"]);
    expect(await faultsOf(table.toSpliced(-2, 1))).to.deep.equal(["cut", "missing"]);
    expect(await faultsOf(table.toSpliced(1, 1))).to.deep.equal(["cut"]);
  });

  it("is of a kind, or of everybody, and told what it lacks of that; a file of a route is not", async () => {
    const rows = await all(by.regulator);
    const declared = rows.filter(({ kind }) => kind === "declare");
    expect(numbered(await checked(await fileOf("statements", rows), "ndjson", {}))).to.deep.equal([]);
    const ofKind = await fileOf("statements", declared.slice(1), { kind: "declare" });
    expect(numbered(await checked(ofKind, "ndjson", {}))).to.deep.equal(["null missing"]);
    let refused: unknown;
    try {
      await checked(await fileOf("statements", [], { leaves: "CN" }), "ndjson", {});
    } catch (error) {
      refused = error;
    }
    expect(refused).to.be.an.instanceOf(CliError);
    expect(String(refused)).to.contain("of a route");
  });

  it("has the holds that stand, by age, as statements that can be checked", async () => {
    const { items } = await by.anybody.holds();
    const held = await by.regulator.auditHolds({ limit: 200 });
    expect(held.items.map(({ digest }) => digest)).to.deep.equal(items.map(({ statement }) => statement));
    for (const row of held.items) expect(auditHold.safeParse(row).error).to.equal(undefined);
    for (const form of ["ndjson", "csv"] as const) {
      let text = "";
      for await (const part of by.regulator.auditHoldsAs(form)) text += Buffer.from(part);
      expect(await checked(text, form, {})).to.deep.include({ rows: items.length, faults: [] });
    }
    expect((await by.regulator.auditHolds({ country: "AQ" })).items).to.deep.equal([]);
  });

  it("is found out where the end of a hold was altered, or a hold has ended, or was left out", async () => {
    const { world, services } = service;
    const { sign, include } = world;
    const declared = await sign.declare("AU-HELD");
    await include(declared);
    const lot = lotOf(declared);
    const [renewed, released] = [await sign.hold(customs, lot), await sign.hold(regulator, lot)];
    // That one is never renewed.
    await include(renewed, await sign.hold(regulator, lot, { country: "NL" }), released);
    const first = await sign.renewHold(customs, renewed, sign.now + 12 * 86_400);
    await include(first);
    await services.indexer.catchUp();
    const withBoth = (await by.regulator.auditHolds({ limit: 200 })).items;
    const second = await sign.renewHold(customs, renewed, sign.now + 15 * 86_400);
    await include(second, await sign.releaseHold(regulator, released));
    await services.indexer.catchUp();
    const { items } = await by.regulator.auditHolds({ limit: 200 });
    const at = items.findIndex(({ digest }) => digest === world.ledger.digest(renewed));
    const row = items[at] as AuditHold;
    const before = withBoth.find(({ digest }) => digest === row.digest) as AuditHold;
    expect(row.renewal?.digest).to.equal(world.ledger.digest(second));
    const faultsOf = async (rows: readonly object[], complete?: Complete) =>
      numbered(await checked(await fileOf("holds", rows), "ndjson", complete));
    const changing = (change: object) => items.map((each, index) => (index === at ? { ...each, ...change } : each));
    const end = [`${at + 1} end`];
    expect(await faultsOf(items, {})).to.deep.equal([]);
    expect(await faultsOf(changing({ until: row.until + 1 }))).to.deep.equal(end);
    expect(await faultsOf(changing({ renewal: null }))).to.deep.equal(end);
    expect(await faultsOf(changing({ renewal: undefined, until: undefined }))).to.deep.equal(end);
    expect(await faultsOf(changing({ renewal: { ...row.renewal, message: before.renewal?.message } }))).to.deep.equal([
      `${at + 1} altered`,
    ]);
    expect(await faultsOf(changing({ renewal: { ...row.renewal, logIndex: 99 } }))).to.deep.equal([
      `${at + 1} elsewhere`,
    ]);
    // A renewal of another hold, though it ends as the row says.
    const other = items.findIndex(({ renewal }) => renewal === null);
    const borrowed = { ...items[other], renewal: before.renewal, until: before.until };
    expect(await faultsOf(items.map((each, index) => (index === other ? borrowed : each)))).to.deep.equal([
      `${other + 1} end`,
    ]);
    // What was so once: an earlier end, and a hold that was released. Only what the ledger says since tells.
    expect(await faultsOf(changing(before))).to.deep.equal([]);
    expect(await faultsOf(changing(before), {})).to.deep.equal(end);
    const gone = withBoth.find(({ digest }) => digest === world.ledger.digest(released)) as AuditHold;
    expect(await faultsOf([...items, gone])).to.deep.equal([]);
    expect(await faultsOf([...items, gone], {})).to.deep.equal([`${items.length + 1} end`]);
    expect(await faultsOf(items.toSpliced(at, 1))).to.deep.equal([]);
    expect(await faultsOf(items.toSpliced(at, 1), {})).to.deep.equal(["null missing"]);
  });

  describe("of challenges, findings, permits and acts of governance", () => {
    type Rows = { [S in AuditSort]: AuditRows[S][] };
    let rows: Rows;
    const allOf = async <S extends AuditSort>(of: S, client = by.regulator, limit = 3): Promise<AuditRows[S][]> => {
      const found: AuditRows[S][] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await client.audit(of, { ...ever, limit, ...(cursor !== undefined && { cursor }) });
        found.push(...page.items);
        cursor = page.next;
      }
      return found;
    };
    const sortOf = ([row = {}]: readonly object[]): AuditSort => {
      if ("act" in row) return "acts";
      if ("move" in row) return "permits";
      return "kind" in row && String(row.kind).endsWith("finding") ? "findings" : "challenges";
    };
    const faultsOf = async (changed: readonly object[], complete = false) =>
      numbered(await checked(await fileOf(sortOf(changed), changed), "ndjson", complete ? {} : undefined));
    const without = (list: readonly object[], index: number) => list.filter((_, at) => at !== index);
    const changing = (list: readonly object[], index: number, change: object) =>
      list.map((row, at) => (at === index ? { ...row, ...change } : row));

    before(async () => {
      rows = {
        challenges: await allOf("challenges"),
        findings: await allOf("findings"),
        permits: await allOf("permits"),
        acts: await allOf("acts"),
      };
    });

    it("has every step of them, in the ledger's order, in every form alike, and stands on the chain", async () => {
      expect(rows.challenges.map(({ kind }) => kind)).to.deep.equal([
        "challenge",
        "answer-challenge",
        "decide-challenge",
      ]);
      expect(new Set(rows.challenges.map((row) => row.case)).size).to.equal(1);
      expect(rows.findings.map(({ kind }) => kind).sort()).to.deep.equal(
        ["record-finding", "record-finding", "record-finding", ...Array(4).fill("link-finding")]
          .concat(["withdraw-finding", "withdraw-finding"])
          .sort(),
      );
      expect(rows.permits.map(({ move }) => move)).to.deep.equal([
        "granted",
        "taken",
        "taken",
        "taken",
        "given-back",
        "given-back",
        "withdrawn",
      ]);
      const [granted, ...moved] = rows.permits;
      let left = granted?.leftGrams ?? 0;
      for (const { move, grams, leftGrams } of moved.slice(0, -1)) {
        left += (move === "taken" ? -1 : 1) * (grams ?? 0);
        expect(leftGrams).to.equal(left);
      }
      expect(new Set(rows.acts.map(({ act }) => act))).to.include.members([
        "enrol",
        "setRule",
        "liftHold",
        "unlinkFinding",
      ]);
      const schemas = { challenges: auditCaseRow, findings: auditCaseRow, permits: auditPermitRow, acts: auditAct };
      for (const sort of ["challenges", "findings", "permits", "acts"] as const) {
        for (const row of rows[sort]) expect(schemas[sort].safeParse(row).error, sort).to.equal(undefined);
        for (const form of ["ndjson", "csv"] as const) {
          let text = "";
          for await (const part of by.regulator.auditAs(sort, form, ever)) text += Buffer.from(part);
          if (form === "ndjson") {
            const lines = text.trimEnd().split("\n").slice(1, -1);
            expect(
              lines.map((line) => JSON.parse(line) as object),
              sort,
            ).to.deep.equal(rows[sort]);
          }
          const result = await checked(text, form, {});
          expect(result, `${sort} ${form}`).to.deep.include({ rows: rows[sort].length, faultCount: 0, faults: [] });
        }
      }
    });

    it("shows others only what concerns them", async () => {
      const grams = (list: readonly AuditRows["permits"][]) => list.filter(({ move }) => move === "taken").length;
      expect(grams(await allOf("permits", by.miner))).to.equal(grams(rows.permits));
      // That a permit was withdrawn, whosever it was, is public.
      expect((await allOf("permits", by.recycler)).map(({ move }) => move)).to.deep.equal(["withdrawn"]);
      // Of findings, what was linked to a lot is in its dossier; what was found is not for everybody.
      const linked = rows.findings.filter(({ kind }) => isPublicKind(kind));
      expect(linked.length).to.be.below(rows.findings.length);
      expect(await allOf("findings", by.anybody)).to.deep.equal(linked);
      expect(await allOf("challenges", by.anybody)).to.deep.equal(rows.challenges);
      const open = await allOf("acts", by.anybody);
      expect(open.every(({ args }) => args.organisation === undefined)).to.equal(true);
      expect(open.length).to.be.within(1, rows.acts.length - 1);
    });

    it("is found out where a row of a case was altered, invented, doubled or left out", async () => {
      for (const sort of ["challenges", "findings"] as const) {
        const list = rows[sort];
        const [first, second] = list as [AuditRows["findings"], AuditRows["findings"]];
        expect(await faultsOf(changing(list, 1, { case: `0x${"1".repeat(64)}` })), sort).to.deep.equal(["2 altered"]);
        expect(await faultsOf(changing(list, 0, { message: { ...first.message, country: "FR" } }))).to.deep.equal([
          "1 altered",
        ]);
        expect(await faultsOf(changing(list, 1, { blockNumber: second.blockNumber + 1 })), sort).to.include(
          "2 elsewhere",
        );
        expect(await faultsOf([first, first]), sort).to.deep.equal(["2 order"]);
        expect(await faultsOf(without(list, 1)), sort).to.deep.equal([]);
        expect(await faultsOf(without(list, 1), true), sort).to.deep.equal(["null missing"]);
      }
      // Rightly signed, and on no ledger.
      const { sign, ledger } = service.world;
      const never = await sign.recordFinding(customs, { referenceNumber: "NEVER1" });
      const { signature, message } = statementToWire(never) as unknown as { message: object; signature: string };
      const digest = ledger.digest(never);
      const invented = { message, signature, digest, case: digest, organisation: customs.organisation };
      const at = rows.findings.findIndex(({ kind }) => kind === "record-finding");
      expect(await faultsOf(changing(rows.findings, at, invented))).to.deep.equal([`${at + 1} elsewhere`]);
    });

    it("is found out where what was granted, taken, given back or left of a permit was altered, invented, doubled or left out", async () => {
      const list = rows.permits;
      type Row = AuditRows["permits"];
      const [granted, taken, again, back] = list as [Row, Row, Row, Row];
      // More is left than there is.
      expect(await faultsOf(changing(list, 1, { leftGrams: (taken.leftGrams ?? 0) + 1 }))).to.deep.equal([
        "2 sum",
        "3 sum",
      ]);
      expect(await faultsOf(changing(list, 0, { grams: (granted.grams ?? 0) + 1 }))).to.deep.equal(["1 altered"]);
      expect(await faultsOf(changing(list, 0, { number: 77 }))).to.deep.equal(["1 elsewhere"]);
      // Less was taken, and the sums made to fit.
      const less = [granted, taken, again, back].map((row, index) =>
        index === 0
          ? row
          : { ...row, grams: index === 1 ? (row.grams ?? 0) - 1 : row.grams, leftGrams: (row.leftGrams ?? 0) + 1 },
      );
      expect(await faultsOf(less)).to.deep.equal(["2 elsewhere"]);
      expect(
        await faultsOf(
          changing(list, 1, { move: "given-back", leftGrams: (granted.leftGrams ?? 0) + (taken.grams ?? 0) }),
        ),
      ).to.deep.equal(["3 sum", "2 elsewhere"]);
      expect(await faultsOf(changing(list, 1, { digest: again.digest }))).to.deep.equal(["2 elsewhere"]);
      expect(await faultsOf([granted, taken, taken])).to.deep.equal(["3 order"]);
      // Left out: the sum tells, without a look at what the file lacks; and that look names it.
      expect(await faultsOf(without(list, 1))).to.deep.equal(["2 sum"]);
      expect(await faultsOf(without(list, 1), true)).to.deep.equal(["2 sum", "null missing"]);
      expect(await faultsOf(changing(list, 6, { grams: 5 }))).to.deep.equal(["7 altered"]);
      // Invented where no event is.
      const made = {
        ...taken,
        logIndex: back.logIndex + 30,
        blockNumber: back.blockNumber,
        grams: 1,
        leftGrams: (back.leftGrams ?? 0) - 1,
      };
      expect(await faultsOf([granted, taken, again, back, made])).to.deep.equal(["5 elsewhere"]);
    });

    it("is found out where an act of governance was altered, invented, doubled or left out", async () => {
      const list = rows.acts;
      const at = list.findIndex(({ act }) => act === "setRule");
      const rule = list[at] as AuditRows["acts"];
      expect(await faultsOf(changing(list, at, { args: { ...rule.args, name: "Another" } }))).to.deep.equal([
        `${at + 1} altered`,
      ]);
      expect(await faultsOf(changing(list, at, { act: "setScheme" }))).to.deep.equal([`${at + 1} altered`]);
      expect(await faultsOf(changing(list, at, { act: "constructor" }))).to.deep.equal([`${at + 1} altered`]);
      expect(await faultsOf(changing(list, at, { args: {} }))).to.deep.equal([`${at + 1} altered`]);
      // Another act in its place, with its own digest, and the place of this one.
      const { act, args, digest, contract } = list[0] as AuditRows["acts"];
      expect(await faultsOf(changing(list, at, { act, args, digest, contract }))).to.deep.equal([
        `${at + 1} elsewhere`,
      ]);
      // More values than the call has change no digest, and are no event.
      expect(await faultsOf(changing(list, at, { args: { ...rule.args, note: "x" } }))).to.deep.equal([
        `${at + 1} elsewhere`,
      ]);
      expect(await faultsOf(changing(list, at, { timestamp: rule.timestamp + 1 }))).to.deep.equal([
        `${at + 1} elsewhere`,
      ]);
      expect(await faultsOf([rule, rule])).to.deep.equal(["2 order"]);
      expect(await faultsOf(without(list, at))).to.deep.equal([]);
      expect(await faultsOf(without(list, at), true)).to.deep.equal(["null missing"]);
    });
  });
});
