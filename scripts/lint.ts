// Everything that reads the sources and complains. All of them run, so that one look shows all complaints.
//
//   npm run lint
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";

const solidity = globSync(["contracts/**/*.sol", "test/**/*.sol"]).sort();

const linters: [command: string, ...args: string[]][] = [
  ["biome", "check", "--error-on-warnings"],
  ["solhint", "--noPoster", "--disc", "--max-warnings", "0", ...solidity],
  ["prettier", "--check", ...solidity],
  ["knip"],
];

let failed = 0;
for (const [command, ...args] of linters) {
  console.log(`== ${command}`);
  if (spawnSync(command, args, { stdio: "inherit" }).status !== 0) failed += 1;
}
if (failed > 0) console.error(`${failed} of ${linters.length} linters complain.`);
process.exitCode = failed === 0 ? 0 : 1;
