import { deployed, Kind, networkHelpers, type Party } from "../../../test/contracts/fixtures/fixture.ts";
import { manyCertified } from "../../../test/contracts/fixtures/journeys.ts";
import { attest, certify, declare, dispatch, handOver, receive } from "../../../test/contracts/fixtures/kinds.ts";
import type { Signed } from "../../../test/contracts/fixtures/statements.ts";
import { type Destinations, destinationsOf } from "./destinations.ts";
import { Stage } from "./stage.ts";
import { sendTransformation } from "./transformation.ts";

/** Gas of one statement (of a declaration and its certificate together), and where it went. */
export interface GasFigure {
  metric: string;
  gas: number;
  destinations: Destinations;
}

/**
 * Gas of whole transactions in the steady state: organisations, quotas and a word of nonces each are in use already, and who
 * is handed grams of a lot holds some of it. Lots, consignments and what a receipt brings into a hand are new.
 */
export async function measureGas(): Promise<GasFigure[]> {
  const scene = await networkHelpers.loadFixture(deployed);
  const { miner, refiner, certifier, laboratory, magnetMaker } = scene.party;
  const stage = new Stage(scene);
  const laboratories = await stage.enrolLaboratories(20);
  await stage.settle([miner, refiner, certifier, laboratory, magnetMaker, ...laboratories]);
  const lots = (await manyCertified(scene, 100)).sort((a, b) => (a < b ? -1 : 1));
  const ten = lots.slice(0, 10).map((lot) => ({ lot, grams: 1_000n }));
  const [lot = 0n] = lots;

  // A producer's numbers follow one another: nine of ten stand in a slot that is in use.
  let lotsNumbered = 0;
  const declareAndCertify = async () => {
    lotsNumbered += 1;
    const lotNumber = `2026-${String(lotsNumbered).padStart(4, "0")}`;
    const declaration = await stage.signed(miner, ({ message }) =>
      declare(scene, {}, { message: { ...message, lotNumber } }),
    );
    const { lot: declaredLot } = declaration as Awaited<ReturnType<typeof declare>>;
    return [declaration, await stage.signed(certifier, (departure) => certify(scene, declaredLot, departure))];
  };
  const handsOver = (id: bigint) => stage.signed(miner, (departure) => handOver(scene, id, 100n, departure));
  const weighs = (id: bigint, by: Party) =>
    stage.signed(by, (departure) => attest(scene, id, Kind.weight, departure, by));
  const sends = (lines: typeof ten) => stage.signed(miner, (departure) => dispatch(scene, lines, departure));

  // Whoever takes grams below holds some already; each lot has been weighed before.
  await stage.batch(await each(lots, (id) => handsOver(id)));
  await stage.batch(await each(lots, (id) => weighs(id, laboratory)));
  await stage.bundles([await declareAndCertify()]);

  const figures: GasFigure[] = [];
  const measure = async (metric: string, transaction: string, share = 1) =>
    figures.push(await figureOf(metric, transaction, share));
  await measure("declare and certify single gas", await stage.bundles([await declareAndCertify()]));
  await measure("declare and certify batch gas", await stage.bundles(await times(50, declareAndCertify)), 50);
  await measure("hand over single gas", await stage.single(await handsOver(lot)));
  await measure("hand over batch gas", await stage.batch(await each(lots.slice(0, 50), handsOver)), 50);
  await measure("attest single gas", await stage.single(await weighs(lot, laboratory)));
  await measure("attest batch gas", await stage.batch(await each(lots, (id) => weighs(id, laboratory))), 100);
  const byTwenty = await each(lots, (id, index) => weighs(id, laboratories[index % 20] ?? laboratory));
  await measure("attest from twenty laboratories gas", await stage.batch(byTwenty), 100);
  await measure("dispatch 1 line gas", await stage.single(await sends(ten.slice(0, 1))));
  const sent = await stage.signed(miner, (departure) => dispatch(scene, ten, departure, miner, magnetMaker));
  await measure("dispatch 10 lines gas", await stage.single(sent));
  const received = await stage.signed(magnetMaker, (departure) =>
    receive(scene, sent as Awaited<ReturnType<typeof dispatch>>, departure, magnetMaker),
  );
  await measure("receive 10 lines gas", await stage.single(received));
  return [...figures, await transformationFigure()];
}

/** Gas of a transformation of three lots into four. */
export async function transformationFigure(): Promise<GasFigure> {
  return figureOf("transformation 3 to 4 gas", await sendTransformation());
}

async function figureOf(metric: string, transaction: string, share = 1): Promise<GasFigure> {
  const destinations = await destinationsOf(transaction, share);
  return { metric, gas: Object.values(destinations).reduce((sum, gas) => sum + gas, 0), destinations };
}

async function each<T>(values: readonly T[], make: (value: T, index: number) => Promise<Signed>): Promise<Signed[]> {
  const made: Signed[] = [];
  for (const [index, value] of values.entries()) made.push(await make(value, index));
  return made;
}

async function times<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let index = 0; index < count; index += 1) made.push(await make());
  return made;
}
