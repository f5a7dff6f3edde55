import type { Hex } from "./hex.ts";
import { type Lineage, type LineageStep, lotIn, weightOf } from "./lineage.ts";

/**
 * Where some of a lot's footprint comes from. `cradle`: as a lot without parents declares it; `process`: emissions of a step;
 * `transport`: of what went into a step; `carried-over`: out of a site's account, from deposits of other periods; `declared-above`:
 * what outputs of a step declare beyond their share.
 */
export const carbonSources = ["cradle", "process", "transport", "carried-over", "declared-above"] as const;
export type CarbonSource = (typeof carbonSources)[number];

/** Carbon of one source, in mg CO2e for the whole lot. */
export interface CarbonPart {
  source: CarbonSource;
  /** The lot without parents, or the step. */
  of: Hex;
  milligrams: bigint;
}

/**
 * Takes a lot's declared footprint apart, back to lots without parents. What a step's output carries is divided as what the step had to
 * carry is made up; parts are rounded down and the rest is told as declared above, so that they sum to mass times footprint.
 * @returns Parts in the order of the lineage, those of zero left out.
 */
export function embodiedCarbon({ lot, lots, steps }: Lineage): CarbonPart[] {
  const { massGrams, footprintGramsPerKilogram } = lotIn(lots, lot).content;
  const carried = new Map<Hex, bigint>([[lot, massGrams * BigInt(footprintGramsPerKilogram)]]);
  const parts: CarbonPart[] = [];
  // From the lot back: whatever a lot is asked to account for is known before it is reached.
  for (const { id, madeBy } of [...lots.values()].reverse()) {
    const asked = carried.get(id) ?? 0n;
    if (asked === 0n) continue;
    const step = madeBy === null ? undefined : steps.get(madeBy);
    if (step === undefined) {
      parts.push({ source: "cradle", of: id, milligrams: asked });
      continue;
    }
    const share = shareIn(lots, step, id, asked);
    let left = asked;
    const tell = (source: CarbonSource, amount: bigint) => {
      const milligrams = share(amount);
      left -= milligrams;
      if (milligrams > 0n) parts.push({ source, of: step.digest, milligrams });
    };
    tell("process", step.emissionsMilligrams);
    const [ofInputs, other] = throughAccount(step);
    tell("carried-over", other);
    for (const input of step.inputs) {
      const milligrams = share(ofInputs(input.grams * input.footprintGramsPerKilogram));
      left -= milligrams;
      carried.set(input.lot, (carried.get(input.lot) ?? 0n) + milligrams);
    }
    tell("transport", ofInputs(step.inputs.reduce((sum, { transportMilligrams }) => sum + transportMilligrams, 0n)));
    if (left > 0n) parts.push({ source: "declared-above", of: step.digest, milligrams: left });
  }
  return joined(parts).reverse();
}

/** Carbon of one source over all lots and steps, in mg CO2e for the whole lot. */
export type CarbonBySource = Omit<CarbonPart, "of">;

/** The same by source alone, in the order of the sources; those of zero left out. */
export function carbonBySource(lineage: Lineage): CarbonBySource[] {
  const parts = Map.groupBy(embodiedCarbon(lineage), ({ source }) => source);
  return carbonSources.flatMap((source) => {
    const milligrams = (parts.get(source) ?? []).reduce((sum, part) => sum + part.milligrams, 0n);
    return milligrams === 0n ? [] : [{ source, milligrams }];
  });
}

/** What of an amount of the step's carbon is in the part of an output that is asked for. */
function shareIn(lots: Lineage["lots"], step: LineageStep, output: Hex, asked: bigint): (amount: bigint) => bigint {
  const weight = (id: Hex) => weightOf(lotIn(lots, id).content, step.prices);
  const total = step.outputs.reduce((sum, id) => sum + weight(id), 0n);
  const { massGrams, footprintGramsPerKilogram } = lotIn(lots, output).content;
  const whole = massGrams * BigInt(footprintGramsPerKilogram);
  const own = weight(output);
  return (amount) => (whole === 0n || total === 0n ? 0n : (amount * own * asked) / (total * whole));
}

/** A withdrawal takes what it takes out of an account: of that, what its period's deposits brought, and what others left. */
function throughAccount({ inputs, accountMilligrams }: LineageStep): [(amount: bigint) => bigint, bigint] {
  if (accountMilligrams === null) return [(amount) => amount, 0n];
  const brought = inputs.reduce(
    (sum, { grams, footprintGramsPerKilogram, transportMilligrams }) =>
      sum + grams * footprintGramsPerKilogram + transportMilligrams,
    0n,
  );
  if (brought <= accountMilligrams) return [(amount) => amount, accountMilligrams - brought];
  return [(amount) => (amount * accountMilligrams) / brought, 0n];
}

function joined(parts: readonly CarbonPart[]): CarbonPart[] {
  const sums = new Map<string, CarbonPart>();
  for (const { source, of, milligrams } of parts) {
    const key = `${source}/${of}`;
    sums.set(key, { source, of, milligrams: milligrams + (sums.get(key)?.milligrams ?? 0n) });
  }
  return [...sums.values()];
}
