import { SiweMessage } from "@signinwithethereum/siwe";
import { organisationResource, type SignInTerms } from "../client/sign-in-message.ts";
import { checksumAddress } from "../domain/checksum-address.ts";

/** Reads what is signed to sign in (EIP-4361), whoever wrote it. @returns undefined if it is no such text, or names no or several organisations. */
export function readSignInMessage(text: string): (SignInTerms & { isInForce(now: number): boolean }) | undefined {
  try {
    const message = new SiweMessage(text);
    const named = (message.resources ?? []).filter((resource) => resource.startsWith(organisationResource));
    const organisation = named[0]?.slice(organisationResource.length) ?? "";
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
