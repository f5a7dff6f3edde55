import type { TypedData } from "../../statements/typed-data.ts";
import { shared, useShared } from "../shared.ts";

/** A key that signs when it is asked to. */
export interface Signer {
  /** Name of the wallet or of the key file. */
  name: string;
  /** Address of the key, with its checksum. */
  address: string;
  /** Signs a text (EIP-191). @throws SigningFailure */
  signMessage(text: string): Promise<string>;
  /** Signs typed data (EIP-712). @throws SigningFailure */
  signTypedData(data: TypedData): Promise<string>;
  /** Forgets the key. */
  close(): void;
}

/** Why nothing was signed: each has its words and its way out. */
export type FailureReason =
  | "refused"
  | "other-network"
  | "other-key"
  | "no-account"
  | "wrong-password"
  | "no-key-file"
  | "wallet-failed";

/** Nothing was signed. */
export class SigningFailure extends Error {
  override readonly name = "SigningFailure";
  readonly reason: FailureReason;

  /** @param detail What the wallet itself says. */
  constructor(reason: FailureReason, detail = "") {
    super(detail);
    this.reason = reason;
  }
}

/** The key that this page signs with; gone once the page is. */
export const signer = shared<Signer | undefined>(undefined);

export function useSigner(): Signer | undefined {
  return useShared(signer);
}

/** Signs with another key from now on, or with none. */
export function connectSigner(next: Signer | undefined): void {
  signer.get()?.close();
  signer.set(next);
}
