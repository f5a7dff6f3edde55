import { keccak256 } from "ethers";
import { parseQuantity, type Rpc } from "../rpc/rpc.ts";
import { contractNames } from "../statements/contract-names.ts";
import type { Manifest, PartialManifest } from "./manifest.ts";

/**
 * Compares a manifest, or a deployment under way, with the chain it is used on.
 * @throws Error, one clear sentence, if the chain is another one or a contract's code is not what was deployed.
 */
export async function checkManifest(rpc: Rpc, manifest: Manifest | PartialManifest): Promise<void> {
  const chainId = parseQuantity(await rpc.call("eth_chainId", []));
  if (chainId !== BigInt(manifest.chainId)) {
    throw new Error(`The node serves chain ${chainId}, but the contracts were deployed on chain ${manifest.chainId}.`);
  }
  const genesisHash = await readGenesisHash(rpc);
  if (genesisHash !== manifest.genesisHash) {
    throw new Error(
      `The node's chain ${chainId} begins with block ${genesisHash}, but the contracts were deployed on one that begins with ${manifest.genesisHash}.`,
    );
  }
  for (const name of contractNames) {
    const deployed = manifest.contracts[name];
    if (deployed === undefined) continue;
    const code = await readCode(rpc, deployed.address);
    if (code === "0x") throw new Error(`No contract ${name} is at ${deployed.address} on chain ${chainId}.`);
    if (keccak256(code) !== deployed.codeHash) {
      throw new Error(`The code of ${name} at ${deployed.address} is not the code that was deployed there.`);
    }
  }
}

/** Hash of block 0, which tells two chains of the same id apart. */
export async function readGenesisHash(rpc: Rpc): Promise<string> {
  const block = await rpc.call("eth_getBlockByNumber", ["0x0", false]);
  if (typeof block !== "object" || block === null || !("hash" in block) || typeof block.hash !== "string") {
    throw new Error("The node does not know block 0.");
  }
  return block.hash;
}

/** Code of an account, `0x` if it has none. */
export async function readCode(rpc: Rpc, address: string): Promise<string> {
  const code = await rpc.call("eth_getCode", [address, "latest"]);
  if (typeof code !== "string") throw new Error("The node answered eth_getCode with something that is no code.");
  return code;
}
