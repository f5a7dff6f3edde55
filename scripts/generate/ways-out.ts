import { readFile } from "node:fs/promises";

/** data/ways-out.json: by error or problem, what docs/errors.md says that it means and what to do about it, as the command line tells it. */
export async function waysOutFile(): Promise<string> {
  const page = await readFile("docs/errors.md", "utf8");
  const rows = [...page.matchAll(/^\| `([A-Za-z-]+)(?:\([^`]*\))?` \| ([^|]+) \| ([^|]+) \|$/gm)];
  const entries = rows.map(([, name = "", when = "", todo = ""]) => [name, `${when} ${todo}`.replaceAll("`", "")]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
