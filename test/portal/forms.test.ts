import { expect } from "chai";
import {
  begunForm,
  type Codecs,
  controlOf,
  emptyForm,
  type Written,
  type WrittenStruct,
} from "../../src/portal/forms/control.ts";
import { kindAskedFor, kindsByContract } from "../../src/portal/forms/kinds.ts";
import { faultsAt, inLedgerOrder, ownCodecs, readForm } from "../../src/portal/forms/read-form.ts";
import { en } from "../../src/portal/messages/en.ts";
import type { Codec } from "../../src/statements/codec.ts";
import { choiceLabel, fieldLabel, fieldWords } from "../../src/statements/field-words.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import { kindOf } from "../../src/statements/statement.ts";

const kinds = Object.keys(statementKinds) as StatementKindName[];
const chinese = /\p{Script=Han}/u;

/** Every field of a form, by the steps to it without those of lists. */
function fieldsOf(codecs: Codecs, at = ""): { path: string; codec: Codec<unknown> }[] {
  return Object.entries(codecs).flatMap(([name, codec]) => {
    const path = at === "" ? name : `${at}.${name}`;
    const inner = codec.items?.codecs ?? codec.codecs;
    return [{ path, codec }, ...(inner === undefined ? [] : fieldsOf(inner, path))];
  });
}

/** A value on the wire as somebody writes it into the form. */
function writtenOf(codec: Codec<unknown>, wire: unknown): Written {
  const control = controlOf(codec);
  if (control.by === "list") return (wire as unknown[]).map((entry) => writtenOf(control.item, entry));
  if (control.by === "struct") {
    return Object.fromEntries(
      Object.entries(control.codecs).map(([name, inner]) => [name, writtenOf(inner, (wire as never)[name])]),
    );
  }
  if (control.by === "yes-or-no") return wire === true ? "yes" : "no";
  if (control.by === "paragraph") {
    return Object.entries(wire as Record<string, Record<string, number>>)
      .map(([symbol, { partsPerHundredMillion, detectionLimit }]) =>
        partsPerHundredMillion === undefined
          ? `${symbol} <${(detectionLimit ?? 0) / 100} ppm`
          : `${symbol} ${partsPerHundredMillion / 100} ppm`,
      )
      .join(", ");
  }
  return Array.isArray(wire) ? wire.join(", ") : wire === null ? "" : String(wire);
}

const signs = {
  organisation: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
  key: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
  nonce: 2n ** 200n,
  validAfter: 1_790_000_000,
  validBefore: 1_790_086_400,
};

