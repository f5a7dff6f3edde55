import { z } from "zod";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { unitClaims, unitClaimsAnswer } from "../../api/schemas/unit.ts";
import type { Hex } from "../../domain/hex.ts";
import type { UnitClaim } from "../../store/repositories/unit-repository.ts";
import { type GramRange, gramRanges, gramsIn } from "../../units/gram-range.ts";
import { UnitsRefused } from "../../units/refused.ts";
import { journeyOf, movedGrams } from "../../verify/gram-journey.ts";
import { findLot } from "../answers/lot.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";
import { refused } from "./packages.ts";

/** Ranges of grams that one statement's are named by. */
const mostRanges = 100_000;

/** Takes in which grams a statement moved. */
export const claimUnits = defineRoute({
  name: "claimUnits",
  method: "put",
  path: "/v1/statements/{id}/units",
  tag: "Custody",
  summary: "Name the grams that a dispatch, handover, retirement or transformation moved",
  description:
    "For the organisation that stated it, signed in, once for each statement. Whoever checks a gram's code is told where that gram is then. " +
    "Two statements that cannot both have moved a gram are an alert. Packages that are named can be looked up by whom the statement concerns.",
  params: z.strictObject({ id: hashParameter("Digest of the statement") }),
  body: unitClaims,
  success: {
    status: 200,
    description: "What is named, and where it contradicts other statements",
    schema: unitClaimsAnswer,
  },
  problems: [
    ...(["sign-in-required", "session-required", "not-concerned", "statement-not-found", "lot-not-found"] as const),
    ...(["unit-ranges-invalid", "unit-ranges-stand", "package-not-found", "package-conflict"] as const),
  ],
  async handle(services, { params: { id }, body: { lots = [], packages = [] }, reader: { credential } }) {
    if (credential === undefined) {
      throw new Problem("sign-in-required", "Sign in as the organisation that stated it.", {
        headers: { "www-authenticate": "Bearer" },
      });
    }
    if (credential.machine) throw new Problem("session-required", "A machine's token says nothing of grams.");
    const statement = await services.statements.find(id);
    if (statement === undefined) throw new Problem("statement-not-found", `The ledger has no statement ${id}.`);
    if (statement.organisation !== credential.organisation) {
      throw new Problem("not-concerned", "Only who stated it says which grams it moved.");
    }
    const moved = movedGrams(statement);
    const packed = await services.packages.contents(credential.organisation, packages).catch(refused);
    const named = new Map<Hex, GramRange[]>([...packed].map(([lot, ranges]) => [lot, [...ranges]]));
    for (const { lot, ranges } of lots) {
      const more = ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }));
      named.set(lot, [...(named.get(lot) ?? []), ...more]);
    }
    const claims: UnitClaim[] = [];
    for (const [lot, ranges] of named) {
      for (const range of await rangesOf(services, lot, ranges, moved.get(lot))) claims.push({ lot, ...range });
    }
    if (claims.length === 0) throw invalid("The packages hold no gram.");
    if (claims.length > mostRanges)
      throw invalid(`These are ${claims.length} ranges, and at most ${mostRanges} are named.`);
    await keep(services, id, claims);
    await services.packages.leave(id, credential.organisation, packages).catch(refused);
    const doubled = await doubledIn(services, claims);
    if (doubled.length > 0) services.logger.warn({ statement: id, doubled }, "grams are claimed twice");
    return { body: { statement: id, lots: claimed(claims), doubled } };
  },
});

async function rangesOf(
  services: Services,
  lot: Hex,
  named: readonly GramRange[],
  moved: bigint | undefined,
): Promise<readonly GramRange[]> {
  if (moved === undefined) throw invalid(`The statement moved no gram of lot ${lot}.`);
  const { mass_grams: mass } = await findLot(services, lot);
  try {
    const ranges = gramRanges(named, mass);
    const grams = gramsIn(ranges);
    if (grams !== moved) throw invalid(`These are ${grams} grams of lot ${lot}, and the statement moved ${moved}.`);
    return ranges;
  } catch (error) {
    if (error instanceof UnitsRefused) throw invalid(`${error.message}.`);
    throw error;
  }
}

/** @throws Problem `unit-ranges-stand` where others were named before. */
async function keep({ units }: Services, statement: Hex, claims: readonly UnitClaim[]): Promise<void> {
  if (await units.claim(statement, claims)) return;
  const before = (await units.claimsOf(statement)).map(textOf).sort();
  if (before.join() === claims.map(textOf).sort().join()) return;
  throw new Problem("unit-ranges-stand", `Of statement ${statement} other grams were named before.`);
}

function textOf({ lot, first, last }: UnitClaim): string {
  return `${lot}/${first}-${last}`;
}

/** First grams, range by range, that two statements cannot both have moved. */
async function doubledIn(services: Services, claims: readonly UnitClaim[]) {
  const found: { lot: Hex; gram: number; statements: Hex[] }[] = [];
  for (const { lot, first, last } of claims) {
    for (const gram of await services.units.bordersWithin(lot, { first, last })) {
      const { doubled } = await journeyOf(services, lot, gram);
      if (doubled !== null) found.push({ lot, gram: Number(gram), statements: [...doubled] });
    }
  }
  return found;
}

function claimed(claims: readonly UnitClaim[]) {
  return [...Map.groupBy(claims, ({ lot }) => lot)].map(([lot, ranges]) => ({
    lot,
    ranges: ranges.map(({ first, last }) => ({ first: Number(first), last: Number(last) })),
  }));
}

function invalid(detail: string): Problem {
  return new Problem("unit-ranges-invalid", detail);
}
