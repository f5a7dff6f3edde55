import type { Request } from "express";
import { session, signInNonce, signIn as signInSchema } from "../../api/schemas/reader.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Gives out a nonce to sign in with. */
export const issueSignInNonce = defineRoute({
  name: "issueSignInNonce",
  method: "post",
  path: "/v1/sign-in/nonce",
  tag: "Readers",
  summary: "A nonce to sign in with, once and within five minutes",
  success: { status: 200, description: "The nonce", schema: signInNonce },
  problems: [],
  handle: ({ readers }) => ({ body: readers.issueNonce() }),
});

/** Opens a session. */
export const signIn = defineRoute({
  name: "signIn",
  method: "post",
  path: "/v1/sign-in",
  tag: "Readers",
  summary: "Sign in with a key of an organisation (Sign-In with Ethereum, EIP-4361)",
  description:
    "The session lasts a quarter of an hour, and ends at once with the key or with the organisation's suspension.",
  body: signInSchema,
  success: { status: 200, description: "The session", schema: session },
  problems: ["sign-in-refused", "ledger-unavailable", "not-ready"],
  async handle({ readers, indexer, options }, { body, request }) {
    if (indexer.status().state !== "following") {
      throw new Problem("not-ready", "The index does not follow the ledger, so nobody's rights are known.");
    }
    const signedIn = await readers.signIn(body.message, body.signature, signInDomain(request, options.publicUrl));
    if (signedIn.outcome === "refused") {
      throw new Problem("sign-in-refused", signedIn.reason, { headers: { "www-authenticate": "Bearer" } });
    }
    const { token, expiresAt, organisation, key } = signedIn;
    return { body: { token, expiresAt, organisation, key } };
  },
});

/**
 * Host, with its port, that sign-in is bound to. Never taken from what the client says of it: another site could then have its
 * visitors sign in to itself, and pass their signatures on to here.
 * @param publicUrl Where readers reach the service, if not at the address it listens on.
 */
function signInDomain({ socket }: Request, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return new URL(publicUrl).host;
  const { localAddress = "", localPort } = socket;
  const address = localAddress.replace(/^::ffff:(?=\d+\.)/, "");
  return new URL(`http://${address.includes(":") ? `[${address}]` : address}:${localPort}`).host;
}
