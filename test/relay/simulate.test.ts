import { expect } from "chai";
import type { Ledger } from "../../src/ledger/ledger.ts";
import type { LedgerCall } from "../../src/relay/ledger-call.ts";
import { prepareSubmission } from "../../src/relay/prepared-submission.ts";
import { SignatureCheck } from "../../src/relay/signature-check.ts";
import { createSimulate } from "../../src/relay/simulate.ts";
import { simulateWithRoom } from "../../src/relay/simulate-with-room.ts";
import { type Rpc, RpcError } from "../../src/rpc/rpc.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import type { World } from "../fixtures/world.ts";
import type { Anvil } from "../support/anvil.ts";

describe("simulation", () => {
  let anvil: Anvil;
  let rpc: Rpc;
  let world: World;

  before(async function () {
    this.timeout(60_000);
    ({ anvil, rpc, world } = await startWorldNode());
  });

  after(async () => {
    rpc.close();
    await anvil.close();
  });

  const groupOf = (statement: Statement): LedgerCall[] =>
    prepareSubmission(world.ledger, statement).statements.map(({ call }) => call);

  /** The ledger behind a node that answers some calls in its own way. */
  const behind = (call: (method: string, params: readonly unknown[]) => Promise<unknown>): Ledger => ({
    ...world.ledger,
    rpc: { call } as unknown as Rpc,
  });

  it("tells the gas of what would be included, and the reason of what would not", async () => {
    const groups = [
      groupOf(await world.sign.declare("SIM-1")),
      groupOf(await world.sign.declare("SIM-2", {}, parties.buyer)),
    ];
    const [good, bad] = await createSimulate(world.ledger)(groups);
    expect(good).to.have.property("gasUsed").that.is.within(50_000, 400_000);
    expect(bad).to.have.nested.property("error.name", "QuotaNotHeld");
  });

  it("sees the next block's time, not that of a block long past", async () => {
    const block = (await rpc.call("eth_getBlockByNumber", ["latest", false])) as { timestamp: string };
    const validAfter = Number(block.timestamp) + 1;
    const declared = await world.sign.declare("SIM-3");
    const fresh = await world.sign.statement("declare", parties.miner, { ...declared.message, validAfter });
    expect((await createSimulate(world.ledger)([groupOf(fresh)]))[0]).to.have.property("gasUsed");
  });

  it("does without where a node takes no other time than the newest block's", async () => {
    let refusals = 0;
    const old = behind((method, params) => {
      if (params.length > 2) {
        refusals++;
        throw new RpcError("rpc", "too many arguments, want at most 2", { code: -32602 });
      }
      return rpc.call(method, params);
    });
    const simulate = createSimulate(old);
    const group = groupOf(await world.sign.declare("SIM-4"));
    for (let i = 0; i < 2; i++) expect((await simulate([group]))[0]).to.have.property("gasUsed");
    expect(refusals).to.equal(1);
  });

  it("keeps one that makes the whole call revert from condemning the others", async () => {
    const sparing = behind((method, params) => {
      if (method !== "eth_call") return rpc.call(method, params);
      const [transaction, ...rest] = params as [object, ...unknown[]];
      return rpc.call(method, [{ ...transaction, gas: "0x1312d00" }, ...rest]);
    });
    const good = groupOf(await world.sign.declare("SIM-5"));
    const greedy = good.map((call) => ({ ...call, gasBudget: 30_000_000 }));
    const groups = [good, greedy, groupOf(await world.sign.declare("SIM-6"))];
    const [before, between, after] = await createSimulate(sparing)(groups);
    expect(before).to.have.property("gasUsed");
    expect(between).to.have.nested.property("error.name", "GasInsufficient");
    expect(after).to.have.property("gasUsed");
  });

  it("concludes nothing from an error of the node, nor from an answer that is none", async () => {
    const group = groupOf(await world.sign.declare("SIM-7"));
    for (const answer of ["0x", null, "0x1234"]) {
      const strange = behind((method, params) =>
        method === "eth_call" ? Promise.resolve(answer) : rpc.call(method, params),
      );
      const error = await createSimulate(strange)([group]).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(error, String(answer)).to.be.instanceOf(RpcError);
    }
  });

  it("finds the gas for a call whose budget is too small, up to what a transaction holds", async () => {
    const simulate = createSimulate(world.ledger);
    const tight = groupOf(await world.sign.declare("SIM-8")).map((call) => ({ ...call, gasBudget: 60_000 }));
    const [trial] = await simulateWithRoom(simulate, [tight], 25_000_000);
    expect(trial).to.have.nested.property("calls[0].gasBudget").that.is.greaterThan(100_000);
    const [hopeless] = await simulateWithRoom(simulate, [tight], 70_000);
    expect(hopeless).to.have.nested.property("error.name", "CallFailedSilently");
  });

  it("is where a contract wallet's signature is judged, while a key pair's junk does not get that far", async () => {
    const statement = { ...(await world.sign.declare("SIM-9")), signature: `0x${"11".repeat(64)}1b` };
    const prepared = prepareSubmission(world.ledger, statement);
    expect(await new SignatureCheck(rpc).check(prepared)).to.include({ name: "SignatureInvalid" });
    await rpc.call("anvil_setCode", [parties.miner.key.address, "0x00"]);
    expect(await new SignatureCheck(rpc).check(prepared)).to.equal(undefined);
    await rpc.call("anvil_setCode", [parties.miner.key.address, "0x"]);
  });
});
