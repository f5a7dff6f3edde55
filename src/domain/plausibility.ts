import reference from "../../data/reference.json" with { type: "json" };
import { type ElementSymbol, elementSymbols } from "./elements.ts";
import type { Hex } from "./hex.ts";
import { type Lineage, type LineageStep, lotIn } from "./lineage.ts";
import type { LocalisedText } from "./localised-text.ts";
import type { Content } from "./lot.ts";
import type { Process } from "./process.ts";

/** A yield outside what is published: nothing is refused for it, somebody should look. */
export interface YieldAlert {
  step: Hex;
  process: Process;
  /** Element, where it is about one; null where it is about all rare earths together. */
  element: ElementSymbol | null;
  /** What came out of what went in, in basis points. */
  yieldBasisPoints: number;
  /** The published band, in basis points. */
  minimumBasisPoints: number;
  maximumBasisPoints: number;
}

/** Nothing comes out that was not there. */
const WHOLE = 10_000;

/** Of what a machining step takes in, this share becomes product: the rest is scrap (data/reference.json, trade press). */
const machined = bandOfScrap();

/**
 * The least that a process is published to recover, in basis points of the rare earths that go in: of several routes the lowest, since a
 * statement does not say which was taken (data/reference.json: industry norm conditions of 2016; reduction is unverified there).
 */
const minima: Partial<Record<Process, number>> = {
  beneficiation: minimumFrom("ore"),
  leaching: Math.min(minimumFrom("concentrate"), minimumFrom("clay")),
  separation: minimumFrom("mixed compounds"),
  reduction: minimumFrom("oxide"),
};

/**
 * Compares what steps recovered with what is published: rare earths in all against the minimum, the share of a machining step that
 * becomes magnets against the usual share of scrap, and every element that makes up the product against the physical maximum.
 * A separation that declares only some of its products recovers less in all: there each element counts that is declared as product.
 */
export function yieldAlerts({ lots, steps }: Pick<Lineage, "lots" | "steps">): YieldAlert[] {
  return [...steps.values()].filter(({ kind }) => kind === "transformation").flatMap((step) => alertsOf(lots, step));
}

function alertsOf(lots: Lineage["lots"], step: LineageStep): YieldAlert[] {
  const alert = { step: step.digest, process: step.process };
  const inputs = step.inputs.map(({ lot, grams }) => ({ content: lotIn(lots, lot).content, grams }));
  const outputs = step.outputs
    .map((id) => lotIn(lots, id).content)
    .map((content) => ({ content, grams: content.massGrams }));
  const brought = foundIn(inputs);
  const made = foundIn(outputs);
  if (step.process === "magnet-making") {
    const magnets = foundIn(outputs.filter(({ content }) => content.form === "magnet"));
    return band(alert, null, sum(magnets), sum(brought), machined);
  }
  const minimumBasisPoints = minima[step.process];
  if (minimumBasisPoints === undefined) return [];
  const limits = { minimumBasisPoints, maximumBasisPoints: WHOLE };
  if (step.process !== "separation") return band(alert, null, sum(made), sum(brought), limits);
  // What is not declared as a product was not lost: it stays in what is left.
  return elementSymbols.flatMap((symbol, index) =>
    isProduct(outputs, symbol) ? band(alert, symbol, made[index] ?? 0n, brought[index] ?? 0n, limits) : [],
  );
}

function band(
  alert: Pick<YieldAlert, "step" | "process">,
  element: ElementSymbol | null,
  made: bigint,
  brought: bigint,
  limits: Pick<YieldAlert, "minimumBasisPoints" | "maximumBasisPoints">,
): YieldAlert[] {
  if (brought === 0n) return [];
  const yieldBasisPoints = Number((made * BigInt(WHOLE)) / brought);
  const isInside = yieldBasisPoints >= limits.minimumBasisPoints && yieldBasisPoints <= limits.maximumBasisPoints;
  return isInside ? [] : [{ ...alert, element, yieldBasisPoints, ...limits }];
}

/** An alert for people, with its numbers. */
export function alertWords({ process, element, ...figures }: YieldAlert, processName: LocalisedText): LocalisedText {
  const [yielded, minimum, maximum] = [
    figures.yieldBasisPoints,
    figures.minimumBasisPoints,
    figures.maximumBasisPoints,
  ].map((basisPoints) => `${(basisPoints / 100).toFixed(1)} %`);
  return {
    en: `${processName.en} recovered ${yielded} of the ${element ?? "rare earths"} that went in; published are ${minimum} to ${maximum}`,
    zh: `${processName.zh}回收了投入${element ?? "稀土"}的 ${yielded}；公开值为 ${minimum} 至 ${maximum}`,
  };
}

interface Part {
  content: Content;
  grams: bigint;
}

/** An element of which a product of separation is made: a hundredth of it or more. */
function isProduct(outputs: readonly Part[], symbol: ElementSymbol): boolean {
  return outputs.some(({ content: { composition, form } }) => {
    const share = composition[symbol];
    return form === "separated-oxide" && "partsPerHundredMillion" in share && share.partsPerHundredMillion >= 1_000_000;
  });
}

function foundIn(parts: readonly Part[]): bigint[] {
  return elementSymbols.map((symbol) =>
    parts.reduce((total, { content, grams }) => {
      const share = content.composition[symbol];
      return "partsPerHundredMillion" in share ? total + BigInt(share.partsPerHundredMillion) * grams : total;
    }, 0n),
  );
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function minimumFrom(from: string): number {
  const published = reference.yields.steps.flatMap((step) =>
    step.from === from && step.minimum ? [step.minimum] : [],
  );
  return Math.round(Math.min(...published) * WHOLE);
}

function bandOfScrap(): { minimumBasisPoints: number; maximumBasisPoints: number } {
  const [least = 0, most = 1] = reference.yields.steps.find((step) => step.typicalScrap)?.typicalScrap ?? [];
  return {
    minimumBasisPoints: WHOLE - Math.round(most * WHOLE),
    maximumBasisPoints: WHOLE - Math.round(least * WHOLE),
  };
}
