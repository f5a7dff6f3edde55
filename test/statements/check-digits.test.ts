import { expect } from "chai";
import { wrongCheckDigits } from "../../src/statements/check-digits.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import { kindOf } from "../../src/statements/statement.ts";
import { readWritten } from "../../src/statements/written.ts";

const names = Object.keys(statementKinds) as StatementKindName[];
const slip = "9520000000012";

/** What is found in a kind's example once some of it has been changed; on the wire, and typed. */
function foundIn(kind: StatementKindName, change: (text: string) => string) {
  const { codecs, example, messageSchema } = kindOf(kind);
  const wire = JSON.parse(change(JSON.stringify(example.message)));
  return { asWritten: readWritten(codecs, wire).faults, typed: wrongCheckDigits(codecs, messageSchema.parse(wire)) };
}

describe("check digits of a statement", () => {
  it("are right in every kind's example", () => {
    for (const kind of names) expect(foundIn(kind, (text) => text).typed, kind).to.deep.equal([]);
  });

  it("are told of in whatever kind a slip stands, by the field, as where it is written", () => {
    const told = names.map((kind) => {
      const { asWritten, typed } = foundIn(kind, (text) =>
        text.replaceAll(/690123400000\d|CSQU3054383/g, (number) => (number.startsWith("C") ? "CSQU3054384" : slip)),
      );
      expect(typed, kind).to.deep.equal(asWritten);
      return [kind, typed.map(({ path }) => path)] as const;
    });
    expect(Object.fromEntries(told.filter(([, paths]) => paths.length > 0))).to.deep.equal({
      assay: ["site"],
      attest: ["site"],
      declare: ["content.site"],
      deposit: ["site"],
      "record-finding": ["referenceNumber"],
      transform: ["outputs.0.content.site"],
      withdraw: ["outputs.0.content.site"],
    });
  });

  it("are not asked of a field that is left out, and are of a number with more digits than papers have", () => {
    const { codecs, example, messageSchema } = kindOf("assay");
    const found = (site: string | null) => wrongCheckDigits(codecs, messageSchema.parse({ ...example.message, site }));
    expect(found(null)).to.deep.equal([]);
    expect(found("95200000000129").map(({ text }) => text.en)).to.deep.equal([
      "expected the 13 digits of a Global Location Number",
    ]);
  });

  it("are told of in each entry of a list", () => {
    const { codecs, example, messageSchema } = kindOf("transform");
    const [output] = example.message.outputs as [{ content: object }];
    const wrong = { ...output, content: { ...output.content, site: slip } };
    const message = messageSchema.parse({ ...example.message, outputs: [output, wrong, wrong] });
    expect(wrongCheckDigits(codecs, message).map(({ path }) => path)).to.deep.equal([
      "outputs.1.content.site",
      "outputs.2.content.site",
    ]);
  });
});
