import { existsSync } from "node:fs";
import { expect } from "chai";
import { heavyFiles, waitingFiles } from "../../../scripts/test/heavy-files.ts";

describe("the files that have a place of their own", () => {
  it("are all there", () => {
    expect([...heavyFiles, ...waitingFiles].filter((file) => !existsSync(file))).to.deep.equal([]);
  });
});
