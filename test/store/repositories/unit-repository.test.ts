import { expect } from "chai";
import type { Hex } from "../../../src/domain/hex.ts";
import { openStore, type Store } from "../../../src/store/open-store.ts";
import { UnitRepository } from "../../../src/store/repositories/unit-repository.ts";
import { describeEngines } from "../engines.ts";

const lots: [Hex, Hex] = [`0x${"1".repeat(64)}`, `0x${"2".repeat(64)}`];
const statement = (number: number): Hex => `0x${String(number).padStart(64, "0")}`;

describeEngines("unit repository", (fresh) => {
  let store: Store;
  let units: UnitRepository;

  before(async function () {
    this.timeout(60_000);
    store = await openStore(await fresh());
    units = new UnitRepository(store.db);
  });

  after(() => store.close());

  it("keeps more ranges of one statement than a query has parameters, once", async function () {
    this.timeout(60_000);
    const claims = Array.from({ length: 20_000 }, (_, place) => ({
      ...{ first: BigInt(3 * place), last: BigInt(3 * place + 1) },
    }));
    const of = (ranges: typeof claims) => new Map([[lots[0], ranges]]);
    expect(await units.claim({ statement: statement(1) }, of(claims))).to.equal(true);
    expect(await units.claim({ statement: statement(1) }, of(claims))).to.equal(true);
    expect(await units.claim({ statement: statement(1) }, of(claims.slice(1)))).to.equal(false);
    const kept = await units.claimsOf({ statement: statement(1) });
    expect(kept).to.have.length(claims.length);
    expect(kept.at(-1)).to.deep.equal({ lot: lots[0], ...claims.at(-1) });
  });

  it("keeps what each side got by one statement, and what went out of a hand by it", async () => {
    const [consignment, one] = [statement(8), statement(2)];
    const of = (holder: string) => ({ statement: one, arrival: { consignment, holder } });
    const grams = (lot: Hex, first: bigint) => new Map([[lot, [{ first, last: first + 9n }]]]);
    for (const [side, first] of [
      [of("0xa"), 0n],
      [of("0xb"), 5n],
      [{ statement: one }, 20n],
    ] as const) {
      expect(await units.claim(side, grams(lots[1], first))).to.equal(true);
      expect(await units.claim(side, grams(lots[1], first + 1n))).to.equal(false);
      expect(await units.claimsOf(side)).to.deep.equal([{ lot: lots[1], first, last: first + 9n }]);
    }
    // Grams of another lot may be named later, and none are kept beside others that contradict.
    const both = new Map([...grams(lots[0], 3n), ...grams(lots[1], 1n)]);
    expect(await units.claim(of("0xa"), both)).to.equal(false);
    expect(await units.claim(of("0xa"), grams(lots[0], 3n))).to.equal(true);
    expect(await units.claimsOf(of("0xa"))).to.have.length(2);
  });

  it("tells of no statement that the ledger does not have", async () => {
    expect(await units.namings(lots[1], [{ first: 0n, last: 100n }])).to.deep.equal({ rows: [], ranges: [] });
    expect(await units.arrivedBy({ consignment: statement(8), holder: "0xa" })).to.deep.equal([]);
  });
});
