import { expect } from "chai";
import fc from "fast-check";
import { normaliseText, shown, shownIn, shownJson, textFault } from "../../src/domain/plain-text.ts";
import { hostile, visible } from "../fixtures/hostile-texts.ts";

describe("text that participants write", () => {
  for (const [name, text] of Object.entries(hostile)) {
    it(`is refused on the way in, and escaped on the way out, with a character of the kind ${name}`, () => {
      expect(textFault(text)?.en).to.contain("hidden character U+");
      expect(shown(text))
        .to.match(visible)
        .and.to.match(/\\u\{[0-9A-F]+\}/);
      const json = shownJson(JSON.stringify({ [text]: text }));
      expect(json).to.match(visible);
      expect(JSON.parse(json)).to.deep.equal({ [text]: text });
    });
  }

  it("is left as it is where everybody writes so", () => {
    for (const text of [
      "Mount Weld",
      "白云鄂博矿区一号",
      "Kvanefjeld (Narsaq)",
      "Ytterby – gruva",
      "Հայաստան",
      "कडप्पा",
      "Lāčplēsis",
    ]) {
      expect(textFault(text), text).to.equal(undefined);
      expect(shown(text)).to.equal(text);
    }
  });

  it("is told how to be written where it is in no normal form", () => {
    for (const [text, normal] of [
      ["Mount Weld ", "Mount Weld"],
      [" Mount  Weld", "Mount Weld"],
      ["Mount\u00a0Weld", "Mount Weld"],
      ["Va\u0308stra", "Västra"],
    ] as const) {
      expect(textFault(text)).to.include({
        en: `expected text in normal form (Unicode NFC, single spaces, none at its ends): write "${normal}"`,
      });
      expect(normaliseText(text)).to.equal(normal);
      expect(textFault(normal)).to.equal(undefined);
    }
    expect(textFault("  ")?.en).to.contain("empty");
    expect(textFault("\ud800")?.zh).to.be.a("string");
    expect(textFault(`a${"\u0323".repeat(5)}`)?.en).to.contain("four marks");
  });

  it("never hides anything once it is shown, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(shown(text)).to.match(visible);
        expect(shown(shown(text))).to.equal(shown(text));
        expect(JSON.parse(shownJson(JSON.stringify(text)))).to.equal(text);
      }),
    );
  });

  it("is shown everywhere in a document", () => {
    const document = { name: hostile.escape, list: [1, null, { [hostile["line break"]]: true }] };
    expect(JSON.stringify(shownIn(document))).to.match(visible);
  });
});
