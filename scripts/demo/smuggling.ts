import { setTimeout as delay } from "node:timers/promises";
import type { Language } from "../../src/cli/language.ts";
import type { Alert } from "../../src/client/answers.ts";
import type { Client } from "../../src/client/client.ts";
import type { Content } from "../../src/domain/lot.ts";
import { lotId } from "../../src/statements/content.ts";
import { concentrateOf, type DepositProfile } from "./compositions.ts";
import { writeDocument } from "./documents.ts";
import { publishedFootprint } from "./footprints.ts";
import { origin, type PlannedLot } from "./lot-plan.ts";
import { refusalIn } from "./refusals.ts";
import type { Progress } from "./road.ts";
import { signIn } from "./sign-in.ts";
import { certificate } from "./steps/certify.ts";
import { examination } from "./steps/examine.ts";
import { handOverStatement } from "./steps/hand-over.ts";
import { dispatchAll, receiveAll } from "./steps/ship.ts";
import { transformation } from "./steps/transform.ts";
import { draw, justNow, type Lot, type World } from "./world.ts";

/** How a smuggled lot was found and stopped. */
export interface Smuggling {
  /** The alerts that speak of it. */
  evidence: Pick<Alert, "rule" | "title" | "description">[];
  /** Name of the error by which the goods went no further; undefined if they did. */
  stoppedBy: string | undefined;
  complaints: string[];
}

const tonne = 1_000_000n;
const longnan: DepositProfile = "Longnan (ion-adsorption clay, heavy, Jiangxi, CN)";
const wanted = ["fingerprint-against-origin", "origin-without-mine", "reported-surge"];
const patienceMs = 90_000;
const pollMs = 250;

/** Tonnes a month: less in three years than in the five months after them (3,834 t). The figures are made up. */
const usual = Array.from({ length: 36 }, (_, month) => [80, 120, 95, 105][month % 4] ?? 0);
const surge = [620, 710, 800, 850, 854];

/**
 * Clay concentrate of Longnan is declared as Mexican and packed anew in Thailand. Every figure in it is true, so it is certified. What it is made
 * of, a list of producers and the trade statistics of its route tell what it is: an authority forwards that to the country of destination, whose
 * customs hold the goods.
 */
export async function smuggle(world: World, progress: Progress): Promise<Smuggling> {
  const { organisations, road } = world;
  const steps = 5;
  const [regulator, customs] = [
    await signIn(world, organisations.regulator),
    await signIn(world, organisations.customs),
  ];
  await customs.storeStatistics("made-up statistics of the route Thailand to Germany", statistics());
  progress(1, steps);
  const packed = await disguise(world);
  const sent = await dispatchAll(world, [
    { from: "packer", to: "magnetMaker", route: ["SG"], seal: "TH-0815", load: [[packed.plan.number, 18n * tonne]] },
  ]);
  await receiveAll(world, sent);
  progress(2, steps);
  const evidence = await alertsOf(regulator);
  progress(3, steps);
  const complaints = wanted
    .filter((rule) => !evidence.some((alert) => alert.rule === rule))
    .map((rule) => `the smuggled lot raised no alert of the rule ${rule}`);
  const [first] = evidence;
  if (first !== undefined) {
    await regulator.actOnAlert(first.id, {
      act: "forward",
      country: "DE",
      reason: "the goods are on their way to Germany",
    });
    await customs.actOnAlert(first.id, { act: "investigate", reason: "the goods are looked for" });
  }
  await road.carry([await hold(world, packed)]);
  progress(4, steps);
  const stoppedBy = await handOverStatement(world, {
    ...{ number: packed.plan.number, grams: tonne, from: "magnetMaker", to: "carrier" },
  })
    .then((statement) => road.client.submit(statement))
    .then(
      () => undefined,
      (thrown: unknown) => refusalIn(thrown)?.name,
    );
  if (stoppedBy !== "GoodsHeld")
    complaints.push(`held goods of the smuggled lot: expected GoodsHeld, found ${stoppedBy}`);
  progress(5, steps);
  return { evidence, stoppedBy, complaints };
}

