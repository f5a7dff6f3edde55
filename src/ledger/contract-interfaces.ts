import { Interface } from "ethers";
import type { ContractName } from "../statements/kind.ts";
import { loadArtifact } from "./artifacts.ts";

const interfaces = new Map<ContractName, Interface>();

/** The ABI of a contract, for encoding and decoding. */
export function contractInterface(name: ContractName): Interface {
  let known = interfaces.get(name);
  if (known === undefined) {
    known = new Interface(loadArtifact(name).abi);
    interfaces.set(name, known);
  }
  return known;
}
