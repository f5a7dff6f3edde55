import { z } from "zod";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { verdict as verdictSchema } from "../../api/schemas/verdict.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { concerning, joinConcerns } from "../../readers/concern.ts";
import { organisationsConcern } from "../flow-concerns.ts";
import { presenterOf } from "../present.ts";
import { Problem } from "../problem.ts";
import { defineRoute } from "../route.ts";
import type { Services } from "../services.ts";

/** Verifies a lot. */
export const verifyLot = defineRoute({
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
  }),
  success: { status: 200, description: "The verdict", schema: verdictSchema },
  problems: ["lot-not-found", "ledger-unavailable", "not-ready"],
  async handle(services, { params: { id }, query: { fresh }, reader, response }) {
    const verdict = await services.verifier.verifyLot(id, { fresh: fresh === "1" });
    if (verdict === undefined) throw new Problem("lot-not-found", `Nobody has declared a lot ${id} on this ledger.`);
    if (reader.credential === undefined) {
      // Everybody is answered the same, at a rate that leaves no time for writing it out each time.
      response.type("json").send(publicText(verdict));
      return undefined;
    }
    const body = toWire(verdict);
    await sayWhomItConcerns(services, verdict, body);
    return { body };
  },
});

type Body = z.input<typeof verdictSchema>;

const present = presenterOf(verdictSchema);
/** What everybody is answered, for as long as the verifier keeps the verdict. */
const publicTexts = new WeakMap<Verdict, string>();

function publicText(verdict: Verdict): string {
  const known = publicTexts.get(verdict);
  if (known !== undefined) return known;
  const text = JSON.stringify(present(toWire(verdict), "public"));
  publicTexts.set(verdict, text);
  return text;
}

async function sayWhomItConcerns(services: Services, { whereabouts, heads }: Verdict, body: Body): Promise<void> {
  const holders = whereabouts.map(({ holder }) => holder);
  const subjects = heads.flatMap(({ type, subject }) => (type === "organisation" ? [subject] : []));
  const [countries, flows] = await Promise.all([
    services.organisations.countries([...holders, ...subjects]),
    services.consignments.flows(whereabouts.flatMap(({ consignment }) => consignment ?? [])),
  ]);
  const places = whereabouts.map(({ holder, country, toCountry, consignment }) => {
    const flow = flows.find(({ id }) => id === consignment);
    const here = { organisations: flow ? [flow.sender, flow.carrier] : [], countries: [country, toCountry] };
    return joinConcerns(organisationsConcern([holder], countries), here);
  });
  const anywhere = joinConcerns(...places);
  body.whereabouts.forEach((place, i) => {
    concerning(place, places[i] ?? anywhere);
  });
  body.heads.forEach((head, i) => {
    const { type, subject = "" } = heads[i] ?? {};
    concerning(head, type === "organisation" ? organisationsConcern([subject], countries) : anywhere);
  });
}

function toWire(verdict: Verdict): Body {
  const { block, whereabouts, shortGrams, retiredGrams } = verdict;
  return {
    ...verdict,
    heads: verdict.heads.map((head) => ({ ...head })),
    block: { ...block, number: Number(block.number) },
    whereabouts: whereabouts.map((place) => ({ ...place, grams: Number(place.grams) })),
    shortGrams: Number(shortGrams),
    retiredGrams: Number(retiredGrams),
  };
}
