import type { Session } from "../../src/client/answers.ts";
import { Client } from "../../src/client/client.ts";
import { writeSignInMessage } from "../../src/client/sign-in-message.ts";
import type { Party } from "../fixtures/party.ts";
import type { Service } from "./service.ts";

/** Terms of a sign-in that the service accepts. */
export async function signInTerms({ url, world }: Service, { organisation, key }: Party) {
  const { nonce } = await new Client(url).signInNonce();
  const issuedAt = Math.floor(Date.now() / 1_000);
  const { host, href } = new URL(url);
  return { domain: host, uri: href, chainId: world.ledger.chainId, nonce, organisation, key: key.address, issuedAt };
}

/** Signs a party in. */
export async function signInAs(service: Service, party: Party): Promise<Session> {
  const message = writeSignInMessage(await signInTerms(service, party));
  return new Client(service.url).signIn(message, await party.key.signMessage(message));
}
