import { expect } from "chai";
import { eventsOf, expectEvent, fieldsOf } from "../fixtures/events.ts";
import { through } from "../fixtures/export-control.ts";
import { code, ethers, freshScene, nextBlockAt, now, type Party, type Scene } from "../fixtures/fixture.ts";
import { certified, disputed, onTheRoad } from "../fixtures/journeys.ts";
import { type Dispatched, dispatch, receive } from "../fixtures/kinds.ts";
import { recall, refuse, reportLoss, revoke, settle } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";
import { changeRoute } from "../fixtures/routes.ts";

const Reroute = 9;
const Mood = { reverts: 1, burnsGas: 2, answersMuch: 3 } as const;
const Status = { received: 2n, returned: 4n, lost: 5n, disputed: 6n, settled: 7n };

describe("Routes", () => {
  let scene: Scene;
  let routes: Scene["routes"];
  let party: Scene["party"];
  let lot: bigint;
  let dispatched: Dispatched;
  beforeEach(async () => {
    scene = await freshScene();
    ({ routes, party } = scene);
    ({ lot, dispatched } = await onTheRoad(scene));
  });

  const send = async (message: Record<string, unknown>, sender: Party = party.miner) => {
    const sent = await dispatch(scene, [{ lot, grams: 7n }], { message }, sender);
    await sent.send();
    return sent;
  };

  describe("changeRoute", () => {
    it("stands, says all of it in an event, and is a link of every lot's dossier", async () => {
      const other = await certified(scene);
      const lines = [lot, other.lot].map((id) => ({ lot: id, grams: 7n }));
      const sent = await dispatch(scene, lines);
      await sent.send();
      const lots = sent.message.lines.map((line) => line.lot);
      const before = await Promise.all(lots.map((id) => scene.lots.heads(id)));
      const changed = await changeRoute(scene, sent, ["VN", "MX"]);
      const { digest, message: statement, signature } = changed;
      const { organisation } = party.carrier;
      await expectEvent(changed, "RouteChanged", {
        ...{ consignment: sent.digest, digest, organisation, statement, lots, signature },
      });
      expect(fieldsOf(await routes.ways(sent.digest))).to.deep.equal({
        ...{ route: through("VN", "MX"), occurredAt: BigInt(statement.occurredAt), changes: 1n },
      });
      const after = await Promise.all(lots.map((id) => scene.lots.heads(id)));
      expect(after.map(({ count }) => count)).to.deep.equal(before.map(({ count }) => count + 1n));
      expect(await scene.lots.balanceOf(party.miner.organisation, lot)).to.equal(499_993n);
    });

    it("is the carrier's, and the sender's where the dispatch names none", async () => {
      for (const by of [party.miner, party.refiner, party.buyer]) {
        const others = changeRoute(scene, dispatched, ["VN"], {}, by);
        await expectRefused(others, routes, "NotTheCarrier", dispatched.digest, by.organisation);
      }
      const own = await send({ carrier: ethers.ZeroAddress });
      const { organisation } = party.carrier;
      await expectRefused(changeRoute(scene, own, ["VN"]), routes, "NotTheCarrier", own.digest, organisation);
      await (await changeRoute(scene, own, ["VN"], {}, party.miner)).send();
      await (await changeRoute(scene, dispatched, ["VN"])).send();
    });

    it("needs a reason", () =>
      expectRefused(changeRoute(scene, dispatched, ["VN"], { message: { reason: 0 } }), routes, "ReasonMissing"));

    it("is of a consignment that was dispatched, shown by its own dispatch", async () => {
      const never = await dispatch(scene, [{ lot, grams: 1n }]);
      await expectRefused(changeRoute(scene, never, ["VN"]), scene.custody, "ConsignmentUnknown", never.digest);
      const other = await dispatch(scene, [{ lot, grams: 400_000n }]);
      const mixed = { ...other, digest: dispatched.digest };
      await expectRefused(
        changeRoute(scene, mixed, ["VN"]),
        scene.custody,
        "DispatchMismatch",
        dispatched.digest,
        other.digest,
      );
    });

    for (const [state, close, status] of [
      ["received", receive, Status.received],
      ["returned", recall, Status.returned],
      ["lost", reportLoss, Status.lost],
    ] as const) {
      it(`comes too late for one that is ${state}`, async () => {
        if (close !== receive) await (await refuse(scene, dispatched)).send();
        await (await close(scene, dispatched)).send();
        const late = changeRoute(scene, dispatched, ["VN"]);
        await expectRefused(late, scene.custody, "ConsignmentNotOnTheRoad", dispatched.digest, status);
      });
    }

    it("comes too late for one that is disputed, and that is settled", async () => {
      const { dispatched: short } = await disputed(scene);
      const late = () => changeRoute(scene, short, ["VN"]);
      await expectRefused(late(), scene.custody, "ConsignmentNotOnTheRoad", short.digest, Status.disputed);
      await (await settle(scene, short, [{ recipientGrams: 400_000n, senderGrams: 0n }])).send();
      await expectRefused(late(), scene.custody, "ConsignmentNotOnTheRoad", short.digest, Status.settled);
    });

    it("is told of one that was refused, and though the certificate is revoked", async () => {
      await (await refuse(scene, dispatched)).send();
      await (await revoke(scene, lot, {}, party.regulator)).send();
      await (await changeRoute(scene, dispatched, ["VN"])).send();
      await (await recall(scene, dispatched)).send();
    });

    it("happened neither before the departure nor before the change that came before it", async () => {
      const { occurredAt } = dispatched.message;
      const at = (time: number, ...countries: string[]) =>
        changeRoute(scene, dispatched, countries, { message: { occurredAt: time } });
      const args = [dispatched.digest, occurredAt - 1, occurredAt] as const;
      await expectRefused(at(occurredAt - 1, "VN"), scene.custody, "EarlierThanDispatch", ...args);
      await (await at(occurredAt, "VN")).send();
      await nextBlockAt((await now()) + 100);
      await (await at(occurredAt + 50, "MX")).send();
      const earlier = [dispatched.digest, occurredAt + 49, occurredAt + 50] as const;
      await expectRefused(at(occurredAt + 49, "VN"), routes, "EarlierThanChange", ...earlier);
      await (await at(occurredAt + 50, "VN")).send();
    });

    it("is another route than stands: the dispatch's own until the first change, and that again later", async () => {
      const sent = await send({ route: through("VN"), toCountry: code("MX") });
      const same = (...countries: string[]) =>
        expectRefused(changeRoute(scene, sent, countries), routes, "RouteUnchanged", sent.digest);
      await same("VN");
      await (await changeRoute(scene, sent, [])).send();
      await same();
      await (await changeRoute(scene, sent, ["VN"])).send();
      await same("VN");
      await (await changeRoute(scene, sent, ["VN", "VN"])).send();
      expect((await routes.ways(sent.digest)).changes).to.equal(3n);
    });

    it("is countries without a gap between them, up to sixteen", async () => {
      for (const route of ["0x", "0x766e", "0x0000564e", "0x564e00004d58", `0x${"564e".repeat(15)}5600`]) {
        const word = route.padEnd(66, "0");
        if (word === ethers.ZeroHash) continue;
        const invalid = changeRoute(scene, dispatched, [], { message: { route: word } });
        await expectRefused(invalid, routes, "RouteInvalid", word);
      }
      await (await changeRoute(scene, dispatched, Array<string>(16).fill("VN"))).send();
    });

    it("is stated sixteen times of a consignment, and no more", async () => {
      for (let n = 0; n < 16; n += 1) await (await changeRoute(scene, dispatched, [n % 2 ? "MX" : "VN"])).send();
      const more = changeRoute(scene, dispatched, ["VN"]);
      await expectRefused(more, routes, "ChangesTooMany", dispatched.digest);
      const { lot: another, dispatched: other } = await onTheRoad(scene);
      await (await changeRoute(scene, other, ["VN"])).send();
      expect((await scene.lots.heads(another)).count).to.be.greaterThan(0n);
    });
  });

  describe("the rules of movements", () => {
    const deployRules = () => ethers.deployContract("Rules");
    let rules: Awaited<ReturnType<typeof deployRules>>;
    beforeEach(async () => {
      rules = await deployRules();
      await scene.lots.setMovementRules([rules]);
    });
    const told = async (hash: string) =>
      ((await eventsOf(hash, rules, "Told")) as { movement: Record<string, unknown> }[]).map(
        ({ movement }) => movement,
      );
    const toldRoute = async (sent: Dispatched, ...countries: string[]) => {
      const { hash } = await (await changeRoute(scene, sent, countries)).send();
      return (await told(hash))[0]?.route;
    };

    it("are told of it with everything that is known, and asked nothing", async () => {
      const sent = await send({ toCountry: code("DE"), route: through("KZ") });
      const changed = await changeRoute(scene, sent, ["VN", "KZ"]);
      const { hash } = await changed.send();
      expect(await eventsOf(hash, rules, "Asked")).to.deep.equal([]);
      const [movement, ...more] = await told(hash);
      expect(more).to.deep.equal([]);
      expect(movement).to.deep.equal({
        ...{ kind: BigInt(Reroute), digest: changed.digest, consignment: sent.digest },
        ...{ holder: party.miner.organisation, recipient: party.refiner.organisation },
        ...{ carrier: party.carrier.organisation, fromCountry: code("CN"), toCountry: code("DE") },
        ...{ route: through("VN"), occurredAt: BigInt(changed.message.occurredAt), lots: [lot], grams: [7n] },
      });
    });

    it("hear of countries that are neither on the dispatch's route nor on the one before", async () => {
      const sent = await send({ toCountry: code("DE"), route: through("KZ", "PL") });
      expect(await toldRoute(sent, "VN", "PL", "MX", "VN")).to.equal(through("VN", "MX", "VN"));
      expect(await toldRoute(sent, "MX", "KZ", "TH")).to.equal(through("TH"));
      expect(await toldRoute(sent, "KZ", "PL")).to.equal(ethers.ZeroHash);
      expect(await toldRoute(sent, "VN")).to.equal(through("VN"));
    });

    for (const mood of ["reverts", "burnsGas", "answersMuch"] as const) {
      it(`cannot keep it from being told, though their contract ${mood}`, async () => {
        await rules.setMood(Mood[mood]);
        const changed = await changeRoute(scene, dispatched, ["VN"]);
        const { hash } = await changed.send();
        expect(await eventsOf(hash, scene.lots, "MovementRulesFailed")).to.deep.equal([
          { rules: await rules.getAddress(), digest: changed.digest },
        ]);
        expect((await routes.ways(dispatched.digest)).changes).to.equal(1n);
      });
    }

    it("are told with gas for every lot in every country that is new, or it waits for it", async () => {
      const few = await changeRoute(scene, dispatched, ["VN"]);
      const many = await changeRoute(scene, dispatched, ["VN", "MX", "TH", "KZ", "PL", "ID", "MY", "SG"]);
      const transaction = ({ call: { module: to, data } }: typeof few) => ({ to, data });
      // An estimate is a little above what is enough.
      const gasLimit = ((await scene.relayer.estimateGas(transaction(many))) * 97n) / 100n;
      await scene.relayer.call({ ...transaction(few), gasLimit });
      await expectReverted(scene.relayer.call({ ...transaction(many), gasLimit }), scene.lots, "GasMissing");
    });
  });
});
