import { readFileSync } from "node:fs";
import { expect } from "chai";
import { generatedFiles } from "../../scripts/generate/generated-files.ts";

describe("generated files", () => {
  for (const { path, render } of generatedFiles) {
    it(`${path} is what the code gives (npm run generate)`, async () => {
      expect(readFileSync(path, "utf8")).to.equal(await render());
    });
  }
});
