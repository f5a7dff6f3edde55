import { readFileSync } from "node:fs";
import { expect } from "chai";

/** What a reader's browser runs to check a code. */
const entries = ["unit-code.ts", "unit-proof.ts", "lot-context.ts", "digital-link.ts"];

describe("checking a code", () => {
  it("needs nothing that a browser has not", () => {
    const sources = new Map<string, string>();
    const open = entries.map((name) => new URL(`../../src/units/${name}`, import.meta.url));
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (sources.has(next.pathname)) continue;
      const source = readFileSync(next, "utf8");
      sources.set(next.pathname, source);
      for (const [, type, from = ""] of source.matchAll(/^(?:import|export) (type )?[^;]*?from "([^"]+)";$/gm)) {
        if (type !== undefined) continue;
        if (from.startsWith(".")) open.push(new URL(from, next));
        else expect(from, next.pathname).to.equal("ethers");
      }
    }
    expect(sources.size).to.be.at.least(entries.length + 1);
    for (const [path, source] of sources) expect(source, path).to.not.match(/\bBuffer\b|\bprocess\.|node:|\brequire\(/);
  });
});
