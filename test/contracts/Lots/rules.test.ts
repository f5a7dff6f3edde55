import { expect } from "chai";
import { eventsOf } from "../fixtures/events.ts";
import { code, ethers, freshScene, type Scene } from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { dispatch, handOver, receive } from "../fixtures/kinds.ts";
import { recall, refuse, retire } from "../fixtures/life-cycle-kinds.ts";
import { deposit, outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const Kind = {
  dispatch: 1,
  handOver: 2,
  retirement: 3,
  consumption: 4,
  receipt: 5,
  return: 6,
} as const;
const Mood = { calm: 0, reverts: 1, burnsGas: 2, answersMuch: 3 } as const;

const deployRules = () => ethers.deployContract("Rules");
type Rules = Awaited<ReturnType<typeof deployRules>>;

/** Movements that the rules tell of hearing, by the name of their event. */
async function heard(hash: string, rules: Rules, name: "Asked" | "Told"): Promise<Record<string, unknown>[]> {
  return (
    (await eventsOf(hash, rules, name)) as {
      movement: Record<string, unknown>;
    }[]
  ).map(({ movement }) => movement);
}

describe("Lots: rules of movements", () => {
  let scene: Scene;
  let rules: Rules;
  let lot: bigint;
  let identity: Awaited<ReturnType<typeof certified>>["identity"];
  beforeEach(async () => {
    scene = await freshScene();
    rules = await deployRules();
    ({ lot, identity } = await certified(scene));
    await scene.lots.setMovementRules(rules);
  });

  const step = () =>
    transform(scene, {
      taken: [{ identity, grams: 1_000n }],
      made: [outputOf(identity, { massGrams: 1_000n })],
    });
  const paths = {
    "a dispatch": [Kind.dispatch, () => dispatch(scene, [{ lot, grams: 7n }])],
    "a handover": [Kind.handOver, () => handOver(scene, lot, 7n)],
    "a retirement": [Kind.retirement, () => retire(scene, lot, 7n)],
    "a transformation's input": [Kind.consumption, step],
    "a deposit": [Kind.consumption, () => deposit(scene, [{ identity, grams: 7n }])],
  } as const;
  for (const [name, [kind, make]] of Object.entries(paths)) {
    it(`are asked about ${name}, and can forbid it`, async () => {
      await rules.forbid(kind);
      await expectRefused(make(), rules, "Forbidden", kind);
      await rules.forbid(0);
      const signed = await make();
      const { hash } = await signed.send();
      const [asked, ...more] = await heard(hash, rules, "Asked");
      expect(more).to.deep.equal([]);
      expect(asked).to.deep.include({
        digest: signed.digest,
        kind: BigInt(kind),
        lots: [lot],
      });
      expect(asked).to.deep.include({
        holder: scene.party.miner.organisation,
        fromCountry: code("CN"),
      });
    });
  }

  it("are told of a receipt and of a return, with everything that is known of it", async () => {
    const { miner, refiner, carrier } = scene.party;
    const sent = await dispatch(scene, [{ lot, grams: 7n }], {
      message: { toCountry: code("DE") },
    });
    await sent.send();
    const received = await receive(scene, sent, {
      message: { receivedGrams: [6n], shortageReason: 1 },
    });
    const { hash } = await received.send();
    const [told] = await heard(hash, rules, "Told");
    expect(told).to.deep.include({
      ...{
        kind: BigInt(Kind.receipt),
        digest: received.digest,
        holder: miner.organisation,
      },
      ...{
        recipient: refiner.organisation,
        carrier: carrier.organisation,
        route: ethers.ZeroHash,
      },
      ...{
        fromCountry: code("CN"),
        toCountry: code("DE"),
        lots: [lot],
        grams: [6n],
      },
    });
    const recalled = await dispatch(scene, [{ lot, grams: 7n }], {
      message: { toCountry: code("DE") },
    });
    await recalled.send();
    await (await refuse(scene, recalled)).send();
    const { hash: returned } = await (await recall(scene, recalled)).send();
    const [back] = await heard(returned, rules, "Told");
    expect(back).to.deep.include({
      kind: BigInt(Kind.return),
      toCountry: code("CN"),
      grams: [7n],
    });
  });

  for (const mood of ["reverts", "burnsGas", "answersMuch"] as const) {
    it(`cannot hold an arrival up, though their contract ${mood}: the ledger follows the goods`, async () => {
      const sent = await dispatch(scene, [{ lot, grams: 7n }]);
      await sent.send();
      await rules.setMood(Mood[mood]);
      const received = await receive(scene, sent);
      const { hash } = await received.send();
      const told = { rules: await rules.getAddress(), digest: received.digest };
      expect(await eventsOf(hash, scene.lots, "MovementRulesFailed")).to.deep.equal([told]);
      expect(await scene.lots.balanceOf(scene.party.refiner.organisation, lot)).to.equal(7n);
    });
  }

  it("are told with gas enough, or the arrival waits for it", async () => {
    const sent = await dispatch(scene, [{ lot, grams: 7n }]);
    await sent.send();
    const { call } = await receive(scene, sent);
    const { module: to, data } = call;
    const short = scene.relayer.call({ to, data, gasLimit: 400_000 });
    await expectReverted(short, scene.lots, "GasMissing");
  });

  it("are governance's to name, a contract or nobody; it is a link of the settings' head", async () => {
    expect(await scene.lots.movementRules()).to.equal(await rules.getAddress());
    const { count } = await scene.lots.settings();
    const stranger = scene.stranger.address;
    await expectReverted(scene.lots.setMovementRules(stranger), scene.lots, "RulesNotAContract", stranger);
    const outsider = scene.lots.connect(scene.stranger);
    await expectReverted(outsider.setMovementRules(rules), scene.lots, "AccessManagedUnauthorized");
    const { hash } = await scene.lots.setMovementRules(ethers.ZeroAddress);
    expect(await eventsOf(hash, scene.lots, "MovementRulesSet")).to.deep.equal([{ rules: ethers.ZeroAddress }]);
    expect((await scene.lots.settings()).count).to.equal(count + 1n);
    const { hash: quiet } = await (await handOver(scene, lot, 7n)).send();
    expect(await heard(quiet, rules, "Asked")).to.deep.equal([]);
  });
});
