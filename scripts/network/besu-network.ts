import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { computeAddress, SigningKey, Wallet } from "ethers";
import type { Address, Hex } from "../../src/domain/hex.ts";
import { type BesuGenesis, besuGenesisHash, besuGenesisSchema } from "../../src/network/besu-genesis.ts";
import { encodeQbftExtraData } from "../../src/network/qbft-extra-data.ts";

const templates = fileURLToPath(new URL("../../network/besu", import.meta.url));

/** The nodes of network/besu/compose.yaml, with the addresses that it gives them. */
const nodes = [
  { name: "validator0", ip: "172.30.20.10", validates: true },
  { name: "validator1", ip: "172.30.20.11", validates: true },
  { name: "validator2", ip: "172.30.20.12", validates: true },
  { name: "validator3", ip: "172.30.20.13", validates: true },
  { name: "node", ip: "172.30.20.20", validates: false },
] as const;

const p2pPort = 30_303;

export interface BesuNetwork {
  genesisHash: Hex;
  validators: readonly Address[];
}

/**
 * Writes a network for Besu into a folder: keys, genesis, lists of nodes, settings and the compose file.
 * @throws Error if there is a network in it already: new keys would be another network.
 */
export async function writeBesuNetwork(folder: string): Promise<BesuNetwork> {
  await mkdir(join(folder, "keys"), { recursive: true });
  const made = nodes.map((node) => ({ ...node, key: Wallet.createRandom().privateKey }));
  for (const { name, key } of made) {
    await writeFile(join(folder, "keys", name), `${key.slice(2)}\n`, { flag: "wx", mode: 0o600 }).catch(refuseAnother);
  }
  const validators = made.filter(({ validates }) => validates).map(({ key }) => computeAddress(key));
  const genesis = await genesisFor(validators);
  const enodes = made.map(({ key, ip }) => enodeOf(key, ip));
  await mkdir(join(folder, "network"), { recursive: true });
  await writeJson(join(folder, "network", "genesis.json"), genesis);
  await writeJson(join(folder, "network", "static-nodes.json"), enodes);
  await writeFile(join(folder, "network", "permissions.toml"), `nodes-allowlist=${JSON.stringify(enodes)}\n`);
  await mkdir(join(folder, "config"), { recursive: true });
  const common = await readFile(join(templates, "common.toml"), "utf8");
  for (const name of ["validator.toml", "node.toml"]) {
    await writeFile(join(folder, "config", name), `${common}\n${await readFile(join(templates, name), "utf8")}`);
  }
  await copyFile(join(templates, "compose.yaml"), join(folder, "compose.yaml"));
  return { genesisHash: besuGenesisHash(genesis), validators };
}

async function genesisFor(validators: readonly Address[]): Promise<BesuGenesis> {
  const template: unknown = JSON.parse(await readFile(join(templates, "genesis.template.json"), "utf8"));
  const vanity = `0x${"00".repeat(32)}`;
  // Besu turns proposers in the order of the addresses.
  const sorted = [...validators].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const extraData = encodeQbftExtraData({ vanity, validators: sorted, vote: null, round: 0, seals: [] });
  return besuGenesisSchema.parse({ ...(template as object), extraData });
}

/** How a node is named to others: the 64 bytes of its public key, and where it listens. */
function enodeOf(key: Hex, ip: string): string {
  return `enode://${SigningKey.computePublicKey(key).slice(4)}@${ip}:${p2pPort}`;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

function refuseAnother(error: NodeJS.ErrnoException): never {
  if (error.code !== "EEXIST") throw error;
  throw new Error("There are keys of a network in this folder already; choose another.", { cause: error });
}
