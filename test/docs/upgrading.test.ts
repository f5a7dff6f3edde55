import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describePostgresql } from "../store/engines.ts";
import { missingLine, type Outcome, stepsOf, type } from "./shell-page.ts";

const root = join(import.meta.dirname, "../..");
const steps = stepsOf(readFileSync(join(root, "docs/upgrading.md"), "utf8"));
/** The service is stopped and kept; what comes next is the new version. */
const stopped = steps.findIndex(({ commands }) => commands.includes("ytterby backup")) + 1;

describePostgresql("docs/upgrading.md", (fresh) => {
  let outcomes: Outcome[];

  before(async function () {
    this.timeout(300_000);
    const { databaseUrl = "" } = await fresh();
    const inherited = Object.entries(process.env).filter(([name]) => !/^(YTTERBY_|DATABASE_URL$)/.test(name));
    const environment = { ...Object.fromEntries(inherited), POSTGRESQL_URL: databaseUrl } as Record<string, string>;
    const upgrade = {
      commands: 'node scripts/bootstrap.mjs node test/support/fixtures/another-version.ts "$YTTERBY_DATA"',
      shown: null,
    };
    const last = 'cat "$YTTERBY_DATA/upgraded.log"; rm -rf "$YTTERBY_DATA" "$YTTERBY_DATA.kept"';
    outcomes = await type(
      [
        ...steps.slice(0, stopped),
        upgrade,
        ...steps.slice(stopped, stopped + 1),
        { commands: 'cp "$YTTERBY_DATA/service.log" "$YTTERBY_DATA/upgraded.log"', shown: null },
        ...steps.slice(stopped + 1),
        { commands: last, shown: null },
      ],
      root,
      environment,
    );
  });

  it("takes every step as it stands, through another version of the index and into PostgreSQL", () => {
    expect(outcomes.flatMap(({ failed }) => failed)).to.deep.equal([]);
    const ofPage = outcomes.filter((_, index) => ![stopped, stopped + 2, outcomes.length - 1].includes(index));
    expect(ofPage).to.have.length(steps.length);
    for (const [index, { shown }] of steps.entries()) {
      const { printed = "" } = ofPage[index] ?? {};
      if (shown !== null) expect(missingLine(shown, printed), printed).to.equal(undefined);
    }
  });

  it("has the index read again on the way, and says so", () => {
    expect(outcomes.at(-1)?.printed).to.match(/the index is of another version/);
  });
});
