import type { Statement } from "../../../src/statements/statement.ts";
import type { PartName } from "../cast.ts";
import { justNow, lotOf, type World } from "../world.ts";

/** A handover of the story. */
export interface HandOver {
  number: string;
  grams: bigint;
  /** Where they are; the giver's country if it is not said. */
  country?: string;
  from: PartName;
  to: PartName;
}

/** Signs a handover with both keys. */
export function handOverStatement(
  world: World,
  { number, grams, from, to, country }: HandOver,
): Promise<Statement<"hand-over">> {
  const { road, organisations } = world;
  const recipient = organisations[to];
  return road.sign(
    organisations[from],
    "hand-over",
    {
      message: {
        lot: lotOf(world, number).id,
        grams,
        country: country ?? organisations[from].part.country,
        recipient: recipient.address,
        recipientKey: recipient.key.address,
        occurredAt: justNow(),
      },
    },
    recipient,
  );
}

/** Hands grams over on the spot. @returns The statements. */
export async function handOverAll(world: World, handOvers: readonly HandOver[]): Promise<Statement<"hand-over">[]> {
  const statements = await Promise.all(handOvers.map((handOver) => handOverStatement(world, handOver)));
  await world.road.carry(statements);
  for (const { number, grams, from, to } of handOvers) world.books.handOver(lotOf(world, number).id, from, to, grams);
  return statements;
}
