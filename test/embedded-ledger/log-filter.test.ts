import { expect } from "chai";
import { logMatcher, readFilter } from "../../src/embedded-ledger/log-filter.ts";

const [a, b, c] = ["0xAA", "0xbb", "0xcc"] as const;
const log = { address: "0xaBcD", topics: ["0xaa", "0xBB"], data: "0x" };

describe("log filter", () => {
  const cases: [string, object, boolean][] = [
    ["nothing", {}, true],
    ["null for address and topics", { address: null, topics: null }, true],
    ["the address in another case", { address: "0xABCD" }, true],
    ["another address", { address: "0xabce" }, false],
    ["one of several addresses", { address: ["0x01", "0xabcd"] }, true],
    ["none of several addresses", { address: ["0x01", "0x02"] }, false],
    ["no addresses", { address: [] }, true],
    ["no topics", { topics: [] }, true],
    ["the first topic", { topics: [a] }, true],
    ["another first topic", { topics: [b] }, false],
    ["the second topic", { topics: [null, b] }, true],
    ["another second topic", { topics: [null, a] }, false],
    ["one of several topics", { topics: [[c, a]] }, true],
    ["none of several topics", { topics: [[c, b]] }, false],
    ["any topic, by an empty list", { topics: [[], b] }, true],
    ["more topics than there are", { topics: [a, b, null] }, false],
  ];
  for (const [asked, filter, matches] of cases) {
    it(`that asks for ${asked} is ${matches ? "" : "not "}met`, () => {
      const read = readFilter(filter);
      expect(read && logMatcher(read)(log)).to.equal(matches);
    });
  }

  it("is none if it is malformed", () => {
    for (const value of [undefined, "0x", { address: 5 }, { topics: "0xaa" }, { fromBlock: 3 }]) {
      expect(readFilter(value)).to.equal(undefined);
    }
  });
});
