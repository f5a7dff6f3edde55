import { type AssayedComposition, radioactiveSymbols } from "../../domain/composition.ts";
import type { Hex } from "../../domain/hex.ts";
import type { StatedGoods, StatedLot } from "../../domain/inspection.ts";
import { madeIn, originsOf } from "../../domain/origin.ts";
import type { SomeShares } from "../../domain/some-shares.ts";
import type { Reader } from "../../readers/reader.ts";
import { standingOf } from "../../readers/reader.ts";
import { kindsDoing, wireDeed } from "../../statements/knowledge.ts";
import type { Consignment } from "../../store/repositories/consignment-repository.ts";
import type { LotRow } from "../../store/repositories/lot-repository.ts";
import { consignmentConcern } from "../concerns/flow-concerns.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";
import { declaredContent } from "./declared-content.ts";
import { knownLineage } from "./known-lineage.ts";
import { findLot } from "./lot.ts";

/** What the ledger says of goods, and where it says so. */
export interface KnownGoods {
  stated: StatedGoods;
  lots: readonly LotRow[];
  consignment: Consignment | undefined;
}

/** What is asked of lots besides. */
export interface Asked {
  /** Where their rare earths come from: takes their lineages. */
  origins: boolean;
  /** What they hold of each element. */
  shares: boolean;
}

/** What the ledger says of a lot. */
export async function goodsOfLot(services: Services, id: Hex, asked: Asked): Promise<KnownGoods> {
  const lot = await findLot(services, id);
  const stated = {
    by: "lot" as const,
    lots: [await statedLot(services, lot, asked)] as const,
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
  asked: Asked,
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
  for (const lot of lots) statedLots.push(await statedLot(services, lot, asked));
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
async function statedLot(services: Services, lot: LotRow, asked: Asked): Promise<StatedLot> {
  const { id, form, lot_number: lotNumber } = lot;
  const shares = asked.shares ? await sharesOf(services, lot) : {};
  const unknown = { lotNumber, form: form as StatedLot["form"], shares, origins: [], madeIn: [] };
  if (!asked.origins) return unknown;
  const known = await knownLineage(services, id);
  if (known.altered.length > 0) return unknown;
  const origins = [...new Set(originsOf(known).map(({ country }) => country))];
  return { ...unknown, origins, madeIn: madeIn(known) };
}

/** Rare earths as declared. Of thorium and uranium no declaration speaks, but assays do: the newest that conforms, and was not taken back. */
async function sharesOf({ statements }: Services, lot: LotRow): Promise<SomeShares> {
  const [declaration, examinations] = await Promise.all([
    statements.find(lot.declaration),
    statements.dossierOfKinds(lot.id, kindsDoing("examined", "taken-back")),
  ]);
  const content = declaredContent(declaration?.message ?? {}, lot.lot_number) as
    | { composition?: SomeShares }
    | undefined;
  const takenBack = new Set(examinations.map((row) => wireDeed(row, "taken-back")?.examination));
  const assay = examinations
    .filter(({ digest }) => !takenBack.has(digest))
    .map((row) => wireDeed(row, "examined"))
    .findLast((examined) => examined?.outcome === "conforms" && examined.composition !== null)?.composition as
    | AssayedComposition
    | undefined;
  return {
    ...content?.composition,
    ...(assay && Object.fromEntries(radioactiveSymbols.map((symbol) => [symbol, assay[symbol]]))),
  };
}
