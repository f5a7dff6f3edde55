import type { ConsignmentStatus } from "../../domain/consignment.ts";
import { bool, checked, int4, int8, numeric, optional, text } from "./column.ts";
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

export const consignmentTables = { consignment, consignment_line };
