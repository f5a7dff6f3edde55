import type { Hex } from "../domain/hex.ts";
import type { ContractName } from "./kind.ts";

/** Why the ledger refused, with the offending values as they stand on the wire. */
export interface LedgerError {
  /** Name of the contracts' error; `Error` or `Panic` for Solidity's own; `Unknown` where the data is none of them. */
  name: string;
  /** The first contract that has an error of this name and these arguments. */
  contract?: ContractName;
  args: Record<string, string | number | boolean>;
  /** Why, in a sentence, where more is known than the error tells. */
  reason?: string;
  /** Index of the statement that failed, where it stood in a bundle. */
  item?: number;
  /** What was answered, where nothing of it could be read. */
  data?: Hex;
}
