import type { Statement } from "../../src/statements/statement.ts";
import { planLots, series } from "./lot-plan.ts";
import {
  concentrateLot,
  magnetLot,
  magnetNumber,
  metalLot,
  ore,
  type PlannedStep,
  scrapLot,
  steps,
} from "./magnet-road.ts";
import type { Progress } from "./road.ts";
import { certifyLots } from "./steps/certify.ts";
import { clear } from "./steps/clear.ts";
import { declareAnew, overstated, rejectOverstated } from "./steps/correct.ts";
import { declareLots } from "./steps/declare.ts";
import { examineLots } from "./steps/examine.ts";
import { handOverAll } from "./steps/hand-over.ts";
import { scanDrum } from "./steps/scan-drum.ts";
import { type Consignment, dispatchAll, receiveAll, type Shipment } from "./steps/ship.ts";
import { make } from "./steps/transform.ts";
import { draw, type Lot, lotOf, type World } from "./world.ts";

const tonne = 1_000_000n;
const kilogram = 1_000n;

/** The lot whose producer states too much dysprosium. */
const overstatedNumber = "LN-C-06";
/** The lot that nobody has decided about when the story ends. */
const undecidedNumber = "LN-Dy-02";
const spillage = 2;

/** What the story leaves for those who come after it. */
export interface Story {
  /** Declared and examined, not certified. */
  undecided: Lot;
  rejected: Lot;
  /** A handover that took place. */
  handOver: Statement<"hand-over">;
  /** A consignment that has not arrived. */
  onTheRoad: Consignment;
  consignments: number;
  handOvers: number;
  /** The lot that came the longest way. */
  travelled: Lot;
}

/** A chapter: its title, and what happens in it. */
export interface Chapter {
  title: string;
  happen(progress: Progress): Promise<void>;
}

