import type { Kysely } from "kysely";
import type { ConsignmentStatus } from "../../../src/domain/consignment.ts";
import type { Address, Hex } from "../../../src/domain/hex.ts";
import type { Database } from "../../../src/store/database.ts";
import { insertRows } from "../../../src/store/insert-rows.ts";
import { normal, pick, seeded } from "../fingerprint/random.ts";
import { addressOf, usual } from "./goods.ts";
import { DAY, firstDay, HOUR, smuggledFrom } from "./times.ts";
import { importers, type Place } from "./world.ts";
import type { WrittenLedger, WrittenLot } from "./written-ledger.ts";

/** Grams of a lot that travel together, labelled with the code of the first. */
interface Parcel {
  first: number;
  last: number;
}

/** Where a label was scanned; whether its lot was used up then is known when all of it is written. */
interface Scan {
  lot: WrittenLot;
  gram: number;
  at: number;
  country: string;
}

const years = 2;
const honestLots = 400;
const producers = 12;
const dealers = 60;
const countries = [...importers, "CN", "IT", "PL", "MX", "TH", "GB"];

/**
 * Two years of goods whose grams have codes. Who moves them mostly says which grams they are, and now and then says it wrong; labels are scanned where
 * they are, and now and then a picture of one somewhere else. In the second year some labels are copied, and some grams are sold twice.
 */
