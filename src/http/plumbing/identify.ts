import type { IncomingHttpHeaders } from "node:http";
import type { RequestHandler } from "express";
import { type ReadScope, readScopes } from "../../domain/read-scopes.ts";
import type { Credential } from "../../readers/credential.ts";
import { everybody, type Reader } from "../../readers/reader.ts";
import type { Readers } from "../../readers/readers.ts";
import type { Services } from "../services.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";

type Locals = Record<string, unknown>;

/** What a request showed as its credential; none for one that showed none, or one that proves nothing. */
export function shownCredential(locals: Locals): Credential | undefined {
  return locals.credential as Credential | undefined;
}

/** The token that a request shows; undefined if there is none, or nothing that looks like one. */
export function readToken({ authorization = "" }: IncomingHttpHeaders): string | undefined {
  return authorization.match(/^Bearer +([A-Za-z0-9._~+/=-]{1,2000})$/i)?.[1];
}

/**
 * Reads the token of a request, before anything is looked up or counted. One that proves nothing is answered only behind the
 * rate limit, and counts for the address that it came from.
 */
export function readCredential(readers: Readers): RequestHandler {
  return async ({ headers }, { locals }, next) => {
    if (headers.authorization !== undefined) {
      const token = readToken(headers);
      locals.credential = token && (await readers.open(token));
      locals.isForged = locals.credential === undefined;
    }
    next();
  };
}

/**
 * The reader that a request comes from, with the rights that the ledger gives now.
 * @throws Problem if the token that was shown proves nothing, has ended, or does not reach as far as the route.
 */
export async function identify(route: Route, { readers, indexer }: Services, locals: Locals): Promise<Reader> {
  const headers = { "www-authenticate": "Bearer" };
  if (locals.isForged) {
    throw new Problem("token-invalid", "The token is not one of this service, or has run out.", { headers });
  }
  const credential = shownCredential(locals);
  if (credential === undefined) return everybody;
  if (indexer.status().state !== "following") {
    // What the ledger says now of an organisation is not known, so nothing is shown on the strength of what it said once.
    throw new Problem("not-ready", "The index does not follow the ledger, so nobody's rights are known.", {
      headers: { "retry-after": "1" },
    });
  }
  const reader = await readers.readerOf(credential);
  if (reader === undefined) {
    throw new Problem("access-ended", "The organisation is suspended, or its key or token is not in force any more.");
  }
  const scope = scopeOf(route);
  if (credential.machine && scope && !credential.machine.scopes.includes(scope)) {
    throw new Problem("scope-missing", `The token has no scope "${scope}".`, { extensions: { scope } });
  }
  return reader;
}

/** Scope that a machine's token needs for a route; undefined for one that shows everybody the same. */
export function scopeOf({ tag }: Route): ReadScope | undefined {
  return readScopes.find((scope) => scope === tag.toLowerCase());
}
