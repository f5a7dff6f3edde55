import { expect } from "chai";
import fc from "fast-check";
import { bytesOf, bytesOfText, joined, toHex, writeHex, writeInteger } from "../../src/domain/bytes.ts";
import * as inBrowser from "../../src/domain/digits-in-browser.ts";

describe("byte arrays", () => {
  it("are written as hexadecimal digits and read back, as Node's own do it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const hex = `0x${Buffer.from(bytes).toString("hex")}`;
        expect(toHex(bytes)).to.equal(hex);
        expect(inBrowser.toHex(bytes)).to.equal(hex);
        expect(bytesOf(hex)).to.deep.equal(bytes);
        expect(bytesOf(hex.toUpperCase().replace("0X", "0x"))).to.deep.equal(bytes);
      }),
    );
  });

  it("are written in part and up to their end at most, wherever they stand in memory, on a server as in a browser", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 40 }),
        fc.nat(3),
        fc.nat(8),
        fc.nat(40),
        (all, from, start, end) => {
          const bytes = all.subarray(from);
          const digits = Array.from(bytes.slice(start, end), (byte) => byte.toString(16).padStart(2, "0"));
          const expected = `0x${digits.join("")}`;
          expect(toHex(bytes, start, end)).to.equal(expected);
          expect(toHex(Buffer.from(bytes), start, end)).to.equal(expected);
          expect(inBrowser.toHex(bytes, start, end)).to.equal(expected);
        },
      ),
    );
  });

  it("end where a text is no number, as Node's own do", () => {
    for (const text of ["0x12g4", "0x1", "0x", "0x1234é6", "0x12 4"]) {
      expect(bytesOf(text), text).to.deep.equal(Uint8Array.from(Buffer.from(text.slice(2), "hex")));
    }
    const target = new Uint8Array(3);
    expect(writeHex("0x1122334455", target, 1)).to.equal(2);
    expect(target).to.deep.equal(Uint8Array.of(0, 0x11, 0x22));
  });

  it("hold integers of up to 48 bits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (value) => {
        const bytes = new Uint8Array(8);
        writeInteger(value, bytes, 2);
        expect(BigInt(toHex(bytes))).to.equal(BigInt(value));
      }),
    );
  });

  it("are joined, and made of texts", () => {
    expect(joined(bytesOfText("Nd"), new Uint8Array(1), bytesOfText("钕"))).to.deep.equal(
      Uint8Array.from(Buffer.from("Nd\0钕")),
    );
  });
});
