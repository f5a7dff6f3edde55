import type { Address } from "../domain/hex.ts";
import type { Concern } from "./concern.ts";
import type { Credential } from "./credential.ts";

/** Countries that an authority is responsible for; "every" without a bound. */
export type Jurisdiction = "every" | ReadonlySet<string>;

/** Who asks, with the rights that the ledger gives now. */
export interface Reader {
  /** Undefined where nobody is signed in. */
  credential: Credential | undefined;
  /** Where it is customs or regulator; empty where it is neither. */
  jurisdiction: Jurisdiction;
}

/** Nobody in particular. */
export const everybody: Reader = { credential: undefined, jurisdiction: new Set() };

/** What a reader is to a thing. A party that is an authority too sees its own as a party, so nothing need be logged. */
export type Standing = "public" | "party" | "authority";

/** What a reader is to whatever concerns some organisations and countries. */
export function standingOf({ credential, jurisdiction }: Reader, concern: Concern): Standing {
  if (credential === undefined) return "public";
  if (concern.organisations.includes(credential.organisation as Address)) return "party";
  if (jurisdiction === "every") return "authority";
  return concern.countries.some((country) => country && jurisdiction.has(country)) ? "authority" : "public";
}
