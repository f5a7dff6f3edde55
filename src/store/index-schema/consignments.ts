import type { ConsignmentStatus } from "../../domain/consignment.ts";
import { bool, checked, int4, int8, numeric, optional, text, texts } from "./column.ts";
import { stateTable } from "./table.ts";

/** Grams of one or more lots on the road from one organisation to another. */
const consignment = stateTable({
  columns: {
    id: text(),
    sender: text(),
    recipient: text(),
    carrier: optional(text()),
    from_country: text(),
    to_country: text(),
    /** Countries passed, in order, as was stated last. */
    route: texts(),
    /** Every country that it was ever said to pass, each once. */
    passed: texts(),
    status: text<ConsignmentStatus>(),
    dispatched_at: int8(),
    /** Digest of what closed it: a receipt, a return, a report of its loss, a settlement, or an act of governance. */
    closure: optional(text()),
    closed_at: optional(int8()),
    shortage_reason: optional(int4()),
    seal_intact: optional(bool()),
    block_number: int8(),
    log_index: int4(),
  },
  key: ["id"],
  indexes: {
    consignment_sender: "(sender)",
    consignment_recipient: "(recipient)",
    consignment_carrier: "(carrier)",
    consignment_place: "(block_number, log_index)",
  },
});

/** One lot of a consignment. */
const consignment_line = stateTable({
  columns: {
    consignment: text(),
    line: int4(),
    lot: text(),
    sent_grams: checked(int8(), "sent_grams > 0"),
    received_grams: optional(checked(int8(), "received_grams between 0 and sent_grams")),
    /** What the sender got back of what the recipient had not received. */
    returned_grams: checked(int8(), "returned_grams between 0 and sent_grams"),
    /** Transport carbon the grams arrive with: what they carried when they left, and their share of the journey; mg CO2e. */
    transport_milligrams: numeric(78),
  },
  key: ["consignment", "line"],
  indexes: { consignment_line_lot: "(lot)" },
});

/** A consignment that goes another way than was stated before. */
const route_change = stateTable({
  columns: {
    statement: text(),
    consignment: text(),
    /** Who stated it: its carrier, or its sender. */
    organisation: text(),
    route: texts(),
    reason: int4(),
    /** When it changed, as stated. */
    occurred_at: int8(),
    stated_at: int8(),
    block_number: int8(),
    log_index: int4(),
  },
  key: ["statement"],
  indexes: { route_change_consignment: "(consignment, block_number, log_index)" },
});

/** Lots of a consignment that a country's rules control, where it passes without a permit. */
const unpermitted_passage = stateTable({
  columns: {
    /** The link in the dossiers of these lots. */
    digest: text(),
    /** The change of route that says so. */
    change: text(),
    consignment: text(),
    country: text(),
    /** Name of the first rule that controls any of them. */
    rule: text(),
    lots: texts(),
    block_number: int8(),
    log_index: int4(),
  },
  key: ["digest"],
  indexes: { unpermitted_passage_consignment: "(consignment, block_number, log_index)" },
});

export const consignmentTables = { consignment, consignment_line, route_change, unpermitted_passage };
