import { parties } from "../../fixtures/parties.ts";
import { lotOf } from "../../fixtures/signing.ts";
import type { World } from "../../fixtures/world.ts";
import type { Random } from "../../support/random.ts";
import type { Hands } from "./hands.ts";

const { miner, refiner, buyer, laboratory, verifier, customs } = parties;

/** What a journey needs. */
export interface Road {
  world: World;
  hands: Hands;
  random: Random;
  /** Makes lot numbers different from all others. */
  name: string;
}

type Journey = (road: Road) => Promise<void>;

/** A lot from its declaration to its last gram, each step after the other. */
const wholeRoad: Journey = async ({ world: { sign }, hands, random, name }) => {
  const declared = await sign.declare(name);
  const lot = lotOf(declared);
  const certification = await sign.certification(declared);
  if (random.chance(0.5)) await hands.include({ bundle: [declared, ...certification] });
  else await hands.include(declared, ...certification);
  const dispatched = await sign.dispatch(miner, refiner, [{ lot, grams: 9_000n }]);
  await hands.include(dispatched);
  if (random.chance(0.5)) await hands.include(await sign.receive(dispatched, refiner));
  else await hands.include(await sign.refuse(dispatched, refiner), await sign.recall(dispatched, miner));
  await hands.include(await sign.handOver(miner, buyer, lot, 1_000n), await sign.retire(buyer, lot, 400n, "CN"));
};

/** Many attestations at once, some of them handed in twice. */
const attestations: Journey = async ({ world: { sign }, hands, random, name }) => {
  const declared = await sign.declare(name);
  await hands.include(declared);
  const attested = await Promise.all(
    Array.from({ length: random.between(5, 15) }, () => {
      const [kind, by] = random.pick([
        ["weight", laboratory],
        ["weight", laboratory],
        ["footprint", verifier],
        ["inspection", customs],
      ] as const);
      return sign.attest(declared, kind, by);
    }),
  );
  const again = attested.filter(() => random.chance(0.3));
  await Promise.all([...attested, ...again].map((statement) => hands.include(statement)));
  await hands.include(await sign.reject(declared));
};

/** Two dispatches of all grams of a lot: one can only be included after the other's grams have come back, or never. */
const rivals: Journey = async ({ world: { sign }, hands, random, name }) => {
  const declared = await sign.declare(name);
  const lot = lotOf(declared);
  await hands.include({ bundle: [declared, ...(await sign.certification(declared))] });
  const lines = [{ lot, grams: 25_000_000n }];
  const both = [await sign.dispatch(miner, refiner, lines), await sign.dispatch(miner, buyer, lines)] as const;
  const refusals = await Promise.all(both.map((dispatch) => hands.offer(dispatch)));
  const taken = both.filter((_, index) => refusals[index] === undefined);
  if (taken.length === 0) return;
  const first = await Promise.race(taken.map((dispatch) => hands.settled(hands.idOf(dispatch)).then(() => dispatch)));
  const second = taken.find((dispatch) => dispatch !== first);
  if (second === undefined) return;
  if (random.chance(0.5)) {
    await hands.include(await sign.cancel(miner, second.message.nonce));
  } else {
    // Over the road: handed over on the spot they would be the miner's abroad, and the second could never depart.
    const recipient = first === both[0] ? refiner : buyer;
    const back = await sign.dispatch(recipient, miner, lines);
    await hands.include(await sign.receive(first, recipient), back, await sign.receive(back, miner));
  }
  await hands.settled(hands.idOf(second));
};

/** Nothing but declarations, all at once. */
const declarations: Journey = async ({ world: { sign }, hands, random, name }) => {
  const count = random.between(5, 20);
  const statements = await Promise.all(Array.from({ length: count }, (_, index) => sign.declare(`${name}-${index}`)));
  await Promise.all(statements.map((statement) => hands.include(statement)));
};

/** Everything that is stated while processes die. */
export const journeys: readonly Journey[] = [wholeRoad, wholeRoad, attestations, rivals, declarations];
