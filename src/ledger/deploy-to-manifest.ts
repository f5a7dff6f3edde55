import { rm } from "node:fs/promises";
import type { Hex } from "../domain/hex.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { checkManifest } from "./check-manifest.ts";
import { type DeployOptions, deployContracts } from "./deploy.ts";
import { type Manifest, partialManifestPath, readManifest, readPartialManifest, writeManifest } from "./manifest.ts";

/**
 * Deploys unless the manifest says it was done, and that checks out. An interrupted deployment is taken up where it ended.
 * @param path Where the manifest is, or is to be.
 * @throws Error if the manifest does not fit the chain; LedgerRefusal or RpcError if the deployment fails.
 */
export async function deployToManifest(
  rpc: Rpc,
  path: string,
  deployerKey: Hex,
  options: Pick<DeployOptions, "governor" | "uri" | "onProgress">,
): Promise<Manifest> {
  const existing = await readManifest(path);
  if (existing !== undefined) {
    await checkManifest(rpc, existing);
    return existing;
  }
  const partialPath = partialManifestPath(path);
  const manifest = await deployContracts(rpc, deployerKey, {
    ...options,
    resumeFrom: await readPartialManifest(partialPath),
    onStep: (done) => writeManifest(partialPath, done),
  });
  await writeManifest(path, manifest);
  await rm(partialPath, { force: true });
  return manifest;
}
