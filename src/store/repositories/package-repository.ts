import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { Address, Hex } from "../../domain/hex.ts";
import type { PackageEvent } from "../../domain/package-event.ts";
import { type GramRanges, gramsIn, union } from "../../units/gram-range.ts";
import { UnitsRefused } from "../../units/refused.ts";
import type { Database } from "../database.ts";
import type { PackageEventTable } from "../tables/package-tables.ts";

export type PackageEventRow = Selectable<PackageEventTable>;

/** Grams by lot. */
export type PackedGrams = ReadonlyMap<Hex, GramRanges>;

/** A package as it lies in a book, or as it left. */
export interface PackedPackage {
  organisation: Address;
  sscc: string;
  /** The statement that it left with; null for how it stands in its packer's book. */
  statement: Hex | null;
  parent: string | null;
  /** Packages that lie in it directly. */
  children: string[];
  /** All grams in it, and in whatever lies in it. */
  contents: PackedGrams;
}

/** Where packages are looked for: in an organisation's book, or among those that left with a statement. */
export type PackageBook = { organisation: Address } | { leftWith: Hex };

/** Events of a package that are told, the newest first. */
const mostEvents = 100;

/**
 * Drums, bags and pallets by SSCC. Each organisation has a book of its own, in which a gram lies in one package at most, and a package in
 * one other at most.
 */
export class PackageRepository {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * Takes down what an organisation did with a package of its own, which begins with it where it is new.
   * @throws UnitsRefused `package-unknown`, `packed-already`, `contains-itself` or `not-packed`.
   */
  async record(organisation: Address, sscc: string, event: PackageEvent, at: bigint): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      // Whoever comes second waits here, and judges what the first has left.
      await sql`select pg_advisory_xact_lock(hashtext('packages'), hashtext(${organisation}))`.execute(transaction);
      await apply(transaction, { organisation, sscc, event, at });
      await transaction
        .insertInto("package_event")
        .values({ organisation, sscc, at, by: organisation, ...detailsOf(event) })
        .execute();
    });
  }

  /** Takes down where somebody saw a package of an organisation's book. */
  async see(organisation: Address, sscc: string, seen: { by: Address; country: string; at: bigint }): Promise<void> {
    const nothing = { other: null, lot: null, grams: null };
    await this.#db
      .insertInto("package_event")
      .values({ organisation, sscc, what: "seen", ...seen, ...nothing })
      .execute();
  }

  /** A package as it stands in an organisation's book, or as it left with a statement. */
  async find(book: PackageBook, sscc: string): Promise<PackedPackage | undefined> {
    const [packed] = await ("leftWith" in book
      ? this.#left(sscc, book.leftWith)
      : this.#books(sscc, book.organisation));
    return packed;
  }

  /** A package as it stands in every book, and as it left with statements. */
  async all(sscc: string): Promise<PackedPackage[]> {
    return [...(await this.#books(sscc)), ...(await this.#left(sscc))];
  }

  /** Packages of an organisation that lie in no other, by SSCC. */
  outermost(organisation: Address, after: string, limit: number): Promise<{ sscc: string; opened_at: bigint }[]> {
    return this.#db
      .selectFrom("package")
      .select(["sscc", "opened_at"])
      .where("organisation", "=", organisation)
      .where("parent", "is", null)
      .where("sscc", ">", after)
      .orderBy("sscc")
      .limit(limit)
      .execute();
  }

  /** What happened to a package of a book, the newest first. */
  events(organisation: Address, sscc: string): Promise<PackageEventRow[]> {
    return this.#db
      .selectFrom("package_event")
      .selectAll()
      .where("organisation", "=", organisation)
      .where("sscc", "=", sscc)
      .orderBy("sequence", "desc")
      .limit(mostEvents)
      .execute();
  }

  /**
   * Keeps how packages were packed when they left with a statement, with all that lies in them. Said again it changes nothing.
   * @throws UnitsRefused `package-unknown`.
   */
  async leave(statement: Hex, organisation: Address, ssccs: readonly string[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (const sscc of ssccs) {
        await requirePackage(transaction, organisation, sscc);
        await sql`
          with recursive ${insideOf(organisation, sscc)}
          insert into packing_list (statement, organisation, sscc, parent)
          select ${statement}, ${organisation}, sscc, case when sscc = ${sscc} then null else parent end from inside
          on conflict do nothing`.execute(transaction);
        await sql`
          with recursive ${insideOf(organisation, sscc)}
          insert into packing_list_grams (statement, sscc, lot, first_gram, last_gram)
          select ${statement}, sscc, lot, first_gram, last_gram
          from package_grams where organisation = ${organisation} and sscc in (select sscc from inside)
          on conflict do nothing`.execute(transaction);
      }
    });
  }

  /** Grams in packages and in whatever lies in them. @throws UnitsRefused `package-unknown` or `packed-already`. */
  async contents(book: PackageBook, ssccs: readonly string[]): Promise<Map<Hex, GramRanges>> {
    const all = new Map<Hex, GramRanges>();
    for (const sscc of ssccs) {
      const packed = await this.find(book, sscc);
      if (packed === undefined) throw unknown(sscc);
      for (const [lot, ranges] of packed.contents) {
        const before = all.get(lot) ?? [];
        const both = union(before, ranges);
        if (gramsIn(both) < gramsIn(before) + gramsIn(ranges)) {
          throw new UnitsRefused("packed-already", `The package ${sscc} lies in another one that is named`);
        }
        all.set(lot, both);
      }
    }
    return all;
  }

  async #books(sscc: string, organisation?: Address): Promise<PackedPackage[]> {
    let query = this.#db.selectFrom("package").selectAll().where("sscc", "=", sscc).orderBy("organisation");
    if (organisation !== undefined) query = query.where("organisation", "=", organisation);
    const found: PackedPackage[] = [];
    for (const { organisation: packer, parent } of await query.execute()) {
      const { rows } = await sql<InsideRow>`
        with recursive ${insideOf(packer, sscc)}
        select inside.sscc, inside.parent, lot, first_gram, last_gram from inside
        left join package_grams as grams on grams.organisation = ${packer} and grams.sscc = inside.sscc`.execute(
        this.#db,
      );
      found.push({ organisation: packer, sscc, statement: null, parent, ...packedIn(rows, sscc) });
    }
    return found;
  }

  async #left(sscc: string, leftWith?: Hex): Promise<PackedPackage[]> {
    let query = this.#db.selectFrom("packing_list").selectAll().where("sscc", "=", sscc);
    if (leftWith !== undefined) query = query.where("statement", "=", leftWith);
    const found: PackedPackage[] = [];
    for (const { statement, organisation, parent } of await query.execute()) {
      const { rows } = await sql<InsideRow>`
        with recursive ${leftInside(statement, sscc)}
        select inside.sscc, inside.parent, lot, first_gram, last_gram from inside
        left join packing_list_grams as grams on grams.statement = ${statement} and grams.sscc = inside.sscc`.execute(
        this.#db,
      );
      found.push({ organisation, sscc, statement, parent, ...packedIn(rows, sscc) });
    }
    return found;
  }
}

