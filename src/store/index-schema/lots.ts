import type { Form } from "../../domain/form.ts";
import type { CustodyModel, LotStatus } from "../../domain/lot.ts";
import { bool, checked, int4, int4s, int8, numeric, optional, text, texts } from "./column.ts";
import { stateTable } from "./table.ts";

/** A lot as it stands. What was declared is in the message of its declaration. */
const lot = stateTable({
  columns: {
    id: text(),
    producer: text(),
    lot_number: text(),
    status: text<LotStatus>(),
    form: text<Form>(),
    mass_grams: int8(),
    /** What its producer may still certify: the declared mass less what was transformed before. */
    left_grams: int8(),
    /** As declared, or as corrected since. */
    footprint_grams_per_kilogram: int4(),
    /** Symbols of the elements that were found. */
    elements: texts(),
    origin_country: text(),
    country: text(),
    quota: optional(text()),
    replaces: optional(text()),
    /** Digest of the statement that declared it. */
    declaration: text(),
    /** Digest of the transformation or withdrawal that it came out of; null for a lot without parents. */
    made_by: optional(text()),
    declared_at: int8(),
    scheme: optional(int4()),
    certification: optional(text()),
    certified_by: optional(text()),
    certified_at: optional(int8()),
    valid_until: optional(int8()),
    rejection: optional(text()),
    rejected_at: optional(int8()),
    /**
     * Grams of a rejected lot that wait for a lot that names it, as a finding stood against it or an authority watched it. Of a lot that took the place of such a one:
     * none yet, but they will be withheld if it is rejected. Null for any other.
     */
    withheld_grams: optional(int8()),
    disputes: int4(),
    /** Whether an authority ever held any of it, or linked a finding to it. */
    watched: bool(),
    /** Number of links in the dossier. */
    links: int4(),
    /** Where the declaration stands in the ledger: the order of pages. */
    block_number: int8(),
    log_index: int4(),
    /** Which of the outputs of its declaration it is, from 0. */
    output: int4(),
  },
  key: ["id"],
  indexes: {
    lot_producer: "(producer, block_number, log_index)",
    lot_number: "(lot_number)",
    lot_made_by: "(made_by)",
  },
  uniqueIndexes: { lot_place: "(block_number, log_index, output)" },
});

/** What a lot was declared to be made of, and where. */
const lot_content = stateTable({
  columns: {
    lot: text(),
    /** Global Location Number of the producing site. */
    site: text(),
    deposit: text(),
    custody_model: text<CustodyModel>(),
    /** Share of its footprint that rests on primary data, in basis points. */
    primary_data_basis_points: int4(),
    /** Of each of the seventeen elements: what was found, or the limit below which nothing was. */
    parts_per_hundred_million: int4s(),
    /** Bit of each element that was not found. */
    not_found: int4(),
  },
  key: ["lot"],
});

/** Grams of a lot that went into something. */
const lot_input = stateTable({
  columns: {
    /** Digest of the transformation or deposit. */
    consumer: text(),
    lot: text(),
    grams: checked(int8(), "grams > 0"),
    /** As it stood on record then. */
    footprint_grams_per_kilogram: int4(),
    /** Transport carbon that these grams carried, in mg CO2e. */
    transport_milligrams: numeric(78),
    /** Whether they counted as certified share. */
    is_certified: bool(),
    block_number: int8(),
  },
  key: ["consumer", "lot"],
  indexes: { lot_input_lot: "(lot)" },
});

/** Grams in hand, country by country; a holder without grams there has no row. */
const balance = stateTable({
  columns: {
    lot: text(),
    holder: text(),
    country: text(),
    grams: checked(int8(), "grams > 0"),
    /** Transport carbon of these grams, in mg CO2e. */
    transport_milligrams: numeric(78),
  },
  key: ["lot", "holder", "country"],
  indexes: { balance_holder: "(holder, lot)" },
});

/** What a producer has registered of the codes of a lot's grams. It stands for ever. */
const unit_commitment = stateTable({
  columns: {
    lot: text(),
    root: text(),
    /** Grams that have codes: all that the lot had then. */
    grams: int8(),
    /** Address of the contract that took it; part of the context of every code. */
    registry: text(),
    /** Digest of the statement. */
    statement: text(),
    registered_at: int8(),
  },
  key: ["lot"],
});

export const lotTables = { lot, lot_content, lot_input, balance, unit_commitment };
