import type { RawTransaction } from "./raw-transaction.ts";
import { Refusal } from "./refusal.ts";

/**
 * Whether a transaction can be in a block at all, whatever its nonce. The node is asked only for transactions that it will
 * certainly include: what is in the journal and not in its block would stop the ledger.
 * @throws Refusal with the reason, in the words of the common clients.
 */
export function admit(transaction: RawTransaction, chainId: bigint, blockGasLimit: bigint): void {
  if (transaction.chainId !== chainId) {
    throw new Refusal(`invalid chain id for signer: have ${transaction.chainId} want ${chainId}`);
  }
  if (transaction.value > 0n || transaction.gasPrice > 0n) {
    throw new Refusal("insufficient funds for gas * price + value: this ledger has no coin, both must be 0");
  }
  if (transaction.gasLimit < transaction.intrinsicGas) {
    throw new Refusal(`intrinsic gas too low: gas ${transaction.gasLimit}, minimum needed ${transaction.intrinsicGas}`);
  }
  if (transaction.gasLimit > blockGasLimit) {
    throw new Refusal(`exceeds block gas limit: gas ${transaction.gasLimit}, limit ${blockGasLimit}`);
  }
}
