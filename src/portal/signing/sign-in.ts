import { writeSignInMessage } from "../../client/sign-in-message.ts";
import { shownIn } from "../../domain/plain-text.ts";
import { service } from "../service.ts";
import { openSession } from "../session.ts";
import type { Signer } from "./signer.ts";

/** Opens a session for an organisation, by a signature of one of its keys. @throws SigningFailure, ProblemError, UnreachableError */
export async function signIn(by: Signer, organisation: string): Promise<void> {
  const [{ chainId }, { nonce }] = await Promise.all([service.network(), service.signInNonce()]);
  const message = writeSignInMessage({
    domain: location.host,
    uri: `${location.origin}/`,
    chainId: BigInt(chainId),
    nonce,
    organisation,
    key: by.address,
    issuedAt: Math.floor(Date.now() / 1_000),
  });
  const { token, expiresAt, key } = await service.signIn(message, await by.signMessage(message));
  const { name, country, roles } = shownIn(await service.organisation(organisation));
  openSession({
    token,
    expiresAt,
    organisation,
    name,
    country,
    roles: [...new Set(roles.map(({ role }) => role))],
    key,
  });
}
