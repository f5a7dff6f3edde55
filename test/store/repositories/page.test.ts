import { expect } from "chai";
import { decodeCursor, encodeCursor, pageOf } from "../../../src/store/repositories/page.ts";

const row = (block: bigint, log: number) => ({ block_number: block, log_index: log });

describe("pages", () => {
  it("end where no further row was found", () => {
    expect(pageOf([row(3n, 1), row(2n, 0)], 2)).to.deep.equal({ items: [row(3n, 1), row(2n, 0)] });
    expect(pageOf([], 2)).to.deep.equal({ items: [] });
  });

  it("go on behind their last row", () => {
    expect(pageOf([row(3n, 1), row(2n, 7), row(1n, 0)], 2)).to.deep.equal({
      items: [row(3n, 1), row(2n, 7)],
      next: { blockNumber: 2n, logIndex: 7, output: 0 },
    });
  });
});

describe("cursors", () => {
  it("come back from their text", () => {
    const cursor = { blockNumber: 123_456_789_012_345_678n, logIndex: 42, output: 3 };
    expect(decodeCursor(encodeCursor(cursor))).to.deep.equal(cursor);
  });

  for (const text of [
    "",
    "x",
    "MS4y=",
    encodeCursor({ blockNumber: 1n, logIndex: 2, output: 0 }).slice(1),
    btoa("01.2.0"),
    btoa("-1.2.0"),
  ]) {
    it(`are not read from "${text}"`, () => {
      expect(decodeCursor(text)).to.equal(undefined);
    });
  }
});
