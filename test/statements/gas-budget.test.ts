import { expect } from "chai";
import { id, Wallet } from "ethers";
import { transact } from "../../src/ledger/transact.ts";
import { parseQuantity } from "../../src/rpc/quantity.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import { kindOf, type Statement } from "../../src/statements/statement.ts";
import { startAnvilWorld } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { cleanup } from "../support/cleanup.ts";

/** What a contract wallet may spend on judging one signature. */
const WALLET_GAS = 150_000;

describe("gas budgets", () => {
  const onClose = cleanup();
  let world: World;

  before(async function () {
    this.timeout(60_000);
    world = await startAnvilWorld(onClose);
  });

  it("suffice for every kind in a transaction of its own, had every signature been a contract wallet's", async function () {
    this.timeout(60_000);
    const carrier = new Wallet(id("whoever measures"));
    const seen = new Set<StatementKindName>();
    const include = async (...statements: Statement[]) => {
      for (const statement of statements) {
        const call = world.ledger.encodeStatementCall(statement);
        const { transactionHash } = await transact(world.ledger.rpc, carrier, call);
        const receipt = await world.ledger.rpc.call("eth_getTransactionReceipt", [transactionHash]);
        const gasUsed = Number(parseQuantity((receipt as { gasUsed: unknown }).gasUsed));
        const wallets = WALLET_GAS * ("countersignature" in statement ? 2 : 1);
        expect(gasUsed + wallets, statement.kind).to.be.below(kindOf(statement.kind).gasBudget(statement));
        seen.add(statement.kind);
      }
    };
    const measured: World = { ...world, include, includeTogether: (statements) => include(...statements) };
    for await (const _ of history(measured, "G"));
    expect([...seen]).to.have.members(Object.keys(statementKinds));
  });

  it("suffice for a route through as many countries as there may be, of one lot and of many, and for what comes back", async function () {
    this.timeout(120_000);
    const { sign, include, includeTogether } = world;
    const { miner, refiner, carrier } = parties;
    const countries = ["VN", "MX", "TH", "MY", "KZ", "PL", "NO", "FI", "SE", "EE", "LV", "LT", "AT", "CZ", "SK", "HU"];
    for (const count of [1, 20]) {
      const lots = await Promise.all(
        Array.from({ length: count }, (_, n) => sign.declare(`WAY-${count}-${n}`, { massGrams: 10n })),
      );
      await includeTogether(lots);
      for (const lot of lots) await includeTogether(await sign.certification(lot));
      const ids = lots.map(lotOf).sort((a, b) => (a < b ? -1 : 1));
      const sent = await sign.dispatch(
        miner,
        refiner,
        ids.map((lot) => ({ lot, grams: 1n })),
        { route: [] },
      );
      await include(sent);
      // Each goes with the budget of its kind and no more: the ledger would refuse it with too little gas for the rules of movements.
      await include(await sign.changeRoute(carrier, sent, countries));
      await include(await sign.refuse(sent, refiner));
      await include(await sign.recall(sent, miner));
    }
  });
});
