import type { z } from "zod";
import type { verdict as verdictSchema } from "../../api/schemas/verdict.ts";
import { claimFor, type Market } from "../../domain/market.ts";
import { type Goods, type RestsOn, restsOnInAll, type Verdict } from "../../domain/verdict.ts";

export type VerdictAnswer = z.input<typeof verdictSchema>;

/** A verdict, with what may be claimed in a market. */
export function verdictToWire(verdict: Verdict, market: Market | undefined): VerdictAnswer {
  const { goods, restsOn, block, whereabouts, disputedGrams, shortGrams, retiredGrams, unitCodes } = verdict;
  return {
    ...verdict,
    ...claimFor(market, verdict.class),
    goods: goods && goodsToWire(goods),
    restsOn: restsOn && restsOnToWire(restsOn),
    heads: verdict.heads.map((head) => ({ ...head })),
    block: { ...block, number: Number(block.number) },
    whereabouts: whereabouts.map((place) => ({ ...place, grams: Number(place.grams) })),
    disputedGrams: Number(disputedGrams),
    shortGrams: Number(shortGrams),
    retiredGrams: Number(retiredGrams),
    unitCodes: unitCodes && { ...unitCodes, grams: Number(unitCodes.grams) },
  };
}

function goodsToWire({ massGrams, footprint, ...goods }: Goods): VerdictAnswer["goods"] {
  const parts = footprint.parts?.map(({ source, milligrams }) => ({
    source,
    milligrams: milligrams.toString(),
    gramsPerKilogram: Number(milligrams / massGrams),
  }));
  return { ...goods, massGrams: Number(massGrams), footprint: { ...footprint, parts: parts ?? null } };
}

function restsOnToWire(restsOn: RestsOn): VerdictAnswer["restsOn"] {
  const { foundNanograms, certificateNanograms, making, ancestorsDrew } = restsOn;
  const { nanograms, partsPerHundredMillion } = restsOnInAll(restsOn);
  return {
    foundNanograms: foundNanograms.toString(),
    drawnNanograms: nanograms.toString(),
    partsPerHundredMillion,
    certificateNanograms: certificateNanograms.toString(),
    making: making && {
      toleratedNanograms: making.toleratedNanograms.toString(),
      reliedNanograms: making.reliedNanograms.toString(),
      lots: making.lots,
    },
    ancestorsDrew,
  };
}
