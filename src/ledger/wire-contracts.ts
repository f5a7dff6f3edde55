import type { Wallet } from "ethers";
import type { Rpc } from "../rpc/rpc.ts";
import type { ContractName } from "../statements/kind.ts";
import { contractInterface } from "./contract-interfaces.ts";
import { governedOrder } from "./governed-order.ts";
import type { Manifest } from "./manifest.ts";
import { type Order, transact } from "./transact.ts";

const modules = [
  "Certification",
  "Custody",
  "Attestations",
  "Processing",
  "SiteAccounts",
  "Retirements",
  "UnitCodes",
  "Customs",
  "Seizures",
  "Routes",
  "ExportControl",
  "Findings",
] as const satisfies ContractName[];
const ACTIVE = 1n;
const ADMIN_ROLE = 0n;
const LATENESS_SECONDS = 30 * 86_400;

// What an accredited laboratory and a calibrated scale are expected to keep within; governance changes them.
const tolerances = {
  assayBasisPoints: 500,
  assayPartsPerHundredMillion: 50_000,
  weightBasisPoints: 50,
};

/** Enrols the modules, sets first tolerances and hands governance over. What is done already is not done again. */
export async function wireContracts(rpc: Rpc, deployer: Wallet, manifest: Manifest): Promise<void> {
  const address = (contract: ContractName) => manifest.contracts[contract].address;
  const calls: Required<Order>[] = [];
  const read = async (contract: ContractName, name: string, args: unknown[]) => {
    const abi = contractInterface(contract);
    const call = { to: address(contract), data: abi.encodeFunctionData(name, args) };
    const [answer] = abi.decodeFunctionResult(name, String(await rpc.call("eth_call", [call, "latest"])));
    return answer;
  };
  const write = (contract: ContractName, name: string, args: unknown[]) => {
    calls.push({ to: address(contract), data: contractInterface(contract).encodeFunctionData(name, args) });
  };
  for (const module of modules) {
    if ((await read("Participants", "modules", [address(module)])).status !== ACTIVE) {
      write("Participants", "enrolModule", [address(module), ACTIVE, LATENESS_SECONDS]);
    }
    if (!(await read("Lots", "modules", [address(module)]))) write("Lots", "enrolModule", [address(module), true]);
  }
  if ((await read("Lots", "movementRules", [])).length === 0) {
    write("Lots", "setMovementRules", [[address("Customs"), address("ExportControl")]]);
  }
  if ((await read("Attestations", "tolerances", [])).weightBasisPoints === 0n) {
    write("Attestations", "setTolerances", [tolerances]);
  }
  if (
    manifest.governor !== deployer.address &&
    (await read("AccessManager", "hasRole", [ADMIN_ROLE, deployer.address]))
  ) {
    write("AccessManager", "grantRole", [ADMIN_ROLE, manifest.governor, 0]);
    write("AccessManager", "renounceRole", [ADMIN_ROLE, deployer.address]);
  }
  if (calls.length > 0) await transact(rpc, deployer, governedOrder(address("AccessManager"), calls));
}
