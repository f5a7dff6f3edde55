import { type ElementSymbol, elementSymbols } from "../../src/domain/elements.ts";
import type { Hex } from "../../src/domain/hex.ts";
import type { Lineage, LineageInput, LineageLot, LineageStep } from "../../src/domain/lineage.ts";
import type { Content } from "../../src/domain/lot.ts";

type Found = Partial<Record<ElementSymbol, number>>;

/** A lot of a lineage, in which the elements named were found, in parts per million; others are below 5 ppm. */
export function lotWith(
  id: Hex,
  massGrams: bigint,
  found: Found,
  changes: Partial<Content> & Partial<Pick<LineageLot, "madeBy" | "certifiable">> = {},
): LineageLot {
  const { madeBy = null, certifiable = true, ...content } = changes;
  const composition = Object.fromEntries(
    elementSymbols.map((symbol) => [
      symbol,
      symbol in found ? { partsPerHundredMillion: 100 * (found[symbol] ?? 0) } : { detectionLimit: 500 },
    ]),
  ) as Content["composition"];
  return {
    id,
    producer: "0x0000000000000000000000000000000000000001",
    lotNumber: id,
    madeBy,
    certifiable,
    content: {
      form: "concentrate",
      custodyModel: "segregated",
      massGrams,
      composition,
      originCountry: "CN",
      deposit: "Bayan Obo",
      country: "CN",
      site: 6_901_234_000_009n,
      footprintGramsPerKilogram: 1_000,
      removalsGramsPerKilogram: 0,
      offsetsGramsPerKilogram: 0,
      footprintMethod: 1,
      allocation: "mass",
      primaryDataBasisPoints: 10_000,
      producedAt: 1,
      quota: null,
      documents: null,
      replaces: null,
      certifier: null,
      ...content,
    },
  };
}

/** All grams of a lot as they go into a step. */
export function input({ id, content }: LineageLot, changes: Partial<LineageInput> = {}): LineageInput {
  return {
    lot: id,
    grams: content.massGrams,
    footprintGramsPerKilogram: BigInt(content.footprintGramsPerKilogram),
    transportMilligrams: 0n,
    isCertified: true,
    ...changes,
  };
}

/** A transformation without emissions. */
export function step(
  digest: Hex,
  inputs: LineageInput[],
  outputs: Hex[],
  changes: Partial<LineageStep> = {},
): LineageStep {
  return {
    digest,
    kind: "transformation",
    process: "blending",
    organisation: "0x0000000000000000000000000000000000000001",
    country: "CN",
    site: 6_901_234_000_009n,
    occurredAt: 1,
    inputs,
    outputs,
    emissionsMilligrams: 0n,
    accountMilligrams: null,
    takenBefore: [],
    toleratedNanograms: 0n,
    reliedNanograms: 0n,
    prices: null,
    ...changes,
  };
}

/** A lineage of lots in order, the last of which it is of. */
export function lineageOf(lots: readonly LineageLot[], steps: readonly LineageStep[]): Lineage {
  const last = lots.at(-1) as LineageLot;
  return {
    lot: last.id,
    ancestors: [...new Set(steps.flatMap(({ inputs }) => inputs.map(({ lot }) => lot)))],
    lots: new Map(lots.map((lot) => [lot.id, lot])),
    steps: new Map(steps.map((each) => [each.digest, each])),
  };
}
