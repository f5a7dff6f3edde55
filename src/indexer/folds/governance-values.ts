import { keccak256 } from "ethers";
import type { Hex } from "../../domain/hex.ts";
import { type RegisterSubject, registerKey } from "../../domain/register-subject.ts";
import { contractInterface } from "../../ledger/contract-interfaces.ts";
import type { ContractName } from "../../statements/kind.ts";
import { optionalLocationNumber } from "../../statements/location-number.ts";
import { country } from "../../statements/short-text.ts";
import type { HeadLink } from "../fold.ts";

const countryCodec = country("Country");
const locationNumberCodec = optionalLocationNumber("Site");
const NO_COUNTRY = "0x0000";

/** The digest of an act of governance: the hash of the call's data, made again from what the event says. */
export function callDigest(contract: ContractName, functionName: string, args: readonly unknown[]): Hex {
  return keccak256(contractInterface(contract).encodeFunctionData(functionName, args));
}

/** A link of the head of a quota, of terms, of an allowance or of the tolerances. */
export function registerLink(subject: RegisterSubject, digest: Hex): HeadLink {
  return { subject: { table: "register_head", key: registerKey(subject) }, digest };
}

/** A country's code. */
export function countryOf(raw: Hex): string {
  return countryCodec.decode([raw]);
}

/** A country's code, or the empty text where a grant is for every country. */
export function countryOrAny(raw: Hex): string {
  return raw === NO_COUNTRY ? "" : countryOf(raw);
}

/** 13 digits of a Global Location Number; null for none. */
export function locationNumberOf(raw: bigint): string | null {
  return locationNumberCodec.toWire(locationNumberCodec.decode([raw])) as string | null;
}

/** A point in time; null where zero stands for none. */
export function timeOrNull(raw: bigint): bigint | null {
  return raw === 0n ? null : raw;
}