interface InsideRow {
  sscc: string;
  parent: string | null;
  lot: Hex | null;
  first_gram: string | number | bigint;
  last_gram: string | number | bigint;
}

/** A package of a book, and all that lies in it: as a part of `with recursive`. */
function insideOf(organisation: Address, sscc: string) {
  return sql`inside (sscc, parent) as (
    select sscc, parent from package where organisation = ${organisation} and sscc = ${sscc}
    union all
    select inner_one.sscc, inner_one.parent from package as inner_one
    join inside on inner_one.parent = inside.sscc where inner_one.organisation = ${organisation}
  )`;
}

/** A package that left with a statement, and all that lay in it then: as a part of `with recursive`. */
function leftInside(statement: string, sscc: string) {
  return sql`inside (sscc, parent) as (
    select sscc, parent from packing_list where statement = ${statement} and sscc = ${sscc}
    union all
    select inner_one.sscc, inner_one.parent from packing_list as inner_one
    join inside on inner_one.parent = inside.sscc where inner_one.statement = ${statement}
  )`;
}

function packedIn(rows: readonly InsideRow[], sscc: string): Pick<PackedPackage, "children" | "contents"> {
  const byLot = Map.groupBy(
    rows.filter((row) => row.lot !== null),
    ({ lot }) => lot as Hex,
  );
  const contents = new Map(
    [...byLot].map(([lot, found]) => [
      lot,
      union(
        found.map(({ first_gram, last_gram }) => ({ first: BigInt(first_gram), last: BigInt(last_gram) })),
        [],
      ),
    ]),
  );
  const children = new Set(
    rows.filter(({ parent, sscc: own }) => parent === sscc && own !== sscc).map((row) => row.sscc),
  );
  return { children: [...children].sort(), contents };
}

interface Recorded {
  organisation: Address;
  sscc: string;
  event: PackageEvent;
  at: bigint;
}

async function apply(db: Transaction<Database>, { organisation, sscc, event, at }: Recorded): Promise<void> {
  switch (event.what) {
    case "filled":
      await open(db, organisation, sscc, at);
      await requireLoose(db, organisation, event.lot, event.ranges);
      await db
        .insertInto("package_grams")
        .values(
          event.ranges.map(({ first, last }) => ({
            ...{ organisation, sscc, lot: event.lot },
            ...{ first_gram: first, last_gram: last },
          })),
        )
        .execute();
      break;
    case "packed":
      await open(db, organisation, sscc, at);
      await pack(db, organisation, sscc, event.package);
      break;
    case "unpacked": {
      const { parent } = await requirePackage(db, organisation, sscc);
      if (parent === null) throw new UnitsRefused("not-packed", `The package ${sscc} lies in no other`);
      await setParent(db, organisation, sscc, null);
      break;
    }
    case "emptied":
      await requirePackage(db, organisation, sscc);
      await db.deleteFrom("package_grams").where("organisation", "=", organisation).where("sscc", "=", sscc).execute();
      break;
    case "received":
      await takeOver(db, { organisation, sscc, at, statement: event.statement });
  }
}

