import { join } from "node:path";
import { compileContracts, contractsAreCompiled } from "./contracts.mjs";
import { dependenciesAreInstalled, installDependencies } from "./dependencies.mjs";
import { withLock } from "./lock.mjs";
import { checkRunningNode, fetchNode, findNode } from "./toolchain.mjs";

/**
 * Makes sure of Node, dependencies and compiled contracts.
 * @param {string} root the project's folder
 * @returns {Promise<{ root: string, node: string }>} where to run, and the Node to run under
 */
export async function prepare(root) {
  checkRunningNode();
  const found = findNode(root);
  if (found !== undefined && dependenciesAreInstalled(root) && contractsAreCompiled(root)) return { root, node: found };

  return withLock(join(root, ".toolchain", "bootstrap.lock"), async () => {
    // Everything is asked again: whoever held the lock before us has probably done the work.
    const node = findNode(root) ?? (await fetchNode(root));
    const place = { root, node };
    if (!dependenciesAreInstalled(root)) await installDependencies(place);
    if (!contractsAreCompiled(root)) await compileContracts(place);
    return place;
  });
}
