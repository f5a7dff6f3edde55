// Tells what becomes of a challenge after its deadline, on a service and a ledger of its own, in a process of its own: its clock is two
// weeks late at first, and right after the challenge. Service and ledger ask no other clock, so their blocks are two weeks apart.
//
//   Started by the demo, with the folder for the service's data. What was told goes to whoever started it.
import { once } from "node:events";
import { pino } from "pino";
import { Client } from "../../../src/client/client.ts";
import { readConfig } from "../../../src/config/config.ts";
import { Governance } from "../../../src/ledger/governance.ts";
import { startService } from "../../../src/service/service.ts";
import { Books } from "../books.ts";
import { planLots } from "../lot-plan.ts";
import { createOrganisations } from "../organisation.ts";
import { Road } from "../road.ts";
import { certifyLots } from "../steps/certify.ts";
import { declareLots } from "../steps/declare.ts";
import { examineLots } from "../steps/examine.ts";
import { govern } from "../steps/govern.ts";
import { draw, type World } from "../world.ts";
import { challengeGoods, letDeadlinePass } from "./challenge.ts";
import { Telling } from "./telling.ts";

const twoWeeksMs = 14 * 86_400_000;
const rightClock = Date.now;

const [folder] = process.argv.slice(2);
if (folder === undefined || process.send === undefined) throw new Error("The demo starts this.");
const abandoned = once(process, "disconnect");
process.on("SIGINT", () => {});

Date.now = () => rightClock() - twoWeeksMs;
const service = await startService(
  readConfig({ YTTERBY_DATA: folder, YTTERBY_HTTP_PORT: "0", YTTERBY_BLOCK_PERIOD_MS: "250" }),
  { logger: pino({ enabled: false }) },
);
try {
  await Promise.race([tell(), abandoned]);
} finally {
  await service.close();
}
if (process.connected) process.disconnect();

async function tell(): Promise<void> {
  const { url, ledger, governorKey } = service;
  if (governorKey === undefined) throw new Error("The embedded ledger has no governor key");
  const organisations = createOrganisations();
  const road = new Road(new Client(url), (kind) => ledger.domain(kind));
  const world: World = { url, ledger, organisations, road, books: new Books(), lots: new Map() };
  await govern(new Governance(ledger, governorKey), organisations);
  const plan = planLots().find(({ number }) => number === "BO-La-01");
  if (plan === undefined) throw new Error("The plan has no lot BO-La-01");
  const lot = draw(organisations, plan);
  await declareLots(world, [lot]);
  await examineLots(world, [lot]);
  await certifyLots(world, [lot]);
  // The demo tells what happens before the deadline, of its own ledger; here it only has to go well.
  const before = new Telling();
  const challenged = await challengeGoods(world, lot, before);
  Date.now = rightClock;
  const after = new Telling();
  after.begin("The same on a ledger of its own, whose clock was set two weeks back, and then right");
  await letDeadlinePass(world, challenged, after);
  process.send?.({ lines: after.told.lines, complaints: [...before.told.complaints, ...after.told.complaints] });
}
