import { expect } from "chai";
import { mutantsOf } from "../../../scripts/mutants/mutate.ts";
import { compile } from "../../../scripts/solidity/compile.ts";

describe("mutants", () => {
  const mutated = (body: string) => {
    const source = `// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n// 稀\ncontract C {\n${body}\n}\n`;
    const { sources, errors } = compile({ "C.sol": source }, { outputSelection: { "*": { "": ["ast"] } } });
    expect(errors.filter(({ severity }) => severity === "error")).to.deep.equal([]);
    return mutantsOf(source, sources["C.sol"]?.ast);
  };
  const changes = (body: string) => mutated(body).map(({ from, to }) => `${from} → ${to}`);

  it("shift a comparison, drop its refusal, and raise a number", () => {
    expect(changes("error E(); function f(uint256 a) external pure { if (a < 5) revert E(); }")).to.deep.equal([
      "if (a < 5) revert E() → if (false) revert E()",
      "a < 5 → a <= 5",
      "5 → 6",
    ]);
  });

  it("leave out a statement, exchange operators, arguments of one type and branches", () => {
    const body = `uint256 s;
      function g(uint256 a, uint256 b, bool c) private pure returns (uint256) { return c ? a : b; }
      function f(uint256 a, uint256 b) external { s = g(a, b, !(a == b)); }`;
    expect(changes(body)).to.deep.equal([
      "c ? a : b → c ? b : a",
      "s = g(a, b, !(a == b)) → ",
      "g(a, b, !(a == b)) → g(b, a, !(a == b))",
      "!(a == b) → (a == b)",
      "a == b → a != b",
    ]);
  });

  it("reach into assembly, and leave constants outside of functions alone", () => {
    const body = `uint256 constant N = 1 + 2;
      function f(uint256 a) external pure returns (uint256 b) { assembly { b := add(a, a) } }`;
    expect(changes(body)).to.deep.equal(["add(a, a) → sub(a, a)"]);
  });

  it("are the source but for the change, at its line", () => {
    const [mutant] = mutated("function f(bool a, bool b) external pure returns (bool) {\n return a && b; }");
    expect(mutant).to.include({ within: "f", line: 6 });
    expect(mutant?.source).to.include("// 稀\ncontract C").and.include("return a || b;");
  });
});
