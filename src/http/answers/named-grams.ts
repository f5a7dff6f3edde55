import type { z } from "zod";
import type { namedGrams as namedGramsSchema } from "../../api/schemas/unit.ts";
import type { Hex } from "../../domain/hex.ts";
import type { PackageBook } from "../../store/repositories/package-repository.ts";
import { type GramRange, type GramRanges, gramRanges, gramsIn } from "../../units/gram-range.ts";
import { UnitsRefused } from "../../units/refused.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";
import { findLot } from "./lot.ts";

/** Ranges of grams that one statement's are named by. */
const mostRanges = 100_000;

/**
 * The grams that somebody names for a statement, by lot: all that it moved of each lot that is named.
 * @param book Where packages are looked for that are named; undefined without sign-in.
 * @param moved Grams that the statement moved, by lot.
 * @throws Problem `unit-ranges-invalid`, `lot-not-found`, `sign-in-required`, `package-not-found` or `package-conflict`.
 */
export async function namedGrams(
  services: Services,
  { lots = [], packages = [] }: z.output<typeof namedGramsSchema>,
  book: PackageBook | undefined,
  moved: ReadonlyMap<Hex, bigint>,
): Promise<Map<Hex, GramRanges>> {
  const packed = await contentsOf(services, book, packages);
  const named = new Map<Hex, GramRange[]>([...packed].map(([lot, ranges]) => [lot, [...ranges]]));
  for (const { lot, ranges } of lots) {
    const more = ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }));
    named.set(lot, [...(named.get(lot) ?? []), ...more]);
  }
  const whole = new Map<Hex, GramRanges>();
  for (const [lot, ranges] of named) whole.set(lot, await wholeOf(services, lot, ranges, moved.get(lot)));
  const count = [...whole.values()].reduce((sum, ranges) => sum + ranges.length, 0);
  if (count === 0) throw invalid("The packages hold no gram.");
  if (count > mostRanges) throw invalid(`These are ${count} ranges, and at most ${mostRanges} are named.`);
  return whole;
}

/** Ranges by lot, as they are answered. */
export function namedToWire(named: Iterable<readonly [Hex, GramRanges]>) {
  return [...named].map(([lot, ranges]) => ({
    lot,
    ranges: ranges.map(({ first, last }) => ({ first: Number(first), last: Number(last) })),
  }));
}

/** @throws Problem `package-not-found` or `package-conflict` */
export function refused(error: unknown): never {
  if (!(error instanceof UnitsRefused)) throw error;
  throw new Problem(error.code === "package-unknown" ? "package-not-found" : "package-conflict", `${error.message}.`);
}

async function contentsOf(
  { packages }: Services,
  book: PackageBook | undefined,
  ssccs: readonly string[],
): Promise<Map<Hex, GramRanges>> {
  if (ssccs.length === 0) return new Map();
  if (book === undefined) {
    throw new Problem("sign-in-required", "Sign in as the organisation whose packages they are.", {
      headers: { "www-authenticate": "Bearer" },
    });
  }
  return packages.contents(book, ssccs).catch(refused);
}

async function wholeOf(
  services: Services,
  lot: Hex,
  named: readonly GramRange[],
  moved: bigint | undefined,
): Promise<GramRanges> {
  if (moved === undefined) throw invalid(`The statement moves no gram of lot ${lot}.`);
  const { mass_grams: mass } = await findLot(services, lot);
  try {
    const ranges = gramRanges(named, mass);
    const grams = gramsIn(ranges);
    if (grams !== moved) throw invalid(`These are ${grams} grams of lot ${lot}, and the statement moves ${moved}.`);
    return ranges;
  } catch (error) {
    if (error instanceof UnitsRefused) throw invalid(`${error.message}.`);
    throw error;
  }
}

function invalid(detail: string): Problem {
  return new Problem("unit-ranges-invalid", detail);
}
