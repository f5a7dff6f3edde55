import { z } from "zod";
import { contractNames } from "../statements/contract-names.ts";
import type { ContractName } from "../statements/kind.ts";

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const deployed = z.strictObject({ address, codeHash: hash });

const contracts = z.strictObject(
  Object.fromEntries(contractNames.map((name) => [name, deployed])) as Record<ContractName, typeof deployed>,
);

const common = {
  version: z.literal(1),
  chainId: z.int().positive(),
  genesisHash: hash,
  /** Block from which the contracts' logs are read: none of them is older. */
  blockNumber: z.int().min(0),
  /** Account that governs, through the AccessManager. */
  governor: address,
};

/** Where a ledger's contracts are, and what code they have. */
export const manifestSchema = z.strictObject({ ...common, contracts });
export type Manifest = z.infer<typeof manifestSchema>;

/** A deployment that is under way: the contracts deployed so far. */
export const partialManifestSchema = z.strictObject({ ...common, contracts: contracts.partial() });
export type PartialManifest = z.infer<typeof partialManifestSchema>;