export class CodedGoods {
  readonly copied = new Set<string>();
  readonly soldTwice = new Set<string>();
  readonly #random = seeded(20_260_205);
  readonly #ledger: WrittenLedger;
  readonly #claims: { statement: Hex; lot: string; first_gram: bigint; last_gram: bigint }[] = [];
  readonly #consignments: {
    id: Hex;
    from: Address;
    to: Place;
    leaves: string;
    at: number;
    status: ConsignmentStatus;
    lot: string;
    grams: bigint;
  }[] = [];
  readonly #scans: Scan[] = [];
  /** When the last grams of a lot were used, by its id; where some still are, it has none. */
  readonly #ends = new Map<string, number>();
  /** Whether somebody says which grams it moves: mostly it does so always, or never. */
  readonly #habits = new Map<Address, number>();
  #lots = 0;

  constructor(ledger: WrittenLedger) {
    this.#ledger = ledger;
  }

  /** @param smuggled How many labels are copied, and how many grams sold twice. */
  run(smuggled: number): void {
    for (let n = 0; n < honestLots; n++) this.#trades(this.#within(firstDay, years * 365 - 200));
    for (let n = 0; n < smuggled; n++) {
      const { lot, parcels } = this.#trades(this.#within(smuggledFrom, 150));
      this.copied.add(lot.key);
      this.#copies(lot, pick(this.#random, parcels));
    }
    for (let n = 0; n < smuggled; n++) this.soldTwice.add(this.#sellsTwice(this.#within(smuggledFrom, 150)).key);
  }

  /** Writes what the service keeps beside the ledger. The ledger has to be written before. */
  async write(db: Kysely<Database>): Promise<void> {
    const consignments = this.#consignments.map(({ id, from, to, leaves, at, status }) => ({
      ...{ id, sender: from, recipient: to.owner, carrier: null, from_country: leaves, to_country: to.country, status },
      ...{ dispatched_at: BigInt(Math.floor(at)), closure: null, closed_at: null, shortage_reason: null },
      ...{ route: [], passed: [], seal_intact: null, block_number: 1n, log_index: 0 },
    }));
    const scans = new Map<
      string,
      { scans: bigint; lot: string; gram: bigint; hour: bigint; country: string; after_end: boolean }
    >();
    for (const { lot, gram, at, country } of this.#scans) {
      const hour = Math.floor(at / HOUR);
      const key = `${lot.key} ${gram} ${hour} ${country}`;
      const after_end = at > (this.#ends.get(lot.key) ?? Number.POSITIVE_INFINITY);
      const known = scans.get(key) ?? {
        scans: 0n,
        lot: lot.key,
        gram: BigInt(gram),
        hour: BigInt(hour),
        country,
        after_end,
      };
      scans.set(key, { ...known, scans: known.scans + 1n });
    }
    await insertRows(db, "consignment", consignments);
    await insertRows(
      db,
      "consignment_line",
      this.#consignments.map(({ id, lot, grams, status }) => ({
        ...{ consignment: id, line: 1, lot, sent_grams: grams, received_grams: status === "received" ? grams : null },
        ...{ returned_grams: 0n, transport_milligrams: 0n },
      })),
    );
    await insertRows(db, "unit_claim", this.#claims);
    const namings = [...Map.groupBy(this.#claims, ({ statement, lot }) => `${statement} ${lot}`).values()];
    await insertRows(
      db,
      "unit_naming",
      namings.flatMap((claims) => {
        const [first] = claims;
        const grams = claims.reduce((sum, { first_gram, last_gram }) => sum + last_gram - first_gram + 1n, 0n);
        return first === undefined
          ? []
          : [{ statement: first.statement, holder: "", lot: first.lot, arrival_of: null, grams }];
      }),
    );
    await insertRows(db, "unit_scan", [...scans.values()]);
  }

  #within(from: number, days: number): number {
    return from + this.#random() * days * DAY;
  }

  #place(kind: number, of: number): Place {
    const number = Math.floor(this.#random() * of);
    return { owner: addressOf(kind + number), country: countries[number % countries.length] as string };
  }

  #declared(at: number): { lot: WrittenLot; from: Place } {
    const from = this.#place(20_000, producers);
    const massGrams = BigInt(Math.round(2_000 * Math.exp(1.2 + 0.6 * normal(this.#random))));
    this.#lots += 1;
    const content = { ...usual, form: "magnet" as const, massGrams, country: from.country };
    const lot = this.#ledger.lot(from.owner, `U-${this.#lots}`, content);
    this.#ledger.declare(Math.floor(at), from.owner, lot);
    return { lot, from };
  }

  /** A producer sends a lot in parcels, which are passed on and used. */
  #trades(at: number): { lot: WrittenLot; parcels: Parcel[] } {
    const { lot, from } = this.#declared(at);
    const parcels = this.#parcelsOf(lot);
    const ends = parcels.map((parcel) => this.#travels(this.#within(at + 2 * DAY, 40), lot, parcel, from));
    if (!ends.includes(undefined)) this.#ends.set(lot.key, Math.max(...ends.map((end) => end ?? 0)));
    return { lot, parcels };
  }

  #parcelsOf({ content: { massGrams } }: WrittenLot): Parcel[] {
    const grams = Number(massGrams);
    const cuts = Array.from(
      { length: 1 + Math.floor(this.#random() * 4) },
      () => 1 + Math.floor(this.#random() * (grams - 1)),
    );
    const firsts = [...new Set([0, ...cuts])].sort((a, b) => a - b);
    return firsts.map((first, index) => ({ first, last: (firsts[index + 1] ?? grams) - 1 }));
  }

  /** @returns When it was used; undefined where it never was. */
  #travels(at: number, lot: WrittenLot, parcel: Parcel, from: Place): number | undefined {
    const dealer = this.#place(21_000, dealers);
    const outcome = this.#random();
    const status = outcome < 0.97 ? "received" : outcome < 0.985 ? "returned" : "lost";
    if (this.#random() < 0.3) this.#scan(at, lot, parcel, from.country);
    const arrival = this.#sends(at, lot, parcel, from, dealer, status);
    if (status === "lost") return undefined;
    if (status === "returned") return this.#travels(arrival + 10 * DAY, lot, parcel, from);
    this.#arrives(arrival, lot, parcel, dealer);
    const passedOn = this.#within(arrival + 3 * DAY, 80);
    // What does not please goes back, and is sold again.
    if (this.#random() < 0.02) {
      this.#hands(passedOn, lot, parcel, dealer, from.owner);
      return this.#travels(passedOn + 5 * DAY, lot, parcel, from);
    }
    if (this.#random() < 0.3) return this.#uses(passedOn, lot, parcel, dealer);
    const user = { owner: this.#place(22_000, 300).owner, country: dealer.country };
    this.#hands(passedOn, lot, parcel, dealer, user.owner);
    return this.#uses(this.#within(passedOn + DAY, 60), lot, parcel, user);
  }

  /** Customs look now and then, whoever receives mostly does, and now and then a picture of the label is looked at in an office elsewhere. */
  #arrives(at: number, lot: WrittenLot, parcel: Parcel, { country }: Place): void {
    if (this.#random() < 0.2) this.#scan(at - this.#random() * 2 * DAY, lot, parcel, country);
    if (this.#random() < 0.7) this.#scan(at, lot, parcel, country);
    if (this.#random() < 0.01) this.#scan(at + this.#random() * 2 * DAY, lot, parcel, pick(this.#random, countries));
  }

  #uses(at: number, lot: WrittenLot, parcel: Parcel, { owner, country }: Place): number {
    const used = { lot: lot.id, grams: gramsIn(parcel), country, beneficiary: "Somebody", purpose: null };
    const digest = this.#ledger.state(Math.floor(at), owner, "retire", { ...used, occurredAt: Math.floor(at) }, [lot]);
    this.#names(digest, owner, lot, parcel);
    if (this.#random() < 0.3) this.#scan(at - this.#random() * 5 * DAY, lot, parcel, country);
    // An empty package lies about, and somebody looks at it.
    if (this.#random() < 0.01) this.#scan(at + this.#random() * 60 * DAY, lot, parcel, country);
    return at;
  }

  #hands(at: number, lot: WrittenLot, parcel: Parcel, from: Place, recipient: Address): void {
    const handed = { lot: lot.id, grams: gramsIn(parcel), country: from.country, recipient, recipientKey: recipient };
    const digest = this.#ledger.state(
      Math.floor(at),
      from.owner,
      "hand-over",
      { ...handed, occurredAt: Math.floor(at) },
      [lot],
    );
    this.#names(digest, from.owner, lot, parcel);
  }

  /** @returns When it arrives. */
  #sends(at: number, lot: WrittenLot, parcel: Parcel, from: Place, to: Place, status: ConsignmentStatus): number {
    const road = {
      fromCountry: from.country,
      toCountry: to.country,
      route: [],
      carrier: null,
      seal: null,
      units: null,
    };
    const said = { recipient: to.owner, ...road, lines: [{ lot: lot.id, grams: gramsIn(parcel) }], emissionsGrams: 0n };
    const digest = this.#ledger.state(Math.floor(at), from.owner, "dispatch", { ...said, occurredAt: Math.floor(at) }, [
      lot,
    ]);
    this.#names(digest, from.owner, lot, parcel);
    this.#consignments.push({
      id: digest,
      from: from.owner,
      to,
      leaves: from.country,
      at,
      status,
      lot: lot.key,
      grams: gramsIn(parcel),
    });
    return at + (from.country === to.country ? 1 + this.#random() * 5 : 4 + this.#random() * 40) * DAY;
  }

  /** Says which grams a statement moved, if that is the organisation's habit; now and then it takes the list of another pallet. */
  #names(statement: Hex, by: Address, lot: WrittenLot, { first, last }: Parcel): void {
    const habit = this.#habits.get(by) ?? (this.#random() < 0.85 ? 0.97 : 0.03);
    this.#habits.set(by, habit);
    if (this.#random() > habit) return;
    const isWrong = this.#random() < 0.003;
    const from = isWrong ? Math.floor(this.#random() * (Number(lot.content.massGrams) - (last - first))) : first;
    const [first_gram, last_gram] = [BigInt(from), BigInt(from + last - first)];
    this.#claims.push({ statement, lot: lot.key, first_gram, last_gram });
  }

  /** Near a border a telephone takes itself for one in the other country. */
  #scan(at: number, lot: WrittenLot, { first: gram }: Parcel, country: string): void {
    this.#scans.push({ lot, gram, at, country: this.#random() < 0.003 ? pick(this.#random, countries) : country });
  }

  /** A genuine label is copied onto other goods, and they are sold for some months in one country or several. Few who buy them look. */
  #copies(lot: WrittenLot, parcel: Parcel): void {
    const sold = Array.from({ length: 1 + Math.floor(this.#random() * 6) }, () => pick(this.#random, countries));
    const begins = (this.#scans.findLast((scan) => scan.lot === lot)?.at ?? smuggledFrom) + this.#random() * 20 * DAY;
    const months = 1 + this.#random() * 5;
    const scans = Math.round(Math.exp(1.5 + normal(this.#random)));
    for (let n = 0; n < scans; n++)
      this.#scan(this.#within(begins, months * 30), lot, parcel, pick(this.#random, sold));
  }

  /** A dealer sells a part of what it got, and names grams of that part again for what it sells next. */
  #sellsTwice(at: number): WrittenLot {
    const { lot, from } = this.#declared(at);
    const all = { first: 0, last: Number(lot.content.massGrams) - 1 };
    const dealer = this.#place(21_000, dealers);
    const arrival = this.#sends(at + 2 * DAY, lot, all, from, dealer, "received");
    this.#arrives(arrival, lot, all, dealer);
    const half = Math.floor((all.last + 1) / 2);
    const honest = { first: 0, last: half - 1 };
    const shift = Math.floor(this.#random() * half);
    const again = { first: shift, last: shift + half - 1 };
    for (const [part, when] of [
      [honest, arrival + 5 * DAY],
      [again, this.#within(arrival + 8 * DAY, 60)],
    ] as const) {
      const user = this.#place(22_000, 300).owner;
      this.#hands(when, lot, part, dealer, user);
      if (this.#random() < 0.5) this.#uses(when + 20 * DAY, lot, part, { owner: user, country: dealer.country });
    }
    return lot;
  }
}

function gramsIn({ first, last }: Parcel): bigint {
  return BigInt(last - first + 1);
}
