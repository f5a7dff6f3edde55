import { expect } from "chai";
import { hold, releaseHold } from "../fixtures/customs.ts";
import { eventsOf } from "../fixtures/events.ts";
import { certifiedWith, exportOf, permitted, ruled, through } from "../fixtures/export-control.ts";
import { found, linkFinding } from "../fixtures/findings.ts";
import { code, freshScene, quotas, type Scene } from "../fixtures/fixture.ts";
import { attested, certified, declared, manyCertified } from "../fixtures/journeys.ts";
import { dispatch, receive, reject } from "../fixtures/kinds.ts";
import { recall, refuse, revoke } from "../fixtures/life-cycle-kinds.ts";
import { outputOf, Process, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";
import { changeRoute } from "../fixtures/routes.ts";

/** As many as a route has. */
const COUNTRIES = ["VN", "MX", "TH", "MY", "KZ", "PL", "NO", "FI", "SE", "EE", "LV", "LT", "AT", "CZ", "SK", "HU"];

/** What counts its statements takes more gas than the rules of movements are given. */
const isRealGas = process.env.YTTERBY_TEST_ANY_SIZE !== "1";

describe("attack: borders", () => {
  let scene: Scene;
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ party } = scene);
  });

  /** Grams that a quota has given out. */
  const drawn = async () => (await scene.quotas.quotas(quotas.extraction)).drawnGrams;

  describe("goods that are rejected and declared anew", () => {
    it("do not get out of a hold, certified or only declared, by producer and certifier together", async () => {
      const { lot, identity } = await certified(scene);
      const held = await hold(scene, lot);
      await held.send();
      await (await revoke(scene, lot)).send();
      for (const by of [party.miner, party.certifier]) {
        await expectRefused(reject(scene, identity, {}, by), scene.customs, "GoodsHeld");
      }
      const step = transform(scene, {
        process: Process.blending,
        taken: [{ identity, grams: 1_000n }],
        made: [outputOf(identity, { massGrams: 1_000n }, false)],
      });
      await expectRefused(step, scene.customs, "GoodsHeld");
      await (await releaseHold(scene, held)).send();
      await (await reject(scene, identity, {}, party.miner)).send();
    });

    it("leave nothing behind that an authority held: the grams wait for a declaration that names the lot", async () => {
      const { lot, identity } = await attested(scene);
      const held = await hold(scene, lot);
      await held.send();
      await (await releaseHold(scene, held)).send();
      await (await reject(scene, identity, {}, party.miner)).send();
      const before = await drawn();
      await expectReverted(scene.quotas.release(lot), scene.quotas, "LotIsWatched", lot);
      await declared(scene);
      expect(await drawn()).to.equal(before + identity.content.massGrams);
      await declared(scene, { replaces: lot });
      expect(await drawn()).to.equal(before + identity.content.massGrams);
      expect((await scene.quotas.withheld(lot)).grams).to.equal(0n);
    });

    it("nor a border finding that is linked to them", async () => {
      const { lot, identity } = await certified(scene);
      await (await linkFinding(scene, await found(scene), lot)).send();
      await (await revoke(scene, lot)).send();
      const before = await drawn();
      await (await reject(scene, identity, {}, party.miner)).send();
      expect(await drawn()).to.equal(before);
      expect((await scene.quotas.withheld(lot)).grams).to.equal(identity.content.massGrams);
    });
  });

  describe("a route that a carrier changes", () => {
    for (const [count, rules, permits] of [
      [16, 1, 0],
      [16, 6, 0],
      [16, 1, 16],
      [16, 6, 16],
    ] as const) {
      it(`is judged in ${count} countries at once, of ${rules} rules each, ${permits} of them with permits`, async function () {
        if (!isRealGas) this.skip();
        const { lot } = await certifiedWith(scene);
        for (const [i, country] of COUNTRIES.slice(0, count).entries()) {
          for (let r = 1; r <= rules; r += 1) {
            const terms = { country: code(country), coversTransit: true };
            await ruled(scene, terms, i * rules + r, "CN 61/2025, of thirty-one bytes");
          }
        }
        for (const country of COUNTRIES.slice(0, permits)) await permitted(scene, { country: code(country) });
        const sent = await exportOf(scene, lot, 7n);
        await sent.send();
        const { hash } = await (await changeRoute(scene, sent, COUNTRIES.slice(0, count))).send();
        expect(await eventsOf(hash, scene.lots, "MovementRulesFailed")).to.deep.equal([]);
        expect(await eventsOf(hash, scene.exportControl, "PassedUnpermitted")).to.have.lengthOf(count - permits);
        expect(await eventsOf(hash, scene.exportControl, "PermitDrawn")).to.have.lengthOf(permits);
      });
    }

    it("leads nothing abroad past the rule of the country that it was sent within", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      const { refiner, miner } = party;
      const abroad = dispatch(scene, [{ lot, grams: 7n }], { message: { route: through("VN") } }, miner, refiner);
      await expectRefused(abroad, scene.exportControl, "PermitMissing");
      const sent = await dispatch(scene, [{ lot, grams: 7n }], {}, miner, refiner);
      await sent.send();
      const { hash } = await (await changeRoute(scene, sent, ["VN"])).send();
      const passed = await eventsOf(hash, scene.exportControl, "PassedUnpermitted");
      expect((passed as { country: string }[]).map(({ country }) => country)).to.deep.equal([code("CN")]);
      await (await receive(scene, sent, {}, refiner)).send();
    });

    it("and takes from that country's permit once, however often the way changes", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      await permitted(scene, { destination: code("CN") });
      const { miner, magnetMaker } = party;
      const sent = await dispatch(scene, [{ lot, grams: 7n }], {}, miner, magnetMaker);
      await sent.send();
      for (const route of [["VN"], ["MX"], []]) {
        const { hash } = await (await changeRoute(scene, sent, route)).send();
        expect(await eventsOf(hash, scene.exportControl, "PassedUnpermitted")).to.deep.equal([]);
      }
      const china = code("CN");
      const permit = await scene.exportControl.running(miner.organisation, magnetMaker.organisation, china, china);
      expect(permit.drawnGrams).to.equal(7n);
    });
  });

  describe("goods that come back", () => {
    /** Lots that leave with a permit, and are then led through countries that ask for another each. */
    async function ledAbroad(count: number, countries: readonly string[]) {
      const lots = await manyCertified(scene, count);
      await ruled(scene, {}, 99);
      await permitted(scene);
      for (const [i, country] of countries.entries()) {
        await ruled(scene, { country: code(country), coversTransit: true }, i + 1, "XX");
        await permitted(scene, { country: code(country) });
      }
      const lines = lots.map((lot) => ({ lot, grams: 7n }));
      const abroad = { message: { toCountry: code("DE") } };
      const sent = await dispatch(scene, lines, abroad, party.miner, party.magnetMaker);
      await sent.send();
      return { sent, lot: lots[0] ?? 0n };
    }

    for (const [count, countries] of [
      [100, 5],
      [1, 16],
    ] as const) {
      it(`are given back to all permits, though a carrier led ${count} lots through ${countries} countries`, async function () {
        if (!isRealGas) this.skip();
        const { sent } = await ledAbroad(count, COUNTRIES.slice(0, countries));
        await (await changeRoute(scene, sent, COUNTRIES.slice(0, countries))).send();
        await (await refuse(scene, sent, {}, party.magnetMaker)).send();
        const { hash } = await (await recall(scene, sent)).send();
        expect(await eventsOf(hash, scene.lots, "MovementRulesFailed")).to.deep.equal([]);
        expect(await eventsOf(hash, scene.exportControl, "PermitRestored")).to.have.lengthOf(1 + countries);
      });
    }

    it("are given back in as many countries as joined: beyond sixteen no permit is taken from", async () => {
      const { sent } = await ledAbroad(1, COUNTRIES);
      await ruled(scene, { country: code("RO"), coversTransit: true }, 90, "XX");
      await permitted(scene, { country: code("RO") });
      await (await changeRoute(scene, sent, COUNTRIES)).send();
      const { hash } = await (await changeRoute(scene, sent, ["RO"])).send();
      const passed = await eventsOf(hash, scene.exportControl, "PassedUnpermitted");
      expect((passed as { country: string }[]).map(({ country }) => country)).to.deep.equal([code("RO")]);
      expect(await eventsOf(hash, scene.exportControl, "PermitDrawn")).to.deep.equal([]);
    });
  });
});