describe("the forms of statements", () => {
  it("are there for every kind, under a heading that has its words", () => {
    expect(kindsByContract.flatMap(([, group]) => group.map(({ name }) => name)).sort()).to.deep.equal(
      kinds.toSorted(),
    );
    expect(Object.keys(en.work.group).sort()).to.deep.equal(kindsByContract.map(([contract]) => contract).sort());
  });

  it("are found by what a desk offers, and by the fields that it knows", () => {
    for (const deed of Object.keys(en.step)) expect(kindAskedFor(deed, []), deed).to.not.equal(undefined);
    expect(kindAskedFor("examined", ["lot", "kind", "quantity"])).to.equal("attest");
    expect(kindAskedFor("examined", ["lot", "composition"])).to.equal("assay");
    expect(kindAskedFor("sent", ["lines.0.lot", "fromCountry"])).to.equal("dispatch");
    expect(kindAskedFor("hand-over", ["anything"])).to.equal("hand-over");
    expect(kindAskedFor("constructor", [])).to.equal(undefined);
  });

  it("have labels in both languages for every field, and for every choice", () => {
    const used = new Set<string>();
    for (const kind of kinds) {
      expect(statementKinds[kind].title.zh, kind).to.match(chinese);
      for (const { path, codec } of fieldsOf(ownCodecs(kind))) {
        const words = fieldLabel(kind, path);
        expect(words?.en, `${kind}.${path}`).to.match(/^[A-Z]/);
        expect(words?.zh, `${kind}.${path}`).to.match(chinese);
        for (const [name, each] of Object.entries(fieldWords)) if (each === words) used.add(name);
        const control = controlOf(codec);
        if (!("entries" in control)) continue;
        for (const entry of control.entries) expect(choiceLabel(entry)?.zh, `${path}: ${entry}`).to.match(chinese);
      }
    }
    expect(Object.keys(fieldWords).filter((name) => !used.has(name))).to.deep.equal([]);
  });

  for (const kind of kinds) {
    it(`take what somebody writes for ${kind}, and say what is missing`, () => {
      const codecs = ownCodecs(kind);
      const { message } = kindOf(kind).example;
      const written = Object.fromEntries(
        Object.entries(codecs).map(([name, codec]) => [name, writtenOf(codec, message[name])]),
      );
      const { statement, faults } = readForm(kind, written, signs);
      expect(faults).to.deep.equal([]);
      expect(statement?.message).to.deep.equal(
        (kindOf(kind).messageSchema as { parse(wire: unknown): unknown }).parse({
          ...message,
          ...signs,
          nonce: signs.nonce.toString(),
        }),
      );
      const empty = readForm(kind, emptyForm(codecs), signs);
      // All that a change of keys needs are times; everything else needs more.
      expect(empty.statement).to.equal(undefined);
      expect(empty.faults.length).to.be.above(0);
      for (const fault of empty.faults) expect(fault, fault.path).to.include({ isMissing: true });
    });
  }

  it("say in words what cannot be right, at the field", () => {
    const written = begunForm(ownCodecs("hand-over"), { grams: "1.5 tons", country: "cn" });
    const { faults } = readForm("hand-over", written, signs);
    const [grams] = faultsAt(faults, "grams");
    expect(grams?.text.en).to.contain("g, kg, t");
    expect(grams?.text.zh).to.match(chinese);
    expect(faultsAt(faults, "country")[0]?.text.en).to.equal("expected two capital letters, such as CN");
    const { faults: inContent } = readForm(
      "declare",
      begunForm(ownCodecs("declare"), { "content.composition": "Nd 85.5 %" }),
      signs,
    );
    expect(faultsAt(inContent, "content.composition").map(({ path }) => path)).to.include("content.composition.La");
  });

  it("take a field that may be left empty for none", () => {
    const { wire, faults } = readForm("dispatch", begunForm(ownCodecs("dispatch"), { fromCountry: "CN" }), signs);
    expect(wire.route).to.deep.equal([]);
    expect(faultsAt(faults, "route")).to.deep.equal([]);
  });

  it("say how a value was computed, as the command line does", () => {
    const written = begunForm(ownCodecs("retire"), { grams: "2 t wet with 10 % moisture" });
    const { wire, workings } = readForm("retire", written, signs);
    expect(wire.grams).to.equal(1_800_000);
    expect(workings.map(({ path }) => path)).to.deep.equal(["grams"]);
  });

  it("begin with what a link knows, in lists too, and with nothing that the kind has not", () => {
    const form = begunForm(ownCodecs("receive"), {
      consignment: "0x1",
      "receivedGrams.0": "1 g",
      "receivedGrams.1": "2 g",
      __proto__: "x",
      key: "stolen",
    } as Record<string, string>);
    expect(form).to.deep.include({ consignment: "0x1", receivedGrams: ["1 g", "2 g"] });
    expect(Object.keys(form)).to.not.include("key");
  });

  it("put lots into the order in which the ledger takes them", () => {
    const lines = [
      { lot: "0xB2", grams: "1" },
      { lot: "0xa1", grams: "2" },
    ];
    const ordered = inLedgerOrder(ownCodecs("dispatch"), { lines } as WrittenStruct);
    expect(ordered.lines).to.deep.equal(lines.toReversed());
  });
});
