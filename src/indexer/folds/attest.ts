import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";
import { attested, disputed, stampColumns } from "./stamp.ts";

type Attest = IncludedStatement<"attest">;

/** An attestation stamps or disputes a lot. Who may stamp is judged by the roles in force in its block. */
export const attest: Fold<Attest> = {
  want({ statement }, tables) {
    const { lot, organisation, country } = statement.message;
    tables.lot.want(lotIdToWire(lot));
    tables.role_grant.want(organisation, "verifier", country);
    tables.role_grant.want(organisation, "verifier", "");
  },
  apply(event, tables) {
    const { lot: id, kind, outcome, organisation } = event.statement.message;
    const lot = tables.lot.require(lotIdToWire(id));
    if (kind in stampColumns) {
      const stamps = lot.producer !== organisation && (kind === "weight" || isVerifier(event, tables));
      tables.lot.put(attested(lot, kind as keyof typeof stampColumns, outcome, stamps, event.timestamp));
    } else if (outcome === "does-not-conform") {
      tables.lot.put(disputed(lot));
    }
  },
};

/** Producers may attest process and footprint too, but only a verifier's word counts. */
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
