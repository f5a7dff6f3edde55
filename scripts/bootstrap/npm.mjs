import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { BootstrapError } from "./bootstrap-error.mjs";
import { collect } from "./collect.mjs";
import { withProgress } from "./progress.mjs";

const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED|ERR_SOCKET_TIMEOUT)\b/;

/**
 * Runs npm under the given Node, showing progress and keeping its own output in a log.
 * @param {string} root the project's folder
 * @param {string} node path of the Node to run npm's script with
 * @param {string[]} args npm's arguments
 * @param {string} what the work, for people: "installing dependencies"
 */
export async function runNpm(root, node, args, what) {
  const script = findNpm();
  const { status, output } = await withProgress(what, () =>
    collect(node, [script, ...args, "--no-audit", "--no-fund", "--loglevel=warn"], {
      cwd: root,
      env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` },
    }),
  );
  if (status === 0) return;

  const log = join(root, ".toolchain", "npm.log");
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, output);
  throw new BootstrapError(
    UNREACHABLE.test(output)
      ? `The npm registry cannot be reached, and ${what} needs it this once (npm's own words are in .toolchain/npm.log): ` +
          "go online and run the command again."
      : `npm failed while ${what}; what it said is in .toolchain/npm.log.`,
  );
}

function findNpm() {
  const candidates = [process.env.npm_execpath, ...onPath("npm"), bundledNpm()];
  for (const candidate of candidates) {
    if (candidate === undefined || !existsSync(candidate)) continue;
    const script = realpathSync(candidate);
    if (basename(script) === "npm-cli.js") return script;
  }
  throw new BootstrapError(
    "Ytterby needs npm, and none was found on the PATH: install it beside Node and run the command again.",
  );
}

function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
}

function bundledNpm() {
  return join(dirname(dirname(process.execPath)), "lib", "node_modules", "npm", "bin", "npm-cli.js");
}
