import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { signIn } from "../sign-in.ts";
import { justNow, lotOf, type World } from "../world.ts";
import type { Telling } from "./telling.ts";

const container = "CSQU3054383";
const smuggled = "SN-R-01";

/** Customs write down what they find in a container, without knowing any lot. They find it again by the container's number, and link it later. */
export async function findContainer(world: World, telling: Telling): Promise<void> {
  const { road, organisations } = world;
  const { customs } = organisations;
  const lot = lotOf(world, smuggled).id;
  const reader = await signIn(world, customs);
  const foundByNumber = async () => {
    const { items } = await reader.findings({ reference: container });
    const lots = ["no lot", "one lot"][items[0]?.links.length ?? 0];
    return items.length === 1 ? `one finding, linked to ${lots ?? "several lots"}` : `${items.length} findings`;
  };
  const verdict = async () => {
    const { checks } = await road.client.verifyLot(lotIdToWire(lot), { fresh: true });
    const { status, reason } = checks.find(({ id }) => id === "no-border-finding") ?? {};
    return `${status}: ${reason?.en}`;
  };
  telling.begin(`Container ${container} stands in Germany, labelled as Mexican`);
  telling.expect(
    `the verdict on lot ${smuggled}`,
    "pass: Nothing that was found in a shipment is linked to it.",
    await verdict(),
  );
  const finding = await road.sign(customs, "record-finding", {
    message: {
      referenceKind: "container",
      referenceNumber: container,
      country: "DE",
      goodsCode: "284690",
      labelOrigin: "MX",
      seal: "TH-0815",
      grossGrams: 20_300_000n,
      netGrams: 18_000_000n,
      evidence: null,
      occurredAt: justNow(),
    },
  });
  await road.carry([finding]);
  telling.expect(
    "customs record what is in it, and look its number up",
    "one finding, linked to no lot",
    await foundByNumber(),
  );
  await road.carry([
    await road.sign(customs, "link-finding", {
      message: { lot, finding: road.digest(finding), country: "DE", evidence: null },
    }),
  ]);
  telling.expect(
    `customs link it to lot ${smuggled}, and look again`,
    "one finding, linked to one lot",
    await foundByNumber(),
  );
  telling.expect(
    "the verdict on that lot",
    `warn: ${customs.part.name}, of DE, says that what was found in a shipment is of this lot.`,
    await verdict(),
  );
}
