import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import { problems } from "../../src/http/plumbing/problems.ts";

const artifact = z.object({
  abi: z.array(
    z.discriminatedUnion("type", [
      z.object({ type: z.literal("error"), name: z.string(), inputs: z.array(z.object({ name: z.string() })) }),
      z.object({ type: z.enum(["constructor", "event", "function", "fallback", "receive"]) }),
    ]),
  ),
});

/** Every custom error of the contracts, with its values' names. */
function errorsOfContracts(): string[] {
  const found = new Set<string>();
  for (const path of globSync("artifacts/contracts/**/*.json")) {
    for (const item of artifact.parse(JSON.parse(readFileSync(path, "utf8"))).abi) {
      if (item.type === "error") found.add(`${item.name}(${item.inputs.map(({ name }) => name).join(", ")})`);
    }
  }
  return [...found].sort();
}

/** The first column of every table of the page. */
function rowsOfPage(): string[] {
  const page = readFileSync("docs/errors.md", "utf8");
  return [...page.matchAll(/^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, name = ""]) => name);
}

describe("docs/errors.md", () => {
  const rows = rowsOfPage();

  it("has a row for every error of the contracts, and for no other", () => {
    expect(rows.filter((row) => row.includes("(")).sort()).to.deep.equal(errorsOfContracts());
  });

  it("has a row for every problem of the service, and for no other", () => {
    expect(rows.filter((row) => !row.includes("(")).sort()).to.deep.equal(Object.keys(problems).sort());
  });
});
