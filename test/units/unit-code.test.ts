import { expect } from "chai";
import fc from "fast-check";
import { maximumUnits, readUnitCode, unitCodeAlphabet, writeUnitCode } from "../../src/units/unit-code.ts";
import { refusal } from "./refusal.ts";

const units = fc.record({
  index: fc.bigInt({ min: 0n, max: maximumUnits - 1n }),
  tag: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
});

describe("unit codes", () => {
  // A third of a million refusals are caught here, and where each was made nobody reads.
  const { stackTraceLimit } = Error;
  before(() => {
    Error.stackTraceLimit = 0;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it("read as they were written, in twenty symbols", () => {
    fc.assert(
      fc.property(units, (unit) => {
        const code = writeUnitCode(unit);
        expect(code).to.match(/^[0-9A-HJKMNP-TV-Z]{20}$/);
        expect(readUnitCode(code)).to.deep.equal(unit);
      }),
    );
    for (const index of [0n, maximumUnits - 1n]) {
      for (const tag of [0n, 2n ** 64n - 1n]) {
        expect(readUnitCode(writeUnitCode({ index, tag }))).to.deep.equal({ index, tag });
      }
    }
  });

  it("catch every error in one symbol", () => {
    fc.assert(
      fc.property(units, (unit) => {
        const code = writeUnitCode(unit);
        for (let place = 0; place < code.length; place++) {
          for (const letter of unitCodeAlphabet) {
            if (letter === code.charAt(place)) continue;
            const wrong = code.slice(0, place) + letter + code.slice(place + 1);
            expect(refusal(() => readUnitCode(wrong))).to.equal("check-symbol");
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("catch every exchange of two neighbours, whatever they are and wherever they stand", function () {
    this.timeout(60_000);
    let tried = 0;
    const zeros = "0".repeat(20);
    for (let place = 0; place < 19; place++) {
      for (const a of unitCodeAlphabet) {
        for (const b of unitCodeAlphabet) {
          const right = completed(zeros.slice(0, place) + a + b + zeros.slice(place + 2), place);
          if (right === null || a === b) continue;
          const wrong = right.slice(0, place) + b + a + right.slice(place + 2);
          expect(refusal(() => readUnitCode(wrong))).to.equal("check-symbol");
          tried += 1;
        }
      }
    }
    // The first symbol is less than 16, since the index has 30 bits.
    expect(tried).to.equal(16 * 31 + 18 * 32 * 31);
  });

  it("forgive case, spaces, hyphens and confused letters", () => {
    const unit = { index: 1n, tag: 0x0123_4567_89ab_cdefn };
    const code = writeUnitCode(unit);
    expect(readUnitCode(code.toLowerCase())).to.deep.equal(unit);
    expect(readUnitCode(code.replaceAll("0", "O").replaceAll("1", "l"))).to.deep.equal(unit);
    expect(readUnitCode(code.replaceAll("0", "o").replaceAll("1", "I"))).to.deep.equal(unit);
    expect(readUnitCode(`${code.slice(0, 5)}-${code.slice(5, 10)} ${code.slice(10)}`)).to.deep.equal(unit);
  });

  it("tell apart what is wrong", () => {
    const code = writeUnitCode({ index: 5n, tag: 7n });
    expect(refusal(() => readUnitCode(code.slice(1)))).to.equal("length");
    expect(refusal(() => readUnitCode(`${code}0`))).to.equal("length");
    expect(refusal(() => readUnitCode(`U${code.slice(1)}`))).to.equal("symbol");
    expect(refusal(() => readUnitCode(""))).to.equal("length");
    expect(refusal(() => writeUnitCode({ index: maximumUnits, tag: 0n }))).to.equal("index");
    expect(refusal(() => writeUnitCode({ index: -1n, tag: 0n }))).to.equal("index");
    expect(refusal(() => writeUnitCode({ index: 0n, tag: 2n ** 64n }))).to.equal("tag");
  });

  it("refuse an index of more than 30 bits even where the check symbol fits", () => {
    const codes = Array.from(unitCodeAlphabet, (check) => `G${"0".repeat(18)}${check}`);
    expect(codes.map((code) => refusal(() => readUnitCode(code))).filter((fault) => fault === "index")).to.have.length(
      1,
    );
  });
});

/** A valid code with the two symbols at `place`, by trying another symbol far from them; null where none fits. */
function completed(symbols: string, place: number): string | null {
  const free = place === 18 ? 10 : 19;
  for (const letter of unitCodeAlphabet) {
    const code = symbols.slice(0, free) + letter + symbols.slice(free + 1);
    if (refusal(() => readUnitCode(code)) === null) return code;
  }
  return null;
}
