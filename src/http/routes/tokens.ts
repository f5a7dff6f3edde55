import { z } from "zod";
import { machineToken, machineTokens, newMachineToken, tokenRequest } from "../../api/schemas/reader.ts";
import type { Credential } from "../../readers/credential.ts";
import type { Reader } from "../../readers/reader.ts";
import { tokenToWire } from "../answers/token.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

const longestSeconds = 90 * 86_400;
const problems = ["sign-in-required", "session-required"] as const;

/** Gives a machine a token. */
export const addToken = defineRoute({
  name: "addToken",
  method: "post",
  path: "/v1/tokens",
  tag: "Readers",
  summary: "A token for a machine, that may read less than the organisation that asks for it",
  body: tokenRequest,
  success: { status: 201, description: "The token, told only once", schema: newMachineToken },
  problems,
  async handle({ readers }, { reader, body: { scopes, validUntil } }) {
    const credential = sessionOf(reader);
    const now = Math.floor(Date.now() / 1_000);
    if (validUntil <= now || validUntil > now + longestSeconds) {
      throw new Problem("invalid-request", "A token lasts 90 days at most, and at least a second.", {
        extensions: { errors: [{ in: "body", path: "validUntil", message: "expected within 90 days from now" }] },
      });
    }
    const { token, row } = await readers.addToken(credential, scopes, validUntil);
    return { body: { ...tokenToWire(row), token } };
  },
});

/** Lists an organisation's tokens. */
export const listTokens = defineRoute({
  name: "listTokens",
  method: "get",
  path: "/v1/tokens",
  tag: "Readers",
  summary: "Tokens of the organisation that have not run out, the newest first",
  success: { status: 200, description: "Its tokens, without what they are shown with", schema: machineTokens },
  problems,
  async handle({ readers }, { reader }) {
    const rows = await readers.tokens(sessionOf(reader).organisation);
    return { body: { items: rows.map(tokenToWire) } };
  },
});

/** Ends a token. */
export const revokeToken = defineRoute({
  name: "revokeToken",
  method: "delete",
  path: "/v1/tokens/{id}",
  tag: "Readers",
  summary: "Revoke a token, at once",
  params: z.strictObject({ id: z.uuid().meta({ description: "Id of the token" }) }),
  success: { status: 200, description: "The token, revoked", schema: machineToken },
  problems: [...problems, "token-not-found"],
  async handle({ readers }, { reader, params: { id } }) {
    const row = await readers.revokeToken(sessionOf(reader).organisation, id);
    if (row === undefined) throw new Problem("token-not-found", `The organisation has no token ${id}.`);
    return { body: tokenToWire(row) };
  },
});

function sessionOf({ credential }: Reader): Credential {
  if (credential === undefined) {
    throw new Problem("sign-in-required", "Sign in to deal with tokens.", {
      headers: { "www-authenticate": "Bearer" },
    });
  }
  if (credential.machine) throw new Problem("session-required", "A machine's token gives no right over tokens.");
  return credential;
}
