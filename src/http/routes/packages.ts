import { z } from "zod";
import { ssccParameter } from "../../api/schemas/gs1.ts";
import { packageAnswer, packageEventRequest, packageList } from "../../api/schemas/package.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { PackageEvent } from "../../domain/package-event.ts";
import type { Credential } from "../../readers/credential.ts";
import type { Reader } from "../../readers/reader.ts";
import type { PackedGrams, PackedPackage } from "../../store/repositories/package-repository.ts";
import { type GramRange, gramRanges, gramsIn, intersection, union } from "../../units/gram-range.ts";
import { UnitsRefused } from "../../units/refused.ts";
import { isReceivedWhole } from "../../verify/gram-journey.ts";
import { findLot } from "../answers/lot.ts";
import { refused } from "../answers/named-grams.ts";
import { packageConcerns, packagesToWire } from "../answers/package.ts";
import { requireCodes } from "../answers/unit.ts";
import { accessOf } from "../plumbing/access.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

const params = z.strictObject({ sscc: ssccParameter });

/** Tells what lies in a package. */
export const readPackage = defineRoute({
  name: "readPackage",
  method: "get",
  path: "/v1/packages/{sscc}",
  tag: "Custody",
  summary: "What lies in a package, and what was done with it",
  description:
    "For who packed it, signed in, for whom a statement concerns that it left with, and for their authorities. How it left is told as it was then.",
  params,
  success: { status: 200, description: "The package, as far as the reader may know of it", schema: packageAnswer },
  problems: ["sign-in-required", "package-not-found"],
  async handle(services, { params: { sscc }, reader, request }) {
    requireSignedIn(reader);
    const { levelFor, recordAccess } = accessOf(reader, services, request);
    const shown = await packagesFor(services, sscc, levelFor);
    await recordAccess();
    return { body: { sscc, packed: await packagesToWire(services, shown) } };
  },
});

/** Lists an organisation's packages. */
export const listPackages = defineRoute({
  name: "listPackages",
  method: "get",
  path: "/v1/packages",
  tag: "Custody",
  summary: "Own packages that lie in no other, by SSCC",
  query: z.strictObject({
    after: ssccParameter.optional().meta({ description: "Where the page begins: `next` of the page before" }),
    limit: pageParameters.limit,
  }),
  success: { status: 200, description: "A page of packages", schema: packageList },
  problems: ["sign-in-required"],
  async handle({ packages }, { query: { after = "", limit }, reader }) {
    const { organisation } = requireSignedIn(reader);
    const rows = await packages.outermost(organisation, after, limit + 1);
    const items = rows.slice(0, limit).map(({ sscc, opened_at }) => ({ sscc, openedAt: Number(opened_at) }));
    return { body: { items, next: rows.length > limit ? (items.at(-1)?.sscc ?? null) : null } };
  },
});

/** Takes down what was done with a package. */
export const recordPackageEvent = defineRoute({
  name: "recordPackageEvent",
  method: "post",
  path: "/v1/packages/{sscc}/events",
  tag: "Custody",
  summary: "Pack, unpack or empty a package, take it over, or say where it was seen",
  description:
    "Signed in. Who packs grams of a lot must have some of it in hand, and the lot's codes must be registered. A gram lies in one package of an " +
    "organisation at most, and a package in one other at most. Who received all that a statement sent takes over the packages that it left with, as " +
    "they were packed then. Where a package was seen is also taken down of whom a statement concerns that it left with.",
  params,
  body: packageEventRequest,
  success: { status: 201, description: "The package, as it stands now", schema: packageAnswer },
  problems: [
    ...(["sign-in-required", "session-required", "package-not-found", "package-conflict"] as const),
    ...(["lot-not-found", "unit-codes-missing", "unit-ranges-invalid", "not-concerned"] as const),
    "statement-not-found",
  ],
  async handle(services, { params: { sscc }, body, reader, request }) {
    const { organisation, machine } = requireSignedIn(reader);
    if (machine) throw new Problem("session-required", "A machine's token packs nothing.");
    const { levelFor, recordAccess } = accessOf(reader, services, request);
    const at = BigInt(Math.floor(Date.now() / 1_000));
    if (body.what === "seen") {
      const known = await packagesFor(services, sscc, levelFor);
      for (const packer of new Set(known.map((each) => each.organisation))) {
        await services.packages.see(packer, sscc, { by: organisation, country: body.country, at });
      }
    } else {
      if (body.what === "received") await requireReceived(services, organisation, body.statement, sscc);
      const event = body.what === "filled" ? await filling(services, organisation, body) : body;
      await services.packages.record(organisation, sscc, event, at).catch(refused);
    }
    const shown = await packagesFor(services, sscc, levelFor);
    await recordAccess();
    return { body: { sscc, packed: await packagesToWire(services, shown) } };
  },
});

