import type { Kysely } from "kysely";
import type { Address, Hex } from "../../../src/domain/hex.ts";
import type { Content } from "../../../src/domain/lot.ts";
import type { JsonObject } from "../../../src/statements/codec.ts";
import type { StatementKindName } from "../../../src/statements/registry.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { statementToWire, type UnsignedStatement } from "../../../src/statements/statement.ts";
import type { Database } from "../../../src/store/database.ts";
import { insertRows } from "../../../src/store/insert-rows.ts";

/** What a statement of a kind says, without who signed it and how. */
export type Said<K extends StatementKindName> = Omit<
  Extract<UnsignedStatement, { kind: K }>["message"],
  "organisation" | "key" | "nonce" | "validAfter" | "validBefore"
>;

/** A lot with its content. */
export interface WrittenLot {
  id: bigint;
  key: Hex;
  producer: Address;
  lotNumber: string;
  content: Content;
}

type Event = { at: number } & (
  | { type: "statement"; digest: Hex; kind: StatementKindName; by: Address; message: JsonObject; lots: Hex[] }
  | { type: "act"; event: string; args: JsonObject }
);

const EVENTS_IN_BLOCK = 50;

/**
 * Writes events into the tables of an index, in the order of their times, as if a ledger had them. Nothing is signed, and ids are counted and
 * not hashed: rules ask for neither.
 */
export class WrittenLedger {
  readonly #db: Kysely<Database>;
  #pending: Event[] = [];
  #declared = new Map<Hex, (WrittenLot & { output: number })[]>();
  #ids = 0;
  #written = 0;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Events that were written. */
  get events(): number {
    return this.#written;
  }

  act(at: number, event: string, args: JsonObject): void {
    this.#pending.push({ at, type: "act", event, args });
  }

  /** @returns The statement's digest. */
  state<K extends StatementKindName>(
    at: number,
    by: Address,
    kind: K,
    said: Said<K>,
    lots: readonly WrittenLot[],
  ): Hex {
    const digest = this.#id();
    const signer = { organisation: by, key: by, nonce: 1n, validAfter: 0, validBefore: 4_000_000_000 };
    const { message } = statementToWire({ kind, message: { ...said, ...signer } } as unknown as UnsignedStatement);
    const ids = lots.map(({ key }) => key);
    this.#pending.push({ at, type: "statement", digest, kind, by, message: message as JsonObject, lots: ids });
    return digest;
  }

  /** A lot that a statement will declare. */
  lot(producer: Address, lotNumber: string, content: Content): WrittenLot {
    const key = this.#id();
    return { id: BigInt(key), key: lotIdToWire(BigInt(key)), producer, lotNumber, content };
  }

  declare(at: number, by: Address, lot: WrittenLot): Hex {
    const digest = this.state(at, by, "declare", { lotNumber: lot.lotNumber, content: lot.content }, [lot]);
    this.made(digest, [lot]);
    return digest;
  }

  /** Notes which lots a statement declares. */
  made(digest: Hex, lots: readonly WrittenLot[]): void {
    this.#declared.set(
      digest,
      lots.map((lot, output) => ({ ...lot, output })),
    );
  }

  /** Writes what happened before a time. */
  async write(before: number): Promise<void> {
    const due = this.#pending.filter(({ at }) => at < before).sort((a, b) => a.at - b.at);
    this.#pending = this.#pending.filter(({ at }) => at >= before);
    const places = new Map(due.map((event, index) => [event, this.#placeOf(event, this.#written + index)]));
    this.#written += due.length;
    const acts = due.flatMap((event) =>
      event.type === "act"
        ? [
            {
              ...placed(places.get(event)),
              contract: "Any",
              block_hash: "0x",
              event: event.event,
              args: event.args,
              ...noLink,
            },
          ]
        : [],
    );
    const statements = due.flatMap((event) => {
      if (event.type !== "statement") return [];
      const { digest, kind, by: organisation, message, lots } = event;
      const unsigned = { signature: "0x", countersignature: null, block_hash: "0x" };
      return [{ ...placed(places.get(event)), digest, kind, organisation, message, lots, ...unsigned }];
    });
    const lots = due.flatMap((event) => {
      if (event.type !== "statement") return [];
      const made = this.#declared.get(event.digest) ?? [];
      this.#declared.delete(event.digest);
      const { block_number, log_index } = placed(places.get(event));
      return made.map((lot) => ({
        ...lotRow(lot),
        declaration: event.digest,
        declared_at: BigInt(event.at),
        block_number,
        log_index,
      }));
    });
    await insertRows(this.#db, "governance_act", acts);
    await insertRows(this.#db, "statement_included", statements);
    await insertRows(this.#db, "lot", lots);
  }

  /** Makes everything that was written final. */
  async finish(): Promise<void> {
    const last = BigInt(Math.floor(this.#written / EVENTS_IN_BLOCK) + 1);
    await this.#db.deleteFrom("checkpoint").execute();
    await this.#db
      .insertInto("checkpoint")
      .values({
        id: 1,
        block_number: last,
        block_hash: "0x",
        ledger: "0x",
        announce_from: 0n,
        final_to: last,
        halted: null,
      })
      .execute();
  }

  #id(): Hex {
    this.#ids += 1;
    return `0x${this.#ids.toString(16).padStart(64, "0")}`;
  }

  #placeOf({ at }: Event, index: number): Place {
    return {
      block_number: BigInt(Math.floor(index / EVENTS_IN_BLOCK) + 1),
      log_index: index % EVENTS_IN_BLOCK,
      transaction_hash: "0x",
      timestamp: BigInt(at),
    };
  }
}

interface Place {
  block_number: bigint;
  log_index: number;
  transaction_hash: string;
  timestamp: bigint;
}

const noLink = { subject: null, position: null, digest: null };

function placed(place: Place | undefined): Place {
  if (place === undefined) throw new Error("An event has no place.");
  return place;
}

/** A lot as the index has it, as far as rules ask. */
function lotRow({ key, producer, lotNumber, content, output }: WrittenLot & { output: number }) {
  return {
    id: key,
    producer,
    lot_number: lotNumber,
    status: "certified" as const,
    form: content.form,
    mass_grams: content.massGrams,
    left_grams: content.massGrams,
    footprint_grams_per_kilogram: content.footprintGramsPerKilogram,
    elements: [],
    origin_country: content.originCountry,
    country: content.country,
    quota: content.quota,
    replaces: null,
    made_by: null,
    scheme: null,
    certification: null,
    certified_by: null,
    certified_at: null,
    valid_until: null,
    rejection: null,
    rejected_at: null,
    withheld_grams: null,
    disputes: 0,
    watched: false,
    links: 1,
    output,
  };
}
