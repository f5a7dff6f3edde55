import type { Statement } from "../../../src/statements/statement.ts";
import { assayed, exaggerated, measured } from "../compositions.ts";
import { writeDocument } from "../documents.ts";
import type { PlannedLot } from "../lot-plan.ts";
import { draw, justNow, type Lot, type World } from "../world.ts";
import { certificate } from "./certify.ts";
import { declaration } from "./declare.ts";
import { examination } from "./examine.ts";

const reasonAssayDiffers = 2;

/** The plan of a lot whose producer states half as much dysprosium again as there is. */
export function overstated(plan: PlannedLot): PlannedLot {
  return { ...plan, composition: exaggerated(plan.composition, "Dy", 150) };
}

/** The laboratory finds less than was declared; the verifier rejects the lot. */
export async function rejectOverstated(world: World, lot: Lot, truth: PlannedLot): Promise<void> {
  const { road, organisations } = world;
  const found = assayed(measured(truth.composition, -4), truth.form);
  const report = writeDocument({ title: `Assay of lot ${lot.plan.number}`, composition: { ...found } });
  await road.deposit([report]);
  const assay = await road.sign(organisations.laboratory, "assay", {
    message: {
      lot: lot.id,
      composition: found,
      outcome: "does-not-conform",
      evidence: report.hash,
      country: lot.identity.content.country,
      site: null,
      occurredAt: justNow(),
    },
    witness: lot.identity,
  });
  const reject = await road.sign(organisations.verifier, "reject", {
    message: { lot: lot.id, scheme: lot.plan.scheme, reason: reasonAssayDiffers, report: report.hash },
    witness: lot.identity,
  });
  await road.carry([assay]);
  await road.carry([reject]);
}

/** The producer declares the lot anew as it is; all that follows from it goes into one bundle, all or nothing. */
export async function declareAnew(world: World, rejected: Lot, truth: PlannedLot): Promise<Lot> {
  const lot = draw(world.organisations, { ...truth, number: `${truth.number}-R` }, rejected.id);
  await world.road.deposit([lot.documents]);
  const bundle: Statement[] = [
    await declaration(world, lot),
    ...(await examination(world, lot, 1)),
    await certificate(world, lot),
  ];
  await world.road.carry([{ bundle }]);
  world.lots.set(lot.plan.number, lot);
  world.books.mint(lot.id, lot.producer, lot.identity.content.massGrams);
  return lot;
}
