import { toHex } from "../domain/bytes.ts";

/** Nonces below it can be found by counting. A random one lies there once in 2^128 times. */
export const GUESSABLE_BELOW = 2n ** 128n;

/**
 * A nonce for a statement. The ledger asks for one that is not spent, in no order, and 256 random bits never meet. They are the
 * statement's salt, too: whoever sees the digest alone cannot find what was stated by trying what it may say.
 */
export function randomNonce(): bigint {
  return BigInt(toHex(crypto.getRandomValues(new Uint8Array(32))));
}
