import type { Logger } from "pino";
import type { Address } from "../domain/hex.ts";
import type { Store } from "../store/open-store.ts";
import { RelaySender } from "../store/repositories/relay-sender.ts";

/**
 * Makes sure that the nonces in the store fit those on the chain.
 * @returns the next nonce to be allocated.
 * @throws Error if the chain has lost transactions that were final.
 */
export async function fitNonces(
  store: Store,
  sender: Address,
  { nextNonce, chainNonce }: { nextNonce: bigint; chainNonce: bigint },
  logger: Logger,
): Promise<bigint> {
  const relaySender = new RelaySender(store.db, sender);
  if (nextNonce < chainNonce) {
    logger.error({ sender, expected: nextNonce, found: chainNonce }, "the relay's key was used elsewhere");
    await relaySender.skipTo(chainNonce);
  }
  const missing = await relaySender.firstMissing(chainNonce);
  if (missing !== undefined) {
    throw new Error(
      `The ledger expects nonce ${chainNonce} of the relay's key ${sender}, but nonce ${missing} was final here: the ledger has lost blocks, or is another one.`,
    );
  }
  return nextNonce < chainNonce ? chainNonce : nextNonce;
}
