import { readFileSync } from "node:fs";
import { expect } from "chai";
import { allRules, allSurveys } from "../../src/alerts/all-rules.ts";

describe("docs/alerts.md", () => {
  it("has a row for every rule and survey, with its severity, in their order, and for no other", () => {
    const page = readFileSync("docs/alerts.md", "utf8");
    const rows = [...page.matchAll(/^\| `([^`]+)` \| ([a-z]+) \| [^|]+ \| [^|]+ \|$/gm)].map(([, name, severity]) => ({
      name,
      severity,
    }));
    expect(rows).to.deep.equal([...allRules, ...allSurveys].map(({ name, severity }) => ({ name, severity })));
  });
});
