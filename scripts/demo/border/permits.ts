import { setTimeout as delay } from "node:timers/promises";
import rulesInForce from "../../../data/export-rules.json" with { type: "json" };
import { exportRulesFile } from "../../../src/cli/commands/govern/export-control.ts";
import type { ExportCheck } from "../../../src/client/answers.ts";
import type { Client } from "../../../src/client/client.ts";
import { formatGrams } from "../../../src/domain/amounts.ts";
import { reasonOf } from "../../../src/domain/export-words.ts";
import { momentOf } from "../../../src/domain/moment.ts";
import { formWords } from "../../../src/domain/words.ts";
import { setExportRule } from "../../../src/governance/calls.ts";
import type { Governance } from "../../../src/ledger/governance.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { writeDocument } from "../documents.ts";
import { refusalTo } from "../refusals.ts";
import { signIn } from "../sign-in.ts";
import { dispatchAll, type Shipment, sendBack } from "../steps/ship.ts";
import { justNow, lotOf, type World } from "../world.ts";
import type { Telling } from "./telling.ts";

const kilogram = 1_000n;
const [permitted, sent] = [100n * kilogram, 60n * kilogram];
const border = { from: "CN", to: "DE" } as const;
const days = 86_400;
const pollMs = 50;
const patienceMs = 20_000;

/** Governance sets the rules that the project has on file. @returns How many. */
export async function setRules(governance: Governance, { road: { client } }: World): Promise<number> {
  const { rules } = exportRulesFile.parse(rulesInForce);
  await governance.execute(...rules.map(setExportRule));
  const deadline = Date.now() + patienceMs;
  while ((await client.exportRules()).items.length < rules.length) {
    if (Date.now() > deadline) throw new Error("The service does not know the rules of export control");
    await delay(pollMs);
  }
  return rules.length;
}

/** Controlled goods are to leave China: what the rules say on either side of a day, what becomes of them without a permit, and with one. */
export async function leaveUnderPermit(world: World, telling: Telling): Promise<void> {
  const { client } = world.road;
  const holmium = lotIdToWire(lotOf(world, "LN-Ho-01").id);
  telling.begin("Holmium oxide leaves China for Germany (lot LN-Ho-01)");
  telling.say(await ruleText(client, "CN 57/2025"));
  const check = (lot: typeof holmium, date?: number) => client.checkExport({ lot, ...border, ...(date && { date }) });
  const [before, after] = [await check(holmium, edgeOf("end", "10")), await check(holmium, edgeOf("start", "11"))];
  telling.expect("asked for 10 November 2026", "no permit needed (CN 57/2025: suspended)", answerOf(before));
  telling.expect("asked for 11 November 2026", "permit needed (CN 57/2025: applies, for Ho)", answerOf(after));

  const isStopped = (await check(holmium)).controlled;
  // Where the clock still stands in the suspension, dysprosium shows what holmium cannot: its rule was never suspended.
  const number = isStopped ? "LN-Ho-01" : "LN-Dy-01";
  if (!isStopped) telling.begin("By this machine's clock holmium may leave yet. Dysprosium may not (lot LN-Dy-01)");
  const { rules, elements } = await check(lotIdToWire(lotOf(world, number).id));
  const rule = rules.find(({ applies }) => applies)?.name ?? "none";
  const shipment: Shipment = {
    ...{ from: "heavyRefinery", to: "magnetMaker", route: ["SG", "NL"], seal: "CN-6101", load: [[number, sent]] },
  };
  const refusal = await refusalTo(dispatchAll(world, [shipment]));
  telling.expect(
    `${formatGrams(sent)} are sent without a permit`,
    `refused, PermitMissing (rule ${rule})`,
    refusal === undefined ? "NOT REFUSED" : `refused, ${refusal.name} (${refusal.reason.split(",")[0]})`,
  );

  const regulator = await signIn(world, world.organisations.regulator);
  await grant(
    world,
    elements.map(({ element }) => element),
  );
  telling.expect("the regulator grants a permit", restOf(permitted), await leftOf(regulator, world));
  const consignments = await dispatchAll(world, [shipment]);
  telling.expect(
    `the same ${formatGrams(sent)} are sent again, and taken from it`,
    restOf(permitted - sent),
    await leftOf(regulator, world),
  );
  await sendBack(world, consignments);
  telling.expect("the recipient refuses them, and they come back", restOf(permitted), await leftOf(regulator, world));
}

/** What a rule says, as the ledger has it. */
async function ruleText(client: Client, wanted: string): Promise<string> {
  const rule = (await client.exportRules()).items.find(({ name }) => name === wanted);
  if (rule === undefined) throw new Error(`The ledger has no rule ${wanted}`);
  const forms = rule.forms.map((form) => formWords[form].en).join(", ");
  return `${rule.name} says: ${rule.elements.join(", ")} (${forms}) leave ${rule.country} with a permit alone`;
}

/** A day of November 2026, as the announcements count days: China's. */
function edgeOf(edge: "start" | "end", day: string): number {
  const moment = momentOf(`2026-11-${day}+08:00`, edge);
  if (typeof moment !== "number") throw new Error(moment.fault.en);
  return moment;
}

function answerOf({ controlled, rules }: ExportCheck): string {
  // Of the rules that name what the lot holds; the others say nothing about it.
  const concerned = rules.filter(({ formControlled, controlledElements }) => formControlled && controlledElements[0]);
  const reasons = concerned.map((rule) => `${rule.name}: ${reasonOf(rule).en}`);
  return `${controlled ? "permit needed" : "no permit needed"} (${reasons.join(", ")})`;
}

async function grant(
  { road, organisations }: World,
  elements: ExportCheck["elements"][number]["element"][],
): Promise<void> {
  const { regulator, heavyRefinery, magnetMaker } = organisations;
  const endUse = writeDocument({ title: "Statement of end use", use: "magnets for drives of the buyer" });
  await road.deposit([endUse]);
  const permit = await road.sign(regulator, "permit", {
    message: {
      exporter: heavyRefinery.address,
      consignee: magnetMaker.address,
      country: border.from,
      destination: border.to,
      elements,
      forms: ["separated-oxide"],
      grams: permitted,
      endUse: endUse.hash,
      validFrom: justNow() - days,
      validUntil: justNow() + 180 * days,
    },
  });
  await road.carry([permit]);
}

async function leftOf(regulator: Client, { organisations: { heavyRefinery, magnetMaker } }: World): Promise<string> {
  const { items } = await regulator.permits({ exporter: heavyRefinery.address, consignee: magnetMaker.address });
  const { grantedGrams = 0, drawnGrams = 0 } = items[0] ?? {};
  return restOf(BigInt(grantedGrams - drawnGrams));
}

function restOf(grams: bigint): string {
  return `${formatGrams(grams)} left of ${formatGrams(permitted)}`;
}
