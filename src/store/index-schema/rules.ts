import type { Form } from "../../domain/form.ts";
import type { InheritancePolicy } from "../../domain/inheritance.ts";
import { checked, int4, int8, jsonb, numeric, optional, text, texts } from "./column.ts";
import { stateTable } from "./table.ts";

/** What a scheme asks of certificates. */
const scheme = stateTable({
  columns: {
    id: int4(),
    name: text(),
    valid_from: int8(),
    valid_until: int8(),
    suspended_from: optional(int8()),
    suspended_until: optional(int8()),
    attestations: texts(),
    forms: texts(),
    maximum_age_days: int4(),
    maximum_validity_days: int4(),
    custody_models: texts(),
    allocations: texts(),
    minimum_primary_data_percent: int4(),
    /** Number of links in the scheme's head. */
    links: int4(),
  },
  key: ["id"],
});

/** Who may certify by a scheme. */
const accreditation = stateTable({
  columns: { scheme: int4(), organisation: text(), valid_from: int8(), valid_until: int8() },
  key: ["scheme", "organisation"],
});

/** One row at most: the tolerances of attestations in force. */
const tolerance = stateTable({
  columns: {
    id: checked(int4(), "id = 1"),
    assay_basis_points: int4(),
    assay_parts_per_hundred_million: int4(),
    weight_basis_points: int4(),
  },
  key: ["id"],
});

/** Footprints, less removals, up to which a certificate of a form is low-carbon or zero-carbon. */
const class_threshold = stateTable({
  columns: {
    scheme: int4(),
    form: text<Form>(),
    low_carbon_grams_per_kilogram: int4(),
    zero_carbon_grams_per_kilogram: int4(),
  },
  key: ["scheme", "form"],
});

/** A scheme's tolerance and prices for transformations. */
const processing_terms = stateTable({
  columns: {
    scheme: int4(),
    tolerance_basis_points: int4(),
    /** Price by element, per kg as element; elements without a price are left out. */
    prices: jsonb(),
  },
  key: ["scheme"],
});

/** What a site may take on tolerance and on detection limits in all, and what it took. */
const allowance = stateTable({
  columns: {
    organisation: text(),
    site: text(),
    tolerance_nanograms: numeric(78),
    tolerated_nanograms: numeric(78),
    reliance_nanograms: numeric(78),
    relied_nanograms: numeric(78),
  },
  key: ["organisation", "site"],
});

/** What a reason means for the descendants of a lot. */
const inheritance_policy = stateTable({
  columns: { reason: int4(), policy: text<InheritancePolicy>() },
  key: ["reason"],
});

/** Number of links in the head of a quota, of a scheme's terms, of an allowance or of the tolerances, by `registerKey`. */
const register_head = stateTable({
  columns: { subject: text(), links: int4() },
  key: ["subject"],
});

export const ruleTables = {
  scheme,
  accreditation,
  tolerance,
  class_threshold,
  processing_terms,
  allowance,
  inheritance_policy,
  register_head,
};
