import { expect } from "chai";
import data from "../../data/elements.json" with { type: "json" };
import { composition, concentrate, ELEMENTS, elementAt, lotOf, MILLION, type RawContent } from "./content.ts";
import { code, ethers, Form, freshScene, nextBlockAt, now, quotas } from "./fixture.ts";
import { declare } from "./kinds.ts";
import { expectRefused } from "./refusal.ts";

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
        const { partsPerMillion } = concentrate();
        partsPerMillion[element] = 0;
        await expectContentRefused({ partsPerMillion }, "ElementNotStated", element);
      });
    }

    it("stands alone in the words that carry it", async () => {
      for (const last of [8, 16]) {
        const { partsPerMillion } = concentrate();
        // A limit of ten, and the first bit that is no share's any more.
        const beside = partsPerMillion.with(last, 2 ** 24 + 10);
        await expectContentRefused({ partsPerMillion: beside }, "CompositionNotCanonical");
      }
    });

    it("takes detection limits up to a thousand parts, and none above", async () => {
      await expectTaken(composition({ Nd: 300_000 }, 1_000));
      await expectContentRefused(composition({ Nd: 300_000 }, 1_001), "DetectionLimitTooHigh", 0, 1_001);
    });

    it("has no eighteenth element", async () => {
      const { notFound } = concentrate();
      const beyond = notFound | (1 << ELEMENTS);
      await expectContentRefused({ notFound: beyond }, "NotFoundMaskInvalid", beyond);
    });

    it("reverts with ElementShareInvalid where an element alone is more than all", () =>
      expectContentRefused(composition({ Nd: MILLION + 1 }), "ElementShareInvalid", elementAt("Nd"), MILLION + 1));

    it("sums to the whole and not to more", async () => {
      const half = { form: Form.metal, ...composition({ Nd: MILLION / 2, Pr: MILLION / 2 }) };
      await expectTaken(half);
      const more = { form: Form.metal, ...composition({ Nd: MILLION / 2, Pr: MILLION / 2 + 1 }) };
      await expectContentRefused(more, "CompositionAboveWhole", MILLION + 1);
    });

    it("does not count what was not found", () =>
      expectTaken({ form: Form.metal, ...composition({ Nd: MILLION }, 1_000) }));
  });

  /** Bounds on the sum of oxides (Nd2O3: 1.1664 g per g of Nd) or of elements, with shares of Nd on each side of both. */
  const bounds: [form: keyof typeof Form, oxides: boolean, minimum: number, maximum: number][] = [
    ["ore", true, 1, 400_000],
    ["concentrate", true, 10_000, MILLION + 200],
    ["mixedCompound", true, 150_000, MILLION + 200],
    ["separatedOxide", true, 900_000, MILLION + 200],
    ["metal", false, 900_000, MILLION],
    ["alloy", false, 10_000, MILLION],
    ["magnet", false, 150_000, 450_000],
    ["scrap", false, 1, MILLION],
  ];

  describe("bounds of each form", () => {
    const oxide = (share: number) => Math.floor((share * 11_664) / 10_000);
    for (const [name, oxides, minimum, maximum] of bounds) {
      const form = Form[name];
      const sum = oxides ? oxide : (share: number) => share;
      const least = oxides ? Math.ceil((minimum * 10_000) / 11_664) : minimum;
      const most = Math.min(MILLION, oxides ? Math.floor(((maximum + 1) * 10_000 - 1) / 11_664) : maximum);

      it(`takes ${name} at both bounds`, async () => {
        await expectTaken({ form, ...composition({ Nd: least }) });
        await expectTaken({ form, ...composition({ Nd: most }) });
      });

      it(`refuses ${name} below the lower`, async () => {
        const below = least > 1 ? composition({ Nd: least - 1 }) : composition({});
        await expectContentRefused(
          { form, ...below },
          "CompositionImplausible",
          ...[form, sum(least - 1), minimum, maximum],
        );
      });

      // Beyond the whole there is another error.
      if (oxides || maximum < MILLION) {
        it(`refuses ${name} above the upper`, async () => {
          const args = [form, sum(most + 1), minimum, maximum];
          await expectContentRefused({ form, ...composition({ Nd: most + 1 }) }, "CompositionImplausible", ...args);
        });
      }
    }
  });

  it("counts every element's oxide by the factor in data/elements.json", async () => {
    for (const { symbol, oxidePerMetal } of data.elements) {
      const factor = Math.round(oxidePerMetal * 10_000);
      const most = Math.floor(((MILLION + 201) * 10_000 - 1) / factor);
      const form = Form.separatedOxide;
      await expectTaken({ form, ...composition({ [symbol]: most }) });
      await expectContentRefused(
        { form, ...composition({ [symbol]: most + 1 }) },
        "CompositionImplausible",
        ...[form, Math.floor(((most + 1) * factor) / 10_000), 900_000, MILLION + 200],
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
