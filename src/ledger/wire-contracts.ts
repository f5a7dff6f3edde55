import type { Wallet } from "ethers";
import type { Address } from "../domain/hex.ts";
import type { ContractName } from "../statements/kind.ts";
import { contractInterface } from "./contract-interfaces.ts";
import type { Manifest } from "./manifest.ts";
import type { Rpc } from "./rpc.ts";
import { transact } from "./transact.ts";

const modules = ["Certification", "Custody", "Attestations", "Processing"] as const satisfies ContractName[];
const ACTIVE = 1n;
const ADMIN_ROLE = 0n;
const LATENESS_SECONDS = 30 * 86_400;

// What an accredited laboratory and a calibrated scale are expected to keep within; governance changes them.
const tolerances = {
  assayBasisPoints: 500,
  assayPartsPerMillion: 500,
  weightBasisPoints: 50,
  footprintBasisPoints: 500,
};

/** Enrols the modules, sets first tolerances and hands governance over. What is done already is not done again. */
export async function wireContracts(
  rpc: Rpc,
  deployer: Wallet,
  manifest: Manifest,
  onProgress?: (line: string) => void,
): Promise<void> {
  const address = (contract: ContractName) => manifest.contracts[contract].address;
  const read = async (contract: ContractName, name: string, args: unknown[]) => {
    const abi = contractInterface(contract);
    const call = { to: address(contract), data: abi.encodeFunctionData(name, args) };
    return abi.decodeFunctionResult(name, String(await rpc.call("eth_call", [call, "latest"])));
  };
  const write = async (contract: ContractName, name: string, args: unknown[]) => {
    const data = contractInterface(contract).encodeFunctionData(name, args);
    await transact(rpc, deployer, { to: address(contract), data });
  };
  for (const module of modules) {
    const [enrolled] = await read("Participants", "modules", [address(module)]);
    if (enrolled.status !== ACTIVE) {
      await write("Participants", "enrolModule", [address(module), ACTIVE, LATENESS_SECONDS]);
    }
    const [writes] = await read("Lots", "modules", [address(module)]);
    if (!writes) await write("Lots", "enrolModule", [address(module), true]);
    onProgress?.(`${module} is enrolled`);
  }
  const [current] = await read("Attestations", "tolerances", []);
  if (current.weightBasisPoints === 0n) await write("Attestations", "setTolerances", [tolerances]);
  await handOver(manifest.governor, deployer.address, read, write);
}

async function handOver(
  governor: Address,
  deployer: Address,
  read: (contract: ContractName, name: string, args: unknown[]) => Promise<readonly unknown[]>,
  write: (contract: ContractName, name: string, args: unknown[]) => Promise<void>,
): Promise<void> {
  if (governor === deployer) return;
  const [governs] = await read("AccessManager", "hasRole", [ADMIN_ROLE, governor]);
  if (!governs) await write("AccessManager", "grantRole", [ADMIN_ROLE, governor, 0]);
  await write("AccessManager", "renounceRole", [ADMIN_ROLE, deployer]);
}
