import { expect } from "chai";
import { composition, ELEMENTS, elementAt, lotOf } from "../fixtures/content.ts";
import { expectEvent } from "../fixtures/events.ts";
import { DAY, FOR_EVER, freshScene, Kind, now, Outcome, Role, type Scene } from "../fixtures/fixture.ts";
import { declared } from "../fixtures/journeys.ts";
import { assay, declare, NEITHER_FOUND, reject } from "../fixtures/kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Attestations: assay", () => {
  let scene: Scene;
  let attestations: Scene["attestations"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ attestations } = scene);
  });

  it("that conforms stamps the lot with its time, and says all of it in an event", async () => {
    const { lot, identity } = await declared(scene);
    const occurredAt = (await now()) - 3 * DAY;
    const signed = await assay(scene, identity, { message: { occurredAt } });
    const { digest, message: statement, signature } = signed;
    const { organisation } = scene.party.laboratory;
    await expectEvent(signed, "Assayed", { lot, digest, organisation, statement, signature });
    expect(await scene.lots.examinedAt(lot, Kind.assay)).to.equal(occurredAt);
    for (const kind of [Kind.weight, Kind.process, Kind.footprint]) {
      expect(await scene.lots.examinedAt(lot, kind)).to.equal(0n);
    }
    expect((await scene.lots.lots(lot)).disputes).to.equal(0n);
  });

  it("that is older than the one stated before leaves the newer one", async () => {
    const { lot, identity } = await declared(scene);
    const time = await now();
    const newer = await assay(scene, identity, { message: { occurredAt: time - DAY } });
    await newer.send();
    await (await assay(scene, identity, { message: { occurredAt: time - 2 * DAY } })).send();
    expect(await scene.lots.examinedAt(lot, Kind.assay)).to.equal(time - DAY);
  });

  it("that does not conform raises a dispute and leaves no stamp", async () => {
    const { lot, identity } = await declared(scene);
    await (await assay(scene, identity, { message: { outcome: Outcome.doesNotConform } })).send();
    expect((await scene.lots.lots(lot)).disputes).to.equal(1n);
    expect(await scene.lots.examinedAt(lot, Kind.assay)).to.equal(0n);
  });

  it("that is inconclusive does neither, and stands in the dossier", async () => {
    const { lot, identity } = await declared(scene);
    await (await assay(scene, identity, { message: { outcome: Outcome.inconclusive } })).send();
    expect((await scene.lots.lots(lot)).disputes).to.equal(0n);
    expect(await scene.lots.examinedAt(lot, Kind.assay)).to.equal(0n);
    expect((await scene.lots.heads(lot)).count).to.equal(2n);
  });

  it("by the producer's own laboratory does not stamp, but stands against itself", async () => {
    const { lot, identity } = await declared(scene);
    const { miner } = scene.party;
    await scene.participants.grantRole(miner.organisation, Role.laboratory, "0x0000", 0, 0, FOR_EVER);
    await (await assay(scene, identity, {}, miner)).send();
    expect(await scene.lots.examinedAt(lot, Kind.assay)).to.equal(0n);
    await (await assay(scene, identity, { message: { outcome: Outcome.doesNotConform } }, miner)).send();
    expect((await scene.lots.lots(lot)).disputes).to.equal(1n);
  });

  it("of a rejected lot is still taken down", async () => {
    const { lot, identity } = await declared(scene);
    await (await reject(scene, identity)).send();
    await (await assay(scene, identity)).send();
    expect((await scene.lots.heads(lot)).count).to.equal(3n);
  });

  it("of a lot never declared is refused", async () => {
    const { identity, lot } = await declare(scene);
    await expectRefused(assay(scene, identity), scene.lots, "LotUnknown", lot);
  });

  it("needs an outcome", async () => {
    const { identity } = await declared(scene);
    await expectRefused(assay(scene, identity, { message: { outcome: 0 } }), attestations, "OutcomeMissing");
  });

  it("needs the identity of the lot, and no other", async () => {
    const { lot, identity } = await declared(scene);
    const other = { ...identity, lotNumber: "OTHER" };
    const signed = assay(scene, other, { message: { lot } });
    await expectRefused(signed, attestations, "LotIdentityMismatch", lot, lotOf(other));
  });

  it("needs a country and a site that can be", async () => {
    const { identity } = await declared(scene);
    const nowhere = assay(scene, identity, { message: { country: "0x0000" } });
    await expectRefused(nowhere, attestations, "CountryCodeInvalid", "0x0000");
    const site = 2n ** 64n - 1n;
    await expectRefused(assay(scene, identity, { message: { site } }), attestations, "SiteInvalid", site);
  });

  it("needs a whole composition, whatever it concludes", async () => {
    const { identity } = await declared(scene);
    const outcome = Outcome.doesNotConform;
    const { partsPerHundredMillion, notFound } = composition({ Nd: 900_000 });
    for (const [spoilt, error, args] of [
      [{ partsPerHundredMillion: partsPerHundredMillion.with(4, 0) }, "ElementNotStated", [4]],
      [{ notFound: 1 << 19 }, "NotFoundMaskInvalid", [1 << 19]],
      [{ partsPerHundredMillion: partsPerHundredMillion.with(4, 5_000_001) }, "DetectionLimitTooHigh", [4, 5_000_001]],
      [
        { partsPerHundredMillion: partsPerHundredMillion.with(5, 100_000_001) },
        "ElementShareInvalid",
        [5, 100_000_001],
      ],
      [composition({ Nd: 900_000, Pr: 104_980.01 }), "CompositionAboveWhole", [100_500_001]],
    ] as const) {
      const signed = assay(scene, identity, { message: { partsPerHundredMillion, notFound, ...spoilt, outcome } });
      await expectRefused(signed, attestations, error, ...args);
    }
  });

  it("states thorium and uranium too, each found or not, within the whole", async () => {
    const { lot, identity } = await declared(scene);
    const outcome = Outcome.doesNotConform;
    const [thorium, uranium] = [1 << ELEMENTS, 1 << (ELEMENTS + 1)];
    const found = composition({ Nd: 900_000 });
    for (const [spoilt, error, args] of [
      [{ thoriumPartsPerHundredMillion: 0 }, "ElementNotStated", [17]],
      [{ uraniumPartsPerHundredMillion: 0 }, "ElementNotStated", [18]],
      [{ uraniumPartsPerHundredMillion: 0, notFound: found.notFound | thorium | uranium }, "ElementNotStated", [18]],
      [
        { thoriumPartsPerHundredMillion: 5_000_001, notFound: found.notFound | thorium },
        "DetectionLimitTooHigh",
        [17, 5_000_001],
      ],
      [{ uraniumPartsPerHundredMillion: 100_000_001 }, "ElementShareInvalid", [18, 100_000_001]],
      // The two with the rest, as analysis sums.
      [
        { thoriumPartsPerHundredMillion: 10_000_000, uraniumPartsPerHundredMillion: 500_001 },
        "CompositionAboveWhole",
        [100_500_001],
      ],
    ] as const) {
      const signed = assay(scene, identity, { message: { ...found, ...spoilt, outcome } });
      await expectRefused(signed, attestations, error, ...args);
    }
    // A limit is no content, and what was found of either is none of the seventeen: the lot conforms as before.
    const { notFound } = identity.content;
    const message = { thoriumPartsPerHundredMillion: 2_140_000, notFound: notFound | uranium };
    const signed = await assay(scene, identity, { message });
    const { digest, message: statement, signature } = signed;
    const { organisation } = scene.party.laboratory;
    await expectEvent(signed, "Assayed", { lot, digest, organisation, statement, signature });
    expect(await scene.lots.figuresOf(lot, Kind.assay)).to.deep.equal([42_500_000n, 42_500_000n]);
  });

  /** Declared: La 110,000, Ce 220,000, Pr 22,000, Nd 68,000, Sm 5,000 ppm; the rest not found, limit 10. */
  describe("that conforms agrees with the declaration", () => {
    async function expectAgreement(symbol: string, measured: number, found: boolean, agrees: boolean) {
      const { lot, identity } = await declared(scene);
      const element = elementAt(symbol);
      const { partsPerHundredMillion, notFound } = identity.content;
      const mask = NEITHER_FOUND | (found ? notFound & ~(1 << element) : notFound | (1 << element));
      const message = { partsPerHundredMillion: partsPerHundredMillion.with(element, measured), notFound: mask };
      const signed = await assay(scene, identity, { message });
      if (agrees) return void (await signed.send());
      const declaredShare = partsPerHundredMillion[element];
      await expectRefused(signed, attestations, "ElementDiffers", lot, element, declaredShare, measured);
    }

    // 5 % of 68,000 ppm is 3,400; figures are hundredths of a ppm.
    for (const [measured, agrees] of [
      [7_140_000, true],
      [7_140_001, false],
      [6_460_000, true],
      [6_459_999, false],
    ] as const) {
      it(`within the relative tolerance: Nd of ${measured} ${agrees ? "does" : "does not"}`, () =>
        expectAgreement("Nd", measured, true, agrees));
    }

    // 5 % of the limit of 10 is less than a part: the least tolerance of 100 counts, from the end of the interval.
    for (const [symbol, measured, agrees] of [
      ["Dy", 11_000, true],
      ["Dy", 11_001, false],
      ["Sc", 11_000, true],
      ["Sc", 11_001, false],
    ] as const) {
      it(`within the least tolerance: ${symbol} of ${measured}, declared below 10, ${agrees ? "does" : "does not"}`, () =>
        expectAgreement(symbol, measured, true, agrees));
    }

    for (const [symbol, limit, agrees] of [
      ["Dy", 100_000, true],
      ["Sm", 100_000, false],
    ] as const) {
      it(`as intervals: ${symbol} below ${limit} ${agrees ? "does" : "does not"}`, () =>
        expectAgreement(symbol, limit, false, agrees));
    }

    it("as intervals: a trace of Dy, declared below 1,000, does", async () => {
      const found = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000 };
      const { identity } = await declared(scene, composition(found, 1_000));
      const dysprosium = elementAt("Dy");
      const { partsPerHundredMillion, notFound } = identity.content;
      const mask = NEITHER_FOUND | (notFound & ~(1 << dysprosium));
      const message = { partsPerHundredMillion: partsPerHundredMillion.with(dysprosium, 1), notFound: mask };
      await (await assay(scene, identity, { message })).send();
    });

    it("and where it does not conform it may differ", async () => {
      const { identity } = await declared(scene);
      const message = { ...composition({ Nd: 900_000 }), outcome: Outcome.doesNotConform };
      await (await assay(scene, identity, { message })).send();
    });
  });
});
