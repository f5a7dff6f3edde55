import { expect } from "chai";
import type { RawIdentity } from "../fixtures/content.ts";
import { code, freshScene, type Scene } from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { dispatch, handOver, receive } from "../fixtures/kinds.ts";
import { recall, refuse, retire } from "../fixtures/life-cycle-kinds.ts";
import { deposit, outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

const [CN, DE] = [code("CN"), code("DE")];

describe("Lots: where grams are", () => {
  let scene: Scene;
  let lot: bigint;
  let identity: RawIdentity;
  let miner: string;
  beforeEach(async () => {
    scene = await freshScene();
    miner = scene.party.miner.organisation;
    ({ lot, identity } = await certified(scene));
  });
  const stock = async (country: string, holder = miner) => (await scene.lots.stockOf(lot, holder, country)).grams;

  /** The miner has 400 kg in Germany by way of the refiner, and 600 kg in China. */
  async function spread(): Promise<void> {
    const { refiner, miner: sender } = scene.party;
    await (await handOver(scene, lot, 400_000n)).send();
    const sent = await dispatch(scene, [{ lot, grams: 400_000n }], { message: { toCountry: DE } }, refiner, sender);
    await sent.send();
    await (await receive(scene, sent, {}, sender)).send();
    expect([await stock(CN), await stock(DE)]).to.deep.equal([600_000n, 400_000n]);
  }

  it("begin in the country of the site that made them", async () => {
    expect((await scene.lots.lots(lot)).country).to.equal(identity.content.country);
    expect(await stock(CN)).to.equal(1_000_000n);
    expect(await scene.lots.countriesOf(miner)).to.deep.equal([CN]);
  });

  it("leave the country of departure and come to that of destination", async () => {
    const sent = await dispatch(scene, [{ lot, grams: 300_000n }], {
      message: { toCountry: DE },
    });
    await sent.send();
    expect(await stock(CN)).to.equal(700_000n);
    await (await receive(scene, sent)).send();
    const { organisation } = scene.party.refiner;
    expect([await stock(DE, organisation), await stock(CN, organisation)]).to.deep.equal([300_000n, 0n]);
    const back = await dispatch(scene, [{ lot, grams: 5n }], {
      message: { toCountry: DE },
    });
    await back.send();
    await (await refuse(scene, back)).send();
    await (await recall(scene, back)).send();
    expect([await stock(CN), await stock(DE)]).to.deep.equal([700_000n, 0n]);
  });

  it("sum up, over every country in which the holder ever had something, each once", async () => {
    await spread();
    await (await handOver(scene, lot, 400_000n, { message: { country: DE } })).send();
    await (
      await handOver(scene, lot, 400_000n, { message: { country: DE } }, scene.party.refiner, scene.party.miner)
    ).send();
    expect(await scene.lots.balanceOf(miner, lot)).to.equal(1_000_000n);
    expect(await scene.lots.balanceOfBatch([miner, miner], [lot, 5n])).to.deep.equal([1_000_000n, 0n]);
    expect(await scene.lots.countriesOf(miner)).to.deep.equal([CN, DE]);
  });

  it("R5: one gram brought from Germany does not let a tonne leave from there", async () => {
    await spread();
    const missing = [lot, miner, DE, 400_000n, 400_001n] as const;
    const from = (grams: bigint) =>
      dispatch(scene, [{ lot, grams }], {
        message: { fromCountry: DE, toCountry: CN },
      });
    await expectRefused(from(400_001n), scene.lots, "StockMissing", ...missing);
    await (await from(400_000n)).send();
  });

  it("are handed over, retired, made into others and deposited where they are", async () => {
    await spread();
    const there = { message: { country: DE } };
    const missing = (grams: bigint, held: bigint) => [lot, miner, DE, held, grams] as const;
    await expectRefused(
      handOver(scene, lot, 400_001n, there),
      scene.lots,
      "StockMissing",
      ...missing(400_001n, 400_000n),
    );
    await expectRefused(
      retire(scene, lot, 400_001n, there),
      scene.lots,
      "StockMissing",
      ...missing(400_001n, 400_000n),
    );
    const step = (grams: bigint) =>
      transform(scene, {
        taken: [{ identity, grams }],
        made: [outputOf(identity, { massGrams: grams, country: DE })],
      });
    await expectRefused(step(400_001n), scene.lots, "StockMissing", ...missing(400_001n, 400_000n));
    const put = (grams: bigint) => deposit(scene, [{ identity, grams }], { message: { country: DE } });
    await expectRefused(put(400_001n), scene.lots, "StockMissing", ...missing(400_001n, 400_000n));
    await (await handOver(scene, lot, 100_000n, there)).send();
    await (await retire(scene, lot, 100_000n, there)).send();
    await (await step(100_000n)).send();
    await (await put(100_000n)).send();
    expect([await stock(CN), await stock(DE)]).to.deep.equal([600_000n, 0n]);
  });

  it("are in a country that there is", async () => {
    const nowhere = { message: { country: "0x6465" } };
    await expectRefused(handOver(scene, lot, 1n, nowhere), scene.custody, "CountryCodeInvalid", "0x6465");
    await expectRefused(retire(scene, lot, 1n, nowhere), scene.retirements, "CountryCodeInvalid", "0x6465");
  });

  it("carry the transport carbon of their own country's part", async () => {
    await spread();
    const { refiner, miner: sender } = scene.party;
    await (await handOver(scene, lot, 100n)).send();
    const way = { message: { toCountry: DE, emissionsGrams: 40n } };
    const sent = await dispatch(scene, [{ lot, grams: 100n }], way, refiner, sender);
    await sent.send();
    await (await receive(scene, sent, {}, sender)).send();
    expect(await scene.lots.transportOf(miner, lot)).to.equal(40_000n);
    await (await handOver(scene, lot, 599_900n)).send();
    expect(await scene.lots.transportOf(miner, lot)).to.equal(40_000n);
    expect((await scene.lots.stockOf(lot, miner, DE)).transportMilligrams).to.equal(40_000n);
  });
});
