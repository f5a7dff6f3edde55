import { expect } from "chai";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  DAY,
  ethers,
  Form,
  freshScene,
  Kind,
  now,
  Outcome,
  type PartyName,
  quotas,
  type Scene,
} from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { attest } from "../fixtures/kinds.ts";
import { correctFootprint } from "../fixtures/processing-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

const everyKind = [Kind.weight, Kind.process, Kind.footprint, Kind.inspection, Kind.clearance];

describe("Attestations: attest", () => {
  let scene: Scene;
  let attestations: Scene["attestations"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ attestations } = scene);
  });

  describe("who may attest what", () => {
    const allowed: Record<number, PartyName[]> = {
      [Kind.weight]: ["laboratory"],
      [Kind.process]: ["miner", "refiner", "magnetMaker", "recycler", "verifier", "certifier"],
      [Kind.footprint]: ["miner", "refiner", "magnetMaker", "recycler", "verifier", "certifier"],
      [Kind.inspection]: ["customs"],
      [Kind.clearance]: ["customs"],
    };
    const masks = {
      [Kind.weight]: 1 << 5,
      [Kind.process]: 0b100_1111,
      [Kind.footprint]: 0b100_1111,
      [Kind.inspection]: 1 << 7,
      [Kind.clearance]: 1 << 7,
    };
    for (const kind of everyKind) {
      it(`kind ${kind}: ${allowed[kind]?.join(", ")}, and nobody else`, async () => {
        const { lot } = await declared(scene);
        for (const [name, party] of Object.entries(scene.party)) {
          const signed = await attest(scene, lot, kind, {}, party);
          if (allowed[kind]?.includes(name as PartyName)) await signed.send();
          else {
            const args = [party.organisation, masks[kind], code("CN"), 0] as const;
            await expectRefused(signed, scene.participants, "RoleNotHeld", ...args);
          }
        }
      });
    }

    it("refuses kinds that are no attestations of this statement", async () => {
      const { lot } = await declared(scene);
      for (const kind of [Kind.none, Kind.assay]) {
        const signed = attest(scene, lot, kind, {}, scene.party.laboratory);
        await expectRefused(signed, attestations, "KindInvalid", kind);
      }
    });

    it("refuses kinds that are not there at all", async () => {
      const { lot } = await declared(scene);
      // The ABI decoder refuses the number before any error of ours can.
      await expect((await attest(scene, lot, 8)).send()).to.be.revertedWithoutReason(ethers);
    });
  });

  describe("that conforms", () => {
    for (const kind of [Kind.weight, Kind.process, Kind.footprint] as const) {
      it(`stamps the lot with its time: kind ${kind}`, async () => {
        const { lot } = await declared(scene);
        const occurredAt = (await now()) - 2 * DAY;
        const signed = await attest(scene, lot, kind, { message: { occurredAt } });
        const { digest, message: statement, signature } = signed;
        const { organisation } = statement;
        await expectEvent(signed, "Attested", { lot, digest, organisation, statement, signature });
        for (const other of everyKind) {
          expect(await scene.lots.examinedAt(lot, other), `kind ${other}`).to.equal(other === kind ? occurredAt : 0);
        }
      });
    }

    for (const kind of [Kind.inspection, Kind.clearance]) {
      it(`leaves the lot's record as it is: kind ${kind}`, async () => {
        const { lot } = await declared(scene);
        const before = await scene.lots.lots(lot);
        await (await attest(scene, lot, kind)).send();
        expect(await scene.lots.lots(lot)).to.deep.equal(before);
        expect((await scene.lots.heads(lot)).count).to.equal(2n);
      });
    }

    for (const name of ["miner", "refiner", "magnetMaker", "recycler"] as const) {
      it(`leaves no stamp by the word of a producer, its own or another: ${name}`, async () => {
        const { lot } = await declared(scene);
        for (const kind of [Kind.process, Kind.footprint]) {
          await (await attest(scene, lot, kind, {}, scene.party[name])).send();
        }
        for (const kind of [Kind.process, Kind.footprint]) {
          expect(await scene.lots.examinedAt(lot, kind)).to.equal(0n);
        }
        expect((await scene.lots.heads(lot)).count).to.equal(3n);
      });
    }

    it("leaves no stamp by the producer's word as a verifier either", async () => {
      const { lot } = await declared(scene);
      const { miner } = scene.party;
      await scene.participants.grantRole(miner.organisation, 6, "0x0000", 0, 0, 2n ** 48n - 1n);
      await (await attest(scene, lot, Kind.footprint, {}, miner)).send();
      expect(await scene.lots.examinedAt(lot, Kind.footprint)).to.equal(0n);
    });
  });

  describe("that does not conform", () => {
    const message = { outcome: Outcome.doesNotConform };

    for (const [name, kind, disputes] of [
      ["laboratory", Kind.weight, 1n],
      ["verifier", Kind.process, 1n],
      ["verifier", Kind.footprint, 1n],
      ["customs", Kind.inspection, 1n],
      ["customs", Kind.clearance, 1n],
      ["miner", Kind.footprint, 1n],
      ["refiner", Kind.footprint, 0n],
      ["magnetMaker", Kind.process, 0n],
    ] as const) {
      const own = name === "miner" ? " (the producer itself)" : "";
      it(`raises ${disputes} disputes by the word of the ${name}${own} on kind ${kind}`, async () => {
        const { lot } = await declared(scene);
        await (await attest(scene, lot, kind, { message }, scene.party[name])).send();
        expect((await scene.lots.lots(lot)).disputes).to.equal(disputes);
        expect((await scene.lots.heads(lot)).count).to.equal(2n);
      });
    }

    it("is taken down after certification too", async () => {
      const { lot } = await certified(scene);
      await (await attest(scene, lot, Kind.inspection, { message })).send();
      expect((await scene.lots.lots(lot)).disputes).to.equal(1n);
    });
  });

  describe("quantity", () => {
    it("has to be there where the kind measures and the outcome conforms", async () => {
      const { lot } = await declared(scene);
      for (const kind of [Kind.weight, Kind.process, Kind.footprint]) {
        const signed = attest(scene, lot, kind, { message: { quantity: 0n } });
        await expectRefused(signed, attestations, "QuantityInvalid", kind, 0n);
        await (await attest(scene, lot, kind, { message: { quantity: 0n, outcome: Outcome.inconclusive } })).send();
      }
    });

    it("has to be zero where the kind measures nothing", async () => {
      const { lot } = await declared(scene);
      for (const kind of [Kind.inspection, Kind.clearance]) {
        const signed = attest(scene, lot, kind, { message: { quantity: 1n } });
        await expectRefused(signed, attestations, "QuantityInvalid", kind, 1n);
      }
    });

    it("of a footprint may be zero where the lot was declared free of burden", async () => {
      const free = { form: Form.scrap, quota: quotas.openingStock, footprintGramsPerKilogram: 0 };
      const { lot } = await declared(scene, free, scene.party.refiner);
      await (await attest(scene, lot, Kind.footprint, { message: { quantity: 0n } })).send();
      const worse = attest(scene, lot, Kind.footprint, { message: { quantity: 1n } });
      await expectRefused(worse, attestations, "FootprintDiffers", lot, 0, 1n);
    });

    // 0.5 % of a ton is 5,000 g.
    for (const [quantity, agrees] of [
      [995_000n, true],
      [994_999n, false],
      [1_005_000n, true],
      [1_005_001n, false],
      [2n ** 64n - 1n, false],
    ] as const) {
      it(`of weight ${agrees ? "agrees" : "does not agree"} at ${quantity} g, declared as a ton`, async () => {
        const { lot } = await declared(scene);
        const signed = await attest(scene, lot, Kind.weight, { message: { quantity } });
        if (agrees) return void (await signed.send());
        await expectRefused(signed, attestations, "WeightDiffers", lot, 1_000_000n, quantity);
      });
    }

    for (const [quantity, agrees] of [
      [1n, true],
      [4_000n, true],
      [4_001n, false],
      [2n ** 64n - 1n, false],
    ] as const) {
      it(`of a footprint ${agrees ? "agrees" : "does not agree"} at ${quantity}, declared as 4,000`, async () => {
        const { lot } = await declared(scene);
        const signed = await attest(scene, lot, Kind.footprint, { message: { quantity } });
        if (agrees) return void (await signed.send());
        await expectRefused(signed, attestations, "FootprintDiffers", lot, 4_000, quantity);
      });
    }

    it("of a footprint agrees with a higher one once its producer has corrected it upwards", async () => {
      const { lot } = await declared(scene);
      const verified = await attest(scene, lot, Kind.footprint, { message: { quantity: 4_040n } });
      await expectRefused(verified, attestations, "FootprintDiffers", lot, 4_000, 4_040n);
      await (await correctFootprint(scene, lot, 4_039)).send();
      await expectRefused(verified, attestations, "FootprintDiffers", lot, 4_039, 4_040n);
      await (await correctFootprint(scene, lot, 4_040)).send();
      await verified.send();
    });

    it("may differ where the outcome does not conform", async () => {
      const { lot } = await declared(scene);
      const message = { quantity: 7n, outcome: Outcome.doesNotConform };
      await (await attest(scene, lot, Kind.weight, { message })).send();
    });
  });

  it("needs an outcome", async () => {
    const { lot } = await declared(scene);
    for (const kind of everyKind) {
      await expectRefused(attest(scene, lot, kind, { message: { outcome: 0 } }), attestations, "OutcomeMissing");
    }
  });

  it("needs a lot that was declared, whatever it concludes", async () => {
    for (const outcome of [Outcome.conforms, Outcome.doesNotConform, Outcome.inconclusive]) {
      for (const kind of everyKind) {
        await expectRefused(attest(scene, 5n, kind, { message: { outcome } }), scene.lots, "LotUnknown", 5n);
      }
    }
  });

  it("needs a country and a site that can be", async () => {
    const { lot } = await declared(scene);
    const nowhere = attest(scene, lot, Kind.weight, { message: { country: "0x0000" } });
    await expectRefused(nowhere, attestations, "CountryCodeInvalid", "0x0000");
    const site = 10n ** 13n;
    await expectRefused(attest(scene, lot, Kind.weight, { message: { site } }), attestations, "SiteInvalid", site);
  });

  describe("tolerances", () => {
    const most = {
      ...{ assayBasisPoints: 1_000, assayPartsPerHundredMillion: 1_000_000 },
      weightBasisPoints: 1_000,
    };

    it("are set within bounds", async () => {
      await attestations.setTolerances(most);
      for (const [name, value] of Object.entries(most)) {
        await expectReverted(
          attestations.setTolerances({ ...most, [name]: value + 1 }),
          attestations,
          "TolerancesInvalid",
        );
      }
      expect(fieldsOf(await attestations.tolerances())).to.deep.equal(
        Object.fromEntries(Object.entries(most).map(([name, value]) => [name, BigInt(value)])),
      );
    });

    it("count from when they are set", async () => {
      const { lot } = await declared(scene);
      const signed = await attest(scene, lot, Kind.weight, { message: { quantity: 1_100_000n } });
      await expectRefused(signed, attestations, "WeightDiffers");
      await attestations.setTolerances(most);
      await signed.send();
    });
  });
});
