import type { Statement } from "../../../src/statements/statement.ts";
import { assayed, measured } from "../compositions.ts";
import { writeDocument } from "../documents.ts";
import { originAndProcess } from "../lot-plan.ts";
import type { Progress } from "../road.ts";
import { justNow, type Lot, type World } from "../world.ts";

// Balances and spectrometers differ a little; governance allows far more.
const assayBasisPoints = [-9, 4, 0, -3, 7, -6];
const weightGramsPerTonne = [-240n, 120n, 0n, 310n, -90n];

/** The laboratory's and the verifier's statements on a lot that is what it was declared to be; their reports are deposited. */
export async function examination(world: World, lot: Lot, turn: number): Promise<Statement[]> {
  const { road, organisations } = world;
  const { laboratory, verifier } = organisations;
  const { form, composition, massGrams, footprintGramsPerKilogram, country } = lot.identity.content;
  const found = assayed(measured(composition, assayBasisPoints[turn % assayBasisPoints.length] ?? 0), form);
  const weighed = massGrams + (massGrams * (weightGramsPerTonne[turn % weightGramsPerTonne.length] ?? 0n)) / 1_000_000n;
  const report = writeDocument({ title: `Assay and weight of lot ${lot.plan.number}`, composition: { ...found } });
  const audit = writeDocument({ title: `Footprint of lot ${lot.plan.number}`, source: lot.plan.footprint.source });
  await road.deposit([report, audit]);
  const common = { lot: lot.id, outcome: "conforms", country, site: null, occurredAt: justNow() } as const;
  const weight = { ...common, kind: "weight", quantity: weighed, evidence: report.hash } as const;
  const footprint = {
    ...common,
    kind: "footprint",
    quantity: BigInt(footprintGramsPerKilogram),
    evidence: audit.hash,
  } as const;
  // The last step's own emissions are not published apart; a third stands for them.
  const process = { ...footprint, kind: "process", quantity: BigInt(footprintGramsPerKilogram) / 3n } as const;
  return Promise.all([
    road.sign(laboratory, "assay", {
      message: { ...common, composition: found, evidence: report.hash },
      witness: lot.identity,
    }),
    road.sign(laboratory, "attest", { message: weight }),
    road.sign(verifier, "attest", { message: footprint }),
    ...(lot.plan.scheme === originAndProcess ? [road.sign(verifier, "attest", { message: process })] : []),
  ]);
}

/** Laboratory and verifier examine lots. */
export async function examineLots(world: World, lots: readonly Lot[], progress?: Progress): Promise<void> {
  const statements = await Promise.all(lots.map((lot, turn) => examination(world, lot, turn)));
  await world.road.carry(statements.flat(), progress);
}
