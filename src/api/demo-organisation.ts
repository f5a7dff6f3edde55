import type { Address } from "../domain/hex.ts";
import type { Role } from "../domain/participants.ts";

/** An organisation of a demo that anybody may try on: its key is nobody's, and ends with the demo. */
export interface DemoOrganisation {
  name: string;
  organisation: Address;
  roles: readonly Role[];
  /** Encrypted key file, as JSON. */
  keyFile: string;
  password: string;
}

/** Where a demo's service tells them; no other service has the address. */
export const demoOrganisationsPath = "/demo/organisations.json";
