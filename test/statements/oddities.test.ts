import { expect } from "chai";
import { oddities } from "../../src/statements/oddities.ts";
import type { StatementKindName } from "../../src/statements/registry.ts";
import { kindOf, type UnsignedStatement } from "../../src/statements/statement.ts";

const now = 1_790_100_000;

describe("what is so unusual that a slip of unit is likely", () => {
  const found = (kind: StatementKindName, change: (message: Record<string, never>) => void = () => {}) => {
    const message = structuredClone(kindOf(kind).example.message) as Record<string, never>;
    // The examples of the kinds are of no lot that can be: the first of every enumeration.
    const contents = [message, ...((message.outputs ?? []) as { content?: object }[])].map(({ content }) => content);
    for (const content of contents) if (content !== undefined) Object.assign(content, { form: "separated-oxide" });
    change(message);
    const parsed = kindOf(kind).messageSchema.parse(message);
    return oddities({ kind, message: parsed } as UnsignedStatement, now).map(({ en }) => en.split(":")[0]);
  };
  const declared = (content: object) =>
    found("declare", (message) => Object.assign(message.content as unknown as object, content));

  it("is nothing in what is usual", () => {
    for (const kind of ["declare", "attest", "transform", "dispatch"] as const)
      expect(found(kind), kind).to.deep.equal([]);
  });

  it("is a footprint of grams where kilograms were meant, and one beyond all that is known", () => {
    expect(declared({ footprintGramsPerKilogram: 24 })).to.include("footprintGramsPerKilogram");
    expect(declared({ footprintGramsPerKilogram: 2_000_000 })).to.deep.equal(["footprintGramsPerKilogram"]);
    expect(declared({ form: "scrap", footprintGramsPerKilogram: 24, removalsGramsPerKilogram: 0 })).to.deep.equal([]);
    const footprint = { kind: "footprint", quantity: "24" };
    expect(found("attest", (message) => Object.assign(message, footprint))).to.deep.equal(["quantity"]);
  });

  it("is a mass, a share or a time in another unit", () => {
    expect(declared({ massGrams: 5 })).to.deep.equal(["massGrams"]);
    expect(declared({ massGrams: 200_000_000_000 })).to.deep.equal(["massGrams"]);
    expect(declared({ primaryDataBasisPoints: 65 })).to.deep.equal(["primaryDataBasisPoints"]);
    expect(declared({ producedAt: 20_000 })).to.deep.equal(["producedAt"]);
  });

  it("is an oxide taken for an element", () => {
    const nd = (partsPerHundredMillion: number) => {
      const composition = structuredClone(kindOf("declare").example.message.content as { composition: object });
      return { composition: { ...composition.composition, Nd: { partsPerHundredMillion } } };
    };
    // 99.9 % of Nd2O3, written as if it were Nd; and a concentrate of 65 % oxides.
    expect(declared({ form: "separated-oxide", ...nd(99_900_000) })).to.deep.equal(["composition"]);
    expect(declared({ form: "separated-oxide", ...nd(85_640_000) })).to.deep.equal([]);
    expect(declared({ form: "concentrate", ...nd(65_000_000) })).to.deep.equal(["composition"]);
    expect(declared({ form: "concentrate", ...nd(55_000_000) })).to.deep.equal([]);
  });

  it("is more removed than emitted", () => {
    expect(declared({ footprintGramsPerKilogram: 5_000, removalsGramsPerKilogram: 5_001 })).to.deep.equal([
      "removalsGramsPerKilogram",
    ]);
  });
});
