import type { Generated } from "kysely";

// Times are Unix seconds of this machine; addresses have the checksum of EIP-55.

/** A nonce of sign-in that was used; kept until it would have run out anyway. */
export interface SpentSignInNonceTable {
  nonce: string;
  expires_at: bigint;
}

/** A machine's token. The token itself is not stored. */
export interface ReaderTokenTable {
  id: string;
  organisation: string;
  /** Key that was signed in with; the token ends with it. */
  key: string;
  scopes: string[];
  created_at: bigint;
  /** Last second, inclusive. */
  valid_until: bigint;
  revoked_at: bigint | null;
}

/** An answer that showed an authority what not everybody may see. */
export interface AccessLogTable {
  sequence: Generated<bigint>;
  at: bigint;
  organisation: string;
  key: string;
  /** The machine's token; null in a session. */
  token: string | null;
  method: string;
  /** Address with its query. */
  path: string;
}

/** Tables of readers. They stand beside the ledger: they survive a rebuild of the index. */
export interface ReaderTables {
  spent_sign_in_nonce: SpentSignInNonceTable;
  reader_token: ReaderTokenTable;
  access_log: AccessLogTable;
}
