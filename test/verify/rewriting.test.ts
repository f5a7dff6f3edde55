import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { sql } from "kysely";
import type { Hex } from "../../src/domain/hex.ts";
import type { LotIdentity } from "../../src/domain/lot.ts";
import { type Check, conclusions, type Verdict } from "../../src/domain/verdict.ts";
import { grantAllowance, setInheritancePolicy, setTerms } from "../../src/governance/calls.ts";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import type { Rpc } from "../../src/rpc/rpc.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { indexTableNames } from "../../src/store/index-schema/index-tables.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import { parties, scheme } from "../fixtures/parties.ts";
import { identityOf, idOf, lotOf, outputsOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import type { Anvil } from "../support/anvil.ts";
import { times } from "../support/depth.ts";
import { Random } from "../support/random.ts";

const site = 6_901_234_000_009n;
/** How many rows of a table each column is rewritten in, by how many values each, and how many are taken out. */
const rowsPerColumn = times(1, 8);
const valuesPerRow = times(1, 2);
const rowsTakenOut = times(4, 20);

type Row = Record<string, unknown>;

describe("an index of which one thing was rewritten", () => {
  let folder: string;
  let anvil: Anvil;
  let rpc: Rpc;
  let store: Store;
  let indexer: Indexer;
  let world: World;
  let lots: Record<string, Hex>;

  before(async function () {
    this.timeout(120_000);
    ({ anvil, rpc, world } = await startWorldNode());
    folder = await mkdtemp(join(tmpdir(), "ytterby-rewriting-"));
    store = await openStore({ folder });
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 });
    lots = await tell(world);
    await indexer.catchUp();
  });

  after(async () => {
    await store.close();
    rpc.close();
    await anvil.close();
    await rm(folder, { recursive: true, force: true });
  });

  const verdictsNow = async (): Promise<Record<string, Verdict | undefined>> => {
    const verifier = createVerifier({ ledger: world.ledger, store, indexer });
    const verdicts = await Promise.all(
      Object.entries(lots).map(async ([name, lot]) => [name, await answer(verifier.verifyLot(lot, { fresh: false }))]),
    );
    return Object.fromEntries(verdicts);
  };

  it("never has a better verdict, nor another answer that is not marked as the service's word", async function () {
    this.timeout(900_000);
    const before = await verdictsNow();
    expect(
      Object.fromEntries(Object.entries(before).map(([name, verdict]) => [name, verdict?.conclusion])),
    ).to.deep.equal({
      travelled: "valid",
      made: "valid",
      drawn: "valid",
      revoked: "revoked",
      ofRevoked: "invalid",
      disputed: "disputed",
      anew: "valid",
    });
    const random = new Random(7);
    const broken: string[] = [];
    let changes = 0;
    const judge = async (what: string) => {
      changes += 1;
      const after = await verdictsNow();
      for (const name of Object.keys(lots)) {
        const trouble = worse(before[name] as Verdict, after[name], what);
        if (trouble !== undefined) broken.push(`${what}: ${name} ${trouble}`);
      }
    };
    for (const table of [...indexTableNames, "checkpoint"]) {
      const rows = await rowsOf(store, table);
      const columns = await columnsOf(store, table);
      for (const { name, type } of columns) {
        for (const row of some(random, rows, rowsPerColumn)) {
          const others = otherValues(
            rows.map((each) => each[name]),
            row[name],
            type,
          );
          for (const value of others.slice(0, valuesPerRow)) {
            const undo = await rewrite(store, table, row, name, type, value);
            if (undo === undefined) continue;
            await judge(`${table}.${name} ${show(row[name])} → ${show(value)}`);
            await undo();
          }
        }
      }
      for (const row of some(random, rows, rowsTakenOut)) {
        const undo = await takeOut(store, table, row);
        await judge(`${table} without ${show(row)}`);
        await undo();
      }
    }
    expect(broken).to.deep.equal([]);
    expect(changes).to.be.greaterThan(200);
    expect(await verdictsNow()).to.deep.equal(before);
  });
});

