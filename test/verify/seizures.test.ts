import { expect } from "chai";
import { restoreSeized } from "../../src/governance/calls.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { withVerifier } from "./judging.ts";

describeInTurn("verdicts on seized goods", (fresh) => {
  const judging = withVerifier(fresh);

  it("say who seized what, and follow it back to its holder", async () => {
    const { world, verdictOn } = judging();
    const { sign, ledger, governance, include } = world;
    const { miner, regulator } = parties;
    const declared = await sign.declare("SEIZED", { massGrams: 1_000n });
    const lot = lotOf(declared);
    await include(declared, ...(await sign.certification(declared)));
    const judged = async () => {
      const verdict = await verdictOn(lot);
      expect(verdict.conclusion).to.equal("valid");
      const check = (wanted: string) => verdict.checks.find(({ id }) => id === wanted);
      const where = verdict.whereabouts.map(({ state, holder, grams }) => [state, holder, grams]);
      return { seized: check("not-seized"), custody: check("custody-unbroken"), where };
    };
    const inHand = (grams: bigint) => ["in-hand", miner.organisation, grams];
    const withAuthority = (grams: bigint) => ["seized", regulator.organisation, grams];
    expect((await judged()).seized).to.include({ status: "pass" });

    const held = await sign.hold(regulator, lot, { holder: miner.organisation });
    await include(held);
    const [some, more] = [await sign.seize(regulator, held, 300n), await sign.seize(regulator, held, 200n)];
    await include(some, more);
    const both = await judged();
    expect(both.seized).to.deep.include({ status: "warn" });
    expect(both.seized?.data).to.deep.equal({
      seizures: [some, more].map((seized) => ({
        ...{ statement: ledger.digest(seized), authority: regulator.organisation, hold: ledger.digest(held) },
        ...{ country: "CN", grams: Number(seized.message.grams), ground: 5 },
      })),
    });
    expect(both.seized?.reason.en).to.include(`${regulator.name} has seized 300 g of it in CN, on ground 5.`);
    expect(both.seized?.reason.zh).to.include("扣押其在 CN 的");
    expect(both.where).to.have.deep.members([inHand(500n), withAuthority(300n), withAuthority(200n)]);
    expect(both.custody?.data).to.include({ inHandGrams: 500, seizedGrams: 500 });
    expect(both.custody?.reason.en).to.include("500 g seized");

    await include(await sign.returnSeized(regulator, some));
    const one = await judged();
    expect(one.seized).to.have.nested.property("data.seizures.length", 1);
    expect(one.where).to.have.deep.members([inHand(800n), withAuthority(200n)]);

    await governance.execute(restoreSeized({ lot, seizure: ledger.digest(more), reason: "unfounded" }));
    const none = await judged();
    expect(none.seized).to.include({ status: "pass" });
    expect(none.where).to.deep.equal([inHand(1_000n)]);
  });
});
