import { z } from "zod";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { unitClaims, unitClaimsAnswer } from "../../api/schemas/unit.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import { consignmentOf, signedGramsList } from "../../statements/knowledge.ts";
import { arrivedGrams, isArrival, movedGrams } from "../../statements/moved-grams.ts";
import type { PackageBook } from "../../store/repositories/package-repository.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import type { ClaimOf } from "../../store/repositories/unit-repository.ts";
import { type GramRanges, union } from "../../units/gram-range.ts";
import { listGrams } from "../../units/grams-list.ts";
import { doubledAmong } from "../../verify/gram-journey.ts";
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
  summary: "Name the grams that a dispatch, handover, retirement, transformation or seizure moved, or that arrived",
  description:
    "For the organisation that stated it, signed in, once for each lot. Whoever checks a gram's code is told where that gram is then. " +
    "Two statements that cannot both have moved a gram are an alert. Packages that are named can be looked up by whom the statement concerns. " +
    "Of a receipt, a recall or a settlement, whoever got grams by it names those that arrived: of its sender's grams, the others are missing then. " +
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
    const { of, grams, book } = await nameable(services, statement, credential.organisation);
    const named = await namedGrams(services, body, book, grams);
    const isSigned = requireSigned(statement, named, salt);
    if (!(await services.units.claim(of, named))) {
      throw new Problem("unit-ranges-stand", `Of statement ${id} other grams were named before.`);
    }
    // What arrives was packed by its sender.
    const packages = of.arrival === undefined ? (body.packages ?? []) : [];
    await services.packages.leave(id, credential.organisation, packages).catch(refused);
    const doubled = await doubledIn(services, await touchedBy(services, of, named));
    if (doubled.length > 0) services.logger.warn({ statement: id, doubled }, "grams are claimed twice");
    return { body: { statement: id, isSigned, lots: namedToWire(named), doubled } };
  },
});

/**
 * What an organisation may name of a statement: which grams went out of a hand, as who stated it; or which of a consignment came into its own.
 * @throws Problem `not-concerned` where it may name none.
 */
async function nameable(
  { statements }: Services,
  statement: StatementRow,
  organisation: Address,
): Promise<{ of: ClaimOf; grams: Map<Hex, bigint>; book: PackageBook }> {
  const { digest } = statement;
  const consignment = isArrival(statement) ? consignmentOf(statement) : undefined;
  const sent = consignment === undefined ? undefined : await statements.find(consignment);
  if (sent === undefined) {
    if (statement.organisation === organisation) {
      return { of: { statement: digest }, grams: movedGrams(statement), book: { organisation } };
    }
    throw new Problem("not-concerned", "Only who stated it says which grams it moved.");
  }
  const grams = arrivedGrams(statement, sent, organisation);
  if (grams.size === 0) throw new Problem("not-concerned", "Only who got grams by it says which these are.");
  const arrival = { consignment: sent.digest, holder: organisation };
  return { of: { statement: digest, arrival }, grams, book: { leftWith: sent.digest } };
}

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

/** Grams of which more is known now: those that were named and, where they arrived, all that were sent with them. */
async function touchedBy({ units }: Services, { arrival }: ClaimOf, named: ReadonlyMap<Hex, GramRanges>) {
  if (arrival === undefined) return named;
  const sent = Map.groupBy(await units.claimsOf({ statement: arrival.consignment }), ({ lot }) => lot);
  return new Map([...named].map(([lot, ranges]) => [lot, union(ranges, sent.get(lot) ?? [])]));
}

/** Grams that are told, of those that were named twice. More of them say nothing more. */
const mostDoubled = 1_000;

/** First grams, range by range, that two statements cannot both have moved. */
async function doubledIn(services: Services, named: ReadonlyMap<Hex, GramRanges>) {
  const found: { lot: Hex; gram: number; statements: Hex[] }[] = [];
  for (const [lot, ranges] of named) {
    for await (const { gram, statements } of doubledAmong(services, lot, ranges)) {
      found.push({ lot, gram: Number(gram), statements: [...statements] });
      if (found.length === mostDoubled) return found;
    }
  }
  return found;
}
