import { expect } from "chai";
import { elementSymbols } from "../../src/domain/elements.ts";
import { forms } from "../../src/domain/form.ts";
import { setExportRule } from "../../src/governance/calls.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { withVerifier } from "./judging.ts";

describeInTurn("verdicts on goods that were led another way", (fresh) => {
  const judging = withVerifier(fresh);

  it("warn of countries without a permit, by whose word, and find out what was altered", async () => {
    const { world, store, verdictOn } = judging();
    const { sign, ledger, governance, include } = world;
    const { miner, refiner, carrier, regulator } = parties;
    const rule = (number: number, country: string) =>
      setExportRule({
        ...{ rule: number, name: `${country} 1/2026`, country, elements: elementSymbols, forms, validFrom: 0 },
        ...{ validUntil: 2 ** 32 - 1, suspensions: [], coversTransit: true, valueShareBasisPoints: null },
      });
    await governance.execute(rule(1, "MN"), rule(2, "VN"));
    const declared = await sign.declare("LED", { massGrams: 1_000n });
    const lot = lotOf(declared);
    const sent = await sign.dispatch(miner, refiner, [{ lot, grams: 300n }]);
    const all = { elements: [...elementSymbols], forms: [...forms], destination: sent.message.toCountry };
    await include(declared, ...(await sign.certification(declared)), sent);
    await include(await sign.permit(regulator, miner, refiner, { country: "MN", ...all }));
    const judged = async () => {
      const verdict = await verdictOn(lot);
      const check = (wanted: string) => verdict.checks.find(({ id }) => id === wanted);
      return {
        conclusion: verdict.conclusion,
        passages: check("passages-permitted"),
        complete: check("dossier-complete"),
      };
    };
    await include(await sign.changeRoute(carrier, sent, ["MN", "TH"]));
    expect(await judged()).to.have.nested.property("passages.status", "pass");

    const [first, again] = [
      await sign.changeRoute(carrier, sent, ["VN"]),
      await sign.changeRoute(carrier, sent, ["VN", "TH"]),
    ];
    await include(first, await sign.changeRoute(carrier, sent, ["TH"]), again);
    const warned = await judged();
    expect(warned).to.have.property("conclusion", "valid");
    expect(warned.passages).to.include({ status: "warn" });
    const passages = (warned.passages?.data.passages ?? []) as Record<string, unknown>[];
    expect(passages.map(({ at: _, ...rest }) => rest)).to.deep.equal([
      {
        ...{ country: "VN", rule: "VN 1/2026", consignment: ledger.digest(sent) },
        ...{ statement: ledger.digest(first), by: carrier.organisation },
      },
    ]);
    expect(warned.passages?.reason.en).to.match(/goes through VN; no permit covers it under VN 1\/2026\.$/);
    expect(warned.passages?.reason.zh).to.include("改经 VN，而依 VN 1/2026 没有许可证涵盖");

    // What the index tells otherwise is no link, and what it leaves out lacks.
    const passage = () => store.db.updateTable("unpermitted_passage").where("change", "=", ledger.digest(first));
    await passage().set({ rule: "VN 2/2026" }).execute();
    expect(await judged()).to.have.property("conclusion", "invalid");
    await passage().set({ rule: "VN 1/2026", country: "LA" }).execute();
    expect(await judged()).to.have.property("conclusion", "invalid");
    await passage().set({ country: "VN" }).execute();
    expect(await judged()).to.have.property("conclusion", "valid");
    await store.db.deleteFrom("unpermitted_passage").where("change", "=", ledger.digest(first)).execute();
    expect((await judged()).conclusion).to.not.equal("valid");
  });
});
