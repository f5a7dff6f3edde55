import type { RawIdentity } from "../fixtures/content.ts";
import { freshScene, now, SCHEME, type Scene, schemeTerms, short } from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { certify } from "../fixtures/kinds.ts";
import { revoke, suspend } from "../fixtures/life-cycle-kinds.ts";
import { deposit, Model, outputOf, withdraw } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

/** What is stated about the past lies between the making of the thing and now. */
describe("Attacks: times", () => {
  let scene: Scene;
  let source: RawIdentity;
  let lot: bigint;
  let producedAt: number;
  beforeEach(async () => {
    scene = await freshScene();
    await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
    producedAt = (await now()) - 1_000;
    ({ identity: source, lot } = await declared(scene, { producedAt }));
    await (await certify(scene, lot)).send();
  });

  for (const [name, against] of [
    ["suspension", suspend],
    ["revocation", revoke],
  ] as const) {
    for (const by of ["certifier", "regulator"] as const) {
      it(`a ${name} by a ${by} counts from no time before the lot was made`, async () => {
        const from = (effectiveFrom: number) => against(scene, lot, { message: { effectiveFrom } }, scene.party[by]);
        const args = [lot, producedAt - 1, producedAt] as const;
        await expectRefused(from(producedAt - 1), scene.certification, "EffectiveBeforeMade", ...args);
        await (await from(producedAt)).send();
      });
    }
  }

  it("what is drawn from an account was made since the period began in which it was put in", async () => {
    await (await deposit(scene, [{ identity: source, grams: 2_000n }])).send();
    const begin = Number((await scene.siteAccounts.runningPeriod()) * (await scene.siteAccounts.PERIOD()));
    const madeAt = (time: number) =>
      withdraw(scene, [
        outputOf(source, {
          ...{ massGrams: 1_000n, producedAt: time, custodyModel: Model.massBalance, deposit: short("mixed") },
          footprintGramsPerKilogram: 5_000,
        }),
      ]);
    const early = await madeAt(begin - 1);
    const args = [early.lots[0], begin - 1, begin] as const;
    await expectRefused(early, scene.siteAccounts, "ProducedBeforeInput", ...args);
    await (await madeAt(begin)).send();
  });
});
