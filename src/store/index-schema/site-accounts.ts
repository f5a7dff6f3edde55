import type { ElementSymbol } from "../../domain/elements.ts";
import type { CustodyModel } from "../../domain/lot.ts";
import type { Process } from "../../domain/process.ts";
import { checked, int4, int8, numeric, text } from "./column.ts";
import { stateTable } from "./table.ts";

/** A deposit into the account of a site, or a withdrawal from it. */
const site_movement = stateTable({
  columns: {
    digest: text(),
    organisation: text(),
    site: text(),
    process: text<Process>(),
    period: int4(),
    direction: text<"deposit" | "withdrawal">(),
    /** Carbon that a deposit brought, or that a withdrawal took along. */
    carbon_milligrams: numeric(78),
    timestamp: int8(),
    block_number: int8(),
    log_index: int4(),
  },
  key: ["digest"],
  indexes: { site_movement_account: "(organisation, site, process, block_number, log_index)" },
});

/** The account of a process at a site that runs by mass balance. */
const site_account = stateTable({
  columns: {
    organisation: text(),
    site: text(),
    process: text<Process>(),
    /** Custody model that is left to what comes out. */
    strictest: text<CustodyModel>(),
    /** Of all that was ever put in; ZZ where it is mixed. */
    origin_country: text(),
    /** Where the account is: whatever comes out of it was made there. */
    country: text(),
    /** How much of the footprints of what was put in rests on no primary data, at most: in basis points. */
    secondary_data_basis_points: int4(),
  },
  key: ["organisation", "site", "process"],
});

/** What is left of a period's credits of an element: what was found, and the carbon that came with it. */
const site_credit = stateTable({
  columns: {
    organisation: text(),
    site: text(),
    process: text<Process>(),
    period: int4(),
    element: text<ElementSymbol>(),
    nanograms: checked(numeric(78), "nanograms >= 0"),
    carbon_milligrams: checked(numeric(78), "carbon_milligrams >= 0"),
  },
  key: ["organisation", "site", "process", "period", "element"],
});

export const siteAccountTables = { site_movement, site_account, site_credit };
