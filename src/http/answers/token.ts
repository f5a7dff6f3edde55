import type { ReadScope } from "../../domain/read-scopes.ts";
import type { ReaderToken } from "../../store/repositories/reader-repository.ts";
import { numberOrNull } from "./number-or-null.ts";

/** A machine's token, without the token itself. */
export function tokenToWire({ id, scopes, key, created_at, valid_until, revoked_at }: ReaderToken) {
  return {
    id,
    scopes: scopes as ReadScope[],
    key,
    createdAt: Number(created_at),
    validUntil: Number(valid_until),
    revokedAt: numberOrNull(revoked_at),
  };
}
