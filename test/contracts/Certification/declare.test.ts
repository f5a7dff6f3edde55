import { expect } from "chai";
import { composition, type RawContent } from "../fixtures/content.ts";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  ethers,
  FOR_EVER,
  Form,
  freshScene,
  nextBlockAt,
  now,
  type Party,
  quotas,
  type Scene,
} from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { declare, reject } from "../fixtures/kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const { extraction, collection, openingStock } = quotas;
const scrap = {
  form: Form.scrap as number,
  quota: collection,
  country: code("JP"),
  originCountry: code("JP"),
};
const oxide = {
  form: Form.separatedOxide as number,
  quota: openingStock,
  ...composition({ Nd: 630_000, Pr: 200_000 }),
};

describe("Certification: declare", () => {
  let scene: Scene;
  let certification: Scene["certification"];
  let party: Scene["party"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ certification, party } = scene);
  });

  const declareAs = (producer: Party, changes: Partial<RawContent> = {}) => declare(scene, changes, {}, producer);

  it("records the lot, starts its dossier, and says all of it in an event", async () => {
    const signed = await declare(scene, { removalsGramsPerKilogram: 12, documents: ethers.id("documents") });
    const { lot, digest, message, signature } = signed;
    await expectEvent(signed, "Declared", {
      ...{ lot, digest, organisation: party.miner.organisation },
      ...{ statement: message, signature },
    });
    const { serial } = await scene.participants.organisations(party.miner.organisation);
    const { serial: certifier } = await scene.participants.organisations(party.certifier.organisation);
    const record = await scene.lots.lots(lot);
    expect(fieldsOf(record)).to.deep.include({
      ...{ status: 1n, form: 2n, disputes: 0n, massGrams: 1_000_000n, footprintGramsPerKilogram: 4_000n },
      ...{ validUntil: 0n, scheme: 0n, certifier, isOpen: false, producer: serial },
      ...{ country: message.content.country, producedAt: BigInt(message.content.producedAt) },
    });
    expect((await scene.lots.heads(lot)).count).to.equal(1n);
  });

  it("makes no token", async () => {
    const { lot } = await declared(scene);
    expect(await scene.lots.balanceOf(party.miner.organisation, lot)).to.equal(0n);
  });

  it("is refused for a lot that is declared already, by whichever statement", async () => {
    const first = await declared(scene);
    const again = await declare(scene, {}, { message: { lotNumber: first.message.lotNumber } });
    await expectRefused(again, scene.lots, "LotAlreadyDeclared", first.lot);
  });

  describe("lot number", () => {
    const set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    it("takes the whole of GS1 character set 82", async () => {
      expect(set82).to.have.lengthOf(82);
      for (let from = 0; from < set82.length; from += 20) {
        await (await declare(scene, {}, { message: { lotNumber: set82.slice(from, from + 20) } })).send();
      }
    });

    it("takes nothing else", async () => {
      const others = Array.from({ length: 256 }, (_, index) => String.fromCharCode(index)).filter(
        (character) => !set82.includes(character),
      );
      for (const lotNumber of [...others, "批次"]) {
        const signed = await declare(scene, {}, { message: { lotNumber } });
        await expectRefused(signed, certification, "LotNumberInvalid", lotNumber);
      }
    });

    it("has one to twenty characters", async () => {
      await (await declare(scene, {}, { message: { lotNumber: "A" } })).send();
      await (await declare(scene, {}, { message: { lotNumber: "B".repeat(20) } })).send();
      for (const lotNumber of ["", "C".repeat(21)]) {
        const signed = await declare(scene, {}, { message: { lotNumber } });
        await expectRefused(signed, certification, "LotNumberInvalid", lotNumber);
      }
    });
  });

  describe("quota", () => {
    const granted = 1_000_000_000n;

    it("is drawn on, to the gram and not beyond", async () => {
      await declared(scene, { massGrams: granted - 1n });
      expect((await scene.quotas.quotas(extraction)).drawnGrams).to.equal(granted - 1n);
      await expectRefused(declare(scene, { massGrams: 2n }), scene.quotas, "QuotaExceeded", extraction, 2n, 1n);
      await declared(scene, { massGrams: 1n });
      await expectRefused(declare(scene, { massGrams: 1n }), scene.quotas, "QuotaExceeded", extraction, 1n, 0n);
    });

    it("has the grams of a rejected lot back", async () => {
      const { identity } = await declared(scene, { massGrams: granted });
      await (await reject(scene, identity)).send();
      expect((await scene.quotas.quotas(extraction)).drawnGrams).to.equal(0n);
      await declared(scene, { massGrams: granted });
    });

    it("keeps its grams where the declaration fails", async () => {
      const signed = await declare(scene, {}, { tamper: () => "0x" });
      await expectRefused(signed, scene.participants, "SignatureInvalid", party.miner.key.address, signed.digest);
      expect((await scene.quotas.quotas(extraction)).drawnGrams).to.equal(0n);
    });

    it("has to be granted", async () => {
      const unknown = ethers.id("unknown");
      await expectRefused(declare(scene, { quota: unknown }), scene.quotas, "QuotaUnknown", unknown);
      await expectRefused(declare(scene, { quota: ethers.ZeroHash }), scene.quotas, "QuotaUnknown", ethers.ZeroHash);
    });

    it("is its holder's alone", () =>
      expectRefused(declareAs(party.refiner), scene.quotas, "QuotaNotHeld", extraction, party.refiner.organisation));

    it("is of the country of the site", () =>
      expectRefused(
        declare(scene, { country: code("MM") }),
        scene.quotas,
        ...["QuotaCountryMismatch", extraction, code("CN"), code("MM")],
      ));

    it("is of the country of origin, but for opening stock", async () => {
      const abroad = { originCountry: code("MM") };
      const args = ["QuotaCountryMismatch", extraction, code("CN"), code("MM")] as const;
      await expectRefused(declare(scene, abroad), scene.quotas, ...args);
      await (await declareAs(party.refiner, { ...oxide, ...abroad })).send();
    });

    for (const [when, from, until, offset] of [
      ["first", 100, 200, 100],
      ["last", 0, 100, 100],
    ] as const) {
      it(`is in force in its ${when} second, and not a second beyond`, async () => {
        const start = await now();
        const { organisation, kind, country } = await scene.quotas.quotas(extraction);
        await scene.quotas.grantQuota(
          ...([extraction, organisation, kind, country, 10n ** 9n, start + from, start + until] as const),
        );
        const [inside, outside] = [await declare(scene), await declare(scene)];
        const order = when === "first" ? [outside, inside] : [inside, outside];
        const times = when === "first" ? [start + offset - 1, start + offset] : [start + offset, start + offset + 1];
        for (const [index, signed] of order.entries()) {
          await nextBlockAt(times[index] ?? 0);
          if (signed === inside) await signed.send();
          else {
            await expectRefused(signed, scene.quotas, ...["QuotaNotInForce", extraction, start + from, start + until]);
          }
        }
      });
    }

    it("of extraction is for ore and concentrate", async () => {
      await declared(scene, { form: Form.ore, ...composition({ Ce: 30_000 }) });
      for (const [form, Nd] of [
        [Form.mixedCompound, 300_000],
        [Form.separatedOxide, 850_000],
        [Form.metal, 990_000],
        [Form.alloy, 300_000],
        [Form.magnet, 300_000],
        [Form.scrap, 300_000],
      ] as const) {
        const signed = declare(scene, { ...composition({ Nd }), form });
        await expectRefused(signed, scene.quotas, "QuotaFormMismatch", extraction, 1, form);
      }
    });

    it("of collection is for scrap", async () => {
      await (await declareAs(party.recycler, scrap)).send();
      const ore = { ...scrap, form: Form.ore, ...composition({ Ce: 30_000 }) };
      await expectRefused(
        declareAs(party.recycler, ore),
        scene.quotas,
        ...["QuotaFormMismatch", collection, 2, Form.ore],
      );
    });

    it("of opening stock is for any form and any producer", async () => {
      for (const form of [Form.ore, Form.concentrate, Form.mixedCompound, Form.alloy, Form.magnet, Form.scrap]) {
        await (await declareAs(party.refiner, { ...oxide, ...composition({ Nd: 250_000 }), form })).send();
      }
      await (await declareAs(party.refiner, oxide)).send();
    });

    for (const [kind, quota, role, holder] of [
      ["extraction", extraction, 1, "buyer"],
      ["collection", collection, 8, "refiner"],
      ["opening stock", openingStock, 15, "buyer"],
    ] as const) {
      it(`of ${kind} is of use only to whom the role behoves`, async () => {
        const id = ethers.id(`another ${kind}`);
        const { kind: number } = await scene.quotas.quotas(quota);
        const { organisation } = party[holder];
        await scene.quotas.grantQuota(id, organisation, number, code("CN"), 10n ** 9n, 0, FOR_EVER);
        const form = kind === "collection" ? { form: Form.scrap } : {};
        const signed = await declareAs(party[holder], { quota: id, ...form });
        await expectRefused(
          signed,
          scene.participants,
          ...["RoleNotHeld", organisation, role, code("CN"), signed.message.content.site],
        );
      });
    }
  });

  describe("replacing a lot", () => {
    it("is open to its producer once the lot is rejected", async () => {
      const { identity, lot } = await declared(scene);
      const early = await declare(scene, { replaces: lot });
      await expectRefused(early, certification, "ReplacedLotNotRejected", lot);
      await (await reject(scene, identity)).send();
      await early.send();
    });

    it("is refused for a lot that was never declared", () =>
      expectRefused(declare(scene, { replaces: 1n }), certification, "ReplacedLotNotRejected", 1n));

    it("is refused to anyone else", async () => {
      const { identity, lot } = await declared(scene);
      await (await reject(scene, identity)).send();
      const { serial } = await scene.participants.organisations(party.miner.organisation);
      const signed = declareAs(party.refiner, { ...oxide, replaces: lot });
      await expectRefused(signed, certification, "ReplacedLotOfAnother", lot, serial);
    });
  });

  it("takes statements from no one but by signature: whoever carries it is of no account", async () => {
    const signed = await declare(scene);
    await scene.stranger.sendTransaction({ to: signed.call.module, data: signed.call.data });
    expect((await scene.lots.lots(signed.lot)).status).to.equal(1n);
    await expectReverted(signed.send(), scene.participants, "NonceSpent");
  });
});
