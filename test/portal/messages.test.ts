import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { en } from "../../src/portal/messages/en.ts";
import { zh } from "../../src/portal/messages/zh.ts";

/** Texts by their whole key. */
function texts(catalogue: object, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([key, value]: [string, unknown]): [string, string][] =>
      typeof value === "string" ? [[prefix + key, value]] : [...texts(value as object, `${prefix}${key}.`)],
    ),
  );
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe("the portal's catalogues", () => {
  const [english, chinese] = [texts(en), texts(zh)];

  it("have every key in both languages, with something to say", () => {
    expect([...chinese.keys()].sort()).to.deep.equal([...english.keys()].sort());
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).to.not.equal("");
  });

  it("take the same values in both languages", () => {
    for (const [key, text] of english) {
      expect(placeholders(chinese.get(key) ?? ""), key).to.deep.equal(placeholders(text));
    }
  });

  it("are Chinese in Chinese", () => {
    const same = [...english].filter(([key, text]) => chinese.get(key) === text).map(([key]) => key);
    expect(same).to.deep.equal(["frame.name"]);
  });

  it("have no key that no page uses", () => {
    const sources = globSync("src/portal/**/*.{ts,tsx}").filter((path) => !path.includes("/messages/"));
    const source = sources.map((path) => readFileSync(path, "utf8")).join("\n");
    // A key may be put together: `check.${id}` uses every key of its section.
    const made = [...source.matchAll(/t\(\s*`([^`]*)`/g)].map(
      ([, pattern = ""]) => new RegExp(`^${pattern.replaceAll(".", "\\.").replace(/\$\{[^}]+\}/g, "[^.]+")}$`),
    );
    const unused = [...english.keys()].filter(
      (key) => !source.includes(`"${key}"`) && !made.some((pattern) => pattern.test(key)),
    );
    expect(unused).to.deep.equal([]);
  });

  it("leave no text to the pages themselves", () => {
    for (const path of globSync("src/portal/**/*.tsx")) {
      const source = readFileSync(path, "utf8");
      // Words between tags, and words in what is read out.
      expect(
        source.match(/>\s*[A-Za-z][a-z]+ [a-z]+[^<>{}]*<|(?:aria-label|title|alt|placeholder)="[^"]+"/g),
        path,
      ).to.equal(null);
    }
  });
});
