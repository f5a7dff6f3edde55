import type { Address, Hex } from "../domain/hex.ts";
import { kindsMoving, signedGramsList } from "../statements/knowledge.ts";
import { type GramRange, type GramRanges, gramRanges, gramsIn, readRange, union } from "../units/gram-range.ts";
import { listGrams, newListSalt, readGramsList } from "../units/grams-list.ts";
import { UnitsRefused } from "../units/refused.ts";
import type { UnitClaims, UnitClaimsAnswer } from "./answers.ts";
import type { Client } from "./client.ts";
import { ProblemError } from "./problem-error.ts";

/** Grams as a person names them: ranges of a lot, as it was written, or what lies in a package. */
export type WrittenGrams = { lot: string; ranges: readonly GramRange[] } | { sscc: string };

/**
 * Reads how a person names grams: `PRND-2026-001=0-999,5000-5999`, or the SSCC of a package.
 * @throws UnitsRefused `unreadable`.
 */
export function readWrittenGrams(text: string): WrittenGrams {
  const written = text.trim();
  if (/^[0-9]{18}$/.test(written)) return { sscc: written };
  // A lot number may have this sign in it, too: the last one is meant.
  const [, lot, list] = /^(.+)=([0-9,\s-]+)$/.exec(written) ?? [];
  const parts = list?.split(",") ?? [];
  const ranges = parts.flatMap((part) => readRange(part) ?? []);
  if (lot !== undefined && ranges.length === parts.length) return { lot, ranges };
  throw new UnitsRefused(
    "unreadable",
    `"${text}" names no grams: write a lot and its grams, such as PRND-2026-001=0-999,5000-5999, or an SSCC`,
  );
}

/** Whose packages are meant, and how lots are found that are named by their numbers. */
interface Finding {
  organisation: Address;
  lotNamed(text: string): Promise<Hex>;
}

/**
 * The grams that a person names for a statement: of each lot, as many as it moves.
 * @param moved Grams that the statement moves, by lot.
 * @throws UnitsRefused where they are not.
 */
export async function gramsNamed(
  client: Client,
  named: readonly WrittenGrams[],
  moved: ReadonlyMap<Hex, bigint>,
  { organisation, lotNamed }: Finding,
): Promise<Map<Hex, GramRanges>> {
  const all = new Map<Hex, GramRanges>();
  const add = (lot: Hex, ranges: GramRanges) => {
    const before = all.get(lot) ?? [];
    const both = union(before, ranges);
    if (gramsIn(both) < gramsIn(before) + gramsIn(ranges)) {
      throw new UnitsRefused("overlap", `Grams of lot ${lot} are named twice`);
    }
    all.set(lot, both);
  };
  for (const each of named) {
    if ("sscc" in each) {
      for (const [lot, ranges] of await packedIn(client, each.sscc, organisation)) add(lot, ranges);
    } else {
      const lot = await lotNamed(each.lot);
      const { massGrams } = await client.lot(lot);
      add(lot, gramRanges(each.ranges, BigInt(massGrams)));
    }
  }
  for (const [lot, ranges] of all) {
    const [grams, wanted] = [gramsIn(ranges), moved.get(lot) ?? 0n];
    if (grams !== wanted) {
      throw new UnitsRefused("mass", `These are ${grams} grams of lot ${lot}, and the statement moves ${wanted}`);
    }
  }
  return all;
}

/** Grams as a person names them, as a statement's are named: lots by their ids, packages by their SSCCs. */
export async function writtenClaims(
  named: readonly WrittenGrams[],
  lotNamed: (text: string) => Promise<Hex>,
): Promise<UnitClaims> {
  const lots: NonNullable<UnitClaims["lots"]> = [];
  const packages: string[] = [];
  for (const each of named) {
    if ("sscc" in each) packages.push(each.sscc);
    else lots.push({ lot: await lotNamed(each.lot), ranges: each.ranges.map(wireRange) });
  }
  return { ...(lots.length > 0 && { lots }), ...(packages.length > 0 && { packages }) };
}

async function packedIn(client: Client, sscc: string, organisation: Address): Promise<[Hex, GramRanges][]> {
  const { packed } = await client.package(sscc);
  const own = packed.find(({ packer, statement }) => packer === organisation && statement === null);
  if (own === undefined) throw new UnitsRefused("package-unknown", `No package ${sscc} stands in your book`);
  return own.lots.map(({ lot, ranges }) => [
    lot,
    ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) })),
  ]);
}

/**
 * Stores the list of some grams with a new salt, for a statement to commit to.
 * @returns Its hash, which the statement names.
 */
export async function storeGramsList(client: Client, grams: ReadonlyMap<Hex, GramRanges>): Promise<Hex> {
  const { hash, bytes } = listGrams(grams, newListSalt());
  await client.storeEvidence(hash, bytes);
  return hash;
}

/**
 * Names the grams that a statement moved. Where its signature commits to a list that the service keeps, the list's salt goes along; and where
 * nothing is named, all that it lists is.
 * @throws UnitsRefused `not-listed` where nothing is named here or there.
 */
export async function claimGrams(client: Client, statement: Hex, named?: UnitClaims): Promise<UnitClaimsAnswer> {
  const list = await listOf(client, statement);
  if (named === undefined && list === undefined) {
    throw new UnitsRefused(
      "not-listed",
      "The statement's signature commits to no list of grams that the service keeps",
    );
  }
  const lots = [...(list?.lots ?? [])].map(([lot, ranges]) => ({ lot, ranges: ranges.map(wireRange) }));
  return client.claimUnits(statement, { ...(named ?? { lots }), ...(list && { salt: list.salt }) });
}

function wireRange({ first, last }: GramRange) {
  return { first: Number(first), last: Number(last) };
}

/** The list of grams that a consignment's dispatch commits to; undefined where there is none, or it is not told. */
async function listOf(client: Client, statement: Hex): Promise<ReturnType<typeof readGramsList>> {
  const dispatch = await found(client.consignment(statement).then((consignment) => consignment.dispatch));
  const [kind = ""] = kindsMoving("sent");
  const hash = dispatch ? signedGramsList({ kind, message: dispatch as Record<string, unknown> }) : undefined;
  const bytes = hash === undefined ? undefined : await found(client.evidence(hash));
  return bytes && readGramsList(bytes);
}

/** What the service answers; undefined where it has no such thing. */
async function found<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return undefined;
    throw error;
  }
}
