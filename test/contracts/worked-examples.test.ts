import { expect } from "chai";
import deposits from "../../data/deposits.json" with { type: "json" };
import reference from "../../data/reference.json" with { type: "json" };
import { type ElementSymbol, elements } from "../../src/domain/elements.ts";
import { composition, elementAt, lotOf, type RawContent, type RawIdentity } from "./fixtures/content.ts";
import { Form, freshScene, type Party, quotas, SCHEME, type Scene, schemeTerms, short } from "./fixtures/fixture.ts";
import { declared } from "./fixtures/journeys.ts";
import { certify, declare, handOver } from "./fixtures/kinds.ts";
import { Allocation, Model, outputOf, Process, type Step, transform } from "./fixtures/processing-kinds.ts";
import { expectRefused } from "./fixtures/refusal.ts";

const million = 1_000_000n;
const tonne = 1_000_000n;
const factor = (symbol: ElementSymbol) => elements.find((element) => element.symbol === symbol)?.oxideFactor ?? 0;
/** Grams of the element in grams of its oxide, rounded down. */
const asElement = (oxideGrams: bigint, symbol: ElementSymbol) => (oxideGrams * 10_000n) / BigInt(factor(symbol));
/** Parts per million of a pure oxide that are its element. */
const inOxide = (symbol: ElementSymbol) => Math.floor(10_000_000_000 / factor(symbol));
const yieldOf = (from: string, route: string) => {
  const step = reference.yields.steps.find((each) => each.from === from && each.route.startsWith(route));
  if (step?.minimum === undefined) throw new Error(`No yield is published from ${from} by ${route}`);
  return BigInt(Math.round(step.minimum * 100));
};

/** A profile's shares of the elements in a lot with so many parts per million of oxides in all. */
function profile(deposit: keyof typeof deposits.deposits, oxidePartsPerMillion: number): Record<string, number> {
  const shares = Object.entries(deposits.deposits[deposit]) as [ElementSymbol, number][];
  return Object.fromEntries(
    shares.map(([symbol, percent]) => [
      symbol,
      Math.floor((oxidePartsPerMillion * Math.round(percent * 100)) / factor(symbol)),
    ]),
  );
}

