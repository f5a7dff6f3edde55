// Deploys the contracts on a network, once, and writes the manifest that the service connects with.
//
//   YTTERBY_RPC_URL=… npm run deploy -- --key <keystore file> --uri <metadata URI> [--governor <address>]
//
// Run again, it takes up what was interrupted, and does nothing where the manifest checks out.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { getAddress, isAddress, Wallet } from "ethers";
import { readConfig } from "../src/config/config.ts";
import { deployToManifest } from "../src/ledger/deploy-to-manifest.ts";
import { parseQuantity, Rpc } from "../src/rpc/rpc.ts";

try {
  await deploy();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function deploy(): Promise<void> {
  const { values } = parseArgs({
    options: { key: { type: "string" }, uri: { type: "string" }, governor: { type: "string" } },
  });
  const config = readConfig(process.env);
  if (config.rpcUrls === undefined) throw new Error("Set YTTERBY_RPC_URL to the network's JSON-RPC address.");
  const { key, uri, governor } = values;
  if (key === undefined) throw new Error("Name the deployer's encrypted keystore file: --key <file>.");
  if (!uri?.includes("{id}")) throw new Error("Give the metadata URI, with {id} for a lot's id: --uri <URI>.");
  if (governor !== undefined && !isAddress(governor)) throw new Error(`The governor ${governor} is no address.`);

  const deployer = await unlock(key, config.keyPassword);
  const rpc = new Rpc(config.rpcUrls);
  try {
    await checkChain(rpc, config.chainId);
    const manifest = await deployToManifest(rpc, config.manifestPath, deployer.privateKey, {
      governor: governor === undefined ? deployer.address : getAddress(governor),
      uri,
      onProgress: (line) => console.log(line),
    });
    console.log(`The contracts are on chain ${manifest.chainId}, governed by ${manifest.governor}.`);
    console.log(`The manifest is ${config.manifestPath}.`);
  } finally {
    rpc.close();
  }
}

async function checkChain(rpc: Rpc, expected: number | undefined): Promise<void> {
  const chainId = parseQuantity(await rpc.call("eth_chainId", []));
  if (expected !== undefined && chainId !== BigInt(expected)) {
    throw new Error(`The node serves chain ${chainId}, but YTTERBY_CHAIN_ID asks for ${expected}.`);
  }
}

async function unlock(path: string, password: string | undefined): Promise<Wallet> {
  if (password === undefined) throw new Error("Set YTTERBY_KEY_PASSWORD to the password of the deployer's key.");
  const keystore = await readFile(path, "utf8");
  try {
    const { privateKey } = await Wallet.fromEncryptedJson(keystore, password);
    return new Wallet(privateKey);
  } catch (cause) {
    throw new Error(`${path} does not open with that password.`, { cause });
  }
}