/** From declarations to deliveries, chapter by chapter; `ending` is there when all have happened. */
export function tell(world: World): { chapters: Chapter[]; ending(): Story } {
  const plans = planLots();
  const truth = plans.find(({ number }) => number === overstatedNumber);
  if (truth === undefined) throw new Error(`The plan has no lot ${overstatedNumber}`);
  // The ore that the magnet is made of is no part of the stock that is handed on.
  const mined = draw(world.organisations, ore);
  const lots = plans.map((plan) => draw(world.organisations, plan === truth ? overstated(plan) : plan));
  const rejected = lots[plans.indexOf(truth)] as Lot;
  const sound = lots.filter((lot) => lot !== rejected);
  const certified = sound.filter(({ plan }) => plan.number !== undecidedNumber);

  const all: Consignment[] = [];
  const making = (planned: PlannedStep, transportMilligrams = 0n): Chapter => ({
    title: planned.title,
    happen: () => make(world, planned, transportMilligrams),
  });
  const sending = (title: string, ...shipments: Shipment[]): Chapter => ({
    title,
    async happen(progress) {
      const sent = await dispatchAll(world, shipments, progress);
      all.unshift(...sent);
      await receiveAll(world, sent, [], progress);
    },
  });
  let firstLeg: Consignment[] = [];
  let secondLeg: Consignment[] = [];
  const handOvers: Statement<"hand-over">[] = [];

  const chapters: Chapter[] = [
    {
      title: `Miners, refiners and magnet makers declare ${lots.length} lots`,
      happen: (progress) => declareLots(world, lots, progress),
    },
    {
      title: "Laboratory and verifier examine them",
      happen: (progress) => examineLots(world, sound, progress),
    },
    {
      title: `One declares too much dysprosium: it is rejected, and declared anew as it is`,
      async happen() {
        await rejectOverstated(world, rejected, truth);
        await declareAnew(world, rejected, truth);
      },
    },
    {
      title: `The verifier certifies ${certified.length} lots`,
      happen: (progress) => certifyLots(world, certified, progress),
    },
    {
      title: "Concentrates go to the refiners, Nd-Pr, Dy and Tb oxide to magnet makers abroad",
      async happen(progress) {
        firstLeg = await dispatchAll(world, firstShipments, progress);
        all.push(...firstLeg);
        handOvers.push(
          ...(await handOverAll(world, [
            { number: "BO-NdPr-04", grams: 3n * tonne, from: "lightRefinery", to: "carrier" },
            { number: "BO-NdPr-05", grams: 2_500n * kilogram, from: "lightRefinery", to: "carrier" },
            { number: "NdFeB-D-01", grams: 1_200n * kilogram, from: "magnetMaker", to: "carrier" },
          ])),
        );
      },
    },
    {
      title: "Customs inspect and clear what comes to Germany",
      async happen(progress) {
        await clear(world, toGermany(firstLeg), progress);
      },
    },
    {
      title: "Recipients take consignments in; one is 180 kg short",
      async happen(progress) {
        const short = { lot: lotOf(world, "BO-C-05").id, grams: 180n * kilogram, reason: spillage };
        await receiveAll(world, firstLeg, [short], progress);
        handOvers.push(
          ...(await handOverAll(world, [
            { number: "BO-NdPr-04", grams: 3n * tonne, country: "CN", from: "carrier", to: "magnetMaker" },
            { number: "BO-NdPr-05", grams: 2_500n * kilogram, country: "CN", from: "carrier", to: "magnetMaker" },
            { number: "NdFeB-D-01", grams: 1_200n * kilogram, country: "DE", from: "carrier", to: "buyer" },
          ])),
        );
      },
    },
    {
      title: "The next part deliveries leave",
      async happen(progress) {
        secondLeg = await dispatchAll(world, secondShipments, progress);
        all.push(...secondLeg);
        await clear(world, toGermany(secondLeg));
      },
    },
    {
      title: "All but one arrive",
      happen: (progress) => receiveAll(world, secondLeg.slice(0, -1), [], progress),
    },
    {
      title: "From mine to magnet: ore is declared, examined and certified",
      async happen() {
        await declareLots(world, [mined]);
        await examineLots(world, [mined]);
        await certifyLots(world, [mined]);
      },
    },
    making(steps.beneficiation),
    sending("Concentrate goes to the refiner", toRefiner),
    making(steps.leaching, carbonOf(toRefiner)),
    making(steps.separation),
    making(steps.reduction),
    sending("Metal goes to the magnet maker in Germany", toMagnetMaker),
    making(steps.alloying, carbonOf(toMagnetMaker)),
    making(steps.magnetMaking),
    sending("Magnets go to Sweden, scrap to the recycler in France", ...fromMagnetMaker),
    making(steps.recycling, carbonOf(fromMagnetMaker[1])),
    {
      title: "A drum is coded gram by gram and scanned: one code is genuine, one guessed, one copied",
      happen: () => scanDrum(world, lotOf(world, "NdFeB-J-01")),
    },
  ];
  const ending = (): Story => ({
    undecided: lotOf(world, undecidedNumber),
    rejected,
    handOver: handOvers[3] as Statement<"hand-over">,
    onTheRoad: all.at(-1) as Consignment,
    consignments: all.length,
    handOvers: handOvers.length,
    travelled: lotOf(world, magnetNumber),
  });
  return { chapters, ending };
}

/** Transport carbon that everything in a shipment arrives with, in mg CO2e. */
function carbonOf({ emissionsGrams = 0n }: Shipment): bigint {
  return emissionsGrams * 1_000n;
}

function toGermany(consignments: readonly Consignment[]): Consignment[] {
  return consignments.filter(({ shipment }) => shipment.to === "magnetMaker");
}

function each(numbers: readonly string[], grams: bigint): Shipment["load"] {
  return numbers.map((number) => [number, grams] as const);
}

