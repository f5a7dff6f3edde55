import { expect } from "chai";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  EVERY_COUNTRY,
  ethers,
  FOR_EVER,
  freshScene,
  LotStatus,
  nextBlockAt,
  Role,
  type Scene,
} from "../fixtures/fixture.ts";
import { certified, declared, manyCertified } from "../fixtures/journeys.ts";
import { dispatch, receive, reject } from "../fixtures/kinds.ts";
import { revoke, suspend } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

describe("Custody: dispatch", () => {
  let scene: Scene;
  let custody: Scene["custody"];
  let miner: string;
  beforeEach(async () => {
    scene = await freshScene();
    ({ custody } = scene);
    miner = scene.party.miner.organisation;
  });

  it("takes the grams out of the sender's hand, into nobody's", async () => {
    const { lot } = await certified(scene);
    const signed = await dispatch(scene, [{ lot, grams: 400_000n }]);
    const response = await signed.send();
    expect(await scene.lots.balanceOf(miner, lot)).to.equal(600_000n);
    expect(await scene.lots.balanceOf(scene.party.refiner.organisation, lot)).to.equal(0n);
    const block = await response.getBlock();
    expect(fieldsOf(await custody.consignments(signed.digest))).to.deep.equal({
      ...{ status: 1n, dispatchedAt: BigInt(block?.timestamp ?? 0), closedAt: 0n },
      carries: false,
      reportedLost: false,
    });
  });

  it("says all of it in an event", async () => {
    const { lot } = await certified(scene);
    const signed = await dispatch(scene, [{ lot, grams: 1n }]);
    const { digest, message: statement, signature } = signed;
    const recipient = scene.party.refiner.organisation;
    await expectEvent(signed, "Dispatched", { digest, organisation: miner, recipient, statement, signature });
  });

  it("carries the hash of a list of grams in what is signed and in its event, and keeps nothing of it", async () => {
    const { lot } = await certified(scene);
    const units = ethers.id("0-399999");
    const signed = await dispatch(scene, [{ lot, grams: 400_000n }], { message: { units } });
    const other = await dispatch(scene, [{ lot, grams: 400_000n }], {
      message: { ...signed.message, units: ethers.ZeroHash },
    });
    expect(other.digest).to.not.equal(signed.digest);
    const { digest, message: statement, signature } = signed;
    expect(statement.units).to.equal(units);
    const recipient = scene.party.refiner.organisation;
    await expectEvent(signed, "Dispatched", { digest, organisation: miner, recipient, statement, signature });
    // Whoever receives it brings the same dispatch along.
    const altered = { ...signed, message: { ...signed.message, units: ethers.ZeroHash } };
    await expectRefused(receive(scene, altered), custody, "DispatchMismatch", digest, other.digest);
    await (await receive(scene, signed)).send();
  });

  for (const [name, departure] of [
    ["a country of departure that is none", { fromCountry: "0x0000" }],
    ["a country of destination that is none", { toCountry: "0x636e" }],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { lot } = await certified(scene);
      const signed = dispatch(scene, [{ lot, grams: 1n }], { message: departure });
      await expectRefused(signed, custody, "CountryCodeInvalid", Object.values(departure)[0]);
    });
  }

  describe("recipient", () => {
    it("is another", async () => {
      const { lot } = await certified(scene);
      const signed = dispatch(scene, [{ lot, grams: 1n }], { message: { recipient: miner } });
      await expectRefused(signed, custody, "RecipientIsHolder", miner);
    });

    it("is enrolled and active", async () => {
      const { lot } = await certified(scene);
      const { address: recipient } = scene.stranger;
      const signed = dispatch(scene, [{ lot, grams: 1n }], { message: { recipient } });
      await expectRefused(signed, scene.participants, "OrganisationUnknown", recipient);
      await scene.participants.suspend(scene.party.refiner.organisation);
      const other = dispatch(scene, [{ lot, grams: 1n }]);
      await expectRefused(other, scene.participants, "OrganisationIsSuspended");
    });

    it("may hold goods, so that it can receive them", async () => {
      const { lot } = await certified(scene);
      for (const name of ["laboratory", "verifier", "customs", "regulator"] as const) {
        const recipient = scene.party[name];
        const signed = dispatch(scene, [{ lot, grams: 1n }], {}, scene.party.miner, recipient);
        const args = [recipient.organisation, 0b10_0001_1111, code("CN"), 0] as const;
        await expectRefused(signed, scene.participants, "RoleNotHeld", ...args);
      }
      for (const name of ["refiner", "magnetMaker", "recycler", "carrier", "buyer"] as const) {
        await (await dispatch(scene, [{ lot, grams: 1n }], {}, scene.party.miner, scene.party[name])).send();
      }
    });

    it("may hold goods where they go", async () => {
      const { lot } = await certified(scene);
      const { organisation } = scene.party.refiner;
      await scene.participants.grantRole(organisation, Role.refiner, EVERY_COUNTRY, 0, 0, 0);
      await scene.participants.grantRole(organisation, Role.refiner, code("DE"), 4_000_000_000_006n, 0, FOR_EVER);
      const args = [organisation, 0b10_0001_1111, code("CN"), 0] as const;
      await expectRefused(dispatch(scene, [{ lot, grams: 1n }]), scene.participants, "RoleNotHeld", ...args);
      await (await dispatch(scene, [{ lot, grams: 1n }], { message: { toCountry: code("DE") } })).send();
    });
  });

  describe("carrier", () => {
    it("may be nobody", async () => {
      const { lot } = await certified(scene);
      await (await dispatch(scene, [{ lot, grams: 1n }], { message: { carrier: ethers.ZeroAddress } })).send();
    });

    it("is enrolled and active", async () => {
      const { lot } = await certified(scene);
      const { address: carrier } = scene.stranger;
      const signed = dispatch(scene, [{ lot, grams: 1n }], { message: { carrier } });
      await expectRefused(signed, scene.participants, "OrganisationUnknown", carrier);
      await scene.participants.suspend(scene.party.carrier.organisation);
      await expectRefused(dispatch(scene, [{ lot, grams: 1n }]), scene.participants, "OrganisationIsSuspended");
    });
  });

  describe("lines", () => {
    it("are at least one", () => expectRefused(dispatch(scene, []), custody, "LinesInvalid", 0));

    it("are at most a hundred", async () => {
      const lines = Array.from({ length: 101 }, (_, index) => ({ lot: BigInt(index + 1), grams: 1n }));
      await expectRefused(dispatch(scene, lines), custody, "LinesInvalid", 101);
    });

    it("may be a hundred", async () => {
      const lots = await manyCertified(scene, 100);
      const lines = lots.map((lot, index) => ({ lot, grams: BigInt(index + 1) }));
      const signed = await dispatch(scene, lines);
      await signed.send();
      for (const [index, lot] of lots.entries()) {
        expect(await scene.lots.balanceOf(miner, lot)).to.equal(1_000_000n - BigInt(index + 1));
      }
    }).timeout(60_000);

    it("ascend, and name no lot twice", async () => {
      const [first = 0n, second = 0n] = (await manyCertified(scene, 2)).sort((a, b) => (a < b ? -1 : 1));
      for (const [lines, lot] of [
        [[first, first], first],
        [[second, first], first],
        [[0n], 0n],
      ] as const) {
        const message = { lines: lines.map((id) => ({ lot: id, grams: 1n })) };
        await expectRefused(dispatch(scene, [], { message }), custody, "LinesNotAscending", lot);
      }
    });

    it("move all or nothing", async () => {
      const lots = await manyCertified(scene, 2);
      const last = lots.reduce((a, b) => (a > b ? a : b));
      const lines = lots.map((lot) => ({ lot, grams: lot === last ? 1_000_001n : 1n }));
      await expectRefused(dispatch(scene, lines), scene.lots, "StockMissing");
      for (const lot of lots) expect(await scene.lots.balanceOf(miner, lot)).to.equal(1_000_000n);
    });
  });

  describe("grams", () => {
    it("are more than none", async () => {
      const { lot } = await certified(scene);
      await expectRefused(dispatch(scene, [{ lot, grams: 0n }]), scene.lots, "GramsZero", lot);
    });

    it("are at most what the sender holds", async () => {
      const { lot } = await certified(scene);
      const args = [lot, miner, code("CN"), 1_000_000n, 1_000_001n] as const;
      const more = dispatch(scene, [{ lot, grams: 1_000_001n }]);
      await expectRefused(more, scene.lots, "StockMissing", ...args);
      await (await dispatch(scene, [{ lot, grams: 1_000_000n }])).send();
    });

    it("are the sender's own", async () => {
      const { lot } = await certified(scene);
      const { refiner, magnetMaker } = scene.party;
      const signed = dispatch(scene, [{ lot, grams: 1n }], {}, refiner, magnetMaker);
      const args = [lot, refiner.organisation, code("CN"), 0n, 1n] as const;
      await expectRefused(signed, scene.lots, "StockMissing", ...args);
    });
  });

  describe("certificate", () => {
    const send = (lot: bigint) => dispatch(scene, [{ lot, grams: 1n }]);

    it("is of a lot that was declared", () => expectRefused(send(5n), scene.lots, "LotUnknown", 5n));

    it("stands", async () => {
      const open = await declared(scene);
      await expectRefused(send(open.lot), scene.lots, "LotNotCertified", open.lot, LotStatus.declared);
      await (await reject(scene, open.identity)).send();
      await expectRefused(send(open.lot), scene.lots, "LotNotCertified", open.lot, LotStatus.rejected);
      const { lot } = await certified(scene);
      await (await suspend(scene, lot)).send();
      await expectRefused(send(lot), scene.lots, "LotNotCertified", lot, LotStatus.suspended);
      await (await revoke(scene, lot, {}, scene.party.regulator)).send();
      await expectRefused(send(lot), scene.lots, "LotNotCertified", lot, LotStatus.revoked);
    });

    it("does not last a second longer", async () => {
      const { lot } = await certified(scene);
      const { validUntil } = await scene.lots.lots(lot);
      const signed = await dispatch(scene, [{ lot, grams: 1n }], { message: { occurredAt: Number(validUntil) } });
      await nextBlockAt(Number(validUntil) + 1);
      await expectRefused(signed, scene.lots, "CertificateExpired", lot, validUntil);
    });

    it("lets go in its last second", async () => {
      const { lot } = await certified(scene);
      const time = Number((await scene.lots.lots(lot)).validUntil);
      const signed = await dispatch(scene, [{ lot, grams: 1n }], { message: { occurredAt: time } });
      await nextBlockAt(time);
      await signed.send();
    });
  });
});
