import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { knownFindings, nameOf } from "../../../scripts/slither/known-findings.ts";

describe("known findings", () => {
  it("are called by their detector and what they are found in", () => {
    const local = "P.f(IP.T,uint256[17],bytes).applied (contracts/P.sol#118) is a local variable never initialized";
    expect(nameOf({ check: "uninitialized-local", description: local })).to.equal("uninitialized-local: P.f.applied");
    const state =
      "S._credits (contracts/S.sol#62-63) is never initialized. It is used in:\n\t- S.g(address) (contracts/S.sol#1)";
    expect(nameOf({ check: "uninitialized-state", description: state })).to.equal("uninitialized-state: S._credits");
    const call =
      "P._make(Process) (contracts/P.sol#70-88) ignores return value by C.check(content) (contracts/P.sol#75)";
    expect(nameOf({ check: "unused-return", description: call })).to.equal("unused-return: P._make");
    const entered = "Reentrancy in C.release(IC.R,bytes) (contracts/C.sol#9):\n\tExternal calls:\n\t- _authorise(a)";
    expect(nameOf({ check: "reentrancy-no-eth", description: entered })).to.equal("reentrancy-no-eth: C.release");
  });

  it("are those that the page gives a reason for", () => {
    const folder = mkdtempSync(join(tmpdir(), "ytterby-findings-"));
    const page = join(folder, "slither.md");
    writeFileSync(page, "| finding | why it is none |\n|---|---|\n| `a: C.f` | It is so. |\n| `b: C.g` |  |\n");
    expect([...knownFindings(page)]).to.deep.equal(["a: C.f"]);
    rmSync(folder, { recursive: true });
  });
});
