import { Transaction, type TransactionLike, Wallet } from "ethers";

export const chainId = 4_711;

/** The key of the nth account of these tests; nobody funds it, as nothing costs anything. */
export function account(n: number): Wallet {
  return new Wallet(`0x${(n + 1).toString(16).padStart(64, "0")}`);
}

/** A transfer of nothing, signed, unless told otherwise. */
export function signed(wallet: Wallet, nonce: number, fields: TransactionLike = {}): string {
  const transaction = Transaction.from({ type: 0, chainId, nonce, gasLimit: 21_000, to: wallet.address, ...fields });
  transaction.signature = wallet.signingKey.sign(transaction.unsignedHash);
  return transaction.serialized;
}

export function toBytes(hex: string): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}
