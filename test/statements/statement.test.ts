import { expect } from "chai";
import { AbiCoder, type ParamType } from "ethers";
import fc from "fast-check";
import { contractInterface } from "../../src/ledger/contract-interfaces.ts";
import { carriedValues, plainValues } from "../../src/ledger/plain-values.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { kindOf, recordedStatementSchema, statementSchema, statementToWire } from "../../src/statements/statement.ts";
import { deep, times } from "../support/depth.ts";
import { anyStatement, statements } from "./arbitraries.ts";
import { exampleDeclaration } from "./examples.ts";

const kindNames = Object.keys(statementKinds) as StatementKindName[];

/** Fields that may be left out, which says "none". */
const mayBeNone = new Set(["report", "carrier", "seal", "units", "site", "purpose", "newKey", "withdrawnKey"]);

/** The same, of fields that other kinds cannot do without. */
const mayBeNoneOf: Partial<Record<StatementKindName, string[]>> = {
  "report-loss": ["evidence"],
  hold: ["holder", "evidence"],
  "hold-consignment": ["evidence"],
  permit: ["endUse"],
  "answer-challenge": ["other"],
  "record-finding": ["goodsCode", "labelOrigin", "seal", "evidence"],
  "link-finding": ["evidence"],
  "withdraw-finding": ["lot"],
};

/** The struct as the contract's ABI decoder hands it out: what an event would carry. */
function throughAbi(name: StatementKindName, args: unknown[]): Record<string, unknown> {
  const { contract, functionName } = kindOf(name);
  const inputs: readonly ParamType[] = contractInterface(contract).getFunction(functionName)?.inputs ?? [];
  const coder = AbiCoder.defaultAbiCoder();
  return plainValues(inputs, coder.decode(inputs, coder.encode(inputs, carriedValues(inputs, args))));
}

describe("statements", function () {
  if (deep) this.timeout(600_000);

  for (const name of kindNames) {
    it(`of kind ${name} keep every value from typed to wire, JSON, typed, struct and back`, () => {
      fc.assert(
        fc.property(statements[name] as typeof anyStatement, (statement) => {
          const wire = JSON.parse(JSON.stringify(statementToWire(statement)));
          const parsed = statementSchema.parse(wire);
          expect(parsed).to.deep.equal(statement);
          expect(JSON.parse(JSON.stringify(statementToWire(parsed)))).to.deep.equal(wire);
          const kind = kindOf(statement.kind);
          const args = throughAbi(name, kind.args(statement));
          expect(kind.decode(args.statement as Record<string, unknown>)).to.deep.equal(statement.message);
          expect(args.signature).to.equal(statement.signature);
        }),
        { numRuns: times(20, 2_000) },
      );
    });

    it(`of kind ${name} refuse every field that is unknown or missing, by its path`, () => {
      const [statement] = fc.sample(statements[name] as typeof anyStatement, { numRuns: 1, seed: 7 });
      if (statement === undefined) throw new Error("no sample");
      const wire = statementToWire(statement);
      expect(statementSchema.safeParse({ ...wire, extra: 1 }).success).to.equal(false);
      const message = wire.message as Record<string, unknown>;
      expect(statementSchema.safeParse({ ...wire, message: { ...message, extra: 1 } }).success).to.equal(false);
      for (const field of Object.keys(message)) {
        const { [field]: _, ...rest } = message;
        const result = statementSchema.safeParse({ ...wire, message: rest });
        expect(result.success, field).to.equal(
          (mayBeNone.has(field) && name !== "deposit") || mayBeNoneOf[name]?.includes(field) === true,
        );
        if (!result.success) expect(result.error.issues[0]?.path).to.deep.equal(["message", field]);
      }
    });
  }

  it("never fail with anything but a parse error, whatever the wire brings", () => {
    const nonsense = fc.oneof(fc.anything(), fc.bigInt(), fc.string(), fc.double());
    fc.assert(
      fc.property(anyStatement, nonsense, fc.nat(), (statement, value, position) => {
        const wire = statementToWire(statement);
        const message = wire.message as Record<string, unknown>;
        const field = Object.keys(message)[position % Object.keys(message).length] ?? "";
        const result = statementSchema.safeParse({ ...wire, message: { ...message, [field]: value } });
        if (result.success) expect(statementToWire(result.data).kind).to.equal(statement.kind);
      }),
      { numRuns: 300 },
    );
  });

  it("are read as recorded, without their witness", () => {
    fc.assert(
      fc.property(anyStatement, (statement) => {
        const { witness, ...wire } = statementToWire(statement);
        const parsed = recordedStatementSchema.parse(wire);
        expect(parsed.message).to.deep.equal(statement.message);
        if (witness !== undefined) expect(statementSchema.safeParse(wire).success).to.equal(false);
      }),
      { numRuns: 50 },
    );
  });

  it("take the contracts' zero for none", () => {
    const wire = statementToWire(exampleDeclaration());
    const message = wire.message as { content: Record<string, unknown> };
    const zero = `0x${"0".repeat(64)}`;
    const content = { ...message.content, quota: zero, documents: zero, replaces: zero };
    const parsed = statementSchema.parse({ ...wire, message: { ...message, content } }) as Statement<"declare">;
    expect(parsed.message.content).to.include({ quota: null, documents: null, replaces: null });
  });

  it("take addresses in lower case and give them with their checksum, and refuse a wrong checksum", () => {
    const wire = statementToWire(exampleDeclaration());
    const message = wire.message as Record<string, unknown>;
    const organisation = String(message.organisation);
    const parse = (value: string) =>
      statementSchema.safeParse({ ...wire, message: { ...message, organisation: value } });
    expect(parse(organisation.toLowerCase()).data?.message.organisation).to.equal(organisation);
    const wrong = organisation.replace(/[a-f]/, (letter) => letter.toUpperCase());
    expect(parse(wrong).error?.issues[0]?.message).to.contain("checksum");
  });

  it("describe themselves in two languages, with what matters", () => {
    const { describe: line } = kindOf("declare");
    const { en, zh } = line(exampleDeclaration().message);
    expect(en).to.contain("BO-2026-001").and.contain("25 t").and.contain("separated oxide").and.contain("Nd 85.5 %");
    expect(zh).to.contain("BO-2026-001").and.contain("25 t").and.contain("分离氧化物").and.contain("Nd 85.5 %");
    fc.assert(
      fc.property(anyStatement, (statement) => {
        const text = kindOf(statement.kind).describe(statement.message);
        expect(text.en).to.match(/^0x[0-9a-fA-F]{4}….{4} /);
        expect(text.zh).to.match(/[一-鿿]/);
      }),
    );
  });
});
