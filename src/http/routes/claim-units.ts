import { z } from "zod";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { unitClaims, unitClaimsAnswer } from "../../api/schemas/unit.ts";
import type { Hex } from "../../domain/hex.ts";
import { signedGramsList } from "../../statements/knowledge.ts";
import { movedGrams } from "../../statements/moved-grams.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import type { UnitClaim } from "../../store/repositories/unit-repository.ts";
import { type GramRanges, intersection } from "../../units/gram-range.ts";
import { listGrams } from "../../units/grams-list.ts";
import { journeyOf } from "../../verify/gram-journey.ts";
import { namedGrams, namedToWire, refused } from "../answers/named-grams.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

/** Takes in which grams a statement moved. */
export const claimUnits = defineRoute({
  name: "claimUnits",
  method: "put",
  path: "/v1/statements/{id}/units",
  tag: "Custody",
  summary: "Name the grams that a dispatch, handover, retirement, transformation or seizure moved",
  description:
    "For the organisation that stated it, signed in, once for each statement. Whoever checks a gram's code is told where that gram is then. " +
    "Two statements that cannot both have moved a gram are an alert. Packages that are named can be looked up by whom the statement concerns. " +
    "Where the statement's signature commits to a list of grams, exactly those are named, with the list's salt. What was seized comes back " +
    "with the end of the seizure, without being named again.",
  params: z.strictObject({ id: hashParameter("Digest of the statement") }),
  body: unitClaims,
  success: {
    status: 200,
    description: "What is named, and where it contradicts other statements",
    schema: unitClaimsAnswer,
  },
  problems: [
    ...(["sign-in-required", "session-required", "not-concerned", "statement-not-found", "lot-not-found"] as const),
    ...(["unit-ranges-invalid", "unit-ranges-unsigned", "unit-ranges-stand"] as const),
    ...(["package-not-found", "package-conflict"] as const),
  ],
  async handle(services, { params: { id }, body: { salt, ...body }, reader: { credential } }) {
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
    const named = await namedGrams(services, body, credential.organisation, movedGrams(statement));
    const isSigned = requireSigned(statement, named, salt);
    const claims = [...named].flatMap(([lot, ranges]) => ranges.map((range): UnitClaim => ({ lot, ...range })));
    await keep(services, id, claims);
    await services.packages.leave(id, credential.organisation, body.packages ?? []).catch(refused);
    const doubled = await doubledIn(services, id, named);
    if (doubled.length > 0) services.logger.warn({ statement: id, doubled }, "grams are claimed twice");
    return { body: { statement: id, isSigned, lots: namedToWire(named), doubled } };
  },
});

/**
 * Whether the grams are those that a statement's signature commits to; false where it commits to none.
 * @throws Problem `unit-ranges-unsigned` where it commits to others.
 */
function requireSigned(statement: StatementRow, named: ReadonlyMap<Hex, GramRanges>, salt: Hex | undefined): boolean {
  const signed = signedGramsList(statement);
  if (signed === undefined) return false;
  if (salt === undefined) {
    throw new Problem("unit-ranges-unsigned", `The signature commits to the list ${signed}: give its salt.`);
  }
  const { hash } = listGrams(named, salt);
  if (hash === signed) return true;
  throw new Problem(
    "unit-ranges-unsigned",
    `With this salt these grams are the list ${hash}, and the signature commits to ${signed}.`,
  );
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
async function doubledIn(services: Services, statement: Hex, named: ReadonlyMap<Hex, GramRanges>) {
  const found: { lot: Hex; gram: number; statements: Hex[] }[] = [];
  const shared: UnitClaim[] = [];
  for (const [lot, ranges] of named) {
    const others = await services.units.claimedBesides(statement, lot);
    shared.push(...intersection(ranges, others).map((range) => ({ lot, ...range })));
  }
  for (const { lot, first, last } of shared) {
    for (const gram of await services.units.bordersWithin(lot, { first, last })) {
      const { doubled } = await journeyOf(services, lot, gram);
      if (doubled !== null) found.push({ lot, gram: Number(gram), statements: [...doubled] });
    }
  }
  return found;
}
