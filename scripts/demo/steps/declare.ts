import type { Statement } from "../../../src/statements/statement.ts";
import type { Progress } from "../road.ts";
import type { Lot, World } from "../world.ts";

/** Signs the declaration of a lot. */
export function declaration(
  { road, organisations }: World,
  { producer, identity }: Lot,
): Promise<Statement<"declare">> {
  const { lotNumber, content } = identity;
  return road.sign(organisations[producer], "declare", { message: { lotNumber, content } });
}

/** Producers declare lots and deposit what the declarations rest on. */
export async function declareLots(world: World, lots: readonly Lot[], progress?: Progress): Promise<void> {
  await world.road.deposit(lots.map(({ documents }) => documents));
  await world.road.carry(await Promise.all(lots.map((lot) => declaration(world, lot))), progress);
  for (const lot of lots) world.lots.set(lot.plan.number, lot);
}
