import { attestationKinds } from "../../domain/attestation.ts";
import { type Form, forms } from "../../domain/form.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import { allocations, custodyModels } from "../../domain/lot.ts";
import { entriesOf } from "../../domain/mask.ts";
import { quotaKinds } from "../../domain/quota.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";
import { callDigest, countryOf, registerLink, timeOrNull } from "./governance-values.ts";

interface QuotaGranted {
  quota: Hex;
  organisation: Address;
  kind: bigint;
  country: Hex;
  grantedGrams: bigint;
  validFrom: bigint;
  validUntil: bigint;
}
interface SchemeSet {
  scheme: bigint;
  name: string;
  terms: {
    validFrom: bigint;
    validUntil: bigint;
    suspendedFrom: bigint;
    suspendedUntil: bigint;
    attestations: bigint;
    forms: bigint;
    maximumAgeDays: bigint;
    maximumValidityDays: bigint;
    custodyModels: bigint;
    allocations: bigint;
    minimumPrimaryDataPercent: bigint;
  };
}
interface ThresholdSet {
  scheme: bigint;
  form: bigint;
  lowCarbonGramsPerKilogram: bigint;
  zeroCarbonGramsPerKilogram: bigint;
}
interface Accredited {
  scheme: bigint;
  organisation: Address;
  validFrom: bigint;
  validUntil: bigint;
}

const quotaGranted: Fold<GovernanceEvent<QuotaGranted>> = {
  want: ({ args }, tables) => tables.quota.want(args.quota),
  apply({ args }, tables) {
    const kind = quotaKinds[Number(args.kind) - 1];
    if (kind === undefined) throw new RangeError(`There is no kind of quota ${args.kind}.`);
    tables.quota.put({
      id: args.quota,
      organisation: args.organisation,
      kind,
      country: countryOf(args.country),
      granted_grams: args.grantedGrams,
      drawn_grams: tables.quota.get(args.quota)?.drawn_grams ?? 0n,
      valid_from: args.validFrom,
      valid_until: args.validUntil,
    });
  },
  link: ({ args }) =>
    registerLink(
      { type: "quota", id: args.quota },
      callDigest("Certification", "grantQuota", [
        args.quota,
        args.organisation,
        args.kind,
        args.country,
        args.grantedGrams,
        args.validFrom,
        args.validUntil,
      ]),
    ),
};

const schemeSet: Fold<GovernanceEvent<SchemeSet>> = {
  want: ({ args }, tables) => tables.scheme.want(Number(args.scheme)),
  apply({ args: { scheme, name, terms } }, tables) {
    const id = Number(scheme);
    tables.scheme.put({
      id,
      name,
      valid_from: terms.validFrom,
      valid_until: terms.validUntil,
      suspended_from: timeOrNull(terms.suspendedFrom),
      suspended_until: timeOrNull(terms.suspendedUntil),
      attestations: entriesOf(attestationKinds, Number(terms.attestations), 1),
      forms: entriesOf(forms, Number(terms.forms), 1),
      maximum_age_days: Number(terms.maximumAgeDays),
      maximum_validity_days: Number(terms.maximumValidityDays),
      custody_models: entriesOf(custodyModels, Number(terms.custodyModels), 1),
      allocations: entriesOf(allocations, Number(terms.allocations), 1),
      minimum_primary_data_percent: Number(terms.minimumPrimaryDataPercent),
      links: tables.scheme.get(id)?.links ?? 0,
    });
  },
  link: ({ args: { scheme, name, terms } }) => ({
    subject: { table: "scheme", key: Number(scheme) },
    digest: callDigest("Certification", "setScheme", [scheme, name, terms]),
  }),
};

const accredited: Fold<GovernanceEvent<Accredited>> = {
  want: ({ args }, tables) => tables.accreditation.want(Number(args.scheme), args.organisation),
  apply({ args }, tables) {
    tables.accreditation.put({
      scheme: Number(args.scheme),
      organisation: args.organisation,
      valid_from: args.validFrom,
      valid_until: args.validUntil,
    });
  },
  link: ({ args }) => ({
    subject: { table: "scheme", key: Number(args.scheme) },
    digest: callDigest("Certification", "accredit", [args.scheme, args.organisation, args.validFrom, args.validUntil]),
  }),
};

const thresholdSet: Fold<GovernanceEvent<ThresholdSet>> = {
  want: ({ args }, tables) => tables.class_threshold.want(Number(args.scheme), formOf(args.form)),
  apply({ args }, tables) {
    tables.class_threshold.put({
      scheme: Number(args.scheme),
      form: formOf(args.form),
      low_carbon_grams_per_kilogram: Number(args.lowCarbonGramsPerKilogram),
      zero_carbon_grams_per_kilogram: Number(args.zeroCarbonGramsPerKilogram),
    });
  },
  link: ({ args }) => ({
    subject: { table: "scheme", key: Number(args.scheme) },
    digest: callDigest("Certification", "setThreshold", [
      args.scheme,
      args.form,
      args.lowCarbonGramsPerKilogram,
      args.zeroCarbonGramsPerKilogram,
    ]),
  }),
};

interface SetAside {
  lot: bigint;
  digest: Hex;
  organisation: Address;
}

/** A suspension, revocation or rejection that governance has set aside: the certificate or declaration stands again. */
const setAside: Fold<GovernanceEvent<SetAside>> = {
  want: ({ args }, tables) => tables.lot.want(lotIdToWire(args.lot)),
  apply({ args }, tables) {
    const lot = tables.lot.require(lotIdToWire(args.lot));
    const status = lot.certification === null ? "declared" : "certified";
    tables.lot.put({ ...lot, status, rejection: null, rejected_at: null });
  },
  dossiers: ({ args }) => ({ lots: [lotIdToWire(args.lot)], digest: args.digest, organisation: args.organisation }),
};

function formOf(raw: bigint): Form {
  const form = forms[Number(raw) - 1];
  if (form === undefined) throw new RangeError(`There is no form ${raw}.`);
  return form;
}

/** What the events of governance in `Certification` do, by name. */
export const certificationFolds = {
  QuotaGranted: quotaGranted,
  SchemeSet: schemeSet,
  Accredited: accredited,
  ThresholdSet: thresholdSet,
  SetAside: setAside,
};
