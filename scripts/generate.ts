// Writes the files that are made from the code; with --check only says which are stale, and fails if one is.
//
//   npm run generate [-- --check]
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { generatedFiles } from "./generate/generated-files.ts";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });

const stale: string[] = [];
for (const { path, render } of generatedFiles) {
  const content = await render();
  if (existsSync(path) && readFileSync(path, "utf8") === content) continue;
  stale.push(path);
  if (!values.check) writeFileSync(path, content);
}

if (stale.length === 0) console.log(`${generatedFiles.length} generated files are up to date.`);
else if (!values.check) console.log(`Written: ${stale.join(", ")}.`);
else {
  console.error(`Stale: ${stale.join(", ")}. Run "npm run generate".`);
  process.exitCode = 1;
}
