import { expect } from "chai";
import { unlinkFinding } from "../../src/governance/calls.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { FindingRepository } from "../../src/store/repositories/finding-repository.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { withVerifier } from "./judging.ts";

describeInTurn("verdicts on what was found in shipments", (fresh) => {
  const judging = withVerifier(fresh);

  it("warn of links, follow withdrawal and governance, and findings are told to whom they concern", async () => {
    const { world, indexer, store, verdictOn } = judging();
    const { sign, ledger, governance, include } = world;
    const { miner, refiner, customs, regulator } = parties;
    const declared = await sign.declare("FOUND");
    const lot = lotOf(declared);
    await include(declared, ...(await sign.certification(declared)));
    const check = async () => {
      const verdict = await verdictOn(lot);
      expect(verdict.conclusion).to.equal("valid");
      return verdict.checks.find(({ id }) => id === "no-border-finding");
    };
    const findings = new FindingRepository(store.db);
    const list = async (filter: object) =>
      (await findings.list(filter, { limit: 10 })).items.map(({ statement }) => statement);

    const [first, second] = [
      await sign.recordFinding(customs),
      await sign.recordFinding(regulator, { referenceKind: "bill-of-lading", referenceNumber: "BL88213" }),
    ];
    await include(first, second);
    expect(await check()).to.include({ status: "pass" });
    expect(await list({ reference: "CSQU3054383" })).to.deep.equal([ledger.digest(first)]);
    expect(await list({ party: miner.organisation })).to.deep.equal([]);

    const links = [await sign.linkFinding(regulator, first, lot), await sign.linkFinding(customs, second, lot)];
    await include(...links);
    const warned = await check();
    expect(warned).to.deep.include({ status: "warn" });
    expect(warned?.reason.en).to.include("Rotterdam Customs, of NL, says that what was found");
    expect(warned?.data).to.have.nested.property("findings[0].finding", ledger.digest(first));
    const both = [ledger.digest(second), ledger.digest(first)];
    expect(await list({ party: miner.organisation })).to.deep.equal(both);
    expect(await list({ lot: lotIdToWire(lot) })).to.deep.equal(both);
    expect(await list({ party: refiner.organisation })).to.deep.equal([]);

    await include(await sign.withdrawFinding(customs, first, lot));
    expect((await check())?.data)
      .to.have.property("findings")
      .with.length(1);
    await governance.execute(unlinkFinding({ lot, finding: ledger.digest(second), reason: "unfounded" }));
    expect(await check()).to.include({ status: "pass" });
    await include(await sign.withdrawFinding(customs, first));
    await indexer.catchUp();
    expect(await list({})).to.deep.equal([ledger.digest(second)]);
    expect(await list({ withdrawn: true })).to.deep.equal(both);
  });
});
