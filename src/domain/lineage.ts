import { nanogramsPerGram, sharesOf } from "./composition.ts";
import { type ElementSymbol, elementSymbols } from "./elements.ts";
import type { Address, Hex } from "./hex.ts";
import type { Content, LotIdentity } from "./lot.ts";
import type { Process } from "./process.ts";

/** A lot with what its id commits to. */
export interface LineageLot extends LotIdentity {
  id: Hex;
  /** Step that made it; null for a lot without parents. */
  madeBy: Hex | null;
  /** Whether it claims a certified share of what went in. A lot without parents claims its quota. */
  certifiable: boolean;
}

/** Grams of a lot that went into a step, or into the account that a step drew on. */
export interface LineageInput {
  lot: Hex;
  grams: bigint;
  /** As it stood on record then, in g CO2e per kg. */
  footprintGramsPerKilogram: bigint;
  /** Transport carbon of these grams, in mg CO2e. */
  transportMilligrams: bigint;
  /** Whether they counted as certified share. */
  isCertified: boolean;
}

/** What made lots: a transformation, or a withdrawal from the account of a site. */
export interface LineageStep {
  digest: Hex;
  kind: "transformation" | "withdrawal";
  process: Process;
  organisation: Address;
  country: string;
  /** Global Location Number. */
  site: bigint;
  /** End of the process, Unix seconds. */
  occurredAt: number;
  /** What went in; for a withdrawal, what was deposited in the period it draws on, before it. */
  inputs: LineageInput[];
  /** Ids of the lots that came out. */
  outputs: Hex[];
  /** Emissions of the process, in mg CO2e. */
  emissionsMilligrams: bigint;
  /** Carbon that a withdrawal took out of the account, in mg CO2e; of a transformation null: it carries what its inputs carry. */
  accountMilligrams: bigint | null;
  /** Of a withdrawal, what was found in what earlier ones took of the same period, by the index of the element, in nanograms. */
  takenBefore: readonly bigint[];
  /** What the ledger recorded as drawn on the site's tolerance, over all elements. */
  toleratedNanograms: bigint;
  /** What the ledger recorded as taken on the strength of limits of detection, over all elements. */
  reliedNanograms: bigint;
  /** Prices by element where carbon is shared by value; null where it is shared by mass. */
  prices: Partial<Record<ElementSymbol, number>> | null;
}

/** A lot with everything it was made from, back to lots without parents. */
export interface Lineage {
  lot: Hex;
  /** Lots that went into it, directly or by way of others. */
  ancestors: readonly Hex[];
  /** These, the lot itself, and what else came out of the steps; each behind what it was made from. */
  lots: ReadonlyMap<Hex, LineageLot>;
  steps: ReadonlyMap<Hex, LineageStep>;
}

/** Why a step breaks a law. */
export type StepFault =
  | { law: "mass"; element: ElementSymbol; outNanograms: bigint; inNanograms: bigint }
  | { law: "certified-share"; element: ElementSymbol; outNanograms: bigint; inNanograms: bigint }
  | { law: "carbon"; lot: Hex; footprintGramsPerKilogram: number; leastMilligrams: bigint };

/** Most that can be of each element, by its index, in nanograms: limits of detection count in full. */
export function upperBounds(content: Pick<Content, "composition">, grams: bigint): bigint[] {
  return elementSymbols.map((symbol) => {
    const share = content.composition[symbol];
    return nanogramsPerGram("detectionLimit" in share ? share.detectionLimit : share.partsPerHundredMillion) * grams;
  });
}

/** What was found of each element, by its index, in nanograms: a limit of detection is no content. */
export function foundIn(content: Pick<Content, "composition">, grams: bigint): bigint[] {
  return elementSymbols.map((symbol) => {
    const share = content.composition[symbol];
    return "detectionLimit" in share ? 0n : nanogramsPerGram(share.partsPerHundredMillion) * grams;
  });
}

/** By what an output carries of a step's carbon: rare earths in it, or their value. */
export function weightOf(content: Pick<Content, "composition" | "massGrams">, prices: LineageStep["prices"]): bigint {
  if (prices === null) return content.massGrams * BigInt(sharesOf(content.composition).asElement);
  const value = elementSymbols.reduce((sum, symbol) => {
    const share = content.composition[symbol];
    return "detectionLimit" in share ? sum : sum + BigInt(share.partsPerHundredMillion) * BigInt(prices[symbol] ?? 0);
  }, 0n);
  return content.massGrams * value;
}

/** Carbon that a step's outputs have to carry together, in mg CO2e; certifiable ones as if it were `certifiableCarbonOf`. */
export function carbonOf({ inputs, accountMilligrams, emissionsMilligrams }: LineageStep): bigint {
  if (accountMilligrams !== null) return accountMilligrams + emissionsMilligrams;
  return inputs.reduce(
    (sum, { grams, footprintGramsPerKilogram, transportMilligrams }) =>
      sum + grams * footprintGramsPerKilogram + transportMilligrams,
    emissionsMilligrams,
  );
}