// Emissions of these journeys are assumptions: 60 g CO2e per tonne and kilometre by road, 10 by sea.
const toRefiner: Shipment = {
  from: "steppeMine",
  to: "lightRefinery",
  route: [],
  seal: "CN-1101",
  emissionsGrams: 15_000n,
  load: [[concentrateLot.number, concentrateLot.massGrams]],
};
const toMagnetMaker: Shipment = {
  from: "lightRefinery",
  to: "magnetMaker",
  route: ["SG", "NL"],
  seal: "CN-5101",
  emissionsGrams: 50_000n,
  load: [[metalLot.number, metalLot.massGrams]],
};
const fromMagnetMaker = [
  {
    from: "magnetMaker",
    to: "buyer",
    route: ["DK"],
    seal: "DE-7101",
    emissionsGrams: 30_000n,
    load: [[magnetLot.number, magnetLot.massGrams]],
  },
  {
    from: "magnetMaker",
    to: "recycler",
    route: [],
    seal: "DE-9101",
    emissionsGrams: 7_000n,
    load: [[scrapLot.number, scrapLot.massGrams]],
  },
] as const satisfies readonly Shipment[];

const bayanObo = series("BO-C", 8);
const neodymium = series("BO-NdPr", 8);

const firstShipments: readonly Shipment[] = [
  {
    from: "steppeMine",
    to: "lightRefinery",
    route: [],
    seal: "CN-1001",
    load: each(bayanObo.slice(0, 4), 60n * tonne),
  },
  { from: "steppeMine", to: "lightRefinery", route: [], seal: "CN-1002", load: each(bayanObo.slice(4), 60n * tonne) },
  {
    from: "clayMine",
    to: "heavyRefinery",
    route: [],
    seal: "CN-2001",
    load: each([...series("LN-C", 5), "LN-C-06-R"], 4n * tonne),
  },
  {
    from: "mesaMine",
    to: "easternRefinery",
    route: ["MX"],
    seal: "US-3001",
    load: each(series("MP-C", 4), 25n * tonne),
  },
  {
    from: "ridgeMine",
    to: "easternRefinery",
    route: ["MY"],
    seal: "AU-4001",
    load: each(series("MW-C", 4), 20n * tonne),
  },
  {
    from: "lightRefinery",
    to: "magnetMaker",
    route: ["SG", "NL"],
    seal: "CN-5001",
    load: each(neodymium.slice(0, 3), 2_500n * kilogram),
  },
  {
    from: "lightRefinery",
    to: "easternRefinery",
    route: ["TH"],
    seal: "CN-5002",
    load: each(neodymium.slice(5, 7), 4n * tonne),
  },
  {
    from: "heavyRefinery",
    to: "magnetMaker",
    route: ["SG", "NL"],
    seal: "CN-6001",
    load: [
      ["LN-Dy-01", 300n * kilogram],
      ["LN-Tb-01", 50n * kilogram],
    ],
  },
  {
    from: "magnetMaker",
    to: "buyer",
    route: ["DK"],
    seal: "DE-7001",
    load: [["NdFeB-D-02", 900n * kilogram]],
  },
];

const secondShipments: readonly Shipment[] = [
  {
    from: "lightRefinery",
    to: "magnetMaker",
    route: ["SG", "NL"],
    seal: "CN-5003",
    load: each(neodymium.slice(0, 3), 1_500n * kilogram),
  },
  { from: "magnetMaker", to: "buyer", route: ["DK"], seal: "DE-7002", load: [["NdFeB-D-02", 600n * kilogram]] },
  {
    from: "easternRefinery",
    to: "buyer",
    route: [],
    seal: "JP-8001",
    load: each(series("NdFeB-J", 2), 400n * kilogram),
  },
  // Stays on the road.
  {
    from: "ridgeMine",
    to: "easternRefinery",
    route: ["MY"],
    seal: "AU-4002",
    load: each(series("MW-C", 4), 20n * tonne),
  },
];
