import type { Hex } from "../../domain/hex.ts";
import type { StatedGoods, StatedLot } from "../../domain/inspection.ts";
import { madeIn, originsOf } from "../../domain/origin.ts";
import type { Reader } from "../../readers/reader.ts";
import { standingOf } from "../../readers/reader.ts";
import type { Consignment } from "../../store/repositories/consignment-repository.ts";
import type { LotRow } from "../../store/repositories/lot-repository.ts";
import { consignmentConcern } from "../concerns/flow-concerns.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";
import { knownLineage } from "./known-lineage.ts";
import { findLot } from "./lot.ts";

/** What the ledger says of goods, and where it says so. */
export interface KnownGoods {
  stated: StatedGoods;
  lots: readonly LotRow[];
  consignment: Consignment | undefined;
}

/** What the ledger says of a lot. @param withOrigins Whether it is asked where its rare earths come from, which takes its lineage. */
export async function goodsOfLot(services: Services, id: Hex, withOrigins: boolean): Promise<KnownGoods> {
  const lot = await findLot(services, id);
  const stated = {
    by: "lot" as const,
    lots: [await statedLot(services, lot, withOrigins)] as const,
    grams: lot.mass_grams,
  };
  return { stated, lots: [lot], consignment: undefined };
}

/**
 * What the ledger says of a consignment.
 * @throws Problem if it does not concern the reader: what was sent is not for everybody.
 */
export async function goodsOfConsignment(
  services: Services,
  id: Hex,
  reader: Reader,
  withOrigins: boolean,
): Promise<KnownGoods> {
  const [consignment, dispatch] = await Promise.all([services.consignments.find(id), services.statements.find(id)]);
  if (consignment === undefined)
    throw new Problem("consignment-not-found", `No consignment ${id} was ever dispatched.`);
  if (standingOf(reader, consignmentConcern(consignment)) === "public") {
    throw new Problem(
      "not-concerned",
      "What was sent in a consignment is told to its parties, and to authorities on its way.",
    );
  }
  const lots = await Promise.all(consignment.lines.map(({ lot }) => findLot(services, lot)));
  const statedLots: StatedLot[] = [];
  // One lineage after the other: each may be thousands of lots.
  for (const lot of lots) statedLots.push(await statedLot(services, lot, withOrigins));
  const { seal = null } = (dispatch?.message ?? {}) as { seal?: string | null };
  return {
    stated: {
      by: "consignment",
      lots: statedLots,
      grams: consignment.lines.reduce((sum, { sent_grams }) => sum + sent_grams, 0n),
      seal,
      countries: [consignment.from_country, ...consignment.passed, consignment.to_country],
    },
    lots,
    consignment,
  };
}

/** Where anything of its lineage is not what the ledger has, nothing is said of where it comes from. */
async function statedLot(services: Services, { id, form }: LotRow, withOrigins: boolean): Promise<StatedLot> {
  const unknown = { form: form as StatedLot["form"], origins: [], madeIn: [] };
  if (!withOrigins) return unknown;
  const known = await knownLineage(services, id);
  if (known.altered.length > 0) return unknown;
  const origins = [...new Set(originsOf(known).map(({ country }) => country))];
  return { ...unknown, origins, madeIn: madeIn(known) };
}