/**
 * Carbon that certifiable outputs share, in mg CO2e: no less than the intensity of what went in certified, so that nothing is
 * washed with what nobody examined.
 */
function certifiableCarbonOf(lots: Lineage["lots"], step: LineageStep): bigint {
  const all = carbonOf(step);
  const uncertified = step.inputs.filter(({ isCertified }) => !isCertified);
  if (step.accountMilligrams !== null || uncertified.length === 0) return all;
  const weightIn = (inputs: readonly LineageInput[]) =>
    inputs.reduce(
      (sum, { lot, grams }) => sum + weightOf({ ...lotIn(lots, lot).content, massGrams: grams }, step.prices),
      0n,
    );
  const whole = weightIn(step.inputs);
  const certified = whole - weightIn(uncertified);
  if (certified === 0n) return all;
  const unexamined = uncertified.reduce(
    (sum, input) => sum + input.grams * input.footprintGramsPerKilogram + input.transportMilligrams,
    0n,
  );
  const own = (all - step.emissionsMilligrams - unexamined) * whole;
  const least = (own + certified - 1n) / certified + step.emissionsMilligrams;
  return least > all ? least : all;
}

/**
 * Judges a step again by the laws that the contracts enforce, from what was stated: of no element more is found than was found in what
 * went in, but for what the ledger recorded as drawn on the site's allowance; where something uncertified went in, of no element more
 * is found in what claims to be certifiable than in what went in certified; each output carries its share of the carbon. The
 * withdrawals of a period together take no more than was deposited in it.
 */
export function stepFaults({ lots }: Pick<Lineage, "lots">, step: LineageStep): StepFault[] {
  const outputs = step.outputs.map((id) => lotIn(lots, id));
  return [...massFaults(lots, step, outputs), ...carbonFaults(lots, step, outputs)];
}

function massFaults(lots: Lineage["lots"], step: LineageStep, outputs: readonly LineageLot[]): StepFault[] {
  const brought = (inputs: readonly LineageInput[], amounts = foundIn) =>
    sumOf(inputs.map(({ lot, grams }) => amounts(lotIn(lots, lot).content, grams)));
  const made = (some: readonly LineageLot[]) => sumOf(some.map(({ content }) => foundIn(content, content.massGrams)));
  const growth = excess("mass", sumOf([made(outputs), step.takenBefore]), brought(step.inputs));
  const upper = brought(step.inputs, upperBounds);
  let [tolerated, relied] = [0n, 0n];
  for (const { element, outNanograms, inNanograms } of growth) {
    const most = upper[elementSymbols.indexOf(element)] ?? 0n;
    const within = outNanograms < most ? outNanograms : most;
    relied += within - inNanograms;
    tolerated += outNanograms - within;
  }
  const isDrawn = tolerated <= step.toleratedNanograms && relied <= step.reliedNanograms;
  const faults: StepFault[] = isDrawn ? [] : growth;
  if (step.inputs.every(({ isCertified }) => isCertified)) return faults;
  const certified = brought(step.inputs.filter(({ isCertified }) => isCertified));
  return [...faults, ...excess("certified-share", made(outputs.filter(({ certifiable }) => certifiable)), certified)];
}

function excess(law: "mass" | "certified-share", out: readonly bigint[], into: readonly bigint[]) {
  return elementSymbols.flatMap((element, index) => {
    const [outNanograms, inNanograms] = [out[index] ?? 0n, into[index] ?? 0n];
    return outNanograms > inNanograms ? [{ law, element, outNanograms, inNanograms }] : [];
  });
}

function carbonFaults(lots: Lineage["lots"], step: LineageStep, outputs: readonly LineageLot[]): StepFault[] {
  const [carbon, certifiableCarbon] = [carbonOf(step), certifiableCarbonOf(lots, step)];
  const weights = outputs.map(({ content }) => weightOf(content, step.prices));
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  return outputs.flatMap(({ id, content, certifiable }, index): StepFault[] => {
    const { footprintGramsPerKilogram, massGrams } = content;
    const share = (certifiable ? certifiableCarbon : carbon) * (weights[index] ?? 0n);
    if (BigInt(footprintGramsPerKilogram) * massGrams * total >= share) return [];
    return [{ law: "carbon", lot: id, footprintGramsPerKilogram, leastMilligrams: (share + total - 1n) / total }];
  });
}

/** A lot that a lineage is known to hold. */
export function lotIn(lots: Lineage["lots"], id: Hex): LineageLot {
  const lot = lots.get(id);
  if (lot === undefined) throw new Error(`${id} is no part of the lineage`);
  return lot;
}

function sumOf(vectors: readonly (readonly bigint[])[]): bigint[] {
  return elementSymbols.map((_, index) => vectors.reduce((sum, vector) => sum + (vector[index] ?? 0n), 0n));
}
