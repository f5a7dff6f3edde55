import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { BootstrapError } from "./bootstrap-error.mjs";
import { prepare } from "./prepare.mjs";
import { runCommand } from "./run-command.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Prepares the project and runs the command, or says in one sentence on standard error why it cannot.
 * @param {string[]} commandLine the command and its arguments
 * @param {{ portal?: boolean }} [needs] whether the command serves the portal, so that it has to be built
 */
export async function bootstrap([command, ...args], { portal = false } = {}) {
  try {
    if (command === undefined)
      throw new BootstrapError("Usage: node scripts/bootstrap.mjs [--portal] <command> [arguments…]");
    await runCommand(await prepare(root, { portal }), command, args);
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
