import { existsSync } from "node:fs";
import { expect } from "chai";
import { subjects } from "../../../scripts/mutants/subjects.ts";

describe("subjects of mutants", () => {
  it("have their sources and their tests", () => {
    const paths = Object.values(subjects).flatMap(({ path, deployed, tests }) => [
      path,
      `contracts/${deployed}.sol`,
      ...tests,
    ]);
    expect(paths.filter((path) => !existsSync(path))).to.deep.equal([]);
  });
});
