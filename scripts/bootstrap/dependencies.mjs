import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runNpm } from "./npm.mjs";

/**
 * Whether node_modules holds what package-lock.json asks for on this machine.
 * @param {string} root
 */
export function dependenciesAreInstalled(root) {
  const stamp = stampPath(root);
  const wanted = stampOf(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return true;
  // A plain `npm install` keeps node_modules right without us: then only the stamp is behind.
  if (!npmLeftItRight(root)) return false;
  writeFileSync(stamp, wanted);
  return true;
}

/**
 * Installs by the lockfile, under the Node that will run it: npm under an older one silently skips optional binaries.
 * @param {{ root: string, node: string }} place
 */
export async function installDependencies({ root, node }) {
  rmSync(stampPath(root), { force: true });
  await runNpm(root, node, ["ci"], "installing dependencies");
  writeFileSync(stampPath(root), stampOf(root));
}

function stampPath(root) {
  return join(root, "node_modules", ".ytterby-lock");
}

function stampOf(root) {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  return `${process.platform}-${process.arch} ${lock}`;
}

function npmLeftItRight(root) {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const installed = packagesIn(join(root, "node_modules", ".package-lock.json"));
  if (wanted === undefined || installed === undefined) return false;
  return (
    Object.entries(wanted).every(([path, entry]) => {
      if (path === "") return true;
      const found = installed[path];
      return found === undefined ? !belongsHere(entry) : found.version === entry.version;
    }) && Object.keys(installed).every((path) => wanted[path] !== undefined)
  );
}

function packagesIn(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, "utf8")).packages;
  } catch {
    return undefined;
  }
}

// An optional package that names no platform may be missing because what asks for it does not belong here.
function belongsHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  if (os === undefined && cpu === undefined && libc === undefined) return false;
  return names(os, process.platform) && names(cpu, process.arch) && (libc === undefined || names(libc, thisLibc()));
}

function names(list, value) {
  return list === undefined || list.includes(value);
}

function thisLibc() {
  return process.report.getReport().header.glibcVersionRuntime === undefined ? "musl" : "glibc";
}
