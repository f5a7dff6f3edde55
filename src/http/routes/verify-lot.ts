import { z } from "zod";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { verdict as verdictSchema } from "../../api/schemas/verdict.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { Problem } from "../problem.ts";
import { defineRoute } from "../route.ts";

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
  async handle({ verifier }, { params: { id }, query: { fresh } }) {
    const verdict = await verifier.verifyLot(id, { fresh: fresh === "1" });
    if (verdict === undefined) throw new Problem("lot-not-found", `Nobody has declared a lot ${id} on this ledger.`);
    return { body: toWire(verdict) };
  },
});

function toWire(verdict: Verdict): z.input<typeof verdictSchema> {
  const { block, whereabouts, shortGrams, retiredGrams } = verdict;
  return {
    ...verdict,
    block: { ...block, number: Number(block.number) },
    whereabouts: whereabouts.map((place) => ({ ...place, grams: Number(place.grams) })),
    shortGrams: Number(shortGrams),
    retiredGrams: Number(retiredGrams),
  };
}
