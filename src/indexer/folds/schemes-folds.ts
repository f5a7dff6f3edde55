import { attestationKinds } from "../../domain/attestation.ts";
import { type Form, forms } from "../../domain/form.ts";
import type { Address } from "../../domain/hex.ts";
import { allocations, custodyModels } from "../../domain/lot.ts";
import { entriesOf } from "../../domain/mask.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";
import { timeOrNull } from "./governance-values.ts";

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
};

function formOf(raw: bigint): Form {
  const form = forms[Number(raw) - 1];
  if (form === undefined) throw new RangeError(`There is no form ${raw}.`);
  return form;
}

/** What the events of governance in `Schemes` do, by name. */
export const schemesFolds = { SchemeSet: schemeSet, Accredited: accredited, ThresholdSet: thresholdSet };
