import { descendants, footprint, lineage } from "../../api/schemas/lineage.ts";
import { lotParameters } from "../../api/schemas/lot-id.ts";
import { embodiedCarbon } from "../../domain/embodied-carbon.ts";
import { lotIn } from "../../domain/lineage.ts";
import { knownLineage } from "../answers/known-lineage.ts";
import { footprintPartToWire, lineageToWire } from "../answers/lineage.ts";
import { findLot } from "../answers/lot.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

const descendantsMaximum = 10_000;

/** Shows what a lot was made from. */
export const readLineage = defineRoute({
  name: "readLineage",
  method: "get",
  path: "/v1/lots/{id}/lineage",
  tag: "Lots",
  summary: "What a lot was made from, back to the ground",
  description:
    "Recomputed from the statements that declared the lots: each hashes to the digest that it is known by, each lot to its id. Into a " +
    "withdrawal from a site's account went what was deposited before it in the period that it draws on.",
  params: lotParameters,
  success: { status: 200, description: "Its lineage", schema: lineage },
  problems: ["lot-not-found", "lineage-too-large"],
  async handle(services, { params: { id } }) {
    const known = await knownLineage(services, id);
    const standings = new Map((await services.lineages.standings([...known.lots.keys()])).map((row) => [row.id, row]));
    return {
      body: lineageToWire(id, known, standings),
    };
  },
});

/** Shows where a lot's footprint comes from. */
export const readFootprint = defineRoute({
  name: "readFootprint",
  method: "get",
  path: "/v1/lots/{id}/footprint",
  tag: "Lots",
  summary: "A lot's declared footprint by step, back to the ground",
  params: lotParameters,
  success: { status: 200, description: "Its footprint", schema: footprint },
  problems: ["lot-not-found", "lineage-too-large", "lineage-incomplete"],
  async handle(services, { params: { id } }) {
    const known = await knownLineage(services, id);
    if (known.altered.length > 0) {
      throw new Problem(
        "lineage-incomplete",
        `${known.altered.length} statements or lots are not what their ids commit to.`,
      );
    }
    const { massGrams, footprintGramsPerKilogram } = lotIn(known.lots, id).content;
    return {
      body: {
        lot: id,
        footprintGramsPerKilogram,
        totalMilligrams: String(massGrams * BigInt(footprintGramsPerKilogram)),
        parts: embodiedCarbon(known).map((part) => footprintPartToWire(known, part, massGrams)),
      },
    };
  },
});

/** Shows what was made from a lot. */
export const readDescendants = defineRoute({
  name: "readDescendants",
  method: "get",
  path: "/v1/lots/{id}/descendants",
  tag: "Lots",
  summary: "What was made from a lot, and how much of it is still there",
  params: lotParameters,
  success: { status: 200, description: "Its descendants", schema: descendants },
  problems: ["lot-not-found", "lineage-too-large"],
  async handle(services, { params: { id } }) {
    await findLot(services, id);
    const rows = await services.lineages.descendants(id, descendantsMaximum);
    if (rows.length > descendantsMaximum) {
      throw new Problem("lineage-too-large", `More than ${descendantsMaximum} lots were made from lot ${id}.`);
    }
    return {
      body: {
        lot: id,
        items: rows.map(({ massGrams, inHandGrams, seizedGrams, onTheRoadGrams, uncertifiedGrams, ...row }) => ({
          ...row,
          massGrams: Number(massGrams),
          livingGrams: Number(inHandGrams + seizedGrams + onTheRoadGrams + uncertifiedGrams),
        })),
      },
    };
  },
});
