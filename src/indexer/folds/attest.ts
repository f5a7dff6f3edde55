import type { AttestationKind } from "../../domain/attestation.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";
import { examine } from "./examination.ts";

type Attest = IncludedStatement<"attest">;

/** Kinds that producers may attest as well, though their word counts for less. */
const producersToo: readonly AttestationKind[] = ["process", "footprint"];

/** An attestation stamps or disputes a lot, as far as the role in which it was made counts. */
export const attest: Fold<Attest> = {
  want({ statement }, tables) {
    const { lot, organisation, country } = statement.message;
    tables.lot.want(lotIdToWire(lot));
    tables.role_grant.want(organisation, "verifier", country);
    tables.role_grant.want(organisation, "verifier", "");
  },
  apply(event, tables) {
    const { message } = event.statement;
    const judges = !producersToo.includes(message.kind) || isVerifier(event, tables);
    examine(tables, lotIdToWire(message.lot), event.digest, { ...message, judges });
  },
};

/** The contract judges by the roles in force in the block: who is a verifier there attests as one. */
function isVerifier({ statement, timestamp }: Attest, tables: State["tables"]): boolean {
  const { organisation, country, site } = statement.message;
  const holds = (grant: StateRow<"role_grant"> | undefined): boolean =>
    grant !== undefined &&
    timestamp >= grant.valid_from &&
    timestamp <= grant.valid_until &&
    (grant.site === null || (site !== null && BigInt(grant.site) === site));
  return (
    holds(tables.role_grant.get(organisation, "verifier", country)) ||
    holds(tables.role_grant.get(organisation, "verifier", ""))
  );
}
