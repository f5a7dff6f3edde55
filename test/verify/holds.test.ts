import { expect } from "chai";
import { liftHold } from "../../src/governance/calls.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { withVerifier } from "./judging.ts";

describeInTurn("verdicts on held goods", (fresh) => {
  const judging = withVerifier(fresh);

  it("say who holds what, and follow renewal, release and lifting", async () => {
    const { world, store, verdictOn } = judging();
    const { sign, ledger, governance, include } = world;
    const { miner, customs, regulator } = parties;
    const declared = await sign.declare("HELD");
    const lot = lotOf(declared);
    await include(declared, ...(await sign.certification(declared)));
    const check = async () => {
      const verdict = await verdictOn(lot);
      expect(verdict.conclusion).to.equal("valid");
      return verdict.checks.find(({ id }) => id === "not-held");
    };
    expect(await check()).to.include({ status: "pass" });

    const [everybodys, one] = [
      await sign.hold(customs, lot),
      await sign.hold(regulator, lot, { holder: miner.organisation, ground: 7 }),
    ];
    await include(everybodys, one);
    const both = await check();
    expect(both).to.deep.include({ status: "warn" });
    expect(both?.data).to.deep.equal({
      holds: [
        {
          ...{ statement: ledger.digest(everybodys), authority: customs.organisation, isEveryHolders: true },
          ...{ consignment: null, country: "NL", ground: 3, until: everybodys.message.until },
        },
        {
          ...{ statement: ledger.digest(one), authority: regulator.organisation, isEveryHolders: false },
          ...{ consignment: null, country: "CN", ground: 7, until: one.message.until },
        },
      ],
    });
    expect(both?.reason.en).to.include("Rotterdam Customs holds all of it in NL until ");
    expect(both?.reason.zh).to.include("某一持有人的部分");

    const renewed = await sign.renewHold(customs, everybodys);
    await include(renewed, await sign.releaseHold(regulator, one));
    expect(await check()).to.have.nested.property("data.holds[0].until", renewed.message.until);
    const row = await store.db
      .selectFrom("hold")
      .selectAll()
      .where("statement", "=", ledger.digest(one))
      .executeTakeFirst();
    expect(row?.ended_by).to.be.a("string");

    await governance.execute(liftHold({ lot, hold: ledger.digest(everybodys), reason: "superseded" }));
    expect(await check()).to.include({ status: "pass" });
  });

  it("say that a consignment is held, of each of its lots, until its hold ends for that lot", async () => {
    const { world, verdictOn } = judging();
    const { sign, ledger, governance, include } = world;
    const { miner, refiner, customs } = parties;
    const declared = [await sign.declare("SENT-1"), await sign.declare("SENT-2")];
    const lots = declared.map(lotOf).sort((a, b) => (a < b ? -1 : 1));
    await include(...declared);
    for (const each of declared) await include(...(await sign.certification(each)));
    const sent = await sign.dispatch(
      miner,
      refiner,
      lots.map((lot) => ({ lot, grams: 5n })),
    );
    await include(sent);
    const held = await sign.holdConsignment(customs, sent);
    await include(held);
    const check = async (lot: bigint) => {
      const verdict = await verdictOn(lot);
      expect(verdict.conclusion).to.equal("valid");
      return verdict.checks.find(({ id }) => id === "not-held");
    };
    const [released = 0n, lifted = 0n] = lots;
    for (const lot of lots) {
      const found = await check(lot);
      expect(found?.data).to.deep.equal({
        holds: [
          {
            ...{ statement: ledger.digest(held), authority: customs.organisation, isEveryHolders: false },
            ...{ consignment: ledger.digest(sent), country: "CN", ground: 3, until: held.message.until },
          },
        ],
      });
      expect(found?.reason.en).to.match(/in CN, holds what one consignment carries or carried of it until /);
    }
    await include(await sign.releaseLot(customs, held, released));
    expect(await check(released)).to.include({ status: "pass" });
    expect(await check(lifted)).to.include({ status: "warn" });
    await governance.execute(liftHold({ lot: lifted, hold: ledger.digest(held), reason: "unfounded" }));
    expect(await check(lifted)).to.include({ status: "pass" });
  });
});
