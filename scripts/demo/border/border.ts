import type { Governance } from "../../../src/ledger/governance.ts";
import type { Progress } from "../road.ts";
import { lotOf, type World } from "../world.ts";
import { challengeGoods } from "./challenge.ts";
import { findContainer } from "./container.ts";
import { leaveUnderPermit, setRules } from "./permits.ts";
import { Telling, type Told } from "./telling.ts";
import { stopUnderWay } from "./under-way.ts";

/** What happens at the border: a permit is missing and then drawn on, goods are challenged, others held on their way, and a container is found. */
export async function atTheBorder(
  world: World,
  { governance, afterDeadline }: { governance: Governance; afterDeadline: Promise<Told> },
  progress: Progress,
): Promise<Told> {
  const telling = new Telling();
  const steps = 6;
  await setRules(governance, world);
  progress(1, steps);
  await leaveUnderPermit(world, telling);
  progress(2, steps);
  telling.begin("Lanthanum oxide goes from China through Thailand to Mexico (lot BO-La-01)");
  await challengeGoods(world, lotOf(world, "BO-La-01"), telling);
  progress(3, steps);
  telling.add(await afterDeadline);
  progress(4, steps);
  await stopUnderWay(world, governance, telling);
  progress(5, steps);
  await findContainer(world, telling);
  progress(6, steps);
  return telling.told;
}
