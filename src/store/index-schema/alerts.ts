import { checked, counted, int4, int8, jsonb, text, texts } from "./column.ts";
import { judgedTable } from "./table.ts";

/** What a rule found in what is final: it is found again, under the same id, wherever the same ledger is read. */
const alert = judgedTable({
  columns: {
    id: text(),
    /** Order in which they were raised here: the order of pages. */
    sequence: counted(),
    rule: text(),
    subject_type: text(),
    subject: text(),
    /** Digests of the statements it rests on. */
    statements: texts(),
    organisations: texts(),
    /** Countries whose authorities it is open to. */
    countries: texts(),
    evidence: jsonb(),
    /** Time of the block that gave rise to it. */
    raised_at: int8(),
    block_number: int8(),
  },
  key: ["id"],
});

/** What a rule keeps from event to event. */
const alert_memory = judgedTable({
  columns: { rule: text(), key: text(), value: jsonb() },
  key: ["rule", "key"],
});

/** One row: the last block whose events the rules have judged. None before the first. */
const alert_cursor = judgedTable({
  columns: { id: checked(int4(), "id = 1"), block_number: int8() },
  key: ["id"],
});

export const alertTables = { alert, alert_memory, alert_cursor };
