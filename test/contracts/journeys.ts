import type { RawContent } from "./content.ts";
import { Kind, type Party, SCHEME, type Scene, schemeTerms } from "./fixture.ts";
import { assay, attest, certify, type Declaration, type Dispatched, declare, dispatch, receive } from "./kinds.ts";
import { refuse } from "./life-cycle-kinds.ts";

/** A declared lot. */
export async function declared(
  scene: Scene,
  changes: Partial<RawContent> = {},
  producer: Party = scene.party.miner,
): Promise<Declaration> {
  const declaration = await declare(scene, changes, {}, producer);
  await declaration.send();
  return declaration;
}

/** A declared lot with every attestation that the scheme asks for. */
export async function attested(scene: Scene, changes: Partial<RawContent> = {}): Promise<Declaration> {
  const declaration = await declared(scene, changes);
  await (await assay(scene, declaration.identity)).send();
  for (const kind of [Kind.weight, Kind.process, Kind.footprint]) {
    await (await attest(scene, declaration.lot, kind)).send();
  }
  return declaration;
}

/** A certified lot: a ton in the miner's hand. */
export async function certified(scene: Scene): Promise<Declaration> {
  const declaration = await attested(scene);
  await (await certify(scene, declaration.lot)).send();
  return declaration;
}

/** A consignment on the road: half a ton from the miner to the refiner. */
export async function onTheRoad(scene: Scene, grams = 500_000n): Promise<{ lot: bigint; dispatched: Dispatched }> {
  const { lot } = await certified(scene);
  const dispatched = await dispatch(scene, [{ lot, grams }]);
  await dispatched.send();
  return { lot, dispatched };
}

/** A consignment on the road that the refiner has refused, so that the miner may end it alone. */
export async function refused(scene: Scene, grams?: bigint): Promise<{ lot: bigint; dispatched: Dispatched }> {
  const journey = await onTheRoad(scene, grams);
  await (await refuse(scene, journey.dispatched)).send();
  return journey;
}

/** A consignment of half a ton of which the refiner has received 100 kg. */
export async function disputed(scene: Scene): Promise<{ lot: bigint; dispatched: Dispatched }> {
  const journey = await onTheRoad(scene);
  await (
    await receive(scene, journey.dispatched, { message: { receivedGrams: [100_000n], shortageReason: 2 } })
  ).send();
  return journey;
}

/** Certified lots of the miner's, a ton each, under a scheme that asks for no attestation. */
export async function manyCertified(scene: Scene, count: number): Promise<bigint[]> {
  await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
  const lots: bigint[] = [];
  for (let index = 0; index < count; index += 1) {
    const { lot } = await declared(scene);
    await (await certify(scene, lot)).send();
    lots.push(lot);
  }
  return lots;
}