/** Worked from published figures (data/): what can come out, and that a gram more cannot. */
describe("Worked examples", () => {
  let scene: Scene;
  let refiner: Party;
  beforeEach(async () => {
    scene = await freshScene();
    ({ refiner } = scene.party);
    await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
  });

  const common = { footprintGramsPerKilogram: 1_000, allocation: Allocation.mass, custodyModel: Model.segregated };
  /** A certified lot of the refiner's opening stock. */
  async function stock(
    massGrams: bigint,
    form: number,
    found: Record<string, number>,
    limit = 100,
  ): Promise<RawIdentity> {
    const matter = { ...common, ...composition(found, limit), form, massGrams };
    const { lot, identity } = await declared(scene, { ...matter, quota: quotas.openingStock }, refiner);
    await (await certify(scene, lot)).send();
    return identity;
  }
  /** Makes one lot of all of another, which carries all of its carbon. */
  function making(
    source: RawIdentity,
    process: number,
    form: number,
    massGrams: bigint,
    found: Record<string, number>,
    limit = 1,
  ): Step {
    const { massGrams: whole, footprintGramsPerKilogram: before } = source.content;
    const footprintGramsPerKilogram = Math.ceil((Number(whole) * before) / Number(massGrams));
    const changes: Partial<RawContent> = { form, massGrams, ...composition(found, limit), footprintGramsPerKilogram };
    return {
      process,
      taken: [{ identity: source, grams: source.content.massGrams }],
      made: [outputOf(source, changes)],
    };
  }
  const done = async (step: Step, by = refiner): Promise<RawIdentity> => {
    const { identities, send } = await transform(scene, step, {}, by);
    await send();
    return identities[0] as RawIdentity;
  };
  const growing = (step: Step, symbol: ElementSymbol) =>
    expectRefused(transform(scene, step, {}, refiner), scene.processing, "ElementGrows", ...growthOf(step, symbol));
  /** What comes out, and what went in, of an element. */
  const growthOf = ({ taken, made }: Step, symbol: ElementSymbol) => {
    const at = elementAt(symbol);
    const into = taken.reduce(
      (sum, { identity, grams }) => sum + 10n * grams * BigInt(identity.content.partsPerHundredMillion[at] ?? 0),
      0n,
    );
    const out = made.reduce(
      (sum, { content }) => sum + 10n * content.massGrams * BigInt(content.partsPerHundredMillion[at] ?? 0),
      0n,
    );
    return [at, out, into];
  };

  describe("1,000 kg of oxides in Bayan Obo concentrate, 18.5 % of them neodymium oxide", () => {
    const bayanObo = "Bayan Obo (bastnaesite, Inner Mongolia, CN)";
    const neodymium = profile(bayanObo, 500_000).Nd ?? 0;

    it("hold 185 kg of it, of which not a gram more can be made", async () => {
      // Two tonnes at 50 %.
      const concentrate = await stock(2n * tonne, Form.concentrate, profile(bayanObo, 500_000));
      const compound = await done(
        making(concentrate, Process.leaching, Form.mixedCompound, 2n * tonne, profile(bayanObo, 500_000)),
      );
      const most = (2n * tonne * BigInt(neodymium)) / BigInt(inOxide("Nd"));
      expect(most).to.be.closeTo(185_000n, 10n);
      const oxide = (grams: bigint) =>
        making(compound, Process.separation, Form.separatedOxide, grams, { Nd: inOxide("Nd") });
      await growing(oxide(most + 1n), "Nd");
      const made = await done(oxide(most));
      expect((await scene.lots.lots(lotOf(made))).massGrams).to.equal(most);
    });

    it("give 163.4 kg of oxide and 128.9 kg of metal at the norm's yields", async () => {
      const [leached, separated, reduced] = [
        yieldOf("concentrate", "Bayan Obo"),
        yieldOf("mixed compounds", "Bayan Obo"),
        yieldOf("oxide", "molten-salt"),
      ];
      const concentrate = await stock(2n * tonne, Form.concentrate, profile(bayanObo, 500_000));
      // 92 % of everything, in as much mass less.
      const compound = await done(
        making(
          concentrate,
          Process.leaching,
          Form.mixedCompound,
          (2n * tonne * leached) / 100n,
          profile(bayanObo, 500_000),
        ),
      );
      const oxideGrams = (185_000n * leached * separated) / 10_000n;
      expect(oxideGrams).to.be.closeTo(163_400n, 50n);
      const oxide = await done(
        making(compound, Process.separation, Form.separatedOxide, oxideGrams, { Nd: inOxide("Nd") }),
      );
      const metalGrams = (asElement(oxideGrams, "Nd") * reduced) / 100n;
      expect(metalGrams).to.be.closeTo(128_900n, 50n);
      const metal = await done(making(oxide, Process.reduction, Form.metal, metalGrams, { Nd: 999_000 }));
      expect((await scene.lots.lots(lotOf(metal))).massGrams).to.equal(metalGrams);
      // Without any loss there is no more metal in the oxide than the element in it.
      const whole = asElement(oxideGrams, "Nd");
      const again = await stock(oxideGrams, Form.separatedOxide, { Nd: inOxide("Nd") });
      await growing(making(again, Process.reduction, Form.metal, whole + 1n, { Nd: 1_000_000 }), "Nd");
    });
  });

  it("1,000 kg of oxides from Longnan clay hold 67 kg of dysprosium oxide; 63.0 kg come of it at the norm's yield", async () => {
    const longnan = "Longnan (ion-adsorption clay, heavy, Jiangxi, CN)";
    const found = profile(longnan, 920_000);
    // 1,087 kg at 92 % are 1,000 kg of oxides.
    const grams = (1_000_000n * million) / 920_000n;
    const compound = await stock(grams, Form.mixedCompound, found);
    const most = (grams * BigInt(found.Dy ?? 0)) / BigInt(inOxide("Dy"));
    expect(most).to.be.closeTo(67_000n, 10n);
    const oxide = (mass: bigint) =>
      making(compound, Process.separation, Form.separatedOxide, mass, { Dy: inOxide("Dy") });
    await growing(oxide(most + 1n), "Dy");
    const normal = (67_000n * yieldOf("mixed compounds", "ion-adsorption")) / 100n;
    expect(normal).to.be.closeTo(63_000n, 50n);
    await done(oxide(normal));
  });

  it("magnets leave 20 to 30 % as scrap, which goes back to recycling and gives no more than is in it", async () => {
    const [least = 0, most = 0] = reference.yields.steps.find(({ from }) => from === "alloy")?.typicalScrap ?? [];
    const { magnetMaker, recycler } = scene.party;
    const alloyed = { Nd: 240_000, Pr: 60_000 };
    const alloy = await stock(1n * tonne, Form.alloy, alloyed);
    await (await handOver(scene, lotOf(alloy), 1n * tonne, {}, refiner, magnetMaker)).send();
    const scrapGrams = (1n * tonne * BigInt(Math.round((least + most) * 50))) / 100n;
    expect(scrapGrams).to.equal(250_000n);
    const part = (form: number, massGrams: bigint) =>
      outputOf(alloy, { form, massGrams, ...composition(alloyed, 100), footprintGramsPerKilogram: 27_000 });
    const step = {
      process: Process.magnetMaking,
      taken: [{ identity: alloy, grams: 1n * tonne }],
      made: [part(Form.magnet, 1n * tonne - scrapGrams), part(Form.scrap, scrapGrams)],
    };
    const { identities, lots, send } = await transform(scene, step, {}, magnetMaker);
    await send();
    const scrap = identities[1] as RawIdentity;
    await (await certify(scene, lots[1] as bigint)).send();
    await (await handOver(scene, lots[1] as bigint, scrapGrams, {}, magnetMaker, recycler)).send();
    // Iron is no rare earth: of 250 kg of scrap 75 kg are.
    const recovered = (massGrams: bigint) =>
      making(scrap, Process.recycling, Form.metal, massGrams, { Nd: 800_000, Pr: 200_000 });
    const tooMuch = transform(scene, recovered(75_001n), {}, recycler);
    await expectRefused(tooMuch, scene.processing, "ElementGrows", ...growthOf(recovered(75_001n), "Pr"));
    await done(recovered(75_000n), recycler);
  });

  it("a blend with uncertified feed makes as much certifiable as went in certified, element by element", async () => {
    const found = { Nd: 600_000, Pr: 200_000 };
    const clean = await stock(600_000n, Form.separatedOxide, { Nd: 640_000, Pr: 200_000 });
    const feed = await declared(
      scene,
      { ...common, ...composition(found), form: Form.separatedOxide, massGrams: 400_000n, quota: quotas.openingStock },
      refiner,
    );
    const blend = (certifiable: bigint): Step => {
      const changes = { ...composition({ Nd: 624_000, Pr: 200_000 }, 1), custodyModel: Model.massBalance };
      return {
        process: Process.blending,
        taken: [
          { identity: clean, grams: 600_000n },
          { identity: feed.identity, grams: 400_000n },
        ],
        made: [
          outputOf(clean, { ...changes, massGrams: certifiable }),
          outputOf(clean, { ...changes, massGrams: 1_000_000n - certifiable }, false),
        ],
      };
    };
    // Of Nd 615 kg of the blend would do; of Pr there is enough for 600 kg.
    const refused = transform(scene, blend(600_001n), {}, refiner);
    await expectRefused(
      refused,
      scene.processing,
      "CertifiedShareExceeded",
      elementAt("Pr"),
      10n * 600_001n * 20_000_000n,
      10n * 600_000n * 20_000_000n,
    );
    await done(blend(600_000n));
  });

  it("a root declares no gram beyond its quota, however it is divided up, and by-products draw on none", async () => {
    const lot = (massGrams: bigint) =>
      declare(
        scene,
        { ...common, ...composition({ Nd: 100_000 }), form: Form.concentrate, massGrams, quota: quotas.openingStock },
        {},
        refiner,
      );
    await (await lot(999_999_999n)).send();
    await expectRefused(lot(2n), scene.quotas, "QuotaExceeded", quotas.openingStock, 2n, 1n);
    await (await lot(1n)).send();
    await expectRefused(lot(1n), scene.quotas, "QuotaExceeded", quotas.openingStock, 1n, 0n);
  });

  it("carbon does not go to a by-product that is never certified: what the product leaves out cannot be made good there", async () => {
    const source = await stock(1n * tonne, Form.mixedCompound, { Ce: 300_000, Nd: 100_000 });
    const oxides = (neodymium: number, cerium: number): Step => ({
      process: Process.separation,
      taken: [{ identity: source, grams: 1n * tonne }],
      made: [
        outputOf(source, {
          form: Form.separatedOxide,
          massGrams: 110_000n,
          ...composition({ Nd: 850_000 }, 1),
          footprintGramsPerKilogram: neodymium,
        }),
        outputOf(
          source,
          {
            form: Form.separatedOxide,
            massGrams: 360_000n,
            ...composition({ Ce: 800_000 }, 1),
            footprintGramsPerKilogram: cerium,
          },
          false,
        ),
      ],
    });
    // 1,000 kg of CO2e for 93.5 kg of Nd and 288 kg of Ce: 245.085 kg on the former's 110 kg.
    const short = await transform(scene, oxides(2_228, 1_000_000), {}, refiner);
    await expectRefused(short, scene.processing, "FootprintTooLow", short.lots[0], 2_228, 2_229);
    await done(oxides(2_229, 2_098));
  });

  it("a mixed origin stays mixed, and says so", async () => {
    const here = await stock(1_000n, Form.separatedOxide, { Nd: 850_000 });
    const { identity: there, lot } = await declared(
      scene,
      {
        ...common,
        ...composition({ Nd: 850_000 }),
        form: Form.separatedOxide,
        massGrams: 1_000n,
        deposit: short("Mount Weld"),
        quota: quotas.openingStock,
      },
      refiner,
    );
    await (await certify(scene, lot)).send();
    const taken = [here, there].map((identity) => ({ identity, grams: 1_000n }));
    const blend = (deposit: string): Step => ({
      process: Process.blending,
      taken,
      made: [outputOf(here, { massGrams: 2_000n, ...composition({ Nd: 850_000 }), deposit: short(deposit) })],
    });
    const named = await transform(scene, blend("Bayan Obo"), {}, refiner);
    await expectRefused(named, scene.processing, "DepositMismatch", named.lots[0], short("Bayan Obo"), short("mixed"));
    await done(blend("mixed"));
  });
});
