import { SiweMessage } from "@signinwithethereum/siwe";
import { checksumAddress } from "../domain/checksum-address.ts";
import type { Address } from "../domain/hex.ts";

const prefix = "urn:ytterby:organisation:";

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

/** The text that is signed (EIP-4361). */
export function writeSignInMessage({ domain, uri, chainId, nonce, organisation, key, issuedAt }: SignInTerms): string {
  return new SiweMessage({
    domain,
    address: checksumAddress(key),
    statement: "Sign in to read what concerns this organisation.",
    uri,
    version: "1",
    chainId: Number(chainId),
    nonce,
    issuedAt: new Date(issuedAt * 1_000).toISOString(),
    resources: [prefix + organisation],
  }).prepareMessage();
}

/** Reads such a text, whoever wrote it. @returns undefined if it is no such text, or names no or several organisations. */
export function readSignInMessage(text: string): (SignInTerms & { isInForce(now: number): boolean }) | undefined {
  try {
    const message = new SiweMessage(text);
    const named = (message.resources ?? []).filter((resource) => resource.startsWith(prefix));
    const organisation = named[0]?.slice(prefix.length) ?? "";
    if (named.length !== 1 || !/^0x[0-9a-fA-F]{40}$/.test(organisation)) return undefined;
    const { domain, uri, chainId, nonce, address, expirationTime, notBefore } = message;
    return {
      domain,
      uri,
      chainId: BigInt(chainId),
      nonce,
      organisation: checksumAddress(organisation),
      key: checksumAddress(address),
      issuedAt: seconds(message.issuedAt) ?? 0,
      isInForce: (now) => (seconds(notBefore) ?? now) <= now && (seconds(expirationTime) ?? now + 1) > now,
    };
  } catch {
    return undefined;
  }
}

function seconds(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / 1_000;
}
