import { foundIn } from "../../domain/lineage.ts";
import { carbonDrawn } from "../../domain/site-account.ts";
import { locationNumberToWire } from "../../statements/location-number.ts";
import type { Fold, IncludedStatement } from "../fold.ts";
import { type Account, addAmounts, changeCredits, creditsOf, recordSiteMovement, wantCredits } from "./accounts.ts";
import { made, produce } from "./production.ts";

type Event = IncludedStatement<"withdraw">;

/** A withdrawal makes lots against a site's account. */
export const withdraw: Fold<Event> = {
  want(event, tables) {
    wantCredits(tables, accountOf(event), event.statement.message.period);
  },
  apply(event, tables) {
    produce(tables, event);
    const account = accountOf(event);
    const { period, outputs } = event.statement.message;
    const needed = addAmounts(outputs.map(({ content }) => foundIn(content, content.massGrams)));
    const taken = creditsOf(tables, account, period).map(({ nanograms, carbonMilligrams }, element) => {
      const amount = needed[element] ?? 0n;
      return { nanograms: amount, carbon: amount === 0n ? 0n : carbonDrawn(carbonMilligrams, amount, nanograms) };
    });
    changeCredits(
      tables,
      account,
      period,
      taken.map(({ nanograms, carbon }) => ({ nanograms: -nanograms, carbonMilligrams: -carbon })),
    );
    const carbon = taken.reduce((sum, each) => sum + each.carbon, 0n);
    recordSiteMovement(tables, event, { ...account, period, direction: "withdrawal", carbon_milligrams: carbon });
  },
  movements: (event) => made(event, "withdrawn"),
};

function accountOf({ statement: { message } }: Event): Account {
  const [first] = message.outputs;
  if (first === undefined) throw new Error("A withdrawal without outputs cannot be included");
  const site = locationNumberToWire(first.content.site);
  return { organisation: message.organisation, site, process: message.process };
}
