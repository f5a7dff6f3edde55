import { expect } from "chai";
import type { Interface } from "ethers";
import { eventsOf } from "../fixtures/events.ts";
import { code, ethers, freshScene, Kind, SCHEME, type Scene, schemeTerms } from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { assay, certify, declare, dispatch, handOver } from "../fixtures/kinds.ts";
import { expectReverted } from "../fixtures/refusal.ts";
import type { Signed } from "../fixtures/statements.ts";

type Call = Signed["call"];

describe("Statements: the batch entry", () => {
  let scene: Scene;
  let statements: Scene["statements"];
  let target: { module: string; interface: Interface; read(): Promise<bigint> };
  beforeEach(async () => {
    scene = await freshScene();
    ({ statements } = scene);
    const contract = await ethers.deployContract("Target");
    const { interface: abi } = contract;
    target = { module: await contract.getAddress(), interface: abi, read: () => contract.counter() };
  });

  const to = (name: string, args: unknown[] = [], gasBudget = 100_000): Call => {
    return { module: target.module, gasBudget, data: target.interface.encodeFunctionData(name, args) };
  };
  const submit = (groups: Call[][], gasLimit = 15_000_000) => statements.submit(groups, { gasLimit });
  const failures = async (response: { hash: string }) => eventsOf(response.hash, statements, "GroupFailed");
  const errorData = (contract: { interface: Interface }, name: string, args: unknown[]) =>
    contract.interface.encodeErrorResult(name, args);

  describe("groups", () => {
    it("are carried in order, each by its own signature", async () => {
      const [first, second] = [await declare(scene), await declare(scene)];
      const response = await submit([[first.call], [second.call]]);
      expect(await failures(response)).to.deep.equal([]);
      for (const { lot } of [first, second]) expect((await scene.lots.lots(lot)).status).to.equal(1n);
    });

    it("may be none", async () => {
      expect(await failures(await submit([]))).to.deep.equal([]);
    });

    it("are none of them empty", () => expectReverted(submit([[to("count")], []]), statements, "GroupEmpty", 1));

    it("that fail undo nothing else, and spend no nonce", async () => {
      const { lot } = await certified(scene);
      const good = await handOver(scene, lot, 1n);
      const bad = await handOver(scene, lot, 2_000_000n);
      const again = await handOver(scene, lot, 2n);
      const response = await submit([[good.call], [bad.call], [again.call]]);
      const { miner, refiner } = scene.party;
      const args = [lot, miner.organisation, code("CN"), 999_999n, 2_000_000n];
      expect(await failures(response)).to.deep.equal([
        { group: 1n, reason: errorData(scene.lots, "StockMissing", args) },
      ]);
      expect(await scene.lots.balanceOf(refiner.organisation, lot)).to.equal(3n);
      expect(await scene.participants.isNonceSpent(miner.organisation, bad.message.nonce)).to.equal(false);
    });

    it("answer what they reverted with, and the gas they took", async () => {
      const groups = [[to("count")], [to("complain", [1])], [to("failSilently")]];
      const [reasons, gasUsed] = await statements.submit.staticCall(groups);
      expect([...reasons]).to.deep.equal([
        "0x",
        errorData(target, "Complaint", ["0x00"]),
        errorData(statements, "CallFailedSilently", []),
      ]);
      expect(gasUsed[0]).to.be.within(20_000n, 40_000n);
      expect(gasUsed[1]).to.be.within(500n, 20_000n);
    });

    it("carry one statement once, though it stands in them twice", async () => {
      const { lot } = await certified(scene);
      const signed = await handOver(scene, lot, 10n);
      const response = await submit([[signed.call], [signed.call]]);
      const args = [scene.party.miner.organisation, signed.message.nonce];
      expect(await failures(response)).to.deep.equal([
        { group: 1n, reason: errorData(scene.participants, "NonceSpent", args) },
      ]);
      expect(await scene.lots.balanceOf(scene.party.refiner.organisation, lot)).to.equal(10n);
    });

    it("fail where they call what is no contract", async () => {
      const { address: module } = scene.stranger;
      const response = await submit([[{ module, gasBudget: 100_000, data: "0x" }]]);
      expect(await failures(response)).to.deep.equal([
        { group: 0n, reason: errorData(statements, "NotAContract", [module]) },
      ]);
    });

    it("that need more than their budget fail alone", async () => {
      const response = await submit([[to("burn")], [to("count")], [to("count", [], 1_000)]]);
      const reason = errorData(statements, "CallFailedSilently", []);
      expect(await failures(response)).to.deep.equal([
        { group: 0n, reason },
        { group: 2n, reason },
      ]);
      expect(await target.read()).to.equal(1n);
    });

    it("have their reasons cut to 1,024 bytes", async () => {
      const response = await submit([[to("complain", [5_000])]]);
      const [failure] = (await failures(response)) as { reason: string }[];
      expect(ethers.dataLength(failure?.reason ?? "0x")).to.equal(1_024);
    });
  });

  describe("bundles", () => {
    it("go through as one: declared, certified, dispatched", async () => {
      await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
      const declaration = await declare(scene);
      const { lot } = declaration;
      const bundle = [declaration, await certify(scene, lot), await dispatch(scene, [{ lot, grams: 5n }])];
      const response = await submit([bundle.map(({ call }) => call)]);
      expect(await failures(response)).to.deep.equal([]);
      expect(await scene.lots.balanceOf(scene.party.miner.organisation, lot)).to.equal(999_995n);
    });

    it("fail as one, and spend no nonce", async () => {
      const declaration = await declare(scene);
      const { lot } = declaration;
      const bundle = [declaration, await certify(scene, lot), await dispatch(scene, [{ lot, grams: 5n }])];
      const after = await declare(scene);
      const response = await submit([bundle.map(({ call }) => call), [after.call]]);
      const inner = errorData(scene.certification, "AttestationMissing", [lot, 1]);
      expect(await failures(response)).to.deep.equal([
        { group: 0n, reason: errorData(statements, "BundleItemFailed", [1, inner]) },
      ]);
      for (const { message } of bundle) {
        expect(await scene.participants.isNonceSpent(message.organisation, message.nonce)).to.equal(false);
      }
      expect((await scene.lots.lots(lot)).status).to.equal(0n);
      expect((await scene.lots.lots(after.lot)).status).to.equal(1n);
    });

    it("do not carry one statement twice", async () => {
      const { lot } = await certified(scene);
      const { call, message } = await handOver(scene, lot, 10n);
      const response = await submit([[call, call]]);
      const inner = errorData(scene.participants, "NonceSpent", [message.organisation, message.nonce]);
      expect(await failures(response)).to.deep.equal([
        { group: 0n, reason: errorData(statements, "BundleItemFailed", [1, inner]) },
      ]);
      expect(await scene.lots.balanceOf(scene.party.refiner.organisation, lot)).to.equal(0n);
    });

    it("name silent failures and what is no contract too", async () => {
      const stranger = { module: scene.stranger.address, gasBudget: 1_000, data: "0x" };
      const response = await submit([
        [to("count"), to("failSilently")],
        [to("count"), stranger],
      ]);
      const nobody = errorData(statements, "NotAContract", [stranger.module]);
      expect(await failures(response)).to.deep.equal([
        { group: 0n, reason: errorData(statements, "BundleItemFailed", [1, "0x"]) },
        { group: 1n, reason: errorData(statements, "BundleItemFailed", [1, nobody]) },
      ]);
      expect(await target.read()).to.equal(0n);
    });

    it("have their reasons cut so that what wraps them stays whole", async () => {
      const response = await submit([[to("count"), to("complain", [5_000])]]);
      const [failure] = (await failures(response)) as { reason: string }[];
      const reason = failure?.reason ?? "0x";
      expect(ethers.dataLength(reason)).to.be.at.most(1_024);
      const parsed = statements.interface.parseError(reason);
      expect([parsed?.name, parsed?.args[0], ethers.dataLength(parsed?.args[1])]).to.deep.equal([
        ...["BundleItemFailed", 1n, 896],
      ]);
    });

    it("are opened by the contract itself alone", () =>
      expectReverted(statements.bundle(0, [to("count")]), statements, "OnlySelf"));
  });

  describe("gas", () => {
    /** The least number for which something holds that holds for every larger one. */
    async function least(holds: (number: number) => Promise<boolean>): Promise<number> {
      let [low, high] = [0, 15_000_000];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (await holds(middle)) high = middle;
        else low = middle;
      }
      return high;
    }

    it("is the item's whole budget, whatever else there is", async () => {
      for (const gasLimit of [300_000, 15_000_000]) {
        await submit([[to("weigh", [], 200_000)]], gasLimit);
        // The target's own prologue takes a little before it looks.
        expect(await target.read()).to.be.within(199_000n, 200_000n);
      }
    });

    it("that does not suffice for an item's budget reverts the whole, with what was there", async () => {
      const call = to("count", [], 2_000_000);
      await expect(submit([[call]], 1_500_000)).to.be.revertedWithCustomError(statements, "GasInsufficient");
      await expect(submit([[to("count"), call]], 1_500_000)).to.be.revertedWithCustomError(
        ...[statements, "GasInsufficient" as const],
      );
      expect(await target.read()).to.equal(0n);
    });

    for (const [what, bundled, size] of [
      ["a statement", false, 0],
      ["a statement of much data", false, 30_000],
      ["a bundle", true, 0],
      ["a bundle of much data", true, 30_000],
    ] as const) {
      it(`can be chosen by no relay so that ${what} fails: it goes through or all reverts`, async () => {
        const data = ethers.concat([to("count").data, new Uint8Array(size)]);
        const answer = (group: Call[], gasLimit: number) =>
          statements.submit.staticCall([group], { gasLimit }).catch(() => undefined);
        // The least budget that suffices, so that any gas withheld makes the item fail.
        const gasBudget = await least(
          async (budget) => (await answer([{ ...to("count", [], budget), data }], 15_900_000))?.reasons[0] === "0x",
        );
        const call = { ...to("count", [], gasBudget), data };
        const group = bundled ? [call, call] : [call];
        const enough = await least(async (gasLimit) => (await answer(group, gasLimit)) !== undefined);
        for (let gasLimit = enough - 100; gasLimit < enough + 25_000; gasLimit += 487) {
          const answered = await answer(group, gasLimit);
          if (answered) expect([...answered.reasons], `at ${gasLimit}`).to.deep.equal(["0x"]);
        }
      }).timeout(60_000);
    }
  });

  it("takes calls to itself like any other, and gives them no power", async () => {
    const inner = statements.interface.encodeFunctionData("bundle", [0, [to("count"), to("failSilently")]]);
    const module = await statements.getAddress();
    const response = await submit([[{ module, gasBudget: 1_000_000, data: inner }]]);
    expect(await failures(response)).to.have.lengthOf(1);
    expect(await target.read()).to.equal(0n);
    const { identity } = await declared(scene);
    const signed = await assay(scene, identity);
    const nested = statements.interface.encodeFunctionData("submit", [[[signed.call]]]);
    await submit([[{ module, gasBudget: 5_000_000, data: nested }]]);
    expect(await scene.lots.examinedAt(signed.message.lot, Kind.assay)).to.be.above(0n);
  });
});
