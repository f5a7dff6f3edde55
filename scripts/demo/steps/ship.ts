import type { Hex } from "../../../src/domain/hex.ts";
import type { Statement } from "../../../src/statements/statement.ts";
import type { Line } from "../books.ts";
import type { PartName } from "../cast.ts";
import type { Progress } from "../road.ts";
import { justNow, lotOf, type World } from "../world.ts";

/** A consignment of the story. */
export interface Shipment {
  from: PartName;
  to: PartName;
  /** Countries passed on the way. */
  route: readonly string[];
  seal: string;
  /** Emissions of the journey, in g CO2e. */
  emissionsGrams?: bigint;
  /** Lots by number, and what of each is sent. */
  load: readonly (readonly [number: string, grams: bigint])[];
}

/** A shipment under way. */
export interface Consignment {
  shipment: Shipment;
  id: Hex;
  lines: readonly Line[];
  dispatch: Statement<"dispatch">;
}

/** Sends shipments off, all with the story's carrier. */
export async function dispatchAll(
  world: World,
  shipments: readonly Shipment[],
  progress?: Progress,
): Promise<Consignment[]> {
  const consignments = await Promise.all(shipments.map((shipment) => pack(world, shipment)));
  await world.road.carry(
    consignments.map(({ dispatch }) => dispatch),
    progress,
  );
  for (const { shipment, id, lines } of consignments) world.books.dispatch(id, shipment.from, shipment.to, lines);
  return consignments;
}

async function pack(world: World, shipment: Shipment): Promise<Consignment> {
  const { road, organisations } = world;
  const { from, to, route, seal } = shipment;
  const lines = shipment.load
    .map(([number, grams]) => ({ lot: lotOf(world, number).id, grams }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1));
  const dispatch = await road.sign(organisations[from], "dispatch", {
    message: {
      recipient: organisations[to].address,
      carrier: organisations.carrier.address,
      fromCountry: organisations[from].part.country,
      toCountry: organisations[to].part.country,
      route: [...route],
      seal,
      lines,
      units: null,
      emissionsGrams: shipment.emissionsGrams ?? 0n,
      occurredAt: justNow(),
    },
  });
  return { shipment, id: road.digest(dispatch), lines, dispatch };
}

/** What is missing of a lot when a consignment arrives. */
export interface Shortage {
  lot: bigint;
  grams: bigint;
  reason: number;
}

/** Recipients take consignments in, short of what got lost. */
export async function receiveAll(
  world: World,
  consignments: readonly Consignment[],
  shortages: readonly Shortage[] = [],
  progress?: Progress,
): Promise<void> {
  const receipts = consignments.map((consignment) => {
    const missing = consignment.lines.map(({ lot }) => shortages.find((shortage) => shortage.lot === lot));
    const receivedGrams = consignment.lines.map(({ grams }, index) => grams - (missing[index]?.grams ?? 0n));
    return { consignment, receivedGrams, reason: missing.find((shortage) => shortage !== undefined)?.reason ?? 0 };
  });
  const statements = receipts.map(({ consignment, receivedGrams, reason }) =>
    world.road.sign(world.organisations[consignment.shipment.to], "receive", {
      message: {
        consignment: consignment.id,
        receivedGrams,
        shortageReason: reason,
        sealIntact: reason === 0,
        occurredAt: justNow(),
      },
      witness: { dispatch: consignment.dispatch.message },
    }),
  );
  await world.road.carry(await Promise.all(statements), progress);
  for (const { consignment, receivedGrams } of receipts) world.books.receive(consignment.id, receivedGrams);
}

const reasonRefused = 1;

/** Recipients refuse consignments, and the sender takes all of them back. */
export async function sendBack(world: World, consignments: readonly Consignment[]): Promise<void> {
  const { road, organisations, books } = world;
  const sides = consignments.map(async ({ id: consignment, shipment, lines, dispatch }) => {
    const witness = { dispatch: dispatch.message };
    const refused = await road.sign(organisations[shipment.to], "refuse", {
      message: { consignment, reason: reasonRefused, occurredAt: justNow() },
      witness,
    });
    const returnedGrams = lines.map(({ grams }) => grams);
    const recalled = await road.sign(organisations[shipment.from], "recall", {
      message: { consignment, returnedGrams, shortageReason: 0, occurredAt: justNow() },
      witness,
    });
    return { refused, recalled };
  });
  const signed = await Promise.all(sides);
  await road.carry(signed.map(({ refused }) => refused));
  await road.carry(signed.map(({ recalled }) => recalled));
  for (const { id, shipment } of consignments) books.takeBack(id, shipment.from);
}
