import type { ReferenceKind } from "../../domain/border-finding.ts";
import type { ChallengeDecision } from "../../domain/hold.ts";
import { checked, int4, int8, numeric, optional, text } from "./column.ts";
import { stateTable } from "./table.ts";

/** Goods that an authority holds, or held. */
const hold = stateTable({
  columns: {
    /** Digest of the statement: the hold's id. */
    statement: text(),
    /** Which of the lots of a held consignment the row is of, in the order of its lines; 0 for a hold of one lot. */
    output: int4(),
    lot: text(),
    /** Null where those of every holder are held, or those of a consignment. */
    holder: optional(text()),
    /** Consignment that is held, wherever its grams arrive; null where grams in a country are. */
    consignment: optional(text()),
    /** Of a consignment's hold, the country whose authority holds it. */
    country: text(),
    /** Code of the legal ground. */
    ground: int4(),
    authority: text(),
    held_at: int8(),
    /** Last second (inclusive), as of its last renewal. */
    until: int8(),
    /** Digest of the statement that last set another end; null where none did. */
    renewed_by: optional(text()),
    /** When it was released or lifted; null where neither was. */
    ended_at: optional(int8()),
    /** Digest of what ended it: a statement, or an act of governance. */
    ended_by: optional(text()),
    /** Of a challenge, the last second (inclusive) at which an answer is in time; null of other holds. */
    answer_by: optional(int8()),
    /** When it was first answered. */
    answered_at: optional(int8()),
    /** Digest of the last answer. */
    answer: optional(text()),
    /** What the authority found last. */
    decision: optional(text<ChallengeDecision>()),
    /** Where the hold stands in the ledger: the order of pages. */
    block_number: int8(),
    log_index: int4(),
  },
  key: ["statement", "lot"],
  indexes: {
    hold_lot: "(lot)",
    hold_authority: "(authority, block_number, log_index)",
    hold_consignment: "(consignment)",
  },
  uniqueIndexes: { hold_place: "(block_number, log_index, output)" },
});

/** What an authority found in a shipment. */
const borderFinding = stateTable({
  columns: {
    /** Digest of the statement: the finding's id. */
    statement: text(),
    reference_kind: text<ReferenceKind>(),
    reference_number: text(),
    country: text(),
    goods_code: optional(text()),
    label_origin: optional(text()),
    seal: optional(text()),
    gross_grams: int8(),
    net_grams: int8(),
    evidence: optional(text()),
    /** When the goods were found, as stated. */
    occurred_at: int8(),
    authority: text(),
    recorded_at: int8(),
    withdrawn_at: optional(int8()),
    block_number: int8(),
    log_index: int4(),
  },
  key: ["statement"],
  indexes: { border_finding_reference: "(reference_number)" },
  uniqueIndexes: { border_finding_place: "(block_number, log_index)" },
});

/** A lot of which it is said that goods of a finding are. */
const findingLink = stateTable({
  columns: { finding: text(), lot: text(), linked_by: text(), linked_at: int8() },
  key: ["finding", "lot"],
  indexes: { finding_link_lot: "(lot)" },
});

/** Grams that an authority seized. */
const seizure = stateTable({
  columns: {
    /** Digest of the statement: the seizure's id. */
    statement: text(),
    lot: text(),
    /** Hold that it rests on. */
    hold: text(),
    /** From whom they were taken, and who gets them back. */
    holder: text(),
    country: text(),
    grams: checked(int8(), "grams > 0"),
    /** Transport carbon that went along, in mg CO2e. */
    transport_milligrams: numeric(78),
    /** Code of the legal ground. */
    ground: int4(),
    authority: text(),
    seized_at: int8(),
    /** When they were given back; null while the authority has them. */
    ended_at: optional(int8()),
    /** Digest of what gave them back: a statement, or an act of governance. */
    ended_by: optional(text()),
    /** Where the seizure stands in the ledger: the order of pages. */
    block_number: int8(),
    log_index: int4(),
  },
  key: ["statement"],
  indexes: {
    seizure_lot: "(lot)",
    seizure_holder: "(holder, block_number, log_index)",
    seizure_authority: "(authority, block_number, log_index)",
  },
  uniqueIndexes: { seizure_place: "(block_number, log_index)" },
});

export const customsTables = { hold, seizure, border_finding: borderFinding, finding_link: findingLink };
