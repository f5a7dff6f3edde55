import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import type { GramRanges } from "../units/gram-range.ts";
import { Packages } from "../units/packages.ts";
import { UnitsRefused } from "../units/refused.ts";

const range = z.strictObject({ first: z.string().regex(/^\d+$/), last: z.string().regex(/^\d+$/) });

/** Something that was done with a package, Unix seconds `at`. */
const eventSchema = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("opened"), at: z.int(), sscc: z.string() }),
  z.strictObject({ what: z.literal("filled"), at: z.int(), sscc: z.string(), lot: z.string(), ranges: z.array(range) }),
  z.strictObject({ what: z.literal("packed"), at: z.int(), sscc: z.string(), inner: z.string() }),
  z.strictObject({ what: z.literal("unpacked"), at: z.int(), inner: z.string() }),
]);

type PackageEvent = z.output<typeof eventSchema>;

/** Drums, bags and pallets of a data folder, by SSCC: a line for everything that was done with them, in order. */
export class PackageBook {
  readonly #path: string;
  readonly #packages = new Packages();

  private constructor(path: string) {
    this.#path = path;
  }

  /** @throws UnitsRefused `packages`, where the book cannot be read. */
  static async open(dataFolder: string): Promise<PackageBook> {
    const book = new PackageBook(join(dataFolder, "units", "packages.jsonl"));
    const text = await readFile(book.#path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    for (const [index, line] of text.split("\n").entries()) {
      if (line !== "") book.#apply(eventIn(line, `${book.#path}, line ${index + 1}`));
    }
    return book;
  }

  /**
   * Puts grams into a package, which begins with it where it is new.
   * @throws UnitsRefused
   */
  async fill(sscc: string, lot: Hex, ranges: GramRanges): Promise<void> {
    const written = ranges.map(({ first, last }) => ({ first: String(first), last: String(last) }));
    await this.#record(...this.#opening(sscc), { what: "filled", at: now(), sscc, lot, ranges: written });
  }

  /** Puts one package into another, which begins with it where it is new. @throws UnitsRefused */
  async pack(sscc: string, inner: string): Promise<void> {
    await this.#record(...this.#opening(sscc), { what: "packed", at: now(), sscc, inner });
  }

  /** Takes a package out of the one that it lies in. @throws UnitsRefused */
  async unpack(inner: string): Promise<void> {
    await this.#record({ what: "unpacked", at: now(), inner });
  }

  /** All grams in a package and in whatever lies in it, by lot. @throws UnitsRefused */
  contents(sscc: string): Map<Hex, GramRanges> {
    return this.#packages.contents(sscc);
  }

  #opening(sscc: string): PackageEvent[] {
    return this.#packages.has(sscc) ? [] : [{ what: "opened", at: now(), sscc }];
  }

  /** What is refused is not written. */
  async #record(...events: PackageEvent[]): Promise<void> {
    for (const event of events) this.#apply(event);
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await appendFile(this.#path, events.map((event) => `${JSON.stringify(event)}\n`).join(""), {
      mode: 0o600,
      flush: true,
    });
  }

  #apply(event: PackageEvent): void {
    switch (event.what) {
      case "opened":
        this.#packages.open(event.sscc);
        break;
      case "filled": {
        const ranges = event.ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }));
        this.#packages.putGrams(event.sscc, event.lot, ranges);
        break;
      }
      case "packed":
        this.#packages.putPackage(event.sscc, event.inner);
        break;
      case "unpacked":
        this.#packages.takeOut(event.inner);
    }
  }
}

function eventIn(line: string, place: string): PackageEvent {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    throw new UnitsRefused("packages", `The book of packages is damaged: ${place}`);
  }
}

function now(): number {
  return Math.floor(Date.now() / 1_000);
}
