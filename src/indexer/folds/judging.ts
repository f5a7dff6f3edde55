import type { AttestationKind } from "../../domain/attestation.ts";
import type { Address } from "../../domain/hex.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";

/** Who speaks about what, where. */
export interface Voice {
  organisation: Address;
  kind: AttestationKind;
  country: string;
  /** Global Location Number; null for none. */
  site: string | null;
}

/** Kinds that producers may attest as well, though their word counts for less. Of all others only those who judge speak. */
const producersToo: readonly AttestationKind[] = ["process", "footprint"];

/** Asks for what tells whether a voice judges. */
export function wantJudging(tables: State["tables"], { organisation, kind, country }: Voice): void {
  if (!producersToo.includes(kind)) return;
  tables.role_grant.want(organisation, "verifier", country);
  tables.role_grant.want(organisation, "verifier", "");
}

/** Whether a voice judges, by the roles in force at a block's time: who is a verifier then speaks as one. */
export function judges(tables: State["tables"], voice: Voice, timestamp: bigint): boolean {
  const { organisation, kind, country, site } = voice;
  if (!producersToo.includes(kind)) return true;
  const holds = (grant: StateRow<"role_grant"> | undefined): boolean =>
    grant !== undefined &&
    timestamp >= grant.valid_from &&
    timestamp <= grant.valid_until &&
    (grant.site === null || grant.site === site);
  return (
    holds(tables.role_grant.get(organisation, "verifier", country)) ||
    holds(tables.role_grant.get(organisation, "verifier", ""))
  );
}
