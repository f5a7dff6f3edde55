import { Wallet } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import type { GovernanceCall } from "../governance/calls.ts";
import { governedOrder } from "./governed-order.ts";
import type { Ledger } from "./ledger.ts";
import { type Inclusion, transact } from "./transact.ts";

/** The governor's hand: carries acts of governance to the ledger. */
export class Governance {
  readonly address: Address;
  readonly #ledger: Ledger;
  readonly #wallet: Wallet;

  constructor(ledger: Ledger, governorKey: Hex) {
    this.#ledger = ledger;
    this.#wallet = new Wallet(governorKey);
    this.address = this.#wallet.address;
  }

  /**
   * Makes the calls in order, in one transaction, all or none, and waits until it is included.
   * @throws LedgerRefusal if one of them is refused.
   */
  execute(...calls: GovernanceCall[]): Promise<Inclusion> {
    const orders = calls.map(({ contract, functionName, args }) => ({
      to: this.#ledger.address(contract),
      data: this.#ledger.encodeCall(contract, functionName, args),
    }));
    return transact(this.#ledger.rpc, this.#wallet, governedOrder(this.#ledger.address("AccessManager"), orders));
  }
}
