/**
 * Every problem that the service can answer with: its stable code, its title and its HTTP status.
 * docs/errors.md has a row for each; a test compares them.
 */
export const problems = {
  "malformed-request": { title: "The request cannot be read", status: 400 },
  "malformed-json": { title: "The body is not JSON", status: 400 },
  "invalid-request": { title: "The request has fields that cannot be accepted", status: 400 },
  "bundle-invalid": { title: "The bundle has no statement, too many, or one twice", status: 400 },
  "cursor-invalid": { title: "The cursor is not one that this list gave out", status: 400 },
  "sign-in-refused": { title: "The sign-in is not accepted", status: 401 },
  "sign-in-required": { title: "Only who is signed in is answered", status: 401 },
  "token-invalid": { title: "The token is not one of this service, or has run out", status: 401 },
  "access-ended": { title: "The organisation, its key or its token is not in force any more", status: 403 },
  "scope-missing": { title: "The token does not reach as far", status: 403 },
  "session-required": { title: "Only a session is answered, no machine's token", status: 403 },
  "not-concerned": { title: "It concerns somebody else", status: 403 },
  "route-not-found": { title: "There is no such address", status: 404 },
  "lot-not-found": { title: "There is no such lot", status: 404 },
  "consignment-not-found": { title: "There is no such consignment", status: 404 },
  "organisation-not-found": { title: "There is no such organisation", status: 404 },
  "statement-not-found": { title: "There is no such statement", status: 404 },
  "evidence-not-found": { title: "There is no such evidence", status: 404 },
  "token-not-found": { title: "There is no such token", status: 404 },
  "method-not-allowed": { title: "The address does not take this method", status: 405 },
  "request-timeout": { title: "The request took too long to arrive", status: 408 },
  "nonce-pending": { title: "Another statement with the same nonce is under way", status: 409 },
  "statement-pending": { title: "A statement of the bundle is under way in another submission", status: 409 },
  "lot-number-taken": { title: "The producer has another lot of this number", status: 409 },
  "payload-too-large": { title: "The body is too large", status: 413 },
  "unsupported-media-type": { title: "The body's content type or encoding is not taken", status: 415 },
  "evidence-mismatch": { title: "The content does not have the hash that it was sent under", status: 422 },
  "ledger-would-refuse": { title: "The ledger would refuse the statement", status: 422 },
  "too-much-gas": { title: "The statements need more gas than one ledger transaction is given", status: 422 },
  "too-many-bytes": { title: "The statements are larger than one ledger transaction may be", status: 422 },
  "too-many-requests": { title: "Too many requests", status: 429 },
  "headers-too-large": { title: "The request's headers are too large", status: 431 },
  "internal-error": { title: "The service failed", status: 500 },
  "ledger-unavailable": { title: "The ledger does not answer", status: 503 },
  "not-ready": { title: "The service is not ready", status: 503 },
  "queue-full": { title: "As many statements are under way as the relay takes", status: 503 },
} as const satisfies Record<string, { title: string; status: number }>;

export type ProblemCode = keyof typeof problems;
