import { randomBytes } from "node:crypto";

/**
 * A nonce for a statement. The ledger asks for one that is not spent, in no order, and 256 random bits never meet. They are the
 * statement's salt, too: whoever sees the digest alone cannot find what was stated by trying what it may say.
 */
export function randomNonce(): bigint {
  return BigInt(`0x${randomBytes(32).toString("hex")}`);
}
