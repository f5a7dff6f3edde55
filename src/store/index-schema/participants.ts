import { checked, int4, int8, numeric, optional, text, texts } from "./column.ts";
import { stateTable } from "./table.ts";

/** A participant. */
const organisation = stateTable({
  columns: {
    address: text(),
    serial: int4(),
    name: text(),
    country: text(),
    /** 13 digits; null if none was given. */
    global_location_number: optional(text()),
    status: text<"active" | "suspended">(),
    enrolled_at: int8(),
    suspended_at: optional(int8()),
    /** Number of links in the organisation's head. */
    links: int4(),
  },
  key: ["address"],
  uniqueIndexes: { organisation_serial: "(serial)" },
});

/** What an organisation may do, and where. */
const role_grant = stateTable({
  columns: {
    organisation: text(),
    role: text(),
    /** Empty for every country. */
    country: text(),
    /** Null for every site. */
    site: optional(text()),
    valid_from: int8(),
    valid_until: int8(),
  },
  key: ["organisation", "role", "country"],
});

/** A key that signs for an organisation. */
const organisation_key = stateTable({
  columns: {
    organisation: text(),
    key: text(),
    scopes: texts(),
    valid_from: int8(),
    valid_until: int8(),
    revoked_at: optional(int8()),
    compromised_since: optional(int8()),
  },
  key: ["organisation", "key"],
});

/** Grams that a producer may declare. */
const quota = stateTable({
  columns: {
    id: text(),
    organisation: text(),
    kind: text(),
    country: text(),
    granted_grams: numeric(29),
    drawn_grams: checked(numeric(29), "drawn_grams between 0 and granted_grams"),
    valid_from: int8(),
    valid_until: int8(),
  },
  key: ["id"],
});

export const participantTables = { organisation, role_grant, organisation_key, quota };
