import { expect } from "chai";
import data from "../../../data/elements.json" with { type: "json" };
import {
  composition,
  concentrate,
  ELEMENTS,
  EXCESS,
  elementAt,
  lotOf,
  type RawContent,
  WHOLE,
} from "../fixtures/content.ts";
import { code, ethers, Form, freshScene, nextBlockAt, now, quotas } from "../fixtures/fixture.ts";
import { declare } from "../fixtures/kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

/** Changes that make a declaration one of the refiner's stock, so that any form will do. */
const stock = { quota: quotas.openingStock };

describe("Contents", () => {
  async function declareStock(changes: Partial<RawContent>) {
    const scene = await freshScene();
    const signed = await declare(scene, { ...stock, ...changes }, {}, scene.party.refiner);
    return { scene, signed };
  }

  async function expectTaken(changes: Partial<RawContent>) {
    const { scene, signed } = await declareStock(changes);
    await signed.send();
    expect((await scene.lots.lots(signed.lot)).status).to.equal(1n);
  }

  async function expectContentRefused(changes: Partial<RawContent>, error: string, ...args: unknown[]) {
    const { scene, signed } = await declareStock(changes);
    await expectRefused(signed, scene.certification, error, ...args);
  }

  describe("what has to be stated", () => {
    for (const [error, changes, args] of [
      ["FormMissing", { form: Form.none }, []],
      ["CustodyModelMissing", { custodyModel: 0 }, []],
      ["AllocationMissing", { allocation: 0 }, []],
      ["MassMissing", { massGrams: 0n }, []],
      ["OriginMissing", { deposit: ethers.ZeroHash }, []],
      ["SiteMissing", { site: 0n }, []],
      ["SiteInvalid", { site: 10_000_000_000_000n }, [10_000_000_000_000n]],
      ["CountryCodeInvalid", { originCountry: "0x0000" }, ["0x0000"]],
      ["CountryCodeInvalid", { originCountry: code("cn") }, [code("cn")]],
      ["CountryCodeInvalid", { originCountry: code("C1") }, [code("C1")]],
      ["CountryCodeInvalid", { country: code("@N") }, [code("@N")]],
      ["CountryCodeInvalid", { country: code("C[") }, [code("C[")]],
      ["FootprintMissing", { footprintGramsPerKilogram: 0 }, [Form.concentrate]],
      ["PrimaryDataInvalid", { primaryDataBasisPoints: 10_001 }, [10_001]],
      ["ProductionDateMissing", { producedAt: 0 }, []],
    ] as const) {
      it(`reverts with ${error} where ${JSON.stringify(changes, (_, v) => (typeof v === "bigint" ? `${v}` : v))}`, () =>
        expectContentRefused(changes, error, ...args));
    }

    it("takes the largest that fields may hold", () =>
      expectTaken({
        primaryDataBasisPoints: 10_000,
        site: 9_999_999_999_999n,
        footprintGramsPerKilogram: 2 ** 24 - 1,
      }));

    it("takes scrap free of burden", () => expectTaken({ form: Form.scrap, footprintGramsPerKilogram: 0 }));

    it("takes what was produced in this very second, and nothing from a second ahead", async () => {
      const time = (await now()) + 1_000;
      const { scene, signed } = await declareStock({ producedAt: time });
      await nextBlockAt(time - 1);
      await expectRefused(signed, scene.certification, "ProducedInFuture", time, time - 1);
      await nextBlockAt(time);
      await signed.send();
    });
  });

  describe("composition", () => {
    it("names the seventeen rare earths and nothing else", () => {
      expect(data.elements.map(({ symbol }) => symbol).join(" ")).to.equal(
        "Sc Y La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu",
      );
    });

    for (let element = 0; element < ELEMENTS; element += 1) {
      it(`needs element ${element} to be found or not found`, async () => {
        const { partsPerHundredMillion } = concentrate();
        partsPerHundredMillion[element] = 0;
        await expectContentRefused({ partsPerHundredMillion }, "ElementNotStated", element);
      });
    }

    it("stands alone in the words that carry it", async () => {
      for (const last of [8, 16]) {
        const { partsPerHundredMillion } = concentrate();
        // A limit of ten, and the first bit that is no share's any more.
        const beside = partsPerHundredMillion.with(last, 2 ** 28 + 10);
        await expectContentRefused({ partsPerHundredMillion: beside }, "CompositionNotCanonical");
      }
    });

    it("takes detection limits up to a thousand parts per million, and none above", async () => {
      await expectTaken(exact({ Nd: 30_000_000 }, 100_000));
      await expectContentRefused(exact({ Nd: 30_000_000 }, 5_000_001), "DetectionLimitTooHigh", 0, 5_000_001);
    });

    it("has no eighteenth element", async () => {
      const { notFound } = concentrate();
      const beyond = notFound | (1 << ELEMENTS);
      await expectContentRefused({ notFound: beyond }, "NotFoundMaskInvalid", beyond);
    });

    it("reverts with ElementShareInvalid where an element alone is more than all", () =>
      expectContentRefused(exact({ Nd: WHOLE + 1 }), "ElementShareInvalid", elementAt("Nd"), WHOLE + 1));

    it("sums to the whole and half a percent, as analysis does, and not to more", async () => {
      const half = { form: Form.metal, ...exact({ Nd: WHOLE / 2 + EXCESS, Pr: WHOLE / 2 }) };
      await expectTaken(half);
      const more = { form: Form.metal, ...exact({ Nd: WHOLE / 2 + EXCESS, Pr: WHOLE / 2 + 1 }) };
      await expectContentRefused(more, "CompositionAboveWhole", WHOLE + EXCESS + 1);
    });

    it("does not count what was not found", () => expectTaken({ form: Form.metal, ...exact({ Nd: WHOLE }, 100_000) }));
  });

  /** Bounds on the sum of oxides (Nd2O3: 1.1664 g per g of Nd) or of elements, with shares of Nd on each side of both. */
  const bounds: [form: keyof typeof Form, oxides: boolean, minimum: number, maximum: number][] = [
    ["ore", true, 100, 40_000_000],
    ["concentrate", true, 1_000_000, WHOLE + EXCESS],
    ["mixedCompound", true, 15_000_000, WHOLE + EXCESS],
    ["separatedOxide", true, 90_000_000, WHOLE + EXCESS],
    ["metal", false, 90_000_000, WHOLE + EXCESS],
    ["alloy", false, 1_000_000, WHOLE + EXCESS],
    ["magnet", false, 15_000_000, 45_000_000],
    ["scrap", false, 100, WHOLE + EXCESS],
  ];

  describe("bounds of each form", () => {
    const oxide = (share: number) => Math.floor((share * 11_664) / 10_000);
    for (const [name, oxides, minimum, maximum] of bounds) {
      const form = Form[name];
      const sum = oxides ? oxide : (share: number) => share;
      const least = oxides ? Math.ceil((minimum * 10_000) / 11_664) : minimum;
      const most = Math.min(WHOLE, oxides ? Math.floor(((maximum + 1) * 10_000 - 1) / 11_664) : maximum);

      it(`takes ${name} at both bounds`, async () => {
        await expectTaken({ form, ...exact({ Nd: least }) });
        await expectTaken({ form, ...exact({ Nd: most }) });
      });

      it(`refuses ${name} below the lower`, async () => {
        const below = least > 1 ? exact({ Nd: least - 1 }) : composition({});
        await expectContentRefused(
          { form, ...below },
          "CompositionImplausible",
          ...[form, sum(least - 1), minimum, maximum],
        );
      });

      // Beyond the whole there is another error.
      if (oxides || maximum < WHOLE) {
        it(`refuses ${name} above the upper`, async () => {
          const args = [form, sum(most + 1), minimum, maximum];
          await expectContentRefused({ form, ...exact({ Nd: most + 1 }) }, "CompositionImplausible", ...args);
        });
      }
    }
  });

  it("counts every element's oxide by the factor in data/elements.json", async () => {
    for (const { symbol, oxidePerMetal } of data.elements) {
      const factor = Math.round(oxidePerMetal * 10_000);
      const most = Math.floor(((WHOLE + EXCESS + 1) * 10_000 - 1) / factor);
      const form = Form.separatedOxide;
      await expectTaken({ form, ...exact({ [symbol]: most }) });
      await expectContentRefused(
        { form, ...exact({ [symbol]: most + 1 }) },
        "CompositionImplausible",
        ...[form, Math.floor(((most + 1) * factor) / 10_000), 90_000_000, WHOLE + EXCESS],
      );
    }
  });

  it("makes the id that this computes too, and another id of any other content", async () => {
    const { scene, signed } = await declareStock({});
    await signed.send();
    expect((await scene.lots.lots(signed.lot)).status).to.equal(1n);
    const ids = new Set([signed.lot]);
    const { identity } = signed;
    for (const [name, value] of Object.entries(identity.content)) {
      const other = Array.isArray(value)
        ? value.with(3, 12_345)
        : typeof value === "string"
          ? ethers.toBeHex(BigInt(value) ^ 1n, ethers.dataLength(value))
          : typeof value === "bigint"
            ? value ^ 1n
            : value ^ 1;
      ids.add(lotOf({ ...identity, content: { ...identity.content, [name]: other } }));
    }
    ids.add(lotOf({ ...identity, lotNumber: `${identity.lotNumber}X` }));
    ids.add(lotOf({ ...identity, producer: scene.party.miner.organisation }));
    expect(ids.size).to.equal(Object.keys(identity.content).length + 3);
  });
});

/** A composition in hundredths of a part per million. */
function exact(found: Record<string, number>, limit = 1_000) {
  return composition(
    Object.fromEntries(Object.entries(found).map(([symbol, share]) => [symbol, share / 100])),
    limit / 100,
  );
}
