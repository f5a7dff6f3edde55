import { expect } from "chai";
import fc from "fast-check";
import { type Composition, compositionProblem, type ElementShare, sharesOf } from "../../src/domain/composition.ts";
import { type ElementSymbol, elementSymbols, elements } from "../../src/domain/elements.ts";
import { type Form, forms } from "../../src/domain/form.ts";
import { deployContracts } from "../../src/ledger/deploy.ts";
import { connectLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { decodeLedgerError } from "../../src/ledger/ledger-error.ts";
import { Rpc, RpcError } from "../../src/rpc/rpc.ts";
import {
  exactCompositionOf as compositionOf,
  compositionOf as compositionOfPpm,
  exampleDeclaration,
} from "../statements/examples.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";

const deployerKey = `0x${"11".repeat(32)}`;

describe("compositionProblem", () => {
  it("finds nothing wrong with real material", () => {
    const real: [Form, Partial<Record<ElementSymbol, number>>][] = [
      ["concentrate", { La: 98_000, Ce: 203_000, Pr: 25_000, Nd: 79_000, Sm: 3_400 }],
      ["separated-oxide", { Nd: 857_000 }],
      ["metal", { Dy: 999_000 }],
      ["magnet", { Nd: 290_000, Pr: 5_000, Dy: 12_000 }],
      ["ore", { Y: 300, Dy: 40, Nd: 10 }],
    ];
    for (const [form, shares] of real) expect(compositionProblem(compositionOfPpm(shares), form)).to.equal(undefined);
  });

  it("takes every pure oxide and metal, at all its rounding", () => {
    for (const { symbol, oxideFactor } of elements) {
      const pure = Math.floor(1_000_000_000_000 / oxideFactor);
      expect(compositionProblem(compositionOf({ [symbol]: pure }), "separated-oxide"), symbol).to.equal(undefined);
      expect(compositionProblem(compositionOf({ [symbol]: 100_000_000 }), "metal"), symbol).to.equal(undefined);
    }
  });

  it("takes a purity by weighing of 100.052 %, and no more than analysis exceeds", () => {
    const lanthana = (percent: number) =>
      Math.floor((percent * 10_000_000_000) / (elements.find(({ symbol }) => symbol === "La")?.oxideFactor ?? 0));
    const problem = (percent: number) =>
      compositionProblem(compositionOf({ La: lanthana(percent) }), "separated-oxide")?.name;
    expect(problem(100.052)).to.equal(undefined);
    expect(problem(100.5)).to.equal(undefined);
    expect(problem(100.51)).to.equal("CompositionImplausible");
  });

  it("sums what was found, not what was not", () => {
    expect(sharesOf(compositionOf({ Ce: 100_000, Nd: 1 }))).to.deep.equal({ asElement: 100_001, asOxide: 122_841 });
  });

  it("judges no form where none is given", () => {
    expect(compositionProblem(compositionOf({}))).to.equal(undefined);
    expect(compositionProblem(compositionOf({}), "scrap")?.name).to.equal("CompositionImplausible");
  });

  describe("and the contracts", () => {
    let anvil: Anvil;
    let rpc: Rpc;
    let ledger: Ledger;

    before(async () => {
      anvil = await startAnvil();
      rpc = new Rpc(anvil.url);
      const { organisation } = exampleDeclaration().message;
      ledger = await connectLedger(rpc, await deployContracts(rpc, deployerKey, { governor: organisation, uri: "" }));
    });

    after(async () => {
      rpc.close();
      await anvil.close();
    });

    /** What the contracts say of a composition: a content that passes is refused for its quota, which comes later. */
    async function contractProblem(form: Form, composition: Composition): Promise<object | undefined> {
      const example = exampleDeclaration();
      const content = { ...example.message.content, form, composition, producedAt: 1 };
      const call = ledger.encodeStatementCall({ ...example, message: { ...example.message, content } });
      const error = await rpc.call("eth_call", [call, "latest"]).catch((failure) => failure);
      if (!(error instanceof RpcError)) throw new Error("nobody granted a quota");
      const { name, args } = decodeLedgerError(error.data ?? "0x");
      return name === "QuotaUnknown" ? undefined : { name, ...args };
    }

    const share: fc.Arbitrary<ElementShare> = fc.oneof(
      { arbitrary: fc.record({ detectionLimit: fc.integer({ min: 1, max: 5_000_000 }) }), weight: 60 },
      { arbitrary: fc.record({ partsPerHundredMillion: fc.integer({ min: 1, max: 12_000_000 }) }), weight: 30 },
      { arbitrary: fc.record({ partsPerHundredMillion: fc.integer({ min: 0, max: 100_000_001 }) }), weight: 5 },
      { arbitrary: fc.record({ detectionLimit: fc.constantFrom(0, 5_000_000, 5_000_001) }), weight: 1 },
    );
    const composition = fc.record(
      Object.fromEntries(elementSymbols.map((symbol) => [symbol, share])) as Record<ElementSymbol, typeof share>,
    );

    it("agree on whatever is declared, error and values included", async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...forms), composition, async (form, declared) => {
          expect(await contractProblem(form, declared)).to.deep.equal(compositionProblem(declared, form));
        }),
        { numRuns: 250 },
      );
    }).timeout(60_000);

    it("agree at both edges of every form", async () => {
      for (const form of forms) {
        const problem = compositionProblem(compositionOf({}), form);
        if (problem?.name !== "CompositionImplausible") throw new Error("nothing found is implausible for every form");
        const asOxide =
          form === "ore" || form === "concentrate" || form === "mixed-compound" || form === "separated-oxide";
        for (const edge of [problem.minimum, problem.maximum]) {
          // Neodymium alone, in steps around the edge.
          const around = asOxide ? Math.floor((edge * 10_000) / 11_664) : edge;
          for (const partsPerHundredMillion of [around - 1, around, around + 1, around + 2]) {
            if (partsPerHundredMillion < 1 || partsPerHundredMillion > 100_000_000) continue;
            const declared = compositionOf({ Nd: partsPerHundredMillion });
            const expected = compositionProblem(declared, form);
            expect(await contractProblem(form, declared), `${form} ${partsPerHundredMillion}`).to.deep.equal(expected);
          }
        }
      }
    });
  });
});
