import { join } from "node:path";
import { hexlify, randomBytes } from "ethers";
import { type Manifest, writeManifest } from "../../src/ledger/manifest.ts";
import { contractNames } from "../../src/statements/contract-names.ts";

/** Writes a manifest of contracts that are nowhere, for commands that do not ask the ledger. */
export async function deployedManifest(folder: string): Promise<void> {
  const deployed = () => ({ address: hexlify(randomBytes(20)), codeHash: hexlify(randomBytes(32)) });
  await writeManifest(join(folder, "deployment.json"), {
    version: 1,
    chainId: 31_337,
    genesisHash: hexlify(randomBytes(32)),
    blockNumber: 1,
    governor: hexlify(randomBytes(20)),
    contracts: Object.fromEntries(contractNames.map((name) => [name, deployed()])) as Manifest["contracts"],
  });
}
