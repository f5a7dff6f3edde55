import { expect } from "chai";
import { freshScene, LotStatus, type Scene } from "./fixtures/fixture.ts";
import { certified, declared } from "./fixtures/journeys.ts";
import { dispatch, handOver, receive, reject } from "./fixtures/kinds.ts";
import { recall, refuse, reportLoss, retire, revoke, settle } from "./fixtures/life-cycle-kinds.ts";

describe("Supply", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
  });

  async function inHand(lot: bigint): Promise<bigint> {
    const holders = Object.values(scene.party);
    const balances = await Promise.all(holders.map(({ organisation }) => scene.lots.balanceOf(organisation, lot)));
    return balances.reduce((sum, balance) => sum + balance, 0n);
  }

  it("is what was certified less what is on the road, short, lost or retired, at every step", async () => {
    const { lot } = await certified(scene);
    const first = await dispatch(scene, [{ lot, grams: 300_000n }]);
    const second = await dispatch(scene, [{ lot, grams: 200_000n }]);
    const third = await dispatch(scene, [{ lot, grams: 50_000n }]);
    const fourth = await dispatch(scene, [{ lot, grams: 10_000n }]);
    const shortage = { receivedGrams: [299_000n], shortageReason: 1 };
    const far = { receivedGrams: [1_000n], shortageReason: 1 };
    const { refiner } = scene.party;
    const steps: [send: () => Promise<unknown>, left: bigint][] = [
      [first.send, 700_000n],
      [second.send, 500_000n],
      [third.send, 450_000n],
      [(await receive(scene, first, { message: shortage })).send, 749_000n],
      [(await refuse(scene, second)).send, 749_000n],
      [(await reportLoss(scene, second)).send, 749_000n],
      [(await refuse(scene, third)).send, 749_000n],
      [(await recall(scene, third)).send, 799_000n],
      [fourth.send, 789_000n],
      [(await receive(scene, fourth, { message: far })).send, 790_000n],
      [async () => (await settle(scene, fourth, [{ recipientGrams: 4_000n, senderGrams: 5_000n }])).send(), 799_000n],
      [(await handOver(scene, lot, 99_000n)).send, 799_000n],
      [(await retire(scene, lot, 9_000n, {}, refiner)).send, 790_000n],
      [(await revoke(scene, lot)).send, 790_000n],
    ];
    expect(await inHand(lot)).to.equal(1_000_000n);
    for (const [index, [send, left]] of steps.entries()) {
      await send();
      expect(await inHand(lot), `after step ${index + 1}`).to.equal(left);
    }
  });

  it("is none of what is not certified", async () => {
    const open = await declared(scene);
    const rejected = await declared(scene);
    await (await reject(scene, rejected.identity)).send();
    expect((await scene.lots.lots(rejected.lot)).status).to.equal(LotStatus.rejected);
    expect([await inHand(open.lot), await inHand(rejected.lot), await inHand(5n)]).to.deep.equal([0n, 0n, 0n]);
  });
});
