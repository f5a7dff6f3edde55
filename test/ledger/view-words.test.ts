import { expect } from "chai";
import { contractInterface } from "../../src/ledger/contract-interfaces.ts";
import { numberOf, rowsOf, wordOf } from "../../src/ledger/view-words.ts";

describe("words of a view's answer", () => {
  it("are found by the names that the ABI gives them, as a general decoder finds them", () => {
    const abi = contractInterface("Lots");
    const [output] = abi.getFunction("lots")?.outputs ?? [];
    const values = output?.components?.map(({ type }, index) => {
      const bytes = /^bytes(\d+)$/.exec(type)?.[1];
      return bytes === undefined ? index + 1 : `0x${"ab".repeat(Number(bytes))}`;
    });
    const answer = abi.encodeFunctionResult("lots", [values]);
    const [decoded] = abi.decodeFunctionResult("lots", answer);
    for (const field of ["status", "disputes", "massGrams", "footprintGramsPerKilogram", "validUntil", "scheme"]) {
      expect(numberOf("Lots", "lots", field, answer), field).to.equal(Number(decoded[field]));
    }
  });

  it("are all there, and of a view that has them", () => {
    expect(() => wordOf("Lots", "heads", "count", `0x${"00".repeat(63)}`)).to.throw(
      RangeError,
      "ends before its count",
    );
    expect(() => wordOf("Lots", "heads", "colour", "0x")).to.throw("no colour");
    expect(() => wordOf("Lots", "uri", "", "0x")).to.throw("more than a word");
  });

  it("are those of each row where a view answers with a list", () => {
    const abi = contractInterface("Lots");
    const heads = [1, 2, 3].map((count) => ({ hash: `0x${`0${count}`.repeat(28)}`, count }));
    const answer = abi.encodeFunctionResult("headsOf", [heads]) as `0x${string}`;
    const rows = rowsOf("Lots", "heads", heads.length, answer);
    expect(
      rows.map((row) => ({
        hash: `0x${wordOf("Lots", "heads", "hash", row).slice(0, 56)}`,
        count: numberOf("Lots", "heads", "count", row),
      })),
    ).to.deep.equal(heads);
    expect(() => rowsOf("Lots", "heads", 2, answer)).to.throw(RangeError, "no list of 2 such rows");
    expect(() => rowsOf("Lots", "heads", 3, answer.slice(0, -1) as `0x${string}`)).to.throw(RangeError);
    expect(() => rowsOf("Lots", "heads", 3, "0x")).to.throw(RangeError);
  });

  it("say the same of a head, whichever contract keeps it", () => {
    const views = [
      ["Participants", "heads"],
      ["Schemes", "heads"],
      ["Quotas", "heads"],
      ["Policies", "termsHeads"],
      ["Policies", "allowanceHeads"],
      ["Attestations", "settingsHead"],
      ["Custody", "settingsHead"],
    ] as const;
    const answer = `0x${"ab".repeat(28)}00000000${"7".padStart(64, "0")}`;
    for (const [contract, view] of views) {
      for (const field of ["hash", "count"]) {
        expect(wordOf(contract, view, field, answer), `${contract}.${view}`).to.equal(
          wordOf("Lots", "heads", field, answer),
        );
      }
    }
  });
});
