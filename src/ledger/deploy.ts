import { concat, getAddress, type JsonFragmentType, keccak256, Wallet, ZeroAddress } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import { parseQuantity, type Rpc } from "../rpc/rpc.ts";
import { contractNames } from "../statements/contract-names.ts";
import type { ContractName } from "../statements/kind.ts";
import { loadArtifact } from "./artifacts.ts";
import { checkManifest, readCode, readGenesisHash } from "./check-manifest.ts";
import { contractInterface } from "./contract-interfaces.ts";
import type { Manifest, PartialManifest } from "./manifest.ts";
import { transactAll } from "./transact.ts";
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
  // Stored before anything is sent, so that an interruption at any moment can be told from a manifest that was lost.
  await options.onStep?.(done);
  for (let missing = missingIn(done); missing.length > 0; missing = missingIn(done)) {
    // Those whose constructors need no other that is missing go together, so that a slow chain is waited for less often.
    const creations = missing.flatMap((name) => {
      const data = creationCode(name, done, deployer.address, options.uri);
      return data === undefined ? [] : [{ name, data }];
    });
    const inclusions = await transactAll(rpc, deployer, creations);
    for (const [index, { name }] of creations.entries()) {
      const address = inclusions[index]?.createdAt ?? ZeroAddress;
      const codeHash = keccak256(await readCode(rpc, address));
      done = { ...done, contracts: { ...done.contracts, [name]: { address, codeHash } } };
      await options.onStep?.(done);
      options.onProgress?.(`${name} is deployed at ${address}`);
    }
  }
  const manifest = done as Manifest;
  await wireContracts(rpc, deployer, manifest);
  options.onProgress?.("The modules are enrolled");
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
    governor: getAddress(governor),
    contracts: {},
  };
}

function missingIn(done: PartialManifest): ContractName[] {
  return contractNames.filter((name) => done.contracts[name] === undefined);
}

/** Undefined while a contract that the constructor needs is missing. The deployer administers until everything is wired. */
function creationCode(name: ContractName, done: PartialManifest, deployer: Address, uri: string): Hex | undefined {
  const { abi, bytecode } = loadArtifact(name);
  const values: Record<string, Address | undefined> = {
    initialAdmin: deployer,
    authority: done.contracts.AccessManager?.address,
    participants: done.contracts.Participants?.address,
    lots: done.contracts.Lots?.address,
    policies: done.contracts.Policies?.address,
    quotas: done.contracts.Quotas?.address,
    schemes: done.contracts.Schemes?.address,
    customs: done.contracts.Customs?.address,
    custody: done.contracts.Custody?.address,
    routes: done.contracts.Routes?.address,
    // Of a ledger's first contract of its kind.
    predecessor: ZeroAddress,
    uri_: uri,
  };
  const inputs: readonly JsonFragmentType[] = abi.find((fragment) => fragment.type === "constructor")?.inputs ?? [];
  const args = inputs.map(({ name: input = "" }) => {
    if (!(input in values)) throw new Error(`${name} is created with "${input}", which is not known.`);
    return values[input];
  });
  return args.includes(undefined) ? undefined : concat([bytecode, contractInterface(name).encodeDeploy(args)]);
}
