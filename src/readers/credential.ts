import type { Address } from "../domain/hex.ts";
import type { ReadScope } from "../domain/read-scopes.ts";

/** What a token of ours proves of who sent it, before the ledger is asked what that still means. */
export interface Credential {
  organisation: Address;
  /** Key that was signed in with. */
  key: Address;
  /** Id and scopes of a machine's token; none in a session. */
  machine?: { id: string; scopes: readonly ReadScope[] };
}
