import { expect } from "chai";
import { hold } from "../fixtures/customs.ts";
import { eventsOf } from "../fixtures/events.ts";
import { certifiedWith, elementsOf, light } from "../fixtures/export-control.ts";
import { code, ethers, freshScene, type Scene } from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { dispatch, handOver, receive, reject } from "../fixtures/kinds.ts";
import { recall, refuse, retire } from "../fixtures/life-cycle-kinds.ts";
import { deposit, outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";
import { heldPart, returnSeized, seize } from "../fixtures/seizures.ts";

const Kind = {
  dispatch: 1,
  handOver: 2,
  retirement: 3,
  consumption: 4,
  receipt: 5,
  return: 6,
  seizure: 7,
  restitution: 8,
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
    await scene.lots.setMovementRules([rules]);
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

  it("are asked about a rejection, with all of the lot, and can forbid it", async () => {
    const { lot: declaredLot, identity: rejected } = await declared(scene, { massGrams: 300n });
    await rules.forbid(Kind.consumption);
    await expectRefused(reject(scene, rejected), rules, "Forbidden", Kind.consumption);
    await rules.forbid(0);
    const signed = await reject(scene, rejected);
    const { hash, blockNumber } = await signed.send();
    const block = await ethers.provider.getBlock(blockNumber ?? "latest");
    expect(await heard(hash, rules, "Asked")).to.deep.equal([
      {
        ...{ kind: BigInt(Kind.consumption), digest: signed.digest, consignment: ethers.ZeroHash },
        ...{ holder: scene.party.miner.organisation, recipient: ethers.ZeroAddress, carrier: ethers.ZeroAddress },
        ...{ fromCountry: code("CN"), toCountry: code("CN"), route: ethers.ZeroHash },
        ...{ occurredAt: BigInt(block?.timestamp ?? 0), lots: [declaredLot], grams: [300n] },
      },
    ]);
  });

  it("are told of a seizure and of its end, and stop neither", async () => {
    await scene.lots.setMovementRules([scene.customs, rules]);
    const { miner, customs } = scene.party;
    await rules.forbid(Kind.seizure);
    const held = await heldPart(scene, lot);
    const seized = await seize(scene, held, 7n);
    const { hash } = await seized.send();
    expect(await heard(hash, rules, "Asked")).to.deep.equal([]);
    const [taken] = await heard(hash, rules, "Told");
    expect(taken).to.deep.include({
      ...{ kind: BigInt(Kind.seizure), digest: seized.digest, lots: [lot], grams: [7n] },
      ...{ holder: miner.organisation, recipient: customs.organisation },
      ...{ fromCountry: code("CN"), toCountry: code("CN") },
    });
    await rules.setMood(Mood.reverts);
    const returned = await returnSeized(scene, seized);
    const { hash: after } = await returned.send();
    expect(await eventsOf(after, scene.lots, "MovementRulesFailed")).to.deep.equal([
      { rules: await rules.getAddress(), digest: returned.digest },
    ]);
    await rules.setMood(Mood.calm);
    const again = await seize(scene, held, 7n);
    await again.send();
    const { hash: end } = await (await returnSeized(scene, again)).send();
    const [back] = await heard(end, rules, "Told");
    expect(back).to.deep.include({
      ...{ kind: BigInt(Kind.restitution), holder: customs.organisation, recipient: miner.organisation, grams: [7n] },
    });
  });

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

  it("are asked and told in their order, each, whatever another does", async () => {
    const more = await deployRules();
    await scene.lots.setMovementRules([rules, scene.customs, more]);
    const sent = await dispatch(scene, [{ lot, grams: 7n }]);
    await more.forbid(Kind.dispatch);
    await expectRefused(dispatch(scene, [{ lot, grams: 7n }]), more, "Forbidden", Kind.dispatch);
    await rules.forbid(Kind.dispatch);
    await expectRefused(dispatch(scene, [{ lot, grams: 7n }]), rules, "Forbidden", Kind.dispatch);
    await Promise.all([rules.forbid(0), more.forbid(0)]);
    const { hash: departed } = await sent.send();
    for (const one of [rules, more]) expect(await heard(departed, one, "Asked")).to.have.length(1);
    await rules.setMood(Mood.reverts);
    const { hash } = await (await receive(scene, sent)).send();
    expect(await heard(hash, more, "Told")).to.have.length(1);
    expect(await eventsOf(hash, scene.lots, "MovementRulesFailed")).to.have.length(1);
  });

  it("hear of the movements that they are about, and are asked about borders only where one is crossed", async () => {
    await rules.setConcern({ kinds: (1 << Kind.dispatch) | (1 << Kind.return), marks: 0xffffff, acrossBorders: true });
    await scene.lots.setMovementRules([rules]);
    await rules.forbid(Kind.dispatch);
    await (await handOver(scene, lot, 7n)).send();
    await (await dispatch(scene, [{ lot, grams: 7n }])).send();
    const through = { route: ethers.hexlify(ethers.toUtf8Bytes("VN")).padEnd(66, "0") };
    for (const message of [{ toCountry: code("DE") }, through, { ...through, toCountry: code("DE") }]) {
      await expectRefused(dispatch(scene, [{ lot, grams: 7n }], { message }), rules, "Forbidden", Kind.dispatch);
    }
    await rules.forbid(0);
    const sent = await dispatch(scene, [{ lot, grams: 7n }], { message: { toCountry: code("DE") } });
    await sent.send();
    const { hash } = await (await receive(scene, sent)).send();
    expect(await heard(hash, rules, "Told")).to.deep.equal([]);
  });

  it("hear of lots with a mark that they are about, from when they say so", async () => {
    await rules.forbid(Kind.handOver);
    const concern = { kinds: 0xffff, marks: 1, acrossBorders: false };
    await rules.setConcern(concern);
    await expectRefused(handOver(scene, lot, 7n), rules, "Forbidden", Kind.handOver);
    await rules.renew(scene.lots);
    await (await handOver(scene, lot, 7n)).send();
    // Marked by a hold, and for good: of samarium its declaration tells.
    await (await hold(scene, lot, { country: code("MX") })).send();
    await expectRefused(handOver(scene, lot, 7n), rules, "Forbidden", Kind.handOver);
    const plain = await certifiedWith(scene, light());
    await rules.setConcern({ ...concern, marks: elementsOf("Sm") << 1 });
    await rules.renew(scene.lots);
    await expectRefused(handOver(scene, lot, 7n), rules, "Forbidden", Kind.handOver);
    await (await handOver(scene, plain.lot, 7n)).send();
  });

  it("are governance's to name, four contracts at most, each once; it is a link of the settings' head", async () => {
    expect(await scene.lots.movementRules()).to.deep.equal([await rules.getAddress()]);
    const { count } = await scene.lots.settings();
    const stranger = scene.stranger.address;
    await expectReverted(scene.lots.setMovementRules([stranger]), scene.lots, "RulesNotAContract", stranger);
    const outsider = scene.lots.connect(scene.stranger);
    await expectReverted(outsider.setMovementRules([rules]), scene.lots, "AccessManagedUnauthorized");
    await expectReverted(scene.lots.setMovementRules([rules, rules]), scene.lots, "RulesNamedTwice", rules);
    const four = await Promise.all([rules, deployRules(), deployRules(), deployRules()]);
    await expectReverted(scene.lots.setMovementRules([...four, scene.customs]), scene.lots, "RulesTooMany", 5);
    await scene.lots.setMovementRules(four);
    const named = await Promise.all(four.map((one) => one.getAddress()));
    expect(await scene.lots.movementRules()).to.deep.equal(named);
    const { hash: asked } = await (await handOver(scene, lot, 7n)).send();
    for (const one of four) expect(await heard(asked, one, "Asked")).to.have.length(1);
    const { hash } = await scene.lots.setMovementRules([]);
    expect(await eventsOf(hash, scene.lots, "MovementRulesSet")).to.deep.equal([{ rules: [] }]);
    expect((await scene.lots.settings()).count).to.equal(count + 2n);
    const { hash: quiet } = await (await handOver(scene, lot, 7n)).send();
    expect(await heard(quiet, rules, "Asked")).to.deep.equal([]);
  });
});
