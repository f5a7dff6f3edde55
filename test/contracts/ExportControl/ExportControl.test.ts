import { expect } from "chai";
import { composition } from "../fixtures/content.ts";
import { eventsOf, expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  certifiedWith,
  elementsOf,
  exportOf,
  light,
  permit,
  permitted,
  RULE_FOR_EVER,
  RULE_NAME,
  ruled,
  ruleTerms,
  through,
  withdrawPermit,
} from "../fixtures/export-control.ts";
import { code, DAY, ethers, Form, freshScene, mask, nextBlockAt, now, Role, type Scene } from "../fixtures/fixture.ts";
import { dispatch, handOver, receive } from "../fixtures/kinds.ts";
import { recall, refuse, retire, settle } from "../fixtures/life-cycle-kinds.ts";
import { outputOf, transform } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";
import { changeRoute } from "../fixtures/routes.ts";

const [china, germany, vietnam] = [code("CN"), code("DE"), code("VN")];

describe("ExportControl", () => {
  let scene: Scene;
  let control: Scene["exportControl"];
  beforeEach(async () => {
    scene = await freshScene();
    control = scene.exportControl;
  });

  const running = async (destination = germany, country = china) => {
    const { miner, magnetMaker } = scene.party;
    return control.running(miner.organisation, magnetMaker.organisation, country, destination);
  };
  const drawn = async () => (await running()).drawnGrams;
  const expectMissing = (signed: Parameters<typeof expectRefused>[0], lot: bigint, country = china, to = germany) =>
    expectRefused(signed, control, "PermitMissing", RULE_NAME, lot, country, to);

  describe("setRule", () => {
    it("is governance's, with number, name, country, window, elements and forms", async () => {
      const { hash } = await ruled(scene);
      const terms = { ...ruleTerms(), country: china };
      const [event] = await eventsOf(hash, control, "RuleSet");
      expect(event).to.deep.include({ rule: 1n, name: RULE_NAME, valueShareBasisPoints: 0n });
      expect((await control.rules(1))[0]).to.equal(RULE_NAME);
      expect(await control.rulesOf(china)).to.deep.equal([1n]);
      const outsider = control.connect(scene.stranger);
      await expectReverted(outsider.setRule(1, RULE_NAME, 0, terms), control, "AccessManagedUnauthorized");
      const invalid = (changes: object, name = RULE_NAME, rule = 2, share = 0) =>
        expectReverted(control.setRule(rule, name, share, { ...terms, ...changes }), control, "RuleInvalid", rule);
      await invalid({}, RULE_NAME, 0);
      await invalid({}, "");
      await invalid({}, "x".repeat(32));
      await invalid({ country: "0x0000" });
      await invalid({ elements: 0 });
      await invalid({ elements: 1 << 17 });
      await invalid({ forms: 0 });
      await invalid({ forms: 1 });
      await invalid({ forms: 1 << 9 });
      await invalid({ validFrom: 2, validUntil: 1 });
      await invalid({ suspendedFrom: 2, suspendedUntil: 1 });
      await invalid({ againFrom: 2, againUntil: 1 });
      await invalid({}, RULE_NAME, 2, 10_001);
    });

    it("leaves room for six in a country, and moves with the rule", async () => {
      for (let rule = 1; rule <= 6; ++rule) await ruled(scene, {}, rule);
      await expectReverted(ruled(scene, {}, 7), control, "RulesFull", china);
      await ruled(scene, {}, 6, "again");
      await ruled(scene, { country: vietnam }, 3);
      expect(await control.rulesOf(china)).to.deep.equal([6n, 5n, 4n, 2n, 1n]);
      expect(await control.rulesOf(vietnam)).to.deep.equal([3n]);
      await control.setRule(1, "by value", 10, ruleTerms());
      expect(await control.rulesOf(china)).to.deep.equal([6n, 5n, 4n, 2n]);
      await control.setRule(14, "by value", 10, { ...ruleTerms(), elements: 0, forms: 0 });
      await ruled(scene, {}, 65_535);
      await ruled(scene, {}, 1);
      expect(await control.rulesOf(china)).to.deep.equal([1n, 65_535n, 6n, 5n, 4n, 2n]);
    });

    it("is asked about by the ledger of grams from then on, in a list that governance named before", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene, { elements: elementsOf("Ho") });
      await (await exportOf(scene, lot, 1n)).send();
      await ruled(scene, {}, 2);
      await expectMissing(exportOf(scene, lot, 1n), lot);
      await scene.lots.connect(scene.stranger).renewConcern();
      await expectMissing(exportOf(scene, lot, 1n), lot);
      await scene.lots.setMovementRules([scene.customs]);
      await ruled(scene);
      await (await exportOf(scene, lot, 1n)).send();
      await scene.lots.setMovementRules([scene.exportControl]);
      await expectMissing(exportOf(scene, lot, 1n), lot);
    });

    it("stops nothing where it is about the value of goods made abroad", async () => {
      const { lot } = await certifiedWith(scene);
      await control.setRule(1, "CN 61/2025", 10, ruleTerms());
      await (await exportOf(scene, lot, 7n)).send();
    });
  });

  describe("permit", () => {
    it("runs between two parties for a border, with a number", async () => {
      const signed = await permit(scene);
      const { message: statement, signature, digest } = signed;
      const { organisation } = scene.party.regulator;
      await expectEvent(signed, "Permitted", { digest, organisation, statement, signature });
      const expected = {
        ...{ grams: 1_000_000n, drawnGrams: 0n, elements: BigInt(elementsOf("Sm")), forms: 4n, number: 1n },
        ...{ validFrom: BigInt(statement.validFrom), validUntil: BigInt(statement.validUntil) },
      };
      expect(fieldsOf(await running())).to.deep.equal(expected);
      expect(fieldsOf(await control.permits(digest))).to.deep.equal(expected);
    });

    it("is a regulator's of the country", async () => {
      const args = [1 << Role.regulator, china, 0n] as const;
      for (const by of [scene.party.customs, scene.party.verifier, scene.party.miner]) {
        await expectRefused(permit(scene, {}, {}, by), scene.participants, "RoleNotHeld", by.organisation, ...args);
      }
      const { organisation } = scene.party.regulator;
      await scene.participants.grantRole(organisation, Role.regulator, "0x0000", 0, 0, 1);
      await scene.participants.grantRole(organisation, Role.regulator, germany, 0, 0, 2 ** 48 - 1);
      await expectRefused(permit(scene), scene.participants, "RoleNotHeld", organisation, ...args);
    });

    it("names countries, two parties that are enrolled, and lets something pass", async () => {
      const refused = (fields: object) => expectRefused(permit(scene, fields), control, "PermitInvalid");
      for (const name of ["country", "destination"]) {
        await expectRefused(permit(scene, { [name]: "0x6364" }), control, "CountryCodeInvalid", "0x6364");
      }
      const nobody = ethers.Wallet.createRandom().address;
      for (const name of ["exporter", "consignee"]) {
        await expectRefused(permit(scene, { [name]: nobody }), scene.participants, "OrganisationUnknown", nobody);
      }
      await refused({ consignee: scene.party.miner.organisation });
      await refused({ elements: 0 });
      await refused({ elements: 1 << 17 });
      await refused({ forms: 0 });
      await refused({ forms: 1 });
      await refused({ grams: 0n });
      await refused({ validFrom: 2, validUntil: 1 });
      await refused({ validUntil: RULE_FOR_EVER + 1 });
      const at = (await now()) + 100;
      const late = await permit(scene, { validUntil: at - 1 });
      await nextBlockAt(at);
      await expectRefused(late, control, "PermitInvalid");
      const last = await permit(scene, { validUntil: at + 100 });
      await nextBlockAt(at + 100);
      await last.send();
    });

    it("is one at a time for its parties and border; what ended or was withdrawn gives up its place", async () => {
      const validUntil = (await now()) + DAY;
      const first = await permitted(scene, { validUntil });
      await expectRefused(permit(scene), control, "PermitStands", 1);
      await permitted(scene, { destination: vietnam });
      const second = await permit(scene);
      await nextBlockAt(validUntil + 1);
      await second.send();
      expect((await running()).number).to.equal(3n);
      // Not even in part.
      for (const figure of await control.permits(first.digest)) expect(figure).to.equal(0n);
      await (await withdrawPermit(scene, second)).send();
      expect((await running()).number).to.equal(0n);
      await permitted(scene);
    });
  });

  describe("withdrawPermit", () => {
    it("is any regulator's of its country, with a reason, of a permit that has not ended", async () => {
      const validUntil = (await now()) + DAY;
      const signed = await permitted(scene, { validUntil });
      const unknown = ethers.id("none");
      await expectRefused(withdrawPermit(scene, { digest: unknown }), control, "PermitNotInForce", unknown);
      await expectRefused(withdrawPermit(scene, signed, { reason: 0 }), control, "WithdrawalReasonMissing");
      await expectRefused(withdrawPermit(scene, signed, {}, {}, scene.party.miner), scene.participants, "RoleNotHeld");
      const withdrawal = await withdrawPermit(scene, signed);
      const { message: statement, signature, digest } = withdrawal;
      const { organisation } = scene.party.regulator;
      await expectEvent(withdrawal, "PermitWithdrawn", { digest, organisation, statement, signature });
      await expectRefused(withdrawPermit(scene, signed), control, "PermitNotInForce", signed.digest);
      const again = await permitted(scene, { validUntil });
      await nextBlockAt(validUntil + 1);
      await expectRefused(withdrawPermit(scene, again), control, "PermitNotInForce", again.digest);
    });

    it("lets what is on the road complete, and stops what is new", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      const signed = await permitted(scene);
      const [arriving, returning] = [await exportOf(scene, lot, 7n), await exportOf(scene, lot, 8n)];
      await arriving.send();
      await returning.send();
      await (await withdrawPermit(scene, signed)).send();
      await expectMissing(exportOf(scene, lot, 1n), lot);
      const { magnetMaker } = scene.party;
      await (await receive(scene, arriving, {}, magnetMaker)).send();
      await permitted(scene);
      await (await refuse(scene, returning, {}, magnetMaker)).send();
      const { hash } = await (await recall(scene, returning)).send();
      // Nothing comes back to a permit that took no part.
      expect(await drawn()).to.equal(0n);
      expect(await eventsOf(hash, control, "PermitRestored")).to.deep.equal([]);
      expect(await eventsOf(hash, scene.lots, "MovementRulesFailed")).to.deep.equal([]);
    });
  });

  describe("a dispatch", () => {
    it("of a controlled lot is refused by the rule's name, and passes with a permit of which it takes its grams", async () => {
      const { lot } = await certifiedWith(scene);
      await (await exportOf(scene, lot, 1n)).send();
      await ruled(scene);
      await expectMissing(exportOf(scene, lot, 400_000n), lot);
      await permitted(scene);
      const sent = await exportOf(scene, lot, 400_000n);
      const { hash } = await sent.send();
      const taken = { number: 1n, consignment: sent.digest, grams: 400_000n };
      expect(await eventsOf(hash, control, "PermitDrawn")).to.deep.equal([taken]);
      expect(await drawn()).to.equal(400_000n);
      const drawing = { lines: 1n, grams: 400_000n, number: 1n };
      expect(fieldsOf(await control.drawings(sent.digest, china))).to.deep.equal(drawing);
      await (await exportOf(scene, lot, 500_000n)).send();
      expect(await drawn()).to.equal(900_000n);
    });

    it("is never beyond the permit, however many are signed at once", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      await permitted(scene, { grams: 10n });
      const signed = await Promise.all([6n, 6n, 4n].map((grams) => exportOf(scene, lot, grams)));
      await signed[0]?.send();
      await expectRefused(signed[1] as NonNullable<(typeof signed)[1]>, control, "PermitExhausted", RULE_NAME, 1, 6, 4);
      await signed[2]?.send();
      await expectRefused(exportOf(scene, lot, 1n), control, "PermitExhausted", RULE_NAME, 1, 1, 0);
    });

    it("within the country, or of what no rule means, needs none", async () => {
      const controlled = await certifiedWith(scene);
      const uncontrolled = await certifiedWith(scene, light());
      await ruled(scene);
      await (await dispatch(scene, [{ lot: controlled.lot, grams: 1n }])).send();
      await (await handOver(scene, controlled.lot, 1n)).send();
      await (await exportOf(scene, uncontrolled.lot, 1n)).send();
      await ruled(scene, { forms: mask(Form.metal) });
      await (await exportOf(scene, controlled.lot, 1n)).send();
      await ruled(scene, { elements: elementsOf("Dy") });
      await (await exportOf(scene, controlled.lot, 1n)).send();
      await ruled(scene);
      await expectMissing(exportOf(scene, controlled.lot, 1n), controlled.lot);
      await expectMissing(
        exportOf(scene, controlled.lot, 1n, { toCountry: china, route: through("VN") }),
        controlled.lot,
        china,
        china,
      );
    });

    it("takes its grams once from the permit of its country, though its route names that country again", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene, { coversTransit: true });
      await permitted(scene);
      await (await exportOf(scene, lot, 10n, { route: through("CN") })).send();
      expect(await drawn()).to.equal(10n);
    });

    it("is judged by what stands of a country's rules when one of them has gone to another country", async () => {
      const [kept, free] = [
        await certifiedWith(scene),
        await certifiedWith(scene, composition({ La: 300_000, Sc: 1_000 })),
      ];
      await ruled(scene);
      await ruled(scene, { elements: elementsOf("Sc") }, 2, "CN 57/2025");
      await ruled(scene, { elements: elementsOf("Ho") }, 3, "CN 58/2025");
      await ruled(scene, { elements: elementsOf("Sc"), country: vietnam }, 2, "VN 1/2025");
      await (await exportOf(scene, free.lot, 1n)).send();
      await expectMissing(exportOf(scene, kept.lot, 1n), kept.lot);
    });

    it("is judged by 0.1 % of mass, and by a limit of detection where nothing was found", async () => {
      await ruled(scene);
      for (const [share, limit, isControlled] of [
        [1_000, 10, true],
        [999.99, 10, false],
        [undefined, 1_000, true],
        [undefined, 999.99, false],
      ] as const) {
        const base = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Dy: 1 };
        const changes = composition(share === undefined ? base : { ...base, Sm: share }, limit);
        const { lot } = await certifiedWith(scene, changes);
        if (isControlled) await expectMissing(exportOf(scene, lot, 1n), lot);
        else await (await exportOf(scene, lot, 1n)).send();
      }
    });

    it("is judged by every element: the first, the ninth, the tenth and the last of a composition", async () => {
      for (const symbol of ["Sc", "Eu", "Gd", "Lu"]) {
        const { lot } = await certifiedWith(scene, composition({ La: 300_000, [symbol]: 1_000 }));
        await ruled(scene, { elements: elementsOf(symbol) });
        await expectMissing(exportOf(scene, lot, 1n), lot);
        await ruled(scene, { elements: 0x1ffff & ~elementsOf(symbol, "La") });
        await (await exportOf(scene, lot, 1n)).send();
      }
    });

    it("needs a permit that covers its elements and its form, by every rule that controls it", async () => {
      const mixed = await certifiedWith(scene, composition({ La: 110_000, Ce: 220_000, Sm: 5_000, Ho: 5_000 }));
      await ruled(scene);
      await ruled(scene, { elements: elementsOf("Ho") }, 2, "CN 57/2025");
      const first = await permitted(scene);
      await expectRefused(exportOf(scene, mixed.lot, 1n), control, "PermitDoesNotCover", "CN 57/2025", mixed.lot, 1);
      await (await withdrawPermit(scene, first)).send();
      const metals = await permitted(scene, { forms: mask(Form.metal), elements: elementsOf("Sm", "Ho") });
      await expectRefused(exportOf(scene, mixed.lot, 1n), control, "PermitDoesNotCover", "CN 57/2025", mixed.lot, 2);
      await (await withdrawPermit(scene, metals)).send();
      await permitted(scene, { elements: elementsOf("Sm", "Ho") });
      await (await exportOf(scene, mixed.lot, 1n)).send();
    });

    it("takes what is controlled of several lots, and no other grams", async () => {
      const [one, two, free] = [
        await certifiedWith(scene),
        await certifiedWith(scene),
        await certifiedWith(scene, light()),
      ];
      await ruled(scene);
      await permitted(scene, { grams: 30n });
      const lines = [
        { lot: one.lot, grams: 10n },
        { lot: two.lot, grams: 20n },
        { lot: free.lot, grams: 1_000n },
      ];
      const { miner, magnetMaker } = scene.party;
      const sent = await dispatch(scene, lines, { message: { toCountry: germany } }, miner, magnetMaker);
      await sent.send();
      expect(await drawn()).to.equal(30n);
    });

    it("is of its consignee, destination and exporter, and of no other", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      await permitted(scene);
      const { miner, refiner, recycler, magnetMaker } = scene.party;
      await expectMissing(exportOf(scene, lot, 1n, {}, recycler), lot);
      await expectMissing(exportOf(scene, lot, 1n, { toCountry: vietnam }), lot, china, vietnam);
      await (await handOver(scene, lot, 5n)).send();
      const other = dispatch(scene, [{ lot, grams: 1n }], { message: { toCountry: germany } }, refiner, magnetMaker);
      await expectMissing(other, lot);
      const own = dispatch(scene, [{ lot, grams: 1n }], { message: { toCountry: germany } }, miner, magnetMaker);
      await (await own).send();
    });
  });

  describe("a rule's dates", () => {
    it("count to the second, at the block and at the dispatch: the stricter", async () => {
      const { lot } = await certifiedWith(scene);
      const start = (await now()) + 1_000;
      const end = start + 1_000;
      await ruled(scene, { validFrom: start, validUntil: end });
      for (const [block, occurred, isControlled] of [
        [start - 1, start - 1, false],
        [start, start - 1, true],
        [end, end, true],
        [end + 1, end, true],
        [end + 2, end + 1, false],
        [end + 3, start - 1, false],
      ] as const) {
        const signed = await exportOf(scene, lot, 1n, { occurredAt: occurred });
        await nextBlockAt(block);
        if (isControlled) await expectMissing(signed, lot);
        else await signed.send();
      }
    });

    it("leave out both suspensions, to the second", async () => {
      const { lot } = await certifiedWith(scene);
      const start = (await now()) + 1_000;
      await ruled(scene, {
        ...{ suspendedFrom: start, suspendedUntil: start + 100 },
        ...{ againFrom: start + 300, againUntil: start + 400 },
      });
      for (const [time, isControlled] of [
        [start - 1, true],
        [start, false],
        [start + 100, false],
        [start + 101, true],
        [start + 299, true],
        [start + 300, false],
        [start + 400, false],
        [start + 401, true],
      ] as const) {
        const signed = await exportOf(scene, lot, 1n, { occurredAt: time });
        await nextBlockAt(time);
        if (isControlled) await expectMissing(signed, lot);
        else await signed.send();
      }
      // Dated back into a suspension, and the other way round.
      const back = await exportOf(scene, lot, 1n, { occurredAt: start + 50 });
      await nextBlockAt(start + 500);
      await expectMissing(back, lot);
    });

    it("ask for a permit that is in force at the block and at the dispatch, to the second", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      const start = (await now()) + 1_000;
      await permitted(scene, { validFrom: start, validUntil: start + 100 });
      for (const [block, occurred, passes] of [
        [start - 1, start - 1, false],
        [start, start, true],
        [start + 1, start - 1, false],
        [start + 100, start + 100, true],
        [start + 101, start + 100, false],
      ] as const) {
        const signed = await exportOf(scene, lot, 1n, { occurredAt: occurred });
        await nextBlockAt(block);
        if (passes) await signed.send();
        else await expectMissing(signed, lot);
      }
    });
  });

  describe("what comes back", () => {
    const partOf = async (lots: bigint[], grams: bigint) => {
      const { miner, magnetMaker } = scene.party;
      const lines = lots.map((lot) => ({ lot, grams }));
      const sent = await dispatch(scene, lines, { message: { toCountry: germany } }, miner, magnetMaker);
      await sent.send();
      return sent;
    };

    it("is given back: all of a consignment that is refused, and what returns of one that is short", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      await permitted(scene);
      const [whole, part] = [await partOf([lot], 100n), await partOf([lot], 100n)];
      for (const sent of [whole, part]) await (await refuse(scene, sent, {}, scene.party.magnetMaker)).send();
      const { hash } = await (await recall(scene, whole)).send();
      const restored = { number: 1n, consignment: whole.digest, grams: 100n };
      expect(await eventsOf(hash, control, "PermitRestored")).to.deep.equal([restored]);
      expect(await drawn()).to.equal(100n);
      await (await recall(scene, part, { message: { returnedGrams: [40n], shortageReason: 1 } })).send();
      expect(await drawn()).to.equal(60n);
      expect((await control.drawings(part.digest, china)).grams).to.equal(60n);
      // Even a gram.
      const gram = await partOf([lot], 1n);
      await (await refuse(scene, gram, {}, scene.party.magnetMaker)).send();
      await (await recall(scene, gram)).send();
      expect(await drawn()).to.equal(60n);
    });

    for (const place of ["first", "second"]) {
      it(`is what was controlled of it, in the ${place} line, so that worthless grams beside it free none`, async () => {
        const controlled = await certifiedWith(scene);
        // Lines ascend by lot, whose id is a hash.
        const isFree = (lot: bigint) => (place === "first" ? lot > controlled.lot : lot < controlled.lot);
        let free = await certifiedWith(scene, light());
        while (!isFree(free.lot)) free = await certifiedWith(scene, light());
        await ruled(scene);
        await permitted(scene);
        for (const [back, left] of [
          [0n, 100n],
          [40n, 160n],
        ] as const) {
          const sent = await partOf([controlled.lot, free.lot], 100n);
          await (await refuse(scene, sent, {}, scene.party.magnetMaker)).send();
          const returnedGrams = sent.message.lines.map(({ lot }) => (lot === controlled.lot ? back : 100n));
          await (await recall(scene, sent, { message: { returnedGrams, shortageReason: 1 } })).send();
          expect(await drawn()).to.equal(left);
        }
      });
    }

    it("is what the sender gets of a disputed consignment, and no more", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      await permitted(scene);
      const sent = await partOf([lot], 100n);
      const { magnetMaker } = scene.party;
      const short = { message: { receivedGrams: [10n], shortageReason: 1 } };
      await (await receive(scene, sent, short, magnetMaker)).send();
      expect(await drawn()).to.equal(100n);
      const shares = [{ recipientGrams: 20n, senderGrams: 30n }];
      await (await settle(scene, sent, shares, {}, scene.party.miner, magnetMaker)).send();
      expect(await drawn()).to.equal(70n);
    });

    it("is told and asked by the ledger of grams alone", async () => {
      const { lot } = await certifiedWith(scene);
      const movement = {
        ...{ kind: 1, digest: ethers.id("a"), consignment: ethers.id("a"), holder: scene.party.miner.organisation },
        ...{ recipient: scene.party.magnetMaker.organisation, carrier: ethers.ZeroAddress, fromCountry: china },
        ...{ toCountry: germany, route: ethers.ZeroHash, occurredAt: 1, lots: [lot], grams: [1n] },
      };
      const { address } = scene.stranger;
      const outsider = control.connect(scene.stranger);
      await expectReverted(outsider.ask(movement), control, "NotTheLots", address);
      await expectReverted(outsider.tell({ ...movement, kind: 6 }), control, "NotTheLots", address);
    });
  });

  describe("a country on the way", () => {
    it("is judged by its rules that cover transit, each country once", async () => {
      const { lot } = await certifiedWith(scene);
      const route = through("VN", "VN", "CN", "MX");
      await ruled(scene, { country: vietnam });
      await (await exportOf(scene, lot, 1n, { route })).send();
      await ruled(scene, { country: vietnam, coversTransit: true });
      await expectMissing(exportOf(scene, lot, 1n, { route }), lot, vietnam);
      await (await exportOf(scene, lot, 1n)).send();
      await permitted(scene, { country: vietnam, grams: 10n });
      const sent = await exportOf(scene, lot, 7n, { route });
      await sent.send();
      expect((await running(germany, vietnam)).drawnGrams).to.equal(7n);
      await (await refuse(scene, sent, {}, scene.party.magnetMaker)).send();
      await (await recall(scene, sent)).send();
      expect((await running(germany, vietnam)).drawnGrams).to.equal(0n);
    });

    it("asks for its own permit beside that of the country of departure", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      await ruled(scene, { country: vietnam, coversTransit: true }, 2);
      await permitted(scene);
      const route = through("VN");
      await expectMissing(exportOf(scene, lot, 7n, { route }), lot, vietnam);
      expect(await drawn()).to.equal(0n);
      await permitted(scene, { country: vietnam });
      await (await exportOf(scene, lot, 7n, { route })).send();
      expect(await drawn()).to.equal(7n);
      expect((await running(germany, vietnam)).drawnGrams).to.equal(7n);
    });

    it("is found behind an empty place of the route", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene, { country: vietnam, coversTransit: true });
      const route = `0x0000${vietnam.slice(2)}`.padEnd(66, "0");
      await expectMissing(exportOf(scene, lot, 1n, { route }), lot, vietnam);
    });
  });

  describe("a way that changes after the goods have left", () => {
    const TRANSIT = { country: vietnam, coversTransit: true };
    const VN_RULE = "VN 1/2025";
    const passed = async (hash: string) => eventsOf(hash, control, "PassedUnpermitted");
    const linkOf = (change: string, country = vietnam, rule = VN_RULE) => {
      const selector = control.interface.getEvent("PassedUnpermitted").topicHash;
      const values = [selector, change, country, rule];
      return ethers.keccak256(
        ethers.AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "bytes2", "string"], values),
      );
    };
    const drawnIn = async (country: string) => (await running(germany, country)).drawnGrams;
    const changed = async (sent: Awaited<ReturnType<typeof exportOf>>, ...countries: string[]) => {
      const signed = await changeRoute(scene, sent, countries);
      const { hash } = await signed.send();
      expect(await eventsOf(hash, scene.lots, "MovementRulesFailed")).to.deep.equal([]);
      return { hash, digest: signed.digest };
    };

    it("takes what a rule of a new country controls from the permit that covers it, once", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene, TRANSIT, 1, VN_RULE);
      await permitted(scene, { country: vietnam });
      const sent = await exportOf(scene, lot, 7n);
      await sent.send();
      const { hash } = await changed(sent, "MX", "VN", "VN");
      const taken = { number: 1n, consignment: sent.digest, grams: 7n };
      expect(await eventsOf(hash, control, "PermitDrawn")).to.deep.equal([taken]);
      expect(await passed(hash)).to.deep.equal([]);
      expect(fieldsOf(await control.drawings(sent.digest, vietnam))).to.deep.equal({
        ...{ lines: 1n, grams: 7n, number: 1n },
      });
      for (const route of [["MX"], ["VN"], ["VN", "CN"], []]) await changed(sent, ...route);
      expect(await drawnIn(vietnam)).to.equal(7n);
    });

    it("is written down in the dossiers of what is controlled where no permit covers it, and of nothing else", async () => {
      const [one, two, free] = [
        await certifiedWith(scene),
        await certifiedWith(scene),
        await certifiedWith(scene, light()),
      ];
      await ruled(scene, TRANSIT, 1, VN_RULE);
      const lines = [one, two, free].map(({ lot }) => ({ lot, grams: 5n }));
      const { miner, magnetMaker } = scene.party;
      const sent = await dispatch(scene, lines, { message: { toCountry: germany } }, miner, magnetMaker);
      await sent.send();
      const controlled = sent.message.lines.map(({ lot }) => lot).filter((lot) => lot !== free.lot);
      const counts = () => Promise.all(lines.map(async ({ lot }) => (await scene.lots.heads(lot)).count));
      const before = await counts();
      const { hash, digest: change } = await changed(sent, "VN");
      expect(await passed(hash)).to.deep.equal([
        {
          ...{ consignment: sent.digest, digest: linkOf(change), change, country: vietnam },
          ...{ rule: VN_RULE, lots: controlled },
        },
      ]);
      // The change itself, and what it came to.
      expect(await counts()).to.deep.equal(before.map((count, i) => count + (i < 2 ? 2n : 1n)));
    });

    it("is linked behind the change that it comes of", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene, TRANSIT, 1, VN_RULE);
      const sent = await exportOf(scene, lot, 7n);
      await sent.send();
      const { hash } = await scene.lots.heads(lot);
      const { digest } = await changed(sent, "VN");
      const encode = (types: string[], values: unknown[]) =>
        ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode(types, values)).slice(0, 58);
      const time = await now();
      const types = ["bytes28", "bytes32", "uint256"];
      const behind = encode(types, [encode(types, [hash, digest, time]), linkOf(digest), time]);
      expect((await scene.lots.heads(lot)).hash).to.equal(behind);
    });

    it("needs a permit that covers elements, form and grams, in force at the block and at the change", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene, TRANSIT, 1, VN_RULE);
      const start = (await now()) + 1_000;
      const isTaken = async (at?: number, occurredAt?: number) => {
        const sent = await exportOf(scene, lot, 7n, { occurredAt: start - 1_000 });
        await sent.send();
        const signed = await changeRoute(scene, sent, ["VN"], { message: occurredAt ? { occurredAt } : {} });
        if (at !== undefined) await nextBlockAt(at);
        const { hash } = await signed.send();
        const isWritten = (await passed(hash)).length === 1;
        expect(isWritten).to.equal((await eventsOf(hash, control, "PermitDrawn")).length === 0);
        return !isWritten;
      };
      for (const fields of [{ grams: 6n }, { forms: mask(Form.metal) }, { elements: elementsOf("Dy") }]) {
        const signed = await permitted(scene, { country: vietnam, ...fields });
        expect(await isTaken()).to.equal(false);
        await (await withdrawPermit(scene, signed)).send();
        expect(await isTaken()).to.equal(false);
      }
      // To the last gram.
      await permitted(scene, { country: vietnam, grams: 7n, validFrom: start, validUntil: start + 100 });
      expect(await isTaken(start, start - 1)).to.equal(false);
      expect(await isTaken(start + 50, start + 2)).to.equal(true);
    });

    it("is judged by the rules in force at the block or at the change: the stricter", async () => {
      const { lot } = await certifiedWith(scene);
      const start = (await now()) + 1_000;
      await ruled(scene, { ...TRANSIT, validFrom: start, validUntil: start + 100 }, 1, VN_RULE);
      for (const [block, occurred, isControlled] of [
        [start - 1, start - 1, false],
        [start, start - 1, true],
        [start + 101, start + 100, true],
        [start + 102, start + 101, false],
      ] as const) {
        const sent = await exportOf(scene, lot, 1n, { occurredAt: start - 10 });
        await nextBlockAt(Math.max((await now()) + 1, block - 1));
        await sent.send();
        const signed = await changeRoute(scene, sent, ["VN"], { message: { occurredAt: occurred } });
        const at = Math.max((await now()) + 1, block);
        await nextBlockAt(at);
        const { hash } = await signed.send();
        const expected = isControlled || (at >= start && at <= start + 100) ? 1 : 0;
        expect((await passed(hash)).length).to.equal(expected);
      }
    });

    it("is judged in countries that are new alone, by rules that cover transit", async () => {
      const { lot } = await certifiedWith(scene);
      const sent = await exportOf(scene, lot, 7n, { route: through("VN") });
      await sent.send();
      await ruled(scene, TRANSIT, 1, VN_RULE);
      await ruled(scene, { country: code("MX") }, 2);
      const { hash } = await changed(sent, "VN", "MX", "CN");
      expect(await passed(hash)).to.deep.equal([]);
      expect(await eventsOf(hash, control, "PermitDrawn")).to.deep.equal([]);
    });

    it("is judged once in a country that is named twice, and not in that of departure", async () => {
      const { lot } = await certifiedWith(scene);
      const sent = await exportOf(scene, lot, 7n);
      await sent.send();
      await ruled(scene, TRANSIT, 1, VN_RULE);
      await ruled(scene, { coversTransit: true }, 2);
      const { hash } = await changed(sent, "VN", "CN", "VN");
      expect(((await passed(hash)) as { country: string }[]).map(({ country }) => country)).to.deep.equal([vietnam]);
    });

    it("gives back what came back to every permit of every way, and never more than was taken", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      await ruled(scene, TRANSIT, 2, VN_RULE);
      await ruled(scene, { country: code("MX"), coversTransit: true }, 3, "MX 1");
      for (const country of [china, vietnam, code("MX")]) await permitted(scene, { country, grams: 100n });
      const other = await exportOf(scene, lot, 50n, { route: through("VN", "MX") });
      await other.send();
      const sent = await exportOf(scene, lot, 20n, { route: through("VN") });
      await sent.send();
      await changed(sent, "MX");
      await changed(sent, "VN");
      const all = () => Promise.all([china, vietnam, code("MX")].map(drawnIn));
      expect(await all()).to.deep.equal([70n, 70n, 70n]);
      await (await refuse(scene, sent, {}, scene.party.magnetMaker)).send();
      const { hash } = await (
        await recall(scene, sent, { message: { returnedGrams: [15n], shortageReason: 1 } })
      ).send();
      expect(await eventsOf(hash, control, "PermitRestored")).to.have.length(3);
      expect(await all()).to.deep.equal([55n, 55n, 55n]);
    });

    it("leaves what was written down where it is when the goods come back", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene, TRANSIT, 1, VN_RULE);
      const sent = await exportOf(scene, lot, 7n);
      await sent.send();
      await changed(sent, "VN");
      await permitted(scene, { country: vietnam, grams: 10n });
      await (await refuse(scene, sent, {}, scene.party.magnetMaker)).send();
      const { hash } = await (await recall(scene, sent)).send();
      expect(await eventsOf(hash, control, "PermitRestored")).to.deep.equal([]);
      expect(await drawnIn(vietnam)).to.equal(0n);
    });
  });

  describe("ways around", () => {
    it("by retiring or using goods up lead nowhere: they stay where they were", async () => {
      const { lot, identity } = await certifiedWith(scene);
      await ruled(scene);
      await (await retire(scene, lot, 1n)).send();
      const step = { taken: [{ identity, grams: 10n }], made: [outputOf(identity, { massGrams: 10n })] };
      const made = await transform(scene, step);
      await made.send();
      const [again = 0n] = made.lots;
      await expect((await scene.lots.lots(again)).country).to.equal(china);
      expect(await scene.lots.stockOf(lot, scene.party.miner.organisation, germany)).to.deep.equal([0n, 0n]);
    });

    it("by a handover to the consignee at home lead to the same rule", async () => {
      const { lot } = await certifiedWith(scene);
      await ruled(scene);
      const { magnetMaker, recycler, miner } = scene.party;
      await (await handOver(scene, lot, 5n, {}, miner, magnetMaker)).send();
      const onward = dispatch(scene, [{ lot, grams: 1n }], { message: { toCountry: germany } }, magnetMaker, recycler);
      await expectMissing(onward, lot);
    });
  });
});
