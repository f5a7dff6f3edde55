import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { z } from "zod";
import type { CliError } from "../../src/cli/cli-error.ts";
import { parse } from "../../src/cli/statement-file.ts";
import { faultWords } from "../../src/statements/fault-words.ts";
import { kindOf } from "../../src/statements/statement.ts";

const chinese = /[\u4e00-\u9fff]/;

describe("what is wrong with a field", () => {
  const { message: example } = kindOf("declare").example;
  const complaints = (change: object) => {
    const { content } = example as { content: object };
    try {
      parse(
        kindOf("declare").messageSchema as z.ZodType,
        { ...example, content: { ...content, ...change } },
        "draft.json",
      );
    } catch (error) {
      return (error as CliError).items;
    }
    throw new Error("it was taken");
  };

  it("is said once for each field, by name, in the reader's language", () => {
    const { composition } = (example as { content: { composition: object } }).content;
    const { Pm: _, ...others } = composition as { Pm: object };
    const items = complaints({
      composition: { ...others, Nd: 5.6, La: { partsPerHundredMillion: 0 }, Ce: "<0.01", Pr: { detectionLimit: 1.5 } },
      deposit: "Mount Weld ",
      massGrams: "5 t",
      form: "powder",
      colour: "red",
    });
    const fields = items.map(({ en }) => en.split(":")[0]);
    expect([...new Set(fields)].sort()).to.deep.equal([
      "content.colour",
      "content.composition.Ce",
      "content.composition.La.partsPerHundredMillion",
      "content.composition.Nd",
      "content.composition.Pm",
      "content.composition.Pr.detectionLimit",
      "content.deposit",
      "content.form",
      "content.massGrams",
    ]);
    expect(items.length).to.equal(fields.length);
    for (const { en, zh } of items) {
      expect(en)
        .to.not.contain("Invalid input:")
        .and.to.not.match(/: Invalid input$/);
      expect(zh).to.match(chinese);
      expect(zh.split("：")[0]).to.equal(en.split(":")[0]);
    }
  });

  it("has its words in Chinese wherever a schema of a statement has words of its own", async () => {
    const folder = join(import.meta.dirname, "../../src/statements");
    const files = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".ts"));
    const missing = [];
    for (const path of files) {
      const source = await readFile(join(folder, path), "utf8");
      const own = [
        ...source.matchAll(/(?:regex|refine|addIssue)\([^;]*?["'`]((?:expected|the |an )[^"`]*?)["`]/gs),
      ].map(([, text = ""]) => text);
      missing.push(...own.filter((text) => !text.includes("${") && faultWords[text] === undefined));
    }
    expect(missing).to.deep.equal([]);
    for (const [en, zh] of Object.entries(faultWords)) expect(zh, en).to.match(chinese);
  });
});
