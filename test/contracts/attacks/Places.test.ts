import { lotOf, type RawIdentity } from "../fixtures/content.ts";
import { code, freshScene, SCHEME, type Scene, schemeTerms, short } from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { certify, dispatch, receive } from "../fixtures/kinds.ts";
import { deposit, Model, outputOf, Process, transform, withdraw } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

const [china, germany] = [code("CN"), code("DE")];

/** Goods cross a border by a dispatch alone, which asks the rules of movements: no statement of their maker takes them abroad. */
describe("Attacks: places", () => {
  let scene: Scene;
  let source: RawIdentity;
  beforeEach(async () => {
    scene = await freshScene();
    await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
    const { identity, lot } = await declared(scene);
    source = identity;
    await (await certify(scene, lot)).send();
  });

  for (const [name, certifiable] of [
    ["that may still be certified", true],
    ["that never can be", false],
  ] as const) {
    it(`an own lot ${name} is used where it was made, and certified nowhere else`, async () => {
      const step = await transform(scene, {
        taken: [{ identity: source, grams: 1_000n }],
        made: [outputOf(source, { massGrams: 1_000n }, certifiable)],
      });
      await step.send();
      const [lot] = step.lots;
      const [made] = step.identities;
      if (made === undefined) throw new Error("Nothing was made.");
      const splitIn = (country: string) =>
        transform(scene, {
          process: Process.splitting,
          taken: [{ identity: made, grams: 1_000n }],
          made: [outputOf(made, { massGrams: 1_000n, country }, certifiable)],
        });
      await expectRefused(splitIn(germany), scene.lots, "LotElsewhere", lot, china, germany);
      await (await splitIn(china)).send();
    });
  }

  it("what was put into an account is drawn where it was put in, whatever number the site has", async () => {
    await (await deposit(scene, [{ identity: source, grams: 2_000n }])).send();
    const drawnIn = (country: string) =>
      withdraw(scene, [
        outputOf(source, {
          ...{ massGrams: 1_000n, country, custodyModel: Model.massBalance, deposit: short("mixed") },
          footprintGramsPerKilogram: 5_000,
        }),
      ]);
    const abroad = await drawnIn(germany);
    const { site } = source.content;
    await expectRefused(abroad, scene.siteAccounts, "PlaceDiffers", abroad.lots[0], germany, site);
    await (await drawnIn(china)).send();
  });

  it("nothing is put into an account from another country than the one in which it was opened", async () => {
    const lot = lotOf(source);
    const { refiner } = scene.party;
    for (const toCountry of [china, germany]) {
      const sent = await dispatch(scene, [{ lot, grams: 1_000n }], { message: { toCountry } });
      await sent.send();
      await (await receive(scene, sent)).send();
    }
    const putIn = (country: string) =>
      deposit(scene, [{ identity: source, grams: 500n }], { message: { country } }, refiner);
    await (await putIn(china)).send();
    const { site } = source.content;
    await expectRefused(putIn(germany), scene.siteAccounts, "PlaceDiffers", lot, germany, site);
    await (await putIn(china)).send();
  });
});
