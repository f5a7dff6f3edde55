import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILE = /`((?:[\w.-]+\/)+[\w.-]+\.(?:test\.ts|behavior\.ts|t\.sol))`/;

/** A test that a page names: its file below `test/`, and its title, in which `…` stands for anything. */
export interface NamedTest {
  file: string;
  title: string;
}

/** Every test that a page names: a file in backquotes, and titles in quotation marks behind it up to the next file or cell. */
export function namedTests(page: string): NamedTest[] {
  return page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .flatMap((line) => line.split("|"))
    .flatMap((cell) => {
      const [, ...parts] = cell.split(new RegExp(FILE, "g"));
      return parts.flatMap((file, i) =>
        i % 2 === 0 ? [...(parts[i + 1] ?? "").matchAll(/"([^"]+)"/g)].map(([, title = ""]) => ({ file, title })) : [],
      );
    });
}

/** Whether there is a test of that file and title; in Solidity a function of the file or of those beside it. */
export function testExists({ file, title }: NamedTest, root: string): boolean {
  const path = join(root, "test", file);
  if (!existsSync(path)) return false;
  if (file.endsWith(".sol")) {
    const sources = beside(path).map((source) => readFileSync(source, "utf8"));
    return sources.some((source) => source.includes(`function ${title}(`));
  }
  const pattern = title
    .split("…")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".+");
  return new RegExp(`\\bit\\(\\s*["'\`]${pattern}["'\`],`).test(readFileSync(path, "utf8"));
}

/** A Solidity test and what it is made of: the files beside it that it imports, and those that they import. */
function beside(path: string, found = new Set<string>()): string[] {
  if (found.has(path)) return [];
  found.add(path);
  const names = [...readFileSync(path, "utf8").matchAll(/from "(\.\/\w+\.sol)"/g)].map(([, name = ""]) => name);
  return [path, ...names.flatMap((name) => beside(join(dirname(path), name), found))];
}
