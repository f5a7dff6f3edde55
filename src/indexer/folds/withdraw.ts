import { nanogramsPerGram } from "../../domain/composition.ts";
import { carbonDrawn, periodAt } from "../../domain/site-account.ts";
import { locationNumberToWire } from "../../statements/location-number.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { type Account, addAmounts, changeCredits, creditsOf, recordSiteMovement, wantCredits } from "./accounts.ts";
import { lotContent } from "./lot-content.ts";
import { made, produce } from "./production.ts";

type Event = IncludedStatement<"withdraw">;

/** A withdrawal makes lots against a site's account. */
export const withdraw: Fold<Event> = {
  want(event, tables) {
    const account = accountOf(event);
    tables.site_account.want(account.organisation, account.site);
    for (const period of livingPeriods(event)) wantCredits(tables, account, period);
  },
  apply(event, tables) {
    produce(tables, event);
    const account = accountOf(event);
    const { period, outputs } = event.statement.message;
    const needed = addAmounts(
      outputs.map(({ content }) =>
        lotContent("0x", content).parts_per_hundred_million.map((share) => nanogramsPerGram(share) * content.massGrams),
      ),
    );
    const living = livingPeriods(event).flatMap((each) => creditsOf(tables, account, each));
    const waiting = tables.site_account.require(account.organisation, account.site);
    const carbon = carbonDrawn(waiting.carbon_milligrams, sum(needed), sum(living));
    tables.site_account.put({ ...waiting, carbon_milligrams: waiting.carbon_milligrams - carbon });
    changeCredits(
      tables,
      account,
      period,
      needed.map((amount) => -amount),
    );
    recordSiteMovement(tables, event, { ...account, period, direction: "withdrawal", carbon_milligrams: carbon });
  },
  movements: (event) => made(event, "withdrawn"),
};

function accountOf({ statement: { message } }: Event): Account {
  const [first] = message.outputs;
  if (first === undefined) throw new Error("A withdrawal without outputs cannot be included");
  return { organisation: message.organisation, site: locationNumberToWire(first.content.site) };
}

/** Periods whose credits can be withdrawn: the one that runs, and the one before. */
function livingPeriods({ timestamp }: Event): number[] {
  const running = periodAt(timestamp);
  return [running, running - 1];
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
