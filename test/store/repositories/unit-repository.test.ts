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
      ...{ lot: lots[0], first: BigInt(3 * place), last: BigInt(3 * place + 1) },
    }));
    expect(await units.claim(statement(1), claims)).to.equal(true);
    expect(await units.claim(statement(1), claims.slice(1))).to.equal(false);
    const kept = await units.claimsOf(statement(1));
    expect(kept).to.have.length(claims.length);
    expect(kept.at(-1)).to.deep.equal(claims.at(-1));
  });

  it("says which grams of a lot other statements are said to have moved", async () => {
    const claim = (number: number, lot: Hex, first: bigint, last: bigint) =>
      units.claim(statement(number), [{ lot, first, last }]);
    await claim(2, lots[1], 0n, 9n);
    await claim(3, lots[1], 5n, 14n);
    await claim(4, lots[1], 20n, 29n);
    expect(await units.claimedBesides(statement(2), lots[1])).to.deep.equal([
      { first: 5n, last: 14n },
      { first: 20n, last: 29n },
    ]);
    expect(await units.claimedBesides(statement(9), lots[1])).to.deep.equal([
      { first: 0n, last: 14n },
      { first: 20n, last: 29n },
    ]);
    expect(await units.claimedBesides(statement(1), lots[0])).to.deep.equal([]);
  });
});
