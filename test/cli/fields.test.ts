import { expect } from "chai";
import { setField } from "../../src/cli/fields.ts";

describe("fields of a draft", () => {
  it("are set by path, as JSON where they are JSON", () => {
    const message = { content: { form: "ore" } };
    setField(message, "content.massGrams=5000");
    setField(message, "content.composition.Nd.partsPerHundredMillion=170000");
    setField(message, "lotNumber=L-1=a");
    setField(message, 'nonce="7"');
    expect(message).to.deep.equal({
      content: { form: "ore", massGrams: 5000, composition: { Nd: { partsPerHundredMillion: 170000 } } },
      lotNumber: "L-1=a",
      nonce: "7",
    });
  });

  it("are refused where there is no value, or no object to hold them", () => {
    expect(() => setField({}, "grams")).to.throw("field=value");
    expect(() => setField({ grams: 1 }, "grams.more=1")).to.throw("field=value");
  });

  it("change nothing but the message", () => {
    for (const pair of ['__proto__={"polluted":1}', "__proto__.polluted=1", "constructor.prototype.polluted=1"]) {
      const message = {};
      try {
        setField(message, pair);
      } catch {
        // Refused is as good.
      }
      expect("polluted" in {}, pair).to.equal(false);
      expect(Object.getPrototypeOf(message), pair).to.equal(Object.prototype);
    }
  });
});
