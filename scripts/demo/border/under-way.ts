import { formatGrams } from "../../../src/domain/amounts.ts";
import { setExportRule } from "../../../src/governance/calls.ts";
import type { Governance } from "../../../src/ledger/governance.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { refusalTo } from "../refusals.ts";
import { signIn } from "../sign-in.ts";
import { handOverAll } from "../steps/hand-over.ts";
import { type Consignment, dispatchAll, receiveAll } from "../steps/ship.ts";
import { justNow, lotOf, type World } from "../world.ts";
import type { Telling } from "./telling.ts";

const number = "BO-Ce-01";
const kilogram = 1_000n;
const days = 86_400;
/** Codes of the ground and of reasons: what they mean is the list of whoever states them. */
const [ground, released, congestion] = [2, 1, 4];
/** No country's law: the ones on file do not ask for permits of what only passes. */
const rule = "SG made-up transit";

/** A consignment is led through a country that asks for a permit, and held on its way: it arrives held, and moves on once it is released. */
export async function stopUnderWay(world: World, governance: Governance, telling: Telling): Promise<void> {
  const { road, organisations } = world;
  const lot = lotOf(world, number).id;
  telling.begin(`Cerium oxide is on its way from China to Germany (lot ${number})`);
  await governance.execute(
    setExportRule({
      ...{ rule: 900, name: rule, country: "SG", elements: ["Ce"], forms: ["separated-oxide"], coversTransit: true },
      ...{ validFrom: justNow() - days, validUntil: 2 ** 32 - 1, suspensions: [], valueShareBasisPoints: null },
    }),
  );
  const [consignment] = (await dispatchAll(world, [
    { from: "lightRefinery", to: "magnetMaker", route: ["NL"], seal: "CN-5301", load: [[number, 1_000n * kilogram]] },
  ])) as [Consignment];
  const witness = { dispatch: consignment.dispatch.message };

  const changed = await road.sign(organisations.carrier, "change-route", {
    message: { consignment: consignment.id, route: ["SG", "NL"], reason: congestion, occurredAt: justNow() },
    witness,
  });
  await road.carry([changed]);
  telling.expect(
    "the carrier leads it through Singapore, where a made-up rule asks for a permit",
    `CN → SG → NL → DE, no permit covers it in SG (${rule})`,
    await wayOf(world, consignment),
  );
  const { checks } = await road.client.verifyLot(lotIdToWire(lot), { fresh: true });
  telling.expect(
    "the verdict on the lot",
    "warn",
    checks.find(({ id }) => id === "passages-permitted")?.status ?? "no such check",
  );

  const hold = await road.sign(organisations.customs, "hold-consignment", {
    message: {
      ...{ consignment: consignment.id, country: "DE", ground, evidence: null },
      until: justNow() + 30 * days,
    },
    witness,
  });
  await road.carry([hold]);
  telling.expect("customs of Germany hold it on its way", "held once", await holdsOf(world, consignment));
  await receiveAll(world, [consignment]);
  const handOn = () => handOverAll(world, [{ number, grams: 10n * kilogram, from: "magnetMaker", to: "carrier" }]);
  const refusal = await refusalTo(handOn());
  telling.expect(
    "it arrives, and the recipient hands some of it on",
    "refused, GoodsHeld",
    refusal === undefined ? "NOT REFUSED" : `refused, ${refusal.name}`,
  );
  await road.carry([
    await road.sign(organisations.customs, "release-hold", {
      message: { lot, hold: road.digest(hold), reason: released },
    }),
  ]);
  telling.expect("customs release it", "not held", await holdsOf(world, consignment));
  await handOn();
  telling.expect("the recipient hands it on again", formatGrams(10n * kilogram), await handedTo(world));
}

/** The way as the service tells customs of the destination, and where no permit covers what passes. */
async function wayOf(world: World, { id }: Consignment): Promise<string> {
  const customs = await signIn(world, world.organisations.customs);
  const { fromCountry, route = [], toCountry, routeChanges = [] } = await customs.consignment(id);
  const lacking = routeChanges.flatMap(({ unpermitted }) => unpermitted);
  const words = lacking.map(({ country, rule: name }) => `no permit covers it in ${country} (${name})`);
  return [[fromCountry, ...route, toCountry].join(" → "), ...words].join(", ");
}

async function holdsOf({ road }: World, { id }: Consignment): Promise<string> {
  const { items } = await road.client.holds({ consignment: id });
  return ["not held", "held once"][items.length] ?? "held more than once";
}

/** Grams of the lot that the carrier has in hand, as it is told itself. */
async function handedTo(world: World): Promise<string> {
  const { carrier } = world.organisations;
  const reader = await signIn(world, carrier);
  const { holders = [] } = await reader.custody(lotIdToWire(lotOf(world, number).id));
  const grams = holders.filter(({ holder }) => holder === carrier.address).map((each) => each.grams);
  return formatGrams(BigInt(grams.reduce((sum, each) => sum + each, 0)));
}