/** Enters a package that came with a statement, and all that lay in it then, into a book. */
async function takeOver(
  db: Transaction<Database>,
  { organisation, sscc, at, statement }: { organisation: Address; sscc: string; at: bigint; statement: Hex },
): Promise<void> {
  const came = sql`with recursive ${leftInside(statement, sscc)}`;
  const { rows: found } = await sql<{ sscc: string; known: boolean }>`${came}
    select sscc, exists (select from package where organisation = ${organisation} and sscc = inside.sscc) as known
    from inside order by known desc limit 1`.execute(db);
  const [first] = found;
  if (first === undefined) throw unknown(sscc);
  if (first.known) throw new UnitsRefused("packed-already", `The package ${first.sscc} stands in this book already`);
  const { rows: packed } = await sql<{ sscc: string }>`${came}
    select own.sscc from package_grams as own join packing_list_grams as sent using (lot)
    where own.organisation = ${organisation} and sent.statement = ${statement} and sent.sscc in (select sscc from inside)
    and own.first_gram <= sent.last_gram and own.last_gram >= sent.first_gram limit 1`.execute(db);
  const [other] = packed;
  if (other !== undefined) {
    throw new UnitsRefused("packed-already", `Grams of it lie in the package ${other.sscc} already`);
  }
  await sql`${came}
    insert into package (organisation, sscc, parent, opened_at)
    select ${organisation}, sscc, case when sscc = ${sscc} then null else parent end, ${at} from inside`.execute(db);
  await sql`${came}
    insert into package_grams (organisation, sscc, lot, first_gram, last_gram)
    select ${organisation}, sscc, lot, first_gram, last_gram from packing_list_grams
    where statement = ${statement} and sscc in (select sscc from inside)`.execute(db);
}

async function open(db: Transaction<Database>, organisation: Address, sscc: string, at: bigint): Promise<void> {
  await db
    .insertInto("package")
    .values({ organisation, sscc, parent: null, opened_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function pack(db: Transaction<Database>, organisation: Address, sscc: string, inner: string): Promise<void> {
  const { parent } = await requirePackage(db, organisation, inner);
  for (let outer: string | null = sscc; outer !== null; ) {
    if (outer === inner) throw new UnitsRefused("contains-itself", `The package ${inner} would contain itself`);
    outer = (await requirePackage(db, organisation, outer)).parent;
  }
  if (parent !== null) throw new UnitsRefused("packed-already", `The package ${inner} lies in ${parent} already`);
  await setParent(db, organisation, inner, sscc);
}

async function setParent(
  db: Transaction<Database>,
  organisation: Address,
  sscc: string,
  parent: string | null,
): Promise<void> {
  await db
    .updateTable("package")
    .set({ parent })
    .where("organisation", "=", organisation)
    .where("sscc", "=", sscc)
    .execute();
}

/** @throws UnitsRefused `packed-already` where one of the grams lies in a package of this book. */
async function requireLoose(
  db: Transaction<Database>,
  organisation: Address,
  lot: Hex,
  ranges: GramRanges,
): Promise<void> {
  for (const { first, last } of ranges) {
    const packed = await db
      .selectFrom("package_grams")
      .select(["sscc", "first_gram", "last_gram"])
      .where("organisation", "=", organisation)
      .where("lot", "=", lot)
      .where("first_gram", "<=", last)
      .where("last_gram", ">=", first)
      .limit(1)
      .executeTakeFirst();
    if (packed === undefined) continue;
    const { sscc, first_gram, last_gram } = packed;
    throw new UnitsRefused("packed-already", `The grams ${first_gram}-${last_gram} lie in the package ${sscc} already`);
  }
}

async function requirePackage(db: Transaction<Database>, organisation: Address, sscc: string) {
  const found = await db
    .selectFrom("package")
    .select("parent")
    .where("organisation", "=", organisation)
    .where("sscc", "=", sscc)
    .executeTakeFirst();
  if (found === undefined) throw unknown(sscc);
  return found;
}

function unknown(sscc: string): UnitsRefused {
  return new UnitsRefused("package-unknown", `No package ${sscc} is known`);
}

function detailsOf(event: PackageEvent) {
  const { what } = event;
  const nothing = { what, other: null, lot: null, grams: null, country: null };
  if (what === "filled") return { ...nothing, lot: event.lot, grams: gramsIn(event.ranges) };
  return what === "packed" ? { ...nothing, other: event.package } : nothing;
}
