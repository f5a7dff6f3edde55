import type { Composition } from "./composition.ts";
import type { Form } from "./form.ts";
import type { Address, Hex } from "./hex.ts";

// The order of every list is that of the contracts' enumeration, where 0 means "none".

/** Chain-of-custody models of ISO 22095:2020, from the strictest claim to the loosest. */
export const custodyModels = [
  "identity-preserved",
  "segregated",
  "controlled-blending",
  "mass-balance",
  "book-and-claim",
] as const;
export type CustodyModel = (typeof custodyModels)[number];

/** How process emissions were shared among co-products (ISO 14044, 4.3.4). */
export const allocations = ["mass", "economic"] as const;
export type Allocation = (typeof allocations)[number];

/**
 * Where a lot stands. Expiry is no status: it is a date. Uncertifiable is what came out of a transformation beyond the certified
 * share of its inputs.
 */
export const lotStatuses = ["declared", "certified", "rejected", "suspended", "revoked", "uncertifiable"] as const;
export type LotStatus = (typeof lotStatuses)[number];

/** Everything declared about a lot; the lot's id commits to all of it. */
export interface Content {
  form: Form;
  custodyModel: CustodyModel;
  /** Net dry mass. */
  massGrams: bigint;
  composition: Composition;
  /** ISO 3166-1 alpha-2 code of where the material was mined (for scrap: collected). */
  originCountry: string;
  /** Name of the deposit or collection scheme, at most 32 bytes of UTF-8. */
  deposit: string;
  /** ISO 3166-1 alpha-2 code of the producing site's country. */
  country: string;
  /** GS1 Global Location Number of the producing site. */
  site: bigint;
  /** Gross, cradle to gate, in g CO2e per kg. */
  footprintGramsPerKilogram: number;
  /** In g CO2e per kg; never netted into the footprint. */
  removalsGramsPerKilogram: number;
  /** In g CO2e per kg; never netted into the footprint. */
  offsetsGramsPerKilogram: number;
  /** Id of the calculation rule. */
  footprintMethod: number;
  allocation: Allocation;
  /** Share of the footprint that rests on primary data, in basis points. */
  primaryDataBasisPoints: number;
  /** End of production, Unix seconds. */
  producedAt: number;
  /** Quota that a lot without parents draws on; null for a lot with parents. */
  quota: Hex | null;
  /** Salted hash of the canonical JSON that lists the lot's documents. */
  documents: Hex | null;
  /** Rejected lot that this one replaces. */
  replaces: bigint | null;
  /** Organisation that alone may certify or reject the lot; null if the producer leaves it open. */
  certifier: Address | null;
}

/** What a lot's id is the hash of. */
export interface LotIdentity {
  producer: Address;
  lotNumber: string;
  content: Content;
}