/** @throws Problem where the grams are none of a coded lot, or the organisation has none of the lot in hand. */
async function filling(
  services: Services,
  organisation: Address,
  { lot, ranges }: { lot: Hex; ranges: readonly { first: number; last: number }[] },
): Promise<PackageEvent> {
  await findLot(services, lot);
  const { grams } = await requireCodes(services, lot);
  const holders = await services.lots.holders(lot);
  if (!holders.some(({ holder }) => holder === organisation)) {
    throw new Problem("not-concerned", "Only who has grams of the lot in hand packs them.");
  }
  const named = ranges.map(({ first, last }): GramRange => ({ first: BigInt(first), last: BigInt(last) }));
  try {
    return { what: "filled", lot, ranges: gramRanges(named, grams) };
  } catch (error) {
    if (error instanceof UnitsRefused) throw new Problem("unit-ranges-invalid", `${error.message}.`);
    throw error;
  }
}

/** @throws Problem where the organisation has received neither all that the statement sent, nor what it says of the package's grams. */
async function requireReceived(services: Services, organisation: Address, id: Hex, sscc: string): Promise<void> {
  const statement = await services.statements.find(id);
  if (statement === undefined) throw new Problem("statement-not-found", `The ledger has no statement ${id}.`);
  if (await isReceivedWhole(services, statement, organisation)) return;
  const sent = await services.packages.find({ leftWith: id }, sscc);
  if (sent !== undefined && (await haveArrived(services, sent.contents, { consignment: id, holder: organisation })))
    return;
  throw new Problem(
    "not-concerned",
    "Only who received all of what a statement sent takes over its packages. Of what came short, name the grams of the receipt first.",
  );
}

/** Whether all of some grams were named as those that came into a hand with a consignment. */
async function haveArrived(
  { units }: Services,
  grams: PackedGrams,
  by: { consignment: Hex; holder: Address },
): Promise<boolean> {
  const arrived = Map.groupBy(await units.arrivedBy(by), ({ lot }) => lot);
  return (
    grams.size > 0 &&
    [...grams].every(([lot, ranges]) => {
      const there = union(arrived.get(lot) ?? [], []);
      return gramsIn(intersection(ranges, there)) === gramsIn(ranges);
    })
  );
}

/** Packages of an SSCC that a reader may know of. @throws Problem `package-not-found` where there are none. */
async function packagesFor(
  services: Services,
  sscc: string,
  levelFor: ReturnType<typeof accessOf>["levelFor"],
): Promise<PackedPackage[]> {
  const all = await services.packages.all(sscc);
  const concerns = await packageConcerns(services, all);
  const known = all.filter((_, index) => {
    const concern = concerns[index];
    return concern !== undefined && levelFor(concern) !== "public";
  });
  if (known.length > 0) return known;
  throw new Problem("package-not-found", `No package ${sscc} concerns you.`);
}

function requireSignedIn({ credential }: Reader): Credential {
  if (credential !== undefined) return credential;
  throw new Problem("sign-in-required", "Sign in: packages are told to whom they concern.", {
    headers: { "www-authenticate": "Bearer" },
  });
}
