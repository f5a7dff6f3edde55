import type { Address, Hex } from "../domain/hex.ts";

/** A module's call that carries one statement. */
export interface LedgerCall {
  module: Address;
  /** Gas that the kind of statement is given. */
  gasBudget: number;
  data: Hex;
}
