import type { Statement } from "../../../src/statements/statement.ts";
import type { PartName } from "../cast.ts";
import type { Progress } from "../road.ts";
import { justNow, type Lot, type World } from "../world.ts";

const halfYear = 180 * 86_400;

/** Signs the certificate of a lot. */
export function certificate(
  { road, organisations }: World,
  lot: Lot,
  certifier: PartName = "verifier",
): Promise<Statement<"certify">> {
  return road.sign(organisations[certifier], "certify", {
    message: { lot: lot.id, scheme: lot.plan.scheme, validUntil: justNow() + halfYear, report: null },
  });
}

/** The verifier certifies lots: their grams come into their producers' hands. */
export async function certifyLots(world: World, lots: readonly Lot[], progress?: Progress): Promise<void> {
  await world.road.carry(await Promise.all(lots.map((lot) => certificate(world, lot))), progress);
  for (const lot of lots) world.books.mint(lot.id, lot.producer, lot.identity.content.massGrams);
}
