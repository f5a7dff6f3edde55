import { expect } from "chai";
import fc from "fast-check";
import { repeatedName } from "../../src/domain/repeated-name.ts";

describe("a name that stands twice", () => {
  it("is found in its object, however it is written, and in no other", () => {
    const texts: [json: string, name: string | undefined][] = [
      ['{"a":1,"a":2}', "a"],
      ['{ "a" : 1 ,\n"b":{"c":[{"d":1 , "d" :2}]}}', "d"],
      [String.raw`{"a":1,"\u0061":2}`, "a"],
      [String.raw`{"\"":1,"\\":2,"\u0022":3}`, '"'],
      [String.raw`{"\\":"\\\"","\\\\":1,"\u005c":2}`, "\\"],
      ['{"":1,"":2}', ""],
      ['{"__proto__":1,"__proto__":2}', "__proto__"],
      ['{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}', undefined],
      [String.raw`{"a":"{\"a\":1,\"a\":2}","b":":","c":"\\"}`, undefined],
      ['["a","a",{"b":"b"}]', undefined],
      ['"a:a"', undefined],
      ["null", undefined],
    ];
    for (const [json, name] of texts) {
      JSON.parse(json);
      expect(repeatedName(json), json).to.equal(name);
    }
  });

  it("is none of whatever is written from values", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        expect(repeatedName(JSON.stringify(value, null, indent))).to.equal(undefined);
      }),
    );
  });

  it("is found behind and between whatever else an object has", () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string({ unit: "binary" }), fc.jsonValue()), {
      minLength: 1,
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), fc.jsonValue(), (all, which, where, value) => {
        const [name] = all[which % all.length] as [string, unknown];
        const pairs = all.map(([each, of]) => `${JSON.stringify(each)}:${JSON.stringify(of)}`);
        pairs.splice(where % (pairs.length + 1), 0, `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
        expect(repeatedName(`[0,{${pairs.join(" , ")}}]`)).to.equal(name);
      }),
    );
  });

  it("is soon looked for in a long text of quotes and backslashes, and in one that breaks off", () => {
    const long = `{"a":"${"\\\\".repeat(200_000)}","b":"${'\\"'.repeat(200_000)}"}`;
    expect(repeatedName(long)).to.equal(undefined);
    expect(repeatedName('{"a')).to.equal(undefined);
  });
});