/** Lots of every sort of verdict, by name. */
async function tell({ sign, include, governance }: World): Promise<Record<string, Hex>> {
  const { miner, refiner, buyer, regulator, customs } = parties;
  await governance.execute(
    setTerms({ scheme, toleranceBasisPoints: 50, prices: { Nd: 70_000 } }),
    grantAllowance({
      organisation: miner.organisation,
      site,
      toleranceNanograms: 10n ** 12n,
      relianceNanograms: 10n ** 11n,
    }),
    setInheritancePolicy({ reason: 3, policy: "flag" }),
  );
  const [west, east, bad, doubted] = [
    await sign.declare("WEST"),
    await sign.declare("EAST", { deposit: "Bayan Obo East" }),
    await sign.declare("BAD"),
    await sign.declare("DOUBTED"),
  ] as const;
  for (const declared of [west, east, bad, doubted]) await include(declared, ...(await sign.certification(declared)));
  const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(west), grams: 9_000_000n }]);
  await include(
    sent,
    await sign.receive(sent, refiner, [8_999_000n]),
    await sign.handOver(refiner, buyer, lotOf(west), 500n),
    await sign.retire(buyer, lotOf(west), 200n, "CN"),
    await sign.correctFootprint(miner, lotOf(east), 2_700, east),
  );
  const mixed = {
    deposit: "mixed",
    custodyModel: "mass-balance",
    allocation: "mass",
    producedAt: sign.now,
    footprintGramsPerKilogram: 3_000,
  } as const;
  const [westId, eastId, badId] = [identityOf(west), identityOf(east), identityOf(bad)];
  const certified = async (step: Statement<"transform" | "withdraw">): Promise<LotIdentity> => {
    const [made] = outputsOf(step);
    if (made === undefined) throw new Error("nothing was made");
    const { producer, lotNumber, content } = made;
    const declared = { kind: "declare", message: { organisation: producer, lotNumber, content } };
    await include(step, ...(await sign.certification(declared as unknown as Statement<"declare">)));
    return made;
  };
  const blended = await certified(
    await sign.transform(
      miner,
      [
        { declared: westId, grams: 60_000n },
        { declared: eastId, grams: 40_000n },
      ],
      [{ ...mixed, allocation: "economic", lotNumber: "BLEND", massGrams: 100_000n }],
      { process: "blending", scheme },
    ),
  );
  const made = await certified(
    await sign.transform(
      miner,
      [{ declared: blended, grams: 50_000n }],
      [
        { ...mixed, lotNumber: "MADE", massGrams: 40_000n },
        { ...mixed, lotNumber: "REST", massGrams: 10_000n },
      ],
    ),
  );
  const taken = [
    { declared: westId, grams: 10_000n },
    { declared: eastId, grams: 30_000n },
  ];
  for (const each of taken) await include(await sign.deposit(miner, [each], site));
  const drawn = await certified(
    await sign.withdraw(miner, taken, [{ ...mixed, lotNumber: "DRAWN", massGrams: 20_000n }]),
  );
  const ofBad = await certified(
    await sign.transform(
      miner,
      [{ declared: badId, grams: 10_000n }],
      [{ allocation: "mass", producedAt: sign.now, lotNumber: "OF-BAD", massGrams: 10_000n }],
    ),
  );
  await include(await sign.revoke(lotOf(bad), regulator, sign.certificateUntil));
  const finding = await sign.recordFinding(customs);
  const wrong = await sign.declare("WRONG");
  await include(finding, await sign.linkFinding(customs, finding, lotOf(west)), wrong);
  const anew = await sign.declare("ANEW", { replaces: lotOf(wrong) });
  await include(await sign.linkFinding(customs, finding, lotOf(wrong)), await sign.takeBack(wrong, miner), anew);
  await include(...(await sign.certification(anew)));
  await include(await sign.attest(doubted, "inspection", customs, "does-not-conform"));
  const wire = (identity: LotIdentity) => lotIdToWire(idOf(identity));
  return {
    travelled: wire(westId),
    made: wire(made),
    drawn: wire(drawn),
    revoked: wire(badId),
    ofRevoked: wire(ofBad),
    disputed: lotIdToWire(lotOf(doubted)),
    anew: lotIdToWire(lotOf(anew)),
  };
}

/** Some elements of a list, each once. */
function some<T>(random: Random, list: readonly T[], count: number): T[] {
  const rest = [...list];
  const chosen: T[] = [];
  while (chosen.length < count && rest.length > 0) chosen.push(...rest.splice(random.between(0, rest.length - 1), 1));
  return chosen;
}

/** No answer is none that misleads. */
function answer(verdict: Promise<Verdict | undefined>): Promise<Verdict | undefined> {
  return verdict.catch(() => undefined);
}

/** What is wrong with a verdict after a change; undefined where it is no better, and says nothing else unless it fails. */
function worse(before: Verdict, after: Verdict | undefined, what: string): string | undefined {
  if (after === undefined) return undefined;
  const [was, is] = [before, after].map(({ conclusion }) => conclusions.indexOf(conclusion)) as [number, number];
  // Doubt hides nothing that the ledger itself says: a lot's record there.
  const isHidden = after.conclusion === "unsettled" && before.conclusion === "revoked";
  if (is < was || isHidden) return `was ${before.conclusion}, is ${after.conclusion}`;
  if (is > was) return undefined;
  const [said, says] = what.startsWith("lot_input.transport_milligrams")
    ? [plainText(withoutServiceWord(before)), plainText(withoutServiceWord(after))]
    : [plainText(before), plainText(after)];
  return said === says || isTold(before, after) ? undefined : `says otherwise: ${differenceOf(said, says)}`;
}

