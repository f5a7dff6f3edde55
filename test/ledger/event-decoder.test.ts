import { expect } from "chai";
import { eventDecoders } from "../../src/ledger/event-decoder.ts";

const word = "00".repeat(32);

describe("event decoder", () => {
  for (const [topic, { name, decode }] of eventDecoders("Participants")) {
    it(`refuses data of ${name} that is no hexadecimal bytes, and leaves nothing out`, () => {
      const topics = [topic, `0x${word}`, `0x${word}`, `0x${word}`];
      // Read to the first character that is none, these would be data of the right length.
      for (const data of [`0x${word.repeat(40)}zz`, `0x${word.repeat(40)}0`]) {
        expect(() => decode({ topics, data })).to.throw(RangeError, "no hexadecimal bytes");
      }
      expect(() => decode({ topics: [topic, `0x${word.slice(2)}zz`], data: "0x" })).to.throw(RangeError);
    });
  }
});
