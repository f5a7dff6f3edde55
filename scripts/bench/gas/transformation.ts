import { composition, type RawIdentity } from "../../../test/contracts/fixtures/content.ts";
import {
  deployed,
  Form,
  networkHelpers,
  quotas,
  SCHEME,
  schemeTerms,
} from "../../../test/contracts/fixtures/fixture.ts";
import { certify, declare } from "../../../test/contracts/fixtures/kinds.ts";
import { Model, outputOf, Process, transform } from "../../../test/contracts/fixtures/processing-kinds.ts";
import { Stage } from "./stage.ts";

/** Mixed rare-earth carbonate, as it goes into separation. */
const carbonate = { La: 120_000, Ce: 230_000, Pr: 24_000, Nd: 80_000, Sm: 6_000, Dy: 900 };

/** What separation makes of three tons of it, element by element, each in a lot of its own, with the losses that it has. */
const oxides = [
  { massGrams: 400_000n, found: { La: 845_000 } },
  { massGrams: 800_000n, found: { Ce: 806_000 } },
  { massGrams: 330_000n, found: { Nd: 670_000, Pr: 180_000 } },
  { massGrams: 2_500n, found: { Dy: 866_000 } },
] as const;

/**
 * Gas of a transformation in the steady state: three certified lots go in whole, four are declared, every law is checked.
 * Organisation, key, role and a word of nonces are in use already; the outputs' numbers are the first of their ten.
 * @returns Hash of the transaction.
 */
export async function sendTransformation(): Promise<string> {
  const scene = await networkHelpers.loadFixture(deployed);
  const { refiner, certifier } = scene.party;
  await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
  const stage = new Stage(scene);
  await stage.settle([refiner, certifier]);
  const inputs: RawIdentity[] = [];
  for (let index = 0; index < 3; index += 1) {
    const changes = { form: Form.mixedCompound, custodyModel: Model.segregated, quota: quotas.openingStock };
    const { identity, lot, send } = await declare(scene, { ...changes, ...composition(carbonate) }, {}, refiner);
    await send();
    await (await certify(scene, lot)).send();
    inputs.push(identity);
  }
  const [first] = inputs;
  if (first === undefined) throw new Error("Nothing goes in");
  const made = oxides.map(({ massGrams, found }, index) => {
    const changes = { form: Form.separatedOxide, massGrams, footprintGramsPerKilogram: 25_000 };
    return outputOf(first, { ...changes, ...composition(found, 5) }, true, `2026-000${index}`);
  });
  const taken = inputs.map((identity) => ({ identity, grams: 1_000_000n }));
  const step = { process: Process.separation, taken, made, emissionsGrams: 9_000_000n };
  const signed = await stage.signed(refiner, (departure) => transform(scene, step, departure, refiner));
  return stage.single(signed);
}
