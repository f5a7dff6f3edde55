import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BootstrapError } from "./bootstrap-error.mjs";
import { collect } from "./collect.mjs";
import { environmentUnder } from "./environment.mjs";
import { withProgress } from "./progress.mjs";

/** Everything that a page may be made of, and how. */
const sources = [
  ...["src/portal", "src/api", "src/client", "src/domain", "src/statements", "src/units", "data", "package-lock.json"],
  "scripts/bootstrap/portal.mjs",
];

/**
 * Whether the pages were built from the sources as they are now. A project without pages has nothing to build.
 * @param {string} root
 */
export function portalIsBuilt(root) {
  if (!existsSync(join(root, "src", "portal"))) return true;
  const stamp = stampPath(root);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprintOf(root);
}

/**
 * Builds the pages into dist/portal.
 * @param {{ root: string, node: string }} place
 */
export async function buildPortal(place) {
  const { root } = place;
  // Taken before building: a page edited meanwhile is built again next time.
  const fingerprint = fingerprintOf(root);
  rmSync(stampPath(root), { force: true });
  const { status, output } = await withProgress("building the portal", () =>
    collect(join(root, "node_modules", ".bin", "vite"), ["build", "src/portal", "--configLoader", "native"], {
      cwd: root,
      // Whoever asks may be a tool that has set it to something else: then everything would be built for developers.
      env: { ...environmentUnder(place), NODE_ENV: "production" },
    }),
  );
  if (status !== 0) {
    process.stderr.write(output);
    throw new BootstrapError("The portal does not build; the reason is above.");
  }
  writeFileSync(stampPath(root), fingerprint);
}

function stampPath(root) {
  return join(root, "dist", ".portal-stamp");
}

function fingerprintOf(root) {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((source) => filesIn(root, source))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function filesIn(root, path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
