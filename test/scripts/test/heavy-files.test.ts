import { existsSync } from "node:fs";
import { expect } from "chai";
import { heavyFiles } from "../../../scripts/test/heavy-files.ts";

describe("the files that start first", () => {
  it("are all there", () => {
    expect(heavyFiles.filter((file) => !existsSync(file))).to.deep.equal([]);
  });
});
