import { writeDocument } from "../documents.ts";
import type { Progress } from "../road.ts";
import { justNow, type World } from "../world.ts";
import type { Consignment } from "./ship.ts";

/** Customs inspect and clear what has come to their country. @returns How many lots they looked at. */
export async function clear(world: World, consignments: readonly Consignment[], progress?: Progress): Promise<number> {
  const { road, organisations } = world;
  const { customs } = organisations;
  const lots = consignments.flatMap(({ lines, shipment }) => lines.map(({ lot }) => ({ lot, seal: shipment.seal })));
  const statements = lots.map(async ({ lot, seal }) => {
    const protocol = writeDocument({ title: "Inspection protocol", seal, found: "seal and papers in order" });
    await road.deposit([protocol]);
    const common = {
      lot,
      outcome: "conforms",
      quantity: 0n,
      evidence: protocol.hash,
      country: customs.part.country,
      site: null,
      occurredAt: justNow(),
    } as const;
    return Promise.all([
      road.sign(customs, "attest", { message: { ...common, kind: "inspection" } }),
      road.sign(customs, "attest", { message: { ...common, kind: "clearance" } }),
    ]);
  });
  await road.carry((await Promise.all(statements)).flat(), progress);
  return lots.length;
}
