import type { Composition } from "../../../src/domain/composition.ts";
import { weightOf } from "../../../src/domain/lineage.ts";
import type { Content } from "../../../src/domain/lot.ts";
import type { Process } from "../../../src/domain/process.ts";
import { lotId } from "../../../src/statements/content.ts";
import type { Statement } from "../../../src/statements/statement.ts";
import type { PartName } from "../cast.ts";
import { writeDocument } from "../documents.ts";
import type { MadeLot, PlannedStep } from "../magnet-road.ts";
import { justNow, type Lot, lotOf, type World } from "../world.ts";
import { certificate } from "./certify.ts";
import { examination } from "./examine.ts";

/** Something made of something, as a statement says it: the inputs in their order, and what comes out. */
export interface Making {
  process: Process;
  /** Whose tolerance and prices apply; none if it is not said. */
  scheme?: number;
  by: PartName;
  inputs: readonly { lot: Lot; grams: bigint }[];
  outputs: readonly { lotNumber: string; content: Content; certifiable?: boolean }[];
  emissionsGrams?: bigint;
  lossGrams?: bigint;
}

/** Signs a transformation. */
export function transformation(world: World, making: Making): Promise<Statement<"transform">> {
  const { process, scheme = 0, by, outputs, emissionsGrams = 0n, lossGrams = 0n } = making;
  const inputs = [...making.inputs].sort((a, b) => (a.lot.id < b.lot.id ? -1 : 1));
  return world.road.sign(world.organisations[by], "transform", {
    message: {
      process,
      scheme,
      inputs: inputs.map(({ lot, grams }) => ({ lot: lot.id, grams })),
      outputs: outputs.map(({ certifiable = true, ...output }) => ({ ...output, certifiable })),
      emissionsGrams,
      removalsGrams: 0n,
      lossGrams,
      occurredAt: justNow(),
    },
    witness: inputs.map(({ lot }) => lot.identity),
  });
}

/**
 * Makes what a step makes; what comes out is examined and certified in the same bundle, all or nothing.
 * @param transportMilligrams Transport carbon that came along with the inputs, in mg CO2e.
 */
export async function make(world: World, step: PlannedStep, transportMilligrams = 0n): Promise<void> {
  const inputs = step.inputs.map(([number, grams]) => ({ lot: lotOf(world, number), grams }));
  const first = inputs[0]?.lot.identity.content;
  if (first === undefined) throw new Error(`Nothing goes into ${step.title}`);
  const brought = inputs.reduce(
    (sum, { lot, grams }) => sum + grams * BigInt(lot.identity.content.footprintGramsPerKilogram),
    transportMilligrams,
  );
  const { part, site, address: producer } = world.organisations[step.by];
  const like = {
    ...first,
    country: part.country,
    site,
    quota: null,
    allocation: "mass",
    producedAt: justNow(),
  } as const;
  const drafts = step.outputs.map((output) => ({ output, content: { ...like, ...materialOf(output) } }));
  const { emissionsGrams, footprints } = reckon(
    drafts.map(({ content }) => content),
    step.targetGramsPerKilogram,
    brought,
  );
  const lots = drafts.map(({ output, content }, index): Lot => {
    const documents = writeDocument({
      title: `Basis of the declaration of lot ${output.number}`,
      note: "A made-up lot of a made-up organisation. Yields are the norm's; what the step adds to the footprint is an assumption.",
    });
    const footprintGramsPerKilogram = footprints[index] ?? 0;
    const declared = { ...content, footprintGramsPerKilogram, documents: documents.hash };
    const footprint = {
      gramsPerKilogram: footprintGramsPerKilogram,
      method: declared.footprintMethod,
      allocation: declared.allocation,
      source: "what went in, how it got there, and the process's emissions",
    };
    const plan = { ...output, quota: null, deposit: inputs[0]?.lot.plan.deposit as Lot["plan"]["deposit"], footprint };
    const identity = { producer, lotNumber: output.number, content: declared };
    return { plan, producer: step.by, identity, id: lotId(producer, output.number, declared), documents };
  });
  await world.road.deposit(lots.map(({ documents }) => documents));
  const statement = await transformation(world, {
    ...step,
    inputs,
    outputs: lots.map(({ identity: { lotNumber, content } }) => ({ lotNumber, content })),
    emissionsGrams,
  });
  const examinations = await Promise.all(lots.map((lot, turn) => examination(world, lot, turn)));
  const certificates = await Promise.all(lots.map((lot) => certificate(world, lot)));
  await world.road.carry([{ bundle: [statement, ...examinations.flat(), ...certificates] }]);
  for (const { lot, grams } of inputs) world.books.consume(lot.id, step.by, grams);
  for (const lot of lots) {
    world.lots.set(lot.plan.number, lot);
    world.books.mint(lot.id, lot.producer, lot.identity.content.massGrams);
  }
}

function materialOf({ form, massGrams, composition }: MadeLot): {
  form: Content["form"];
  massGrams: bigint;
  composition: Composition;
} {
  return { form, massGrams, composition };
}

/**
 * The process's emissions by which the first output comes to its footprint, and what every output then has to carry: its share by the rare
 * earths in it, rounded up.
 */
function reckon(
  contents: readonly Content[],
  targetGramsPerKilogram: number,
  brought: bigint,
): { emissionsGrams: bigint; footprints: number[] } {
  const weights = contents.map((content) => weightOf(content, null));
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const [first, weight] = [contents[0], weights[0]];
  if (first === undefined || weight === undefined) throw new Error("A step makes something");
  const wanted = (BigInt(targetGramsPerKilogram) * first.massGrams * total) / weight;
  const emissionsGrams = wanted > brought ? (wanted - brought) / 1_000n : 0n;
  const carbon = brought + emissionsGrams * 1_000n;
  const footprints = contents.map(({ massGrams }, index) => {
    const [share, all] = [carbon * (weights[index] ?? 0n), total * massGrams];
    return Number((share + all - 1n) / all);
  });
  return { emissionsGrams, footprints };
}
