import type { z } from "zod";
import type { footprint, lineage } from "../../api/schemas/lineage.ts";
import type { CarbonPart } from "../../domain/embodied-carbon.ts";
import type { Hex } from "../../domain/hex.ts";
import { type Lineage, lotIn } from "../../domain/lineage.ts";
import { originsOf } from "../../domain/origin.ts";
import { yieldAlerts } from "../../domain/plausibility.ts";
import { locationNumberToWire } from "../../statements/location-number.ts";
import type { LineageRepository } from "../../store/repositories/lineage-repository.ts";
import type { KnownLineage } from "../../verify/load-lineage.ts";

type Standing = Awaited<ReturnType<LineageRepository["standings"]>>[number];
type Part = z.input<typeof footprint>["parts"][number];

/** What a lot was made from. @param standings How the lots stand in the index, by their ids. */
export function lineageToWire(
  id: Hex,
  known: KnownLineage,
  standings: ReadonlyMap<Hex, Standing>,
): z.input<typeof lineage> {
  const ancestors = new Set(known.ancestors);
  return {
    lot: id,
    lots: [...known.lots.values()].map(({ id: lot, lotNumber, producer, content, madeBy }) => ({
      id: lot,
      lotNumber,
      producer,
      form: content.form,
      massGrams: Number(content.massGrams),
      originCountry: content.originCountry,
      deposit: content.deposit,
      footprintGramsPerKilogram: content.footprintGramsPerKilogram,
      madeBy,
      status: standings.get(lot)?.status ?? "declared",
      disputes: standings.get(lot)?.disputes ?? 0,
      isAncestor: ancestors.has(lot),
    })),
    steps: [...known.steps.values()].map((step) => ({
      digest: step.digest,
      kind: step.kind,
      process: step.process,
      organisation: step.organisation,
      country: step.country,
      site: locationNumberToWire(step.site),
      occurredAt: step.occurredAt,
      emissionsMilligrams: String(step.emissionsMilligrams),
      outputs: step.outputs,
    })),
    edges: [...known.steps.values()].flatMap((step) =>
      step.inputs.map((input) => ({
        lot: input.lot,
        step: step.digest,
        grams: Number(input.grams),
        footprintGramsPerKilogram: Number(input.footprintGramsPerKilogram),
        transportMilligrams: String(input.transportMilligrams),
        isCertified: input.isCertified,
      })),
    ),
    mergedAt: mergedAt(known),
    origin: known.altered.length === 0 ? originsOf(known) : [],
    alerts: known.altered.length === 0 ? yieldAlerts(known) : [],
    isWhole: known.altered.length === 0,
  };
}

/** A part of a lot's footprint. @param massGrams Mass of the lot. */
export function footprintPartToWire(
  { steps }: Lineage,
  { source, of, milligrams }: CarbonPart,
  massGrams: bigint,
): Part {
  return {
    source,
    of,
    process: steps.get(of)?.process ?? null,
    milligrams: String(milligrams),
    gramsPerKilogram: Number(milligrams / massGrams),
  };
}

/** Steps into which lots of different countries or deposits went. */
function mergedAt({ lots, steps }: Lineage): Hex[] {
  const placeOf = (lot: Hex) => {
    const { originCountry, deposit } = lotIn(lots, lot).content;
    return JSON.stringify([originCountry, deposit]);
  };
  return [...steps.values()]
    .filter(({ inputs }) => new Set(inputs.map(({ lot }) => placeOf(lot))).size > 1)
    .map(({ digest }) => digest);
}
