import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { InterfaceAbi, JsonFragment } from "ethers";
import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import type { ContractName } from "../statements/kind.ts";

/** A compiled contract. */
export interface Artifact {
  abi: readonly JsonFragment[] & InterfaceAbi;
  /** Creation code. */
  bytecode: Hex;
}

const require = createRequire(import.meta.url);
const schema = z.object({ abi: z.array(z.custom<JsonFragment>()), bytecode: z.string().startsWith("0x") });

/**
 * Reads a compiled contract.
 * @throws Error if the contracts have not been compiled.
 */
export function loadArtifact(name: ContractName): Artifact {
  const path =
    name === "AccessManager"
      ? require.resolve("@openzeppelin/contracts/build/contracts/AccessManager.json")
      : new URL(`../../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new Error(`The contract ${name} is not compiled; run "npm run build" first.`, { cause });
  }
  return schema.parse(JSON.parse(text));
}
