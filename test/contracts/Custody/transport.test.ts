import { expect } from "chai";
import { lotOf, type RawIdentity } from "../fixtures/content.ts";
import { DAY, freshScene, nextBlockAt, now, type Scene } from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { type Dispatched, dispatch, handOver, type Line, receive } from "../fixtures/kinds.ts";
import { recall, refuse, reportLoss, retire, settle } from "../fixtures/life-cycle-kinds.ts";
import { outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Custody: transport carbon", () => {
  let scene: Scene;
  let lot: bigint;
  let identity: RawIdentity;
  beforeEach(async () => {
    scene = await freshScene();
    ({ lot, identity } = await certified(scene));
  });

  const carriedBy = (party: "miner" | "refiner" | "magnetMaker", of = lot) =>
    scene.lots.transportOf(scene.party[party].organisation, of);

  async function journey(lines: Line[], emissionsGrams: bigint, departure: object = {}): Promise<Dispatched> {
    const sent = await dispatch(scene, lines, { message: { emissionsGrams, ...departure } });
    await sent.send();
    return sent;
  }

  it("stays with the grams that were moved, by mass, rounded up", async () => {
    const { lot: other } = await certified(scene);
    const lines = [
      { lot, grams: 1_000n },
      { lot: other, grams: 2_000n },
    ];
    const sent = await journey(lines, 10n);
    expect(await carriedBy("refiner")).to.equal(0n);
    await (await receive(scene, sent)).send();
    // 10,000 mg: 3,333.3 and 6,666.7.
    expect([await carriedBy("refiner"), await carriedBy("refiner", other)]).to.deep.equal([3_334n, 6_667n]);
    expect(await carriedBy("miner")).to.equal(0n);
  });

  it("moves on pro rata, and never gets less by dividing grams up", async () => {
    await (await receive(scene, await journey([{ lot, grams: 7n }], 1n))).send();
    let moved = 0n;
    for (let step = 0; step < 6; step += 1) {
      const { refiner, magnetMaker } = scene.party;
      await (await handOver(scene, lot, 1n, {}, refiner, magnetMaker)).send();
      moved = await carriedBy("magnetMaker");
      expect(moved + (await carriedBy("refiner"))).to.equal(1_000n);
      expect(moved * 7n >= BigInt(step + 1) * 1_000n).to.equal(true);
    }
  });

  it("goes along with a dispatch by its exact share, rounded up, and waits on the road", async () => {
    await (await receive(scene, await journey([{ lot, grams: 1_000n }], 1n))).send();
    const { refiner, magnetMaker } = scene.party;
    const sent = await dispatch(scene, [{ lot, grams: 333n }], {}, refiner, magnetMaker);
    await sent.send();
    expect(await carriedBy("refiner")).to.equal(667n);
    expect(await scene.custody.carriedBy(sent.digest, lot)).to.equal(333n);
    expect((await scene.custody.consignments(sent.digest)).carries).to.equal(true);
    await (await receive(scene, sent, {}, magnetMaker)).send();
    expect(await carriedBy("magnetMaker")).to.equal(333n);
  });

  it("50 t of it cannot be sent away with one gram and lost", async () => {
    await (await receive(scene, await journey([{ lot, grams: 1_000_000n }], 50_000_000n))).send();
    expect(await carriedBy("refiner")).to.equal(50_000_000_000n);
    const { refiner, magnetMaker } = scene.party;
    const oneGram = await dispatch(scene, [{ lot, grams: 1n }], {}, refiner, magnetMaker);
    await oneGram.send();
    await (await refuse(scene, oneGram, {}, magnetMaker)).send();
    await (await reportLoss(scene, oneGram, {}, refiner)).send();
    expect(await carriedBy("refiner")).to.equal(49_999_950_000n);
    const another = await dispatch(scene, [{ lot, grams: 1n }], {}, refiner, magnetMaker);
    await another.send();
    const nothing = { receivedGrams: [0n], shortageReason: 2 };
    await (await receive(scene, another, { message: nothing }, magnetMaker)).send();
    expect(await carriedBy("refiner")).to.equal(49_999_900_000n);
  });

  it("of a shortage goes with what arrived by its share, rounded up; what is lost takes its own along and no more", async () => {
    const sent = await journey([{ lot, grams: 1_000n }], 5n);
    await (await receive(scene, sent, { message: { receivedGrams: [999n], shortageReason: 2 } })).send();
    expect(await carriedBy("refiner")).to.equal(4_995n);
    const { refiner, magnetMaker } = scene.party;
    const onwards = await dispatch(scene, [{ lot, grams: 999n }], {}, refiner, magnetMaker);
    await onwards.send();
    const short = { receivedGrams: [2n], shortageReason: 2 };
    await (await receive(scene, onwards, { message: short }, magnetMaker)).send();
    expect([await carriedBy("refiner"), await carriedBy("magnetMaker")]).to.deep.equal([0n, 10n]);
    const gone = await journey([{ lot, grams: 1_000n }], 5n);
    await (await refuse(scene, gone)).send();
    await (await reportLoss(scene, gone)).send();
    expect([await carriedBy("refiner"), await carriedBy("miner")]).to.deep.equal([0n, 0n]);
  });

  it("of what is disputed waits, and goes to both sides by their grams, rounded up; what is lost takes its own along", async () => {
    // 5,000 mg: 2 g of 999 g take 11 along, and 4,989 wait with 997 g.
    const sent = await journey([{ lot, grams: 999n }], 5n);
    await (await receive(scene, sent, { message: { receivedGrams: [2n], shortageReason: 2 } })).send();
    expect(await carriedBy("refiner")).to.equal(11n);
    await (await settle(scene, sent, [{ recipientGrams: 500n, senderGrams: 300n }])).send();
    // 500 g of 997 take 2,503, 300 g of the 497 left take 1,501, and 197 g are lost with 985: no more than their share.
    expect([await carriedBy("refiner"), await carriedBy("miner")]).to.deep.equal([11n + 2_503n, 1_501n]);
  });

  it("comes back with what is recalled: the journey was made", async () => {
    const sent = await journey([{ lot, grams: 1_000n }], 5n);
    await (await refuse(scene, sent)).send();
    await (await recall(scene, sent)).send();
    expect(await carriedBy("miner")).to.equal(5_000n);
  });

  it("comes back with what timed out, too", async () => {
    const { lot: other } = await certified(scene);
    const lines = [
      { lot, grams: 1_000n },
      { lot: other, grams: 3_000n },
    ];
    const { message } = await journey(lines, 8n);
    await nextBlockAt((await now()) + 180 * DAY);
    await scene.custody.timeOut(message);
    expect([await carriedBy("miner"), await carriedBy("miner", other)]).to.deep.equal([2_000n, 6_000n]);
  });

  it("goes into what is made, and out with what is retired", async () => {
    const sent = await journey([{ lot, grams: 1_000n }], 1_000_000n);
    await (await refuse(scene, sent)).send();
    await (await recall(scene, sent)).send();
    expect(await carriedBy("miner")).to.equal(1_000_000_000n);
    await (await retire(scene, lot, 500_000n)).send();
    expect(await carriedBy("miner")).to.equal(500_000_000n);
    // 1,000 g carry 1,000,000 mg of it: 1,000 g/kg beside the lot's own 4,000.
    const step = (footprintGramsPerKilogram: number) =>
      transform(scene, {
        taken: [{ identity, grams: 1_000n }],
        made: [outputOf(identity, { massGrams: 1_000n, footprintGramsPerKilogram })],
      });
    const low = await step(4_999);
    await expectRefused(low, scene.processing, "FootprintTooLow", low.lots[0], 4_999, 5_000);
    await (await step(5_000)).send();
    expect(await carriedBy("miner")).to.equal(499_000_000n);
    expect(lotOf(identity)).to.equal(lot);
  });
});
