import type { TypedDataField } from "ethers";
import hre from "hardhat";

/** The function that takes each kind of statement, first of all its arguments. */
export const statementFunctions = {
  cancel: ["Participants", "cancel"],
  rotateKey: ["Participants", "rotateKey"],
  declare: ["Certification", "declare"],
  certify: ["Certification", "certify"],
  reject: ["Certification", "reject"],
  suspend: ["Certification", "suspend"],
  reinstate: ["Certification", "reinstate"],
  revoke: ["Certification", "revoke"],
  renew: ["Certification", "renew"],
  dispatch: ["Custody", "dispatch"],
  receive: ["Custody", "receiveConsignment"],
  refuse: ["Custody", "refuse"],
  recall: ["Custody", "recall"],
  reportLoss: ["Custody", "reportLoss"],
  settle: ["Custody", "settle"],
  handOver: ["Custody", "handOver"],
  assay: ["Attestations", "assay"],
  attest: ["Attestations", "attest"],
  revokeAssay: ["Attestations", "revokeAssay"],
  revokeAttestation: ["Attestations", "revokeAttestation"],
  retire: ["Processing", "retire"],
  transform: ["Processing", "transform"],
  correctFootprint: ["Processing", "correctFootprint"],
  deposit: ["SiteAccounts", "deposit"],
  withdraw: ["SiteAccounts", "withdraw"],
} as const;

export type StatementName = keyof typeof statementFunctions;

export interface StructTypes {
  primaryType: string;
  types: Record<string, TypedDataField[]>;
}

interface Parameter {
  name: string;
  type: string;
  internalType?: string;
  components?: Parameter[];
}

/**
 * EIP-712 types of every statement, read from the ABI: so these tests sign what the contracts take, whatever the program
 * thinks of it. Of one field alone the ABI does not tell what is signed: shares are carried in two words (`carried.ts`).
 */
export const statementTypes = Object.fromEntries(
  await Promise.all(
    Object.entries(statementFunctions).map(async ([name, [contract, functionName]]) => {
      const { abi } = await hre.artifacts.readArtifact(contract);
      const { inputs } = abi.find((entry) => entry.type === "function" && entry.name === functionName);
      return [name, structTypes(inputs[0])] as const;
    }),
  ),
) as Record<StatementName, StructTypes>;

/** EIP-712 types of a struct, from its entry in the ABI. */
function structTypes(parameter: Parameter): StructTypes {
  const types: Record<string, TypedDataField[]> = {};
  return { primaryType: collect(parameter, types), types };
}

function collect(
  { name: field, type, internalType, components }: Parameter,
  types: Record<string, TypedDataField[]>,
): string {
  if (field === "partsPerHundredMillion" && type === "uint256[2]") return "uint32[17]";
  const [, name, dimension] = internalType?.match(/^struct (?:\w+\.)?(\w+)(\[\d*\])?$/) ?? [];
  if (name === undefined || components === undefined) return type;
  types[name] = components.map((component) => ({ name: component.name, type: collect(component, types) }));
  return `${name}${dimension ?? ""}`;
}
