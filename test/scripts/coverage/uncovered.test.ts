import { expect } from "chai";
import { readLcov } from "../../../scripts/coverage/uncovered.ts";

describe("a coverage report", () => {
  it("tells of each source how many lines can run, and which never did", () => {
    const report =
      "TN:\nSF:contracts/A.sol\nDA:3,1\nDA:4,0\nLH:1\nLF:2\nend_of_record\nTN:\nSF:contracts/B.sol\nDA:7,2\n";
    expect(Object.fromEntries(readLcov(report))).to.deep.equal({
      "contracts/A.sol": { lines: 2, uncovered: [{ path: "contracts/A.sol", line: 4 }] },
      "contracts/B.sol": { lines: 1, uncovered: [] },
    });
  });
});
