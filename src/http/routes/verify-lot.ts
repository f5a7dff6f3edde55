import { z } from "zod";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { verdict as verdictSchema } from "../../api/schemas/verdict.ts";
import type { Hex } from "../../domain/hex.ts";
import { type Market, markets } from "../../domain/market.ts";
import type { HeadReading, Verdict } from "../../domain/verdict.ts";
import { concerning, joinConcerns } from "../../readers/concern.ts";
import { LineageTooLargeError } from "../../verify/load-lineage.ts";
import { type VerdictAnswer, verdictToWire } from "../answers/verdict.ts";
import { organisationsConcern } from "../concerns/flow-concerns.ts";
import { placeConcerns } from "../concerns/place-concerns.ts";
import { presenterOf } from "../plumbing/present.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

/** Verifies a lot. */
export const verifyLot = defineRoute({
  name: "verifyLot",
  method: "get",
  path: "/v1/verify/lots/{id}",
  tag: "Verification",
  summary: "Verify a lot's certificate",
  description:
    "Recomputes the lot's dossier from the statements, compares it with the head that the ledger has at a named block, and " +
    "reports every check with its reason.",
  params: lotParameters,
  query: z.strictObject({
    fresh: z
      .enum(["0", "1"])
      .default("0")
      .meta({ description: "1: recompute everything, up to the ledger's newest block" }),
    market: z.enum(markets).optional().meta({
      description:
        "eu-consumer: as consumers in the European Union may be shown it, without claims that rest on offsets",
    }),
  }),
  success: { status: 200, description: "The verdict", schema: verdictSchema },
  problems: ["lot-not-found", "lineage-too-large", "ledger-unavailable", "not-ready"],
  async handle(services, { params: { id }, query: { fresh, market }, reader, response }) {
    const verdict = await verdictOn(services, id, fresh === "1");
    if (verdict === undefined) throw new Problem("lot-not-found", `Nobody has declared a lot ${id} on this ledger.`);
    if (reader.credential === undefined) {
      // Everybody is answered the same, at a rate that leaves no time for writing it out each time.
      response.type("json").send(publicText(verdict, market));
      return undefined;
    }
    const body = verdictToWire(verdict, market);
    await sayWhomItConcerns(services, verdict, body);
    return { body };
  },
});

const present = presenterOf(verdictSchema);
/** What everybody is answered, by market, for as long as the verifier keeps the verdict. */
const publicTexts = new WeakMap<Verdict, Map<Market | undefined, string>>();

function publicText(verdict: Verdict, market: Market | undefined): string {
  const texts = publicTexts.get(verdict) ?? new Map<Market | undefined, string>();
  publicTexts.set(verdict, texts);
  const text = texts.get(market) ?? JSON.stringify(present(verdictToWire(verdict, market), "public"));
  texts.set(market, text);
  return text;
}

async function verdictOn({ verifier }: Services, lot: Hex, fresh: boolean): Promise<Verdict | undefined> {
  try {
    return await verifier.verifyLot(lot, { fresh });
  } catch (error) {
    if (error instanceof LineageTooLargeError) throw new Problem("lineage-too-large", error.message);
    throw error;
  }
}

async function sayWhomItConcerns(
  services: Services,
  { whereabouts, heads }: Verdict,
  body: VerdictAnswer,
): Promise<void> {
  const [countries, places] = await Promise.all([
    services.organisations.countries(heads.flatMap((head) => organisationOf(head) ?? [])),
    placeConcerns(services, whereabouts),
  ]);
  const anywhere = joinConcerns(...places);
  body.whereabouts.forEach((place, i) => {
    concerning(place, places[i] ?? anywhere);
  });
  body.heads.forEach((head, i) => {
    const read = heads[i];
    const organisation = read === undefined ? undefined : organisationOf(read);
    concerning(head, organisation === undefined ? anywhere : organisationsConcern([organisation], countries));
  });
}

/** Organisation whose head it is, its own or that of an allowance of its site; undefined where it is nobody's. */
function organisationOf({ type, subject }: HeadReading): string | undefined {
  if (type === "allowance" || type === "account") return subject.split("/")[0];
  return type === "organisation" ? subject : undefined;
}
