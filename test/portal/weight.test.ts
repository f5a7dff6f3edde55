import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { built, withPortal } from "./build.ts";

const MOST_BYTES = 150 * 1024;

describe("the weight of the portal", () => {
  withPortal();

  const assets = () => readdirSync(join(built, "assets"));
  const read = (name: string) => readFileSync(join(built, name), "utf8");

  /** Names of assets that a chunk imports at once. */
  function importsOf(name: string): string[] {
    return [...read(join("assets", name)).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+)["']/g)].map(
      ([, to = ""]) => to,
    );
  }

  /** Everything that has to be there before a page shows. */
  function neededFor(page: string): Set<string> {
    const open = [
      ...[...read("index.html").matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name = ""]) => name),
      // After its name stands a hash of eight characters: other chunks' names may begin as the page's does.
      ...assets().filter((name) => name.startsWith(`${page}-`) && name.length === `${page}-12345678.js`.length),
      // The larger catalogue.
      ...assets().filter((name) => name.startsWith("zh-") && name.endsWith(".js")),
    ];
    const needed = new Set<string>();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (needed.has(name)) continue;
      needed.add(name);
      if (name.endsWith(".js")) open.push(...importsOf(name));
    }
    return needed;
  }

  for (const page of ["verify", "lot"]) {
    it(`is under 150 KB compressed before the page "${page}" shows, even by gzip`, () => {
      const needed = neededFor(page);
      expect([...needed].some((name) => name.startsWith(`${page}-`))).to.equal(true);
      expect([...needed].some((name) => name.endsWith(".css"))).to.equal(true);
      const bytes = [...needed].reduce((sum, name) => sum + statSync(join(built, "assets", `${name}.gz`)).size, 0);
      expect(bytes)
        .to.be.above(50 * 1024)
        .and.at.most(MOST_BYTES);
    });
  }

  it("has no style or script in the page itself, and nothing from elsewhere", () => {
    const page = read("index.html");
    expect(page).to.not.match(/<style|style=|<script(?![^>]*\ssrc=)/);
    expect(page.match(/(?:src|href)="(?!\/assets\/)[^"]*"/g)).to.equal(null);
  });
});
