import type { Composition } from "../../src/domain/composition.ts";
import type { Form } from "../../src/domain/form.ts";
import type { Process } from "../../src/domain/process.ts";
import type { PartName } from "./cast.ts";
import { type DepositProfile, elementsOf, shareOut } from "./compositions.ts";
import { elementwiseFootprint, publishedFootprint } from "./footprints.ts";
import { origin, originAndProcess, type PlannedLot } from "./lot-plan.ts";

const kilogram = 1_000n;
const bayanObo: DepositProfile = "Bayan Obo (bastnaesite, Inner Mongolia, CN)";
const all = elementsOf(bayanObo);

/** A lot that a step makes. */
export type MadeLot = Pick<PlannedLot, "number" | "form" | "massGrams" | "composition" | "scheme">;

/** A step on the road from the mine to the magnet. */
export interface PlannedStep {
  title: string;
  process: Process;
  by: PartName;
  /** Lots by number, consumed whole but for what is said. */
  inputs: readonly (readonly [number: string, grams: bigint])[];
  outputs: readonly MadeLot[];
  /** Footprint of the first output, in g CO2e per kg, that the process's emissions are reckoned back from. */
  targetGramsPerKilogram: number;
  lossGrams: bigint;
}

/**
 * The ore: 6 % rare-earth oxides, which is an assumption, and enough of it for 1,000 kg of oxides in concentrate at the yield
 * that the industry's norm asks for at least (75 %, data/reference.json).
 */
export const ore: PlannedLot = {
  number: "BO-ORE-01",
  quota: "bayan-obo-2026",
  scheme: origin,
  form: "ore",
  deposit: bayanObo,
  massGrams: 22_225n * kilogram,
  composition: shareOut(bayanObo, all, { oxidePartsPerMillion: 60_000 }, 10),
  footprint: {
    ...publishedFootprint("mixed rare-earth oxides from ion-adsorption clay", 1),
    gramsPerKilogram: staged(shareOut(bayanObo, all, { oxidePartsPerMillion: 60_000 }, 10), 2),
    source: "assumed: a fiftieth of the published footprints of the elements in it",
  },
};

const concentrate = made(
  "BO-K-01",
  "concentrate",
  1_667n,
  shareOut(bayanObo, all, { oxidePartsPerMillion: 600_000 }, 50),
);
const compound = made(
  "BO-M-01",
  "mixed-compound",
  2_045n,
  shareOut(bayanObo, all, { oxidePartsPerMillion: 450_000 }, 20),
);
const didymium = made(
  "BO-PrNd-01",
  "separated-oxide",
  219n,
  shareOut(bayanObo, ["Pr", "Nd"], { oxidePartsPerMillion: 995_000 }, 40),
);
const lanthanum = made(
  "BO-La-S1",
  "separated-oxide",
  204n,
  shareOut(bayanObo, ["La"], { oxidePartsPerMillion: 995_000 }, 40),
);
const cerium = made(
  "BO-Ce-S1",
  "separated-oxide",
  443n,
  shareOut(bayanObo, ["Ce"], { oxidePartsPerMillion: 995_000 }, 40),
);
const metal = made("BO-PrNd-M1", "metal", 172n, shareOut(bayanObo, ["Pr", "Nd"], { partsPerMillion: 995_000 }, 40));
const alloy = made("NdFeB-A1", "alloy", 565n, shareOut(bayanObo, ["Pr", "Nd"], { partsPerMillion: 300_000 }, 12));
const magnets = made("NdFeB-M1", "magnet", 423n, alloy.composition);
const scrap = made("NdFeB-S1", "scrap", 140n, alloy.composition);
const recycled = made(
  "RC-PrNd-01",
  "separated-oxide",
  46n,
  shareOut(bayanObo, ["Pr", "Nd"], { oxidePartsPerMillion: 995_000 }, 30),
);

/** The lot at the end of the road. */
export const magnetNumber = magnets.number;
/** What goes back to recycling. */
export const scrapLot = scrap;
export const concentrateLot = concentrate;
export const metalLot = metal;
export const magnetLot = magnets;

/**
 * The steps. Yields are the norm's minima where it has one (data/reference.json); of the alloy a quarter becomes scrap, within the published
 * 20 to 30 %. What each step adds to the footprint is an assumption: stages of the published footprints of the elements.
 */
export const steps = {
  beneficiation: {
    title: "The mine makes concentrate of ore",
    process: "beneficiation",
    by: "steppeMine",
    inputs: [[ore.number, ore.massGrams]],
    outputs: [concentrate],
    targetGramsPerKilogram: staged(concentrate.composition, 10),
    lossGrams: 0n,
  },
  leaching: {
    title: "The refiner leaches it into a mixed compound",
    process: "leaching",
    by: "lightRefinery",
    inputs: [[concentrate.number, concentrate.massGrams]],
    outputs: [compound],
    targetGramsPerKilogram: staged(compound.composition, 35),
    lossGrams: 0n,
  },
  separation: {
    title: "and separates praseodymium-neodymium, lanthanum and cerium oxide",
    process: "separation",
    by: "lightRefinery",
    inputs: [[compound.number, compound.massGrams]],
    outputs: [didymium, lanthanum, cerium],
    targetGramsPerKilogram: staged(didymium.composition, 75),
    lossGrams: 0n,
  },
  reduction: {
    title: "and reduces Pr-Nd oxide to metal",
    process: "reduction",
    by: "lightRefinery",
    inputs: [[didymium.number, didymium.massGrams]],
    outputs: [metal],
    targetGramsPerKilogram: staged(metal.composition, 100),
    lossGrams: 0n,
  },
  alloying: {
    title: "The magnet maker casts alloy",
    process: "alloying",
    by: "magnetMaker",
    inputs: [[metal.number, metal.massGrams]],
    outputs: [alloy],
    targetGramsPerKilogram: staged(alloy.composition, 110),
    lossGrams: 0n,
  },
  magnetMaking: {
    title: "and makes magnets; a quarter is left as scrap",
    process: "magnet-making",
    by: "magnetMaker",
    inputs: [[alloy.number, alloy.massGrams]],
    outputs: [magnets, scrap],
    targetGramsPerKilogram: publishedFootprint("NdFeB magnet, virgin", 3).gramsPerKilogram,
    lossGrams: 2n * kilogram,
  },
  recycling: {
    title: "The recycler makes oxide of the scrap",
    process: "recycling",
    by: "recycler",
    inputs: [[scrap.number, scrap.massGrams]],
    outputs: [recycled],
    targetGramsPerKilogram: 1,
    lossGrams: 0n,
  },
} as const satisfies Record<string, PlannedStep>;

function made(number: string, form: Form, kilograms: bigint, composition: Composition): MadeLot {
  const scheme = ["separated-oxide", "metal", "alloy", "magnet"].includes(form) ? originAndProcess : origin;
  return { number, form, massGrams: kilograms * kilogram, composition, scheme };
}

/** A part of the published footprints of a lot's elements, in percent. */
function staged(composition: Composition, percent: number): number {
  return Math.ceil((elementwiseFootprint(composition).gramsPerKilogram * percent) / 100);
}
