/** Bytes, `0x` and lower-case hexadecimal digits. */
export type Hex = string;

/** An account of the ledger, `0x` and 40 digits with the checksum of EIP-55. */
export type Address = string;
