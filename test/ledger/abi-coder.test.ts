import { expect } from "chai";
import { AbiCoder, type ParamType } from "ethers";
import fc from "fast-check";
import { abiDecoder, abiEncoder } from "../../src/ledger/abi-coder.ts";
import { contractInterface } from "../../src/ledger/contract-interfaces.ts";
import { carriedValues, plainValues } from "../../src/ledger/plain-values.ts";
import type { StatementKindName } from "../../src/statements/registry.ts";
import { kindOf } from "../../src/statements/statement.ts";
import { anyStatement } from "../statements/arbitraries.ts";

const reference = AbiCoder.defaultAbiCoder();

function inputsOf(name: StatementKindName): readonly ParamType[] {
  const { contract, functionName } = kindOf(name);
  return contractInterface(contract).getFunction(functionName)?.inputs ?? [];
}

describe("the ABI coder", () => {
  it("encodes as ethers does", () => {
    fc.assert(
      fc.property(anyStatement, (statement) => {
        const inputs = inputsOf(statement.kind);
        const args = kindOf(statement.kind).args(statement);
        const encoded = abiEncoder(inputs, Buffer.from("abcd", "hex"))(args);
        expect(`0x${encoded.toString("hex")}`).to.equal(
          `0xabcd${reference.encode(inputs, carriedValues(inputs, args)).slice(2)}`,
        );
      }),
      { numRuns: 200 },
    );
  });

  it("decodes as ethers does", () => {
    fc.assert(
      fc.property(anyStatement, (statement) => {
        const inputs = inputsOf(statement.kind);
        const data = reference.encode(inputs, carriedValues(inputs, kindOf(statement.kind).args(statement)));
        const values = abiDecoder(inputs)(Buffer.from(data.slice(2), "hex"));
        const expected = Object.values(plainValues(inputs, reference.decode(inputs, data)));
        expect(values).to.deep.equal(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("throws RangeError, and nothing else, on data that is cut or changed", () => {
    fc.assert(
      fc.property(anyStatement, fc.nat(), fc.nat(255), (statement, position, byte) => {
        const inputs = inputsOf(statement.kind);
        const data = Buffer.from(
          reference.encode(inputs, carriedValues(inputs, kindOf(statement.kind).args(statement))).slice(2),
          "hex",
        );
        const changed = Buffer.from(data);
        changed[position % data.length] = byte;
        for (const broken of [changed, data.subarray(0, position % data.length)]) {
          try {
            abiDecoder(inputs)(broken);
          } catch (error) {
            expect(error).to.be.instanceOf(RangeError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
