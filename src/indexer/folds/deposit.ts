import { custodyModels } from "../../domain/lot.ts";
import { carbonByElement, periodAt } from "../../domain/site-account.ts";
import { locationNumberToWire } from "../../statements/location-number.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";
import { type Account, changeCredits, recordSiteMovement, wantCredits } from "./accounts.ts";
import { consume, consumed, wantInputs } from "./consumption.ts";
import { foundIn } from "./lot-content.ts";

type Event = IncludedStatement<"deposit">;

const MIXED_COUNTRY = "ZZ";
const BASIS_POINTS = 10_000;

/** A deposit takes grams into a site's account. */
export const deposit: Fold<Event> = {
  want(event, tables) {
    const { inputs, organisation: holder, country } = event.statement.message;
    wantInputs(tables, inputs, { holder, country });
    for (const { lot } of inputs) tables.lot_content.want(lotIdToWire(lot));
    const account = accountOf(event);
    tables.site_account.want(account.organisation, account.site, account.process);
    wantCredits(tables, account, periodAt(event.timestamp));
  },
  apply(event, tables) {
    const { inputs, organisation: holder, country } = event.statement.message;
    const account = accountOf(event);
    const period = periodAt(event.timestamp);
    const brought = consume(tables, event, inputs, { holder, country });
    for (const [index, { lot, grams }] of inputs.entries()) {
      const found = foundIn(tables.lot_content.require(lotIdToWire(lot)), grams);
      const carbon = carbonByElement(brought[index] ?? 0n, found);
      changeCredits(
        tables,
        account,
        period,
        found.map((nanograms, element) => ({ nanograms, carbonMilligrams: carbon[element] ?? 0n })),
      );
    }
    const carbon = brought.reduce((sum, each) => sum + each, 0n);
    recordSiteMovement(tables, event, { ...account, period, direction: "deposit", carbon_milligrams: carbon });
    tables.site_account.put(grown(tables, event));
  },
  movements: ({ statement: { message } }) => consumed(message.inputs, message.organisation, "deposited"),
};

function accountOf({ statement: { message } }: Event): Account {
  return { organisation: message.organisation, site: locationNumberToWire(message.site), process: message.process };
}

/** The account with what came in: of mixed origin where origins differ, claimed no stricter than the loosest, and measured no better than the least measured. */
function grown(tables: State["tables"], event: Event): StateRow<"site_account"> {
  const account = accountOf(event);
  const before = tables.site_account.get(account.organisation, account.site, account.process);
  let { strictest, origin_country } = before ?? {};
  let secondary_data_basis_points = before?.secondary_data_basis_points ?? 0;
  for (const { lot } of event.statement.message.inputs) {
    const { custody_model, primary_data_basis_points } = tables.lot_content.require(lotIdToWire(lot));
    const { origin_country: origin } = tables.lot.require(lotIdToWire(lot));
    if (strictest === undefined || custodyModels.indexOf(custody_model) > custodyModels.indexOf(strictest)) {
      strictest = custody_model;
    }
    origin_country = origin_country === undefined || origin_country === origin ? origin : MIXED_COUNTRY;
    secondary_data_basis_points = Math.max(secondary_data_basis_points, BASIS_POINTS - primary_data_basis_points);
  }
  const { country } = event.statement.message;
  if (strictest === undefined || origin_country === undefined) throw new Error(`${event.digest} puts nothing in`);
  return { ...account, strictest, origin_country, country, secondary_data_basis_points };
}
