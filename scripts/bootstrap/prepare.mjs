import { join } from "node:path";
import { compileContracts, contractsAreCompiled } from "./contracts.mjs";
import { dependenciesAreInstalled, installDependencies } from "./dependencies.mjs";
import { withLock } from "./lock.mjs";
import { buildPortal, portalIsBuilt } from "./portal.mjs";
import { checkRunningNode, fetchNode, findNode } from "./toolchain.mjs";

/**
 * Makes sure of Node, dependencies and compiled contracts, and of the portal's pages where they are needed.
 * @param {string} root the project's folder
 * @param {{ portal: boolean }} needs
 * @returns {Promise<{ root: string, node: string }>} where to run, and the Node to run under
 */
export async function prepare(root, { portal }) {
  checkRunningNode();
  const found = findNode(root);
  const pagesAreReady = () => !portal || portalIsBuilt(root);
  if (found !== undefined && dependenciesAreInstalled(root) && contractsAreCompiled(root) && pagesAreReady())
    return { root, node: found };

  return withLock(join(root, ".toolchain", "bootstrap.lock"), async () => {
    // Everything is asked again: whoever held the lock before us has probably done the work.
    const node = findNode(root) ?? (await fetchNode(root));
    const place = { root, node };
    if (!dependenciesAreInstalled(root)) await installDependencies(place);
    if (!contractsAreCompiled(root)) await compileContracts(place);
    if (!pagesAreReady()) await buildPortal(place);
    return place;
  });
}
