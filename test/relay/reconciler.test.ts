import { expect } from "chai";
import type { KyselyPlugin } from "kysely";
import { describeEngines } from "../store/engines.ts";
import { type RelayFixture, startRelayFixture } from "./relay-fixture.ts";

describeEngines("the relay's reconciler where there are no forks", (fresh) => {
  let fixture: RelayFixture;

  before(async function () {
    this.timeout(60_000);
    fixture = await startRelayFixture(fresh, { forkDepth: 0 });
    await fixture.relay.stop();
  });

  after(() => fixture.close());

  it("looks at everything once, when it starts, and from then on at what is new", async function () {
    this.timeout(60_000);
    const { store, world } = fixture;
    let anew = 0;
    const counting: KyselyPlugin = {
      transformQuery({ node }) {
        const text = JSON.stringify(node, (_, value) => (typeof value === "bigint" ? `${value}` : value));
        if (text.includes("included_block = null")) anew += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const relay = fixture.another({ store: { ...store, db: store.db.withPlugin(counting) } });
    await relay.start();
    try {
      for (const lotNumber of ["FIRST", "SECOND", "THIRD"]) {
        const answer = await relay.accept(await world.sign.declare(lotNumber));
        if (answer.outcome === "refused") throw new Error("refused");
        await fixture.reaches(answer.id, "included");
      }
    } finally {
      await relay.stop();
    }
    expect(anew).to.equal(1);
  });
});
