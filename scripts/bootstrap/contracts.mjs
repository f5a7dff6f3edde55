import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BootstrapError } from "./bootstrap-error.mjs";
import { collect } from "./collect.mjs";
import { environmentUnder } from "./environment.mjs";
import { withProgress } from "./progress.mjs";

/**
 * Whether artifacts and types were made from the contracts, the compiler and the settings as they are now.
 * @param {string} root
 */
export function contractsAreCompiled(root) {
  const stamp = stampPath(root);
  return existsSync(stamp) && existsSync(join(root, "types")) && readFileSync(stamp, "utf8") === fingerprintOf(root);
}

/**
 * Compiles the contracts and generates their types. Solidity tests are compiled when they run.
 * @param {{ root: string, node: string }} place
 */
export async function compileContracts(place) {
  const { root } = place;
  // Taken before compiling: a contract edited meanwhile is compiled again next time.
  const fingerprint = fingerprintOf(root);
  rmSync(stampPath(root), { force: true });
  // The generator never removes the types of a contract that is gone.
  rmSync(join(root, "types"), { recursive: true, force: true });
  const { status, output } = await withProgress("compiling contracts", () =>
    collect(join(root, "node_modules", ".bin", "hardhat"), ["build", "--no-tests"], {
      cwd: root,
      env: environmentUnder(place),
    }),
  );
  if (status !== 0) {
    process.stderr.write(output);
    throw new BootstrapError("The contracts do not compile; the compiler's words are above.");
  }
  mkdirSync(join(root, "artifacts"), { recursive: true });
  writeFileSync(stampPath(root), fingerprint);
}

function stampPath(root) {
  return join(root, "artifacts", ".stamp");
}

function fingerprintOf(root) {
  const hash = createHash("sha256");
  const sources = ["contracts", join("test", "contracts", "mocks")].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true })
          .filter((name) => name.endsWith(".sol"))
          .sort()
          .map((name) => join(folder, name))
      : [],
  );
  for (const path of [...sources, "hardhat.config.ts", "package-lock.json"]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
