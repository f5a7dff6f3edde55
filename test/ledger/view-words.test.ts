import { expect } from "chai";
import { contractInterface } from "../../src/ledger/contract-interfaces.ts";
import { numberOf, wordOf } from "../../src/ledger/view-words.ts";

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