/** Without what the verdict marks as the service's word: transport carbon, which no head commits to. */
function withoutServiceWord(verdict: Verdict): object {
  const { goods, checks } = verdict;
  const conserved = checks.find(({ id }) => id === "lineage-conserved");
  if (goods === null || !JSON.stringify(conserved?.data).includes("transport-carbon")) return verdict;
  return { ...verdict, goods: { ...goods, footprint: { ...goods.footprint, parts: null } } };
}

function plainText(value: unknown): string {
  return JSON.stringify(value, plain);
}

/** A check that does not hold now and did tells that something is wrong, where another one decides the conclusion. */
function isTold(before: Verdict, after: Verdict): boolean {
  const isWrong = ({ status }: Check) => status === "fail" || status === "unsettled";
  return after.checks.some((check, index) => isWrong(check) && check.status !== before.checks[index]?.status);
}

function plain(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function differenceOf(a: string, b: string): string {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return `${a.slice(Math.max(0, at - 60), at + 60)} ≠ ${b.slice(Math.max(0, at - 60), at + 60)}`;
}

function show(value: unknown): string {
  return (JSON.stringify(value, plain) ?? "null").slice(0, 200);
}

async function columnsOf({ db }: Store, table: string): Promise<{ name: string; type: string }[]> {
  const { rows } = await sql<{ name: string; type: string }>`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`.execute(db);
  return rows;
}

async function rowsOf({ db }: Store, table: string): Promise<Row[]> {
  const { rows } = await sql<Row>`select ctid::text as row_id, * from ${sql.table(table)} order by ctid`.execute(db);
  return rows;
}

/** Values of a column that are not the one it has: another row's, and one that is a little off. */
function otherValues(all: readonly unknown[], value: unknown, type: string): unknown[] {
  const another = all.find((each) => each !== null && JSON.stringify(each, plain) !== JSON.stringify(value, plain));
  const off = offBy(value, type);
  return [...(another === undefined ? [] : [another]), ...(off === undefined ? [] : [off])];
}

function offBy(value: unknown, type: string): unknown {
  if (typeof value === "bigint" || typeof value === "number") return BigInt(value) + 1n;
  if (typeof value === "boolean") return !value;
  if (Array.isArray(value)) return value.slice(1);
  if (typeof value === "string") return value.slice(0, -1) + (value.endsWith("1") ? "2" : "1");
  if (value !== null && typeof value === "object" && type.startsWith("json")) return offLeaf(value as Row);
  return undefined;
}

/** An object of which the last field that is no object is another. */
function offLeaf(value: Row): Row {
  const names = Object.keys(value);
  const name = names.findLast((each) => typeof value[each] !== "object") ?? names.at(-1);
  if (name === undefined) return { added: 1 };
  const leaf = value[name];
  const off =
    typeof leaf === "object" && leaf !== null
      ? offLeaf(leaf as Row)
      : typeof leaf === "number"
        ? leaf + 1
        : `${String(leaf)}1`;
  return { ...value, [name]: off };
}

/** Rewrites one value. @returns Takes it back; undefined where the database itself refuses it. */
async function rewrite(
  { db }: Store,
  table: string,
  row: Row,
  column: string,
  type: string,
  value: unknown,
): Promise<(() => Promise<unknown>) | undefined> {
  const write = async (what: unknown, at: unknown) => {
    const { rows } = await sql<{ row_id: string }>`update ${sql.table(table)}
      set ${sql.ref(column)} = ${asText(what, type)}::${sql.raw(type)} where ctid = ${at}::tid
      returning ctid::text as row_id`.execute(db);
    return rows[0]?.row_id;
  };
  const moved = await write(value, row.row_id).catch(() => undefined);
  if (moved === undefined) return undefined;
  return async () => {
    row.row_id = await write(row[column], moved);
  };
}

async function takeOut({ db }: Store, table: string, { row_id: at }: Row): Promise<() => Promise<unknown>> {
  await sql`create table taken_out as select * from ${sql.table(table)} where ctid = ${at}::tid`.execute(db);
  await sql`delete from ${sql.table(table)} where ctid = ${at}::tid`.execute(db);
  return async () => {
    await sql`insert into ${sql.table(table)} select * from taken_out`.execute(db);
    await sql`drop table taken_out`.execute(db);
  };
}

function asText(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type.startsWith("json")) return JSON.stringify(value, plain);
  if (Array.isArray(value)) return `{${value.map((each) => JSON.stringify(String(each))).join(",")}}`;
  return String(value);
}