/** Says a foreign origin of the clay, and packs it anew. @returns The lot that travels on. */
async function disguise(world: World): Promise<Lot> {
  const { road, organisations, books, lots } = world;
  const plan: PlannedLot = {
    number: "SN-C-01",
    quota: "opening-stock-sonora",
    scheme: origin,
    form: "concentrate",
    deposit: longnan,
    massGrams: 20n * tonne,
    composition: concentrateOf(longnan, 920_000),
    footprint: publishedFootprint("mixed rare-earth oxides from ion-adsorption clay", 1),
  };
  const drawn = draw(organisations, plan);
  const lot = renamed(drawn, plan, { ...drawn.identity.content, originCountry: "MX", deposit: "Sonora" });
  const declared = await road.sign(organisations.packer, "declare", {
    message: { lotNumber: plan.number, content: lot.identity.content },
  });
  await road.deposit([lot.documents]);
  await road.carry([{ bundle: [declared, ...(await examination(world, lot, 2)), await certificate(world, lot)] }]);
  lots.set(plan.number, lot);
  books.mint(lot.id, "packer", plan.massGrams);

  const made = { ...plan, number: "SN-R-01", quota: null };
  const documents = writeDocument({ title: "Packing list", note: "A made-up lot of a made-up organisation." });
  const content: Content = { ...lot.identity.content, quota: null, documents: documents.hash };
  const packed = { ...renamed(lot, made, content), documents };
  await road.deposit([documents]);
  const step = await transformation(world, {
    process: "repackaging",
    by: "packer",
    inputs: [{ lot, grams: plan.massGrams }],
    outputs: [{ lotNumber: made.number, content }],
  });
  await road.carry([{ bundle: [step, ...(await examination(world, packed, 2)), await certificate(world, packed)] }]);
  books.consume(lot.id, "packer", plan.massGrams);
  lots.set(made.number, packed);
  books.mint(packed.id, "packer", plan.massGrams);
  return packed;
}

function renamed({ identity: { producer }, documents }: Lot, plan: PlannedLot, content: Content): Lot {
  const identity = { producer, lotNumber: plan.number, content };
  return { plan, producer: "packer", identity, id: lotId(producer, plan.number, content), documents };
}

/** Waits for what the rules find: they judge what no fork can take back. @returns One alert of each rule that is waited for, as far as there is one. */
async function alertsOf(client: Client): Promise<Alert[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { items } = await client.alerts({ limit: 200 });
    const found = wanted.flatMap((rule) => items.find((alert) => alert.rule === rule) ?? []);
    if (found.length === wanted.length || Date.now() > deadline) return found;
    await delay(pollMs);
  }
}

function hold({ road, organisations }: World, { id: lot }: Lot) {
  const until = justNow() + 30 * 86_400;
  const message = { lot, holder: null, country: "DE", ground: 1, evidence: null, until };
  return road.sign(organisations.customs, "hold", { message });
}

function statistics(): string {
  const now = new Date();
  const tonnes = [...usual, ...surge];
  const lines = tonnes.map((each, index) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - tonnes.length + index, 1));
    return `M,2846,DE,TH,${month.toISOString().slice(0, 7)},${each * 1_000},`;
  });
  return ["flow,hs,reporter,partner,month,net_kg,value", ...lines].join("\n");
}

/** The case for people: what was found, and what came of it. */
export function smugglingLines({ evidence, stoppedBy }: Smuggling, language: Language): string[] {
  return [
    "Clay concentrate of Longnan, declared as Mexican, packed anew in Thailand, sent to Germany:",
    ...evidence.flatMap(({ title, description }) => [`  ! ${title[language]}`, `      ${description[language]}`]),
    "  → forwarded by the regulator to Germany in one step, and held there by customs",
    `  ✔ handing it on: ${stoppedBy ?? "NOT REFUSED"}`,
  ];
}
