import { expect } from "chai";
import { eventsOf } from "../fixtures/events.ts";
import { code, ethers, freshScene, LotStatus, type Scene } from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { expectReverted } from "../fixtures/refusal.ts";

describe("Lots", () => {
  let scene: Scene;
  let lots: Scene["lots"];
  beforeEach(async () => {
    scene = await freshScene();
    ({ lots } = scene);
  });

  describe("as a token", () => {
    it("keeps ERC-165 and ERC-1155", async () => {
      for (const [id, supported] of [
        ["0x01ffc9a7", true],
        ["0xd9b67a26", true],
        ["0x0e89341c", true],
        ["0xffffffff", false],
      ] as const) {
        expect(await lots.supportsInterface(id), id).to.equal(supported);
      }
    });

    it("has its metadata where governance says", async () => {
      expect(await lots.uri(5)).to.equal("https://ledger.example/lots/{id}.json");
      const { count } = await lots.settings();
      const { hash } = await lots.setURI("https://other.example/{id}");
      expect(await eventsOf(hash, lots, "MetadataURISet")).to.deep.equal([{ uri: "https://other.example/{id}" }]);
      expect((await lots.settings()).count).to.equal(count + 1n);
      expect(await lots.uri(5)).to.equal("https://other.example/{id}");
    });

    it("moves by custody only: plain transfers and approvals revert, also the holder's own", async () => {
      const { lot } = await certified(scene);
      const { organisation: holder } = scene.party.miner;
      const signer = await ethers.getImpersonatedSigner(holder);
      await scene.governor.sendTransaction({ to: holder, value: 10n ** 18n });
      const own = lots.connect(signer);
      const { address: to } = scene.stranger;
      const disabled = "PlainTransferDisabled";
      await expectReverted(own.safeTransferFrom(holder, to, lot, 1, "0x"), lots, disabled);
      await expectReverted(own.safeBatchTransferFrom(holder, to, [lot], [1], "0x"), lots, disabled);
      await expectReverted(own.safeBatchTransferFrom(holder, to, [], [], "0x"), lots, disabled);
      await expectReverted(own.setApprovalForAll(to, true), lots, "ApprovalDisabled");
      await expectReverted(lots.balanceOfBatch([holder], []), lots, "ListsDiffer", 1, 0);
      expect(await lots.isApprovedForAll(holder, to)).to.equal(false);
      expect(await lots.balanceOf(holder, lot)).to.equal(1_000_000n);
    });
  });

  describe("writing", () => {
    it("is the modules' alone, in every function", async () => {
      const { lot } = await certified(scene);
      const { address } = scene.stranger;
      const digest = ethers.ZeroHash;
      const outsider = lots.connect(scene.stranger);
      const made = { record: 1, number: 1, replaces: 0 };
      const movement = {
        ...{
          kind: 1,
          digest,
          consignment: digest,
          holder: scene.party.miner.organisation,
          recipient: address,
          carrier: address,
        },
        ...{ fromCountry: code("CN"), toCountry: code("CN"), route: digest, occurredAt: 1, lots: [lot], grams: [1] },
      };
      for (const call of [
        () => outsider.declare(1n, digest, made),
        () => outsider.certify(lot, digest, address, 1, 1, 1),
        () => outsider.reject(movement, address, 1),
        () => outsider.suspend(lot, digest, address, false),
        () => outsider.reinstate(lot, digest, digest),
        () => outsider.revoke(lot, digest, address, address, true),
        () => outsider.setAside(lot, digest, digest),
        () => outsider.renew(lot, digest, 1, 1, 1),
        () => outsider.attest(lot, digest, { organisation: address, serial: 1, judges: true }, 1, 1, 1, 0),
        () => outsider.unattest(lot, digest, address, 1, digest),
        () => outsider.overrule(lot, digest, address, 1, digest),
        () => outsider.note(digest, [lot]),
        () => outsider.watch(lot),
        () => outsider.depart(movement),
        () => outsider.arrive(movement, [0]),
        () => outsider.seize(movement),
        () => outsider.reroute(movement),
        () => outsider.move(movement),
        () => outsider.retire(movement),
        () => outsider.transform(movement, 1, [], [], []),
        () => outsider.transform({ ...movement, lots: [], grams: [] }, 1, [1n], [1n], [1]),
        () => outsider.correct(lot, digest, address, 1_000_000),
        () => outsider.uncorrect(lot, digest, digest),
      ]) {
        await expectReverted(call(), lots, "ModuleNotEnrolled", address);
      }
    });

    it("is every function's that can write: none was forgotten above", () => {
      const writing = lots.interface.fragments
        .filter((fragment) => fragment.type === "function")
        .map((fragment) => fragment as unknown as { name: string; stateMutability: string })
        .filter(({ stateMutability }) => stateMutability === "nonpayable")
        .map(({ name }) => name)
        .sort();
      expect(writing).to.deep.equal(
        [
          ...["declare", "certify", "reject", "suspend", "reinstate", "revoke", "setAside", "renew", "attest"],
          ...["unattest", "overrule", "note", "watch", "renewConcern"],
          ...["depart", "arrive", "seize", "reroute", "move", "retire", "transform", "correct", "uncorrect"],
          ...["enrolModule", "setURI", "setMovementRules", "setAuthority"],
        ].sort(),
      );
    });
  });

  it("takes a reinstatement of a suspended lot only, from whichever module", async () => {
    const { lot } = await certified(scene);
    await lots.enrolModule(scene.governor, true);
    const call = lots.reinstate(lot, ethers.ZeroHash, ethers.ZeroHash);
    await expectReverted(call, lots, "LotNotSuspended", lot, LotStatus.certified);
  });

  it("tells what it holds of modules", async () => {
    expect(await lots.modules(scene.custody)).to.equal(true);
    expect(await lots.modules(scene.stranger)).to.equal(false);
    const { hash } = await lots.enrolModule(scene.stranger, true);
    expect(await eventsOf(hash, lots, "ModuleEnrolled")).to.deep.equal([
      { module: scene.stranger.address, enrolled: true },
    ]);
    expect(await lots.modules(scene.stranger)).to.equal(true);
  });
});
