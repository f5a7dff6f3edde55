import {
  certifiedWith,
  elementsOf,
  exportOf,
  light,
  permitted,
  RULE_FOR_EVER,
  ruled,
} from "../../test/contracts/fixtures/export-control.ts";
import { deployed, networkHelpers } from "../../test/contracts/fixtures/fixture.ts";
import { dispatch } from "../../test/contracts/fixtures/kinds.ts";
import type { Signed } from "../../test/contracts/fixtures/statements.ts";
import { auditRows } from "./audit.ts";
import { type Row, row } from "./row.ts";

/**
 * What a dispatch costs because of customs, in gas, in the steady state: above the same dispatch where nobody is asked of movements; and under a
 * permit above one that needs none, once because the rule is suspended and once because the lot holds nothing that is controlled. The
 * country has three rules, as China has on `data/export-rules.json`, of which one means the lot. And how long an audit takes.
 */
export async function customsRows(): Promise<Row[]> {
  const scene = await networkHelpers.loadFixture(deployed);
  const [controlled, uncontrolled] = [await certifiedWith(scene), await certifiedWith(scene, light())];
  const gas = async (signed: Promise<Signed>) => {
    const sent = await (await signed).send();
    return Number((await sent.wait())?.gasUsed ?? 0n);
  };
  const atHome = () => gas(dispatch(scene, [{ lot: controlled.lot, grams: 1n }]));
  const abroad = ({ lot } = controlled) => gas(exportOf(scene, lot, 1n));
  const rules = await scene.lots.movementRules();
  await scene.lots.setMovementRules([]);
  await abroad();
  await abroad(uncontrolled);
  await atHome();
  const before = { atHome: await atHome(), abroad: await abroad(uncontrolled) };
  await scene.lots.setMovementRules([...rules]);
  const suspended = { suspendedFrom: 0, suspendedUntil: RULE_FOR_EVER };
  await ruled(scene, suspended);
  await ruled(scene, { elements: elementsOf("Ho") }, 2);
  await ruled(scene, { elements: elementsOf("Er") }, 3);
  const asked = { atHome: await atHome(), abroad: await abroad(uncontrolled), suspended: await abroad() };
  await ruled(scene);
  await permitted(scene);
  await abroad();
  const permit = await abroad();
  return [
    row("customs", "dispatch at home extra gas", "gas", asked.atHome - before.atHome),
    row("customs", "dispatch uncontrolled extra gas", "gas", asked.abroad - before.abroad),
    row("customs", "dispatch permit extra gas", "gas", permit - asked.suspended),
    row("customs", "dispatch permit above uncontrolled gas", "gas", permit - asked.abroad),
    ...(await auditRows()),
  ];
}
