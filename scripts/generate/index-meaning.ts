import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

/** Where events become rows of the index: folds, and rules over what is final. */
const folders = ["src/indexer/folds", "src/alerts/rules"];
const files = ["src/indexer/decode-log.ts", "src/indexer/fold-block.ts", "src/alerts/all-rules.ts"];

/**
 * data/index-meaning.json: a hash of the code that says what rows of the index mean, so that an index that was made by other code is
 * read again. Comments and line breaks change nothing of it. What the code imports counts where it is of `domain`, which has the
 * formulas; statements and events have their names in the tables, or their own tests.
 */
export async function indexMeaningFile(): Promise<string> {
  const own = (await Promise.all(folders.map((folder) => readdir(folder)))).flatMap((names, index) =>
    names.filter((name) => name.endsWith(".ts")).map((name) => join(folders[index] ?? "", name)),
  );
  const sources = new Map(await Promise.all([...own, ...files].map(readSource)));
  const formulas = new Set([...sources].flatMap(([path, source]) => domainImports(path, source)));
  const all = new Map([...sources, ...(await Promise.all([...formulas].map(readSource)))]);
  const hash = createHash("sha256");
  for (const path of [...all.keys()].sort()) hash.update(`${path}\n${bare(all.get(path) ?? "")}\n`);
  return `${JSON.stringify({ meaning: hash.digest("hex") }, null, 2)}\n`;
}

async function readSource(path: string): Promise<[string, string]> {
  return [path, await readFile(path, "utf8")];
}

/** Modules of `domain` of which a file imports more than types. */
function domainImports(path: string, source: string): string[] {
  const imports = source.matchAll(/^import (?!type)[^;]*? from "(\.[^"]+)"/gm);
  return [...imports]
    .map(([, from = ""]) => normalize(join(dirname(path), from)))
    .filter((imported) => imported.startsWith("src/domain/"));
}

/** A source without comments that have lines of their own, and without its layout. */
function bare(source: string): string {
  return source
    .replaceAll(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, "")
    .replaceAll(/^\s*\/\/.*$/gm, "")
    .replaceAll(/\s+/g, " ");
}
