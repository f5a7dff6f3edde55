import { checksumAddress } from "../domain/checksum-address.ts";
import type { Address } from "../domain/hex.ts";

/** Begins the resource that names the organisation. */
export const organisationResource = "urn:ytterby:organisation:";

/** What is signed to sign in. */
export interface SignInTerms {
  /** Host, with its port, of the service that is signed in to. */
  domain: string;
  uri: string;
  chainId: bigint;
  nonce: string;
  organisation: Address;
  key: Address;
  /** Unix seconds. */
  issuedAt: number;
}

/** The text that is signed, as EIP-4361 sets it out line by line. */
export function writeSignInMessage({ domain, uri, chainId, nonce, organisation, key, issuedAt }: SignInTerms): string {
  return [
    `${domain} wants you to sign in with your Ethereum account:`,
    checksumAddress(key),
    "",
    "Sign in to read what concerns this organisation.",
    "",
    `URI: ${uri}`,
    "Version: 1",
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${new Date(issuedAt * 1_000).toISOString()}`,
    "Resources:",
    `- ${organisationResource}${organisation}`,
  ].join("\n");
}
