import { Client } from "../../src/client/client.ts";
import { writeSignInMessage } from "../../src/client/sign-in-message.ts";
import type { Organisation } from "./organisation.ts";
import type { World } from "./world.ts";

/** A client of the service that is signed in for an organisation. */
export async function signIn(
  { url, road, ledger }: World,
  { address: organisation, key }: Organisation,
): Promise<Client> {
  const { nonce } = await road.client.signInNonce();
  const { host, href } = new URL(url);
  const issuedAt = Math.floor(Date.now() / 1_000);
  const terms = {
    domain: host,
    uri: href,
    chainId: BigInt(ledger.chainId),
    nonce,
    organisation,
    key: key.address,
    issuedAt,
  };
  const message = writeSignInMessage(terms);
  const { token } = await road.client.signIn(message, await key.signMessage(message));
  return new Client(url, token);
}
