import { readFile, rename, writeFile } from "node:fs/promises";
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

/**
 * Reads a manifest.
 * @returns undefined if there is no such file.
 * @throws Error if the file is no manifest.
 */
export function readManifest(path: string): Promise<Manifest | undefined> {
  return read(path, manifestSchema);
}

/** Where a deployment under way keeps what it has done. */
export function partialManifestPath(path: string): string {
  return `${path}.partial`;
}

/** The same for a deployment under way. */
export function readPartialManifest(path: string): Promise<PartialManifest | undefined> {
  return read(path, partialManifestSchema);
}

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is no deployment manifest.`, { cause });
  }
}

/** Writes a manifest so that a reader finds the old one or the new one, never a part. */
export async function writeManifest(path: string, manifest: Manifest | PartialManifest): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  await rename(temporary, path);
}
