import { expect } from "chai";
import fc from "fast-check";
import { type BalanceBasis, type BalanceRow, drawBalance, type Matter, sideOf } from "../../src/domain/balance.ts";
import { elementSymbols } from "../../src/domain/elements.ts";
import { type MovementKind, movementKinds } from "../../src/domain/movement.ts";
import { expiryOf } from "../../src/domain/site-account.ts";

const nothing: BalanceBasis = {
  matter: new Map(),
  opening: new Map(),
  movements: [],
  steps: [],
  accounts: [],
  from: 0n,
  to: 100n,
};

/** Matter in which the elements named are found, and all others are below a limit. */
function matter(
  shares: Record<string, number>,
  form: Matter["form"] = "concentrate",
  site: string | null = null,
): Matter {
  return {
    form,
    site,
    found: elementSymbols.flatMap((symbol, index) =>
      symbol in shares ? [[index, BigInt(shares[symbol] ?? 0)] as const] : [],
    ),
  };
}

/** Of an element, as found. */
const foundShare = ({ found }: Matter, element: number) => found.find(([index]) => index === element)?.[1];

const row = (rows: BalanceRow[], element: string, form: string | null) =>
  rows.find((each) => each.element === element && each.form === form);

describe("a balance", () => {
  it("counts what was found, and not what a limit of detection hides", () => {
    const rows = drawBalance({
      ...nothing,
      matter: new Map([["0x1", matter({ Nd: 200_000 })]]),
      movements: [{ lot: "0x1", kind: "declared", grams: 10n }],
    });
    expect(rows).to.deep.equal([
      {
        element: "Nd",
        form: "concentrate",
        site: null,
        opening: 0n,
        flows: { declared: 2_000_000n },
        closing: 2_000_000n,
      },
    ]);
  });

  it("keeps apart forms, and what was made here from what was made elsewhere", () => {
    const rows = drawBalance({
      ...nothing,
      matter: new Map([
        ["0x1", matter({ Nd: 100 })],
        ["0x2", matter({ Nd: 100 }, "concentrate", "6901234000009")],
        ["0x3", matter({ Nd: 100 }, "metal")],
      ]),
      opening: new Map([
        ["0x1", 1n],
        ["0x2", 2n],
        ["0x3", 3n],
      ]),
    });
    expect(rows.map(({ form, site, closing }) => [form, site, closing])).to.deep.equal([
      ["concentrate", null, 100n],
      ["concentrate", "6901234000009", 200n],
      ["metal", null, 300n],
    ]);
  });

  it("tells what a step lost as a loss of what went into it, by what each input brought", () => {
    const step = [
      { lot: "0x1", kind: "consumed", grams: 10n },
      { lot: "0x2", kind: "consumed", grams: 20n },
      { lot: "0x3", kind: "made", grams: 1n },
    ] as const;
    const rows = drawBalance({
      ...nothing,
      matter: new Map([
        ["0x1", matter({ Nd: 1_000 }, "ore")],
        ["0x2", matter({ Nd: 1_000 }, "concentrate")],
        ["0x3", matter({ Nd: 20_000, Dy: 7 }, "metal")],
      ]),
      opening: new Map([
        ["0x1", 10n],
        ["0x2", 20n],
      ]),
      movements: [...step],
      steps: [step],
    });
    // Of 30,000 nanograms 20,000 came out: 10,000 were lost, a third of them of the first input's.
    expect(row(rows, "Nd", "ore")).to.deep.include({ flows: { consumed: 6_667n, process: 3_333n }, closing: 0n });
    expect(row(rows, "Nd", "concentrate")).to.deep.include({
      flows: { consumed: 13_333n, process: 6_667n },
      closing: 0n,
    });
    expect(row(rows, "Nd", "metal")).to.deep.include({ flows: { made: 20_000n }, closing: 20_000n });
    // What nobody had found in the inputs is a loss below zero.
    expect(row(rows, "Dy", "ore")).to.deep.include({ flows: { consumed: 7n, process: -7n }, closing: 0n });
  });

  it("lets credits expire with the end of the period after theirs, and not before", () => {
    const moved = { site: "6901234000009", period: 3, lot: "0x1", gramsBefore: 0n } as const;
    const accounts = [
      { ...moved, direction: "deposit", grams: 10n },
      { ...moved, direction: "withdrawal", grams: 4n },
    ] as const;
    const basis = { ...nothing, matter: new Map([["0x1", matter({ Nd: 100 })]]), accounts };
    const expiry = expiryOf(3);
    const until = (to: bigint) => row(drawBalance({ ...basis, to }), "Nd", null);
    expect(until(expiry)).to.deep.include({ flows: { deposited: 1_000n, withdrawn: 400n }, closing: 600n });
    expect(until(expiry + 1n)).to.deep.include({
      flows: { deposited: 1_000n, withdrawn: 400n, expired: 600n },
      closing: 0n,
    });
    // An account has no credit of what nobody found.
    expect(row(drawBalance({ ...basis, to: expiry }), "Dy", null)).to.equal(undefined);
    const before = accounts.map((each) => ({ ...each, gramsBefore: each.grams, grams: 0n }));
    expect(
      row(drawBalance({ ...basis, accounts: before, from: expiry - 1n, to: expiry + 9n }), "Nd", null),
    ).to.deep.include({
      opening: 600n,
      flows: { expired: 600n },
      closing: 0n,
    });
    expect(drawBalance({ ...basis, accounts: before, from: expiry, to: expiry + 9n })).to.deep.equal([]);
  });

  const lots = ["0x1", "0x2", "0x3", "0x4"] as const;
  const anyMatter = fc
    .record({
      form: fc.constantFrom("ore", "concentrate", "metal" as const),
      site: fc.constantFrom(null, "6901234000009"),
      upper: fc.array(fc.bigInt({ min: 1n, max: 1_000_000n }), { minLength: 17, maxLength: 17 }),
      missing: fc.integer({ min: 0, max: 2 ** 17 - 1 }),
    })
    .map(
      ({ missing, upper, ...place }): Matter => ({
        ...(place as Pick<Matter, "form" | "site">),
        found: upper.flatMap((share, index) => ((missing >> index) & 1 ? [] : [[index, share] as const])),
      }),
    );
  const grams = fc.bigInt({ min: 1n, max: 2n ** 48n - 1n });
  const anyMoved = (kinds: readonly MovementKind[]) =>
    fc.record({ lot: fc.constantFrom(...lots), kind: fc.constantFrom(...kinds), grams });

  it("closes in every row, whatever moved: closing is the stock's content, found lot by lot", () => {
    fc.assert(
      fc.property(
        fc.array(anyMatter, { minLength: 4, maxLength: 4 }),
        fc.array(grams, { minLength: 4, maxLength: 4 }),
        fc.array(anyMoved(movementKinds), { maxLength: 8 }),
        fc.array(fc.array(anyMoved(["consumed", "made"]), { minLength: 1, maxLength: 5 }), { maxLength: 4 }),
        (matters, openings, others, steps) => {
          const byLot = new Map<string, Matter>(lots.map((lot, index) => [lot, matters[index] as Matter]));
          const movements = [...others, ...steps.flat().filter(({ kind }) => kind === "made")];
          const consumed = steps.flat().filter(({ kind }) => kind === "consumed");
          const basis: BalanceBasis = {
            ...nothing,
            matter: byLot,
            opening: new Map(lots.map((lot, index) => [lot, openings[index] as bigint])),
            movements: [...movements, ...consumed],
            // A step without inputs has nothing that could be lost.
            steps: steps.filter((step) => step.some(({ kind }) => kind === "consumed")),
          };
          const rows = drawBalance(basis);
          for (const element of elementSymbols.keys()) {
            const total = rows.filter((each) => each.element === elementSymbols[element]);
            const stock = lots.reduce((sum, lot, index) => {
              const share = foundShare(byLot.get(lot) as Matter, element);
              if (share === undefined) return sum;
              const moved = basis.movements
                .filter((each) => each.lot === lot)
                .reduce((all, { kind, grams: part }) => all + (sideOf(kind, false) === "in" ? part : -part), 0n);
              return sum + ((openings[index] ?? 0n) + moved) * share;
            }, 0n);
            expect(total.reduce((sum, { closing }) => sum + closing, 0n)).to.equal(stock);
            // Losses of all steps are what went in less what came out.
            const lost = total.reduce((sum, { flows }) => sum + (flows.process ?? 0n), 0n);
            const expected = [...basis.steps].flat().reduce((sum, { lot, kind, grams: part }) => {
              const content = part * (foundShare(byLot.get(lot) as Matter, element) ?? 0n);
              return kind === "consumed" ? sum + content : sum - content;
            }, 0n);
            expect(lost).to.equal(expected);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("does not draw up what nobody declared", () => {
    expect(() => drawBalance({ ...nothing, opening: new Map([["0x9", 1n]]) })).to.throw("0x9");
  });
});
