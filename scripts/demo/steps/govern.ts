import { type Form, forms } from "../../../src/domain/form.ts";
import { allocations, custodyModels } from "../../../src/domain/lot.ts";
import { scopes } from "../../../src/domain/participants.ts";
import {
  accredit,
  addKey,
  enrol,
  type GovernanceCall,
  grantAllowance,
  grantQuota,
  grantRole,
  setScheme,
} from "../../../src/governance/calls.ts";
import type { Governance } from "../../../src/ledger/governance.ts";
import { quotaId } from "../../../src/statements/quota.ts";
import { origin, originAndProcess, quotas } from "../lot-plan.ts";
import type { Organisations } from "../organisation.ts";

const year = 366 * 86_400;
/** 250 kg of rare earths, in nanograms: more than honest assays and scales differ by here. */
const examinedNanograms = 250n * 10n ** 12n;

/** What the regulator does before anybody can state anything: organisations, roles, keys, quotas, schemes, accreditations. */
export async function govern(governance: Governance, organisations: Organisations): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const window = { validFrom: now - 86_400, validUntil: now + year };
  const enrolments = Object.values(organisations).flatMap(({ part, address: organisation, key, site }) => [
    enrol({ organisation, name: part.name, country: part.country, site }),
    ...part.roles.map((role) =>
      grantRole({ organisation, role, country: part.everywhere ? null : part.country, site: null, ...window }),
    ),
    addKey({ organisation, key: key.address, scopes: [...scopes], ...window }),
  ]);
  const grants = Object.entries(quotas).map(([name, { holder, kind, country, grams }]) =>
    grantQuota({
      quota: quotaId(name),
      organisation: organisations[holder].address,
      kind,
      country,
      grantedGrams: grams,
      ...window,
    }),
  );
  // What certificates may rest on the tolerances of assays and scales stands under site 0.
  const allowances = Object.values(organisations).map(({ address: organisation }) =>
    grantAllowance({ organisation, site: 0n, toleranceNanograms: examinedNanograms, relianceNanograms: 0n }),
  );
  const terms = {
    ...window,
    suspended: null,
    maximumAgeDays: 30,
    maximumValidityDays: 365,
    custodyModels,
    allocations,
    minimumPrimaryDataPercent: 0,
  };
  const processed: readonly Form[] = ["separated-oxide", "metal", "alloy", "magnet"];
  const schemes: GovernanceCall[] = [
    setScheme({
      scheme: origin,
      name: "Verified origin",
      terms: { ...terms, forms: [...forms], attestations: ["assay", "weight", "footprint"] },
    }),
    setScheme({
      scheme: originAndProcess,
      name: "Verified origin and process",
      terms: { ...terms, forms: processed, attestations: ["assay", "weight", "process", "footprint"] },
    }),
    accredit({ scheme: origin, organisation: organisations.verifier.address, ...window }),
    accredit({ scheme: originAndProcess, organisation: organisations.verifier.address, ...window }),
    accredit({ scheme: origin, organisation: organisations.secondVerifier.address, ...window }),
  ];
  await governance.execute(...enrolments);
  await governance.execute(...grants, ...allowances, ...schemes);
  return enrolments.length + grants.length + allowances.length + schemes.length;
}
