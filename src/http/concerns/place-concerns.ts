import type { Whereabouts } from "../../domain/verdict.ts";
import { type Concern, joinConcerns } from "../../readers/concern.ts";
import type { Services } from "../services.ts";
import { organisationsConcern } from "./flow-concerns.ts";

/** Whom places of a lot's grams concern, each: holder or parties of the consignment, and their countries. In their order. */
export async function placeConcerns(
  { organisations, consignments }: Pick<Services, "organisations" | "consignments">,
  whereabouts: readonly Whereabouts[],
): Promise<Concern[]> {
  const [countries, flows] = await Promise.all([
    organisations.countries(whereabouts.map(({ holder }) => holder)),
    consignments.flows(whereabouts.flatMap(({ consignment }) => consignment ?? [])),
  ]);
  return whereabouts.map(({ holder, country, toCountry, consignment }) => {
    const flow = flows.find(({ id }) => id === consignment);
    const here = { organisations: flow ? [flow.sender, flow.carrier] : [], countries: [country, toCountry] };
    return joinConcerns(organisationsConcern([holder], countries), here);
  });
}
