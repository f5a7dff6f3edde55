import { concat, type JsonFragmentType, keccak256, Wallet } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import type { ContractName } from "../statements/kind.ts";
import { loadArtifact } from "./artifacts.ts";
import { checkManifest, readCode, readGenesisHash } from "./check-manifest.ts";
import { contractInterface } from "./contract-interfaces.ts";
import { contractNames } from "./contract-names.ts";
import type { Manifest, PartialManifest } from "./manifest.ts";
import { parseQuantity, type Rpc } from "./rpc.ts";
import { transact } from "./transact.ts";
import { wireContracts } from "./wire-contracts.ts";

export interface DeployOptions {
  /** Account that governs afterwards. If it is another than the deployer, the deployer hands governance over at the end. */
  governor: Address;
  /** ERC-1155 metadata URI, with `{id}`. */
  uri: string;
  /** What an earlier, interrupted deployment got done. */
  resumeFrom?: PartialManifest | undefined;
  /** Called whenever something more is done, to be stored before the next step. */
  onStep?: (done: PartialManifest) => Promise<void>;
  onProgress?: (line: string) => void;
}

/**
 * Deploys the contracts in order, enrols the modules, sets the tolerances and hands over to the governor.
 * @returns The manifest to connect with.
 * @throws LedgerRefusal if the chain refuses a step; RpcError if the node does. Call again to resume.
 */
export async function deployContracts(rpc: Rpc, deployerKey: Hex, options: DeployOptions): Promise<Manifest> {
  const deployer = new Wallet(deployerKey);
  if (options.resumeFrom !== undefined) await checkManifest(rpc, options.resumeFrom);
  let done = options.resumeFrom ?? (await begin(rpc, options.governor));
  for (const name of contractNames) {
    if (done.contracts[name] !== undefined) continue;
    const { createdAt } = await transact(rpc, deployer, {
      data: creationCode(name, done, deployer.address, options.uri),
    });
    const codeHash = keccak256(await readCode(rpc, createdAt));
    done = { ...done, contracts: { ...done.contracts, [name]: { address: createdAt, codeHash } } };
    await options.onStep?.(done);
    options.onProgress?.(`${name} is deployed at ${createdAt}`);
  }
  const manifest = done as Manifest;
  await wireContracts(rpc, deployer, manifest, options.onProgress);
  return manifest;
}

async function begin(rpc: Rpc, governor: Address): Promise<PartialManifest> {
  const [chainId, blockNumber, genesisHash] = await Promise.all([
    rpc.call("eth_chainId", []),
    rpc.call("eth_blockNumber", []),
    readGenesisHash(rpc),
  ]);
  return {
    version: 1,
    chainId: Number(parseQuantity(chainId)),
    genesisHash,
    blockNumber: Number(parseQuantity(blockNumber)) + 1,
    governor,
    contracts: {},
  };
}

/** The deployer administers until everything is wired. */
function creationCode(name: ContractName, done: PartialManifest, deployer: Address, uri: string): Hex {
  const { abi, bytecode } = loadArtifact(name);
  const deployed = (contract: ContractName) => done.contracts[contract]?.address;
  const values: Record<string, Address | undefined> = {
    initialAdmin: deployer,
    authority: deployed("AccessManager"),
    participants: deployed("Participants"),
    lots: deployed("Lots"),
    uri_: uri,
  };
  const inputs: readonly JsonFragmentType[] = abi.find((fragment) => fragment.type === "constructor")?.inputs ?? [];
  const args = inputs.map((input) => {
    const value = values[input.name ?? ""];
    if (value === undefined) throw new Error(`${name} is created with "${input.name}", which is not known.`);
    return value;
  });
  return concat([bytecode, contractInterface(name).encodeDeploy(args)]);
}
