import { expect } from "chai";
import { id, Wallet } from "ethers";
import { sql } from "kysely";
import type { Hex } from "../../src/domain/hex.ts";
import { scopes } from "../../src/domain/participants.ts";
import { type CheckId, conclude, type Verdict } from "../../src/domain/verdict.ts";
import { addKey, revokeKey, setAside, setAsideCorrection, suspend } from "../../src/governance/calls.ts";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import type { Rpc } from "../../src/rpc/rpc.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createVerifier, type Verifier } from "../../src/verify/verifier.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import { always } from "../fixtures/party.ts";
import { lotOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { describeInTurn } from "../store/engines.ts";
import type { Anvil } from "../support/anvil.ts";
import { keepTables } from "./keep-tables.ts";

describeInTurn("verifier", (fresh) => {
  let anvil: Anvil;
  let rpc: Rpc;
  let world: World;
  let store: Store;
  let indexer: Indexer;
  let verifier: Verifier;
  let next = 0;

  before(async function () {
    this.timeout(60_000);
    ({ anvil, rpc, world } = await startWorldNode());
    store = await openStore(await fresh());
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 });
    verifier = createVerifier({ ledger: world.ledger, store, indexer });
  });

  after(async () => {
    await store.close();
    rpc.close();
    await anvil.close();
  });

  /** A lot that is certified, and was carried to a refiner and a buyer. */
  async function travelledLot(): Promise<bigint> {
    const { sign } = world;
    const { miner, refiner, buyer, verifier: body, customs } = parties;
    const declared = await sign.declare(`V-${next++}`);
    const lot = lotOf(declared);
    const sent = await sign.dispatch(miner, refiner, [{ lot, grams: 9_000_000n }]);
    await world.include(
      declared,
      ...(await sign.certification(declared)),
      await sign.attest(declared, "footprint", body),
      await sign.attest(declared, "clearance", customs),
      sent,
      await sign.receive(sent, refiner, [8_999_000n]),
      await sign.handOver(refiner, buyer, lot, 500n),
      await sign.dispatch(miner, buyer, [{ lot, grams: 1_000_000n }]),
    );
    return lot;
  }

  async function verify(lot: bigint, options = { fresh: true }): Promise<Verdict> {
    const verdict = await verifier.verifyLot(lotIdToWire(lot), options);
    if (verdict === undefined) throw new Error("the lot is not known");
    return verdict;
  }

  const statusOf = (verdict: Verdict, id: CheckId) => verdict.checks.find((check) => check.id === id)?.status;
  const failing = (verdict: Verdict) => verdict.checks.filter(({ status }) => status === "fail").map(({ id }) => id);

  it("finds a certified lot valid, names every head and the block, and follows every gram", async () => {
    const lot = await travelledLot();
    const verdict = await verify(lot);
    expect(failing(verdict)).to.deep.equal([]);
    expect(verdict.conclusion).to.equal("valid");
    expect(statusOf(verdict, "nothing-missing")).to.equal("warn");
    const block = (await rpc.call("eth_getBlockByNumber", ["latest", false])) as { hash: string };
    expect(verdict.block.hash).to.equal(block.hash);
    expect(verdict.heads.map(({ type }) => type)).to.have.members([
      "lot",
      ...["miner", "refiner", "laboratory", "verifier", "customs", "buyer"].map(() => "organisation"),
      "scheme",
      "quota",
      "allowance",
      "tolerances",
      "limits",
    ]);
    for (const { computed, onLedger } of verdict.heads) expect(computed).to.deep.equal(onLedger);
    const { whereabouts, certificate } = verdict;
    const { miner, refiner, buyer } = parties;
    const inHand = (grams: bigint, { organisation, name, role }: typeof miner) => ({
      state: "in-hand",
      grams,
      country: "CN",
      toCountry: null,
      holder: organisation,
      name,
      roles: [role],
      consignment: null,
    });
    expect(whereabouts.slice(0, 3)).to.deep.equal([
      inHand(15_000_000n, miner),
      inHand(8_998_500n, refiner),
      inHand(500n, buyer),
    ]);
    expect(whereabouts.slice(3)).to.deep.equal([
      {
        ...inHand(1_000_000n, buyer),
        state: "on-the-road",
        toCountry: "DK",
        consignment: whereabouts[3]?.consignment,
      },
    ]);
    expect(verdict.shortGrams).to.equal(1_000n);
    expect(certificate?.certifier).to.equal(parties.verifier.organisation);
    for (const { reason } of verdict.checks) expect(reason.en && reason.zh).to.match(/.+/);
  });

  it("knows nothing of a lot that nobody declared", async () => {
    await indexer.catchUp();
    expect(await verifier.verifyLot(`0x${"ab".repeat(32)}`, { fresh: false })).to.equal(undefined);
  });

  it("answers from memory exactly what it answers afresh, and notices each new statement", async () => {
    const lot = await travelledLot();
    const afresh = await verify(lot);
    const first = await verify(lot, { fresh: false });
    const again = await verify(lot, { fresh: false });
    for (const verdict of [first, again]) {
      expect(verdict.checks.map(({ reason }) => reason)).to.deep.equal(afresh.checks.map(({ reason }) => reason));
      expect(verdict.heads).to.deep.equal(afresh.heads);
    }
    await world.include(await world.sign.handOver(parties.refiner, parties.buyer, lot, 1n));
    await indexer.catchUp();
    const later = await verify(lot, { fresh: false });
    expect(later.conclusion).to.equal("valid");
    expect(later.heads[0]?.onLedger.count).to.equal((afresh.heads[0]?.onLedger.count ?? 0) + 1);
  });

  it("tells a declared lot from a rejected and a disputed one", async () => {
    const { sign } = world;
    const declared = await sign.declare(`V-${next++}`);
    await world.include(declared);
    expect((await verify(lotOf(declared))).conclusion).to.equal("not-certified");
    await world.include(await sign.reject(declared, 42));
    const rejected = await verify(lotOf(declared));
    expect(rejected.conclusion).to.equal("rejected");
    expect(rejected.summary.en).to.match(/Rhine Verification has rejected this lot, for reason 42/);

    const disputed = await sign.declare(`V-${next++}`);
    await world.include(disputed, ...(await sign.certification(disputed)));
    await world.include(await sign.attest(disputed, "inspection", parties.customs, "inconclusive"));
    expect(statusOf(await verify(lotOf(disputed)), "undisputed")).to.equal("warn");
    await world.include(await sign.attest(disputed, "inspection", parties.customs, "does-not-conform"));
    const verdict = await verify(lotOf(disputed));
    expect(verdict.conclusion).to.equal("disputed");
    expect(verdict.summary.en).to.match(/Rotterdam Customs examined inspection .*does not conform/);
  });

  it("tells a suspended certificate from a reinstated and a revoked one", async () => {
    const { sign } = world;
    const { verifier: body, regulator } = parties;
    const lot = await travelledLot();
    const until = sign.certificateUntil;
    const suspension = await sign.suspend(lot, regulator, until);
    await world.include(suspension);
    const suspended = await verify(lot);
    expect(suspended.conclusion).to.equal("suspended");
    expect(suspended.summary.en).to.contain(regulator.name).and.to.contain("reason 2");
    await world.include(await sign.reinstate(lot, regulator, suspension));
    expect((await verify(lot)).conclusion).to.equal("valid");
    await world.include(await sign.renew(lot, until));
    const renewed = await verify(lot);
    expect(renewed.conclusion).to.equal("valid");
    expect(renewed.certificate?.validUntil).to.equal(until + 1);
    await world.include(await sign.revoke(lot, body, until + 1));
    const revoked = await verify(lot);
    expect(revoked.conclusion).to.equal("revoked");
    expect(revoked.summary.zh).to.contain("撤销");
  });

  it("follows a certificate that goes back to the declaration and is given again", async () => {
    const { sign } = world;
    const { verifier: body, refiner, miner } = parties;
    const until = sign.certificateUntil;
    const declared = await sign.declare(`V-${next++}`);
    const lot = lotOf(declared);
    const own = await sign.suspend(lot, body, until);
    await world.include(declared, ...(await sign.certification(declared)), own, await sign.revoke(lot, body, until));
    const back = await verify(lot);
    expect(back.conclusion).to.equal("not-certified");
    expect(back.checks.filter(({ status }) => status === "fail").map(({ id }) => id)).to.deep.equal(["certified"]);
    await world.include(await sign.certify(lot), await sign.handOver(miner, refiner, lot, 500n));
    expect((await verify(lot)).conclusion).to.equal("valid");
  });

  it("follows what governance sets aside", async () => {
    const { sign, governance } = world;
    const { verifier: body } = parties;
    const lot = await travelledLot();
    const revoked = await sign.revoke(lot, body, sign.certificateUntil);
    await world.include(revoked);
    expect((await verify(lot)).conclusion).to.equal("revoked");
    await governance.execute(setAside(lot, sign.digest(revoked)));
    const verdict = await verify(lot);
    expect(verdict.conclusion).to.equal("valid");
    expect(statusOf(verdict, "dossier-complete")).to.equal("pass");
    const stated = verdict.goods?.footprint.grossGramsPerKilogram;
    const raised = await sign.correctFootprint(body, lot, 16_777_215, revoked);
    await world.include(raised);
    expect((await verify(lot)).goods?.footprint.grossGramsPerKilogram).to.equal(16_777_215);
    await governance.execute(setAsideCorrection(lot, sign.digest(raised)));
    const restored = await verify(lot);
    expect(restored.goods?.footprint.grossGramsPerKilogram).to.equal(stated);
    expect(restored.conclusion).to.equal("valid");
    expect(statusOf(restored, "dossier-complete")).to.equal("pass");
  });

  it("follows grams that come back, are lost or are retired", async () => {
    const { sign } = world;
    const { miner, refiner, buyer, carrier } = parties;
    const lot = await travelledLot();
    const [back, gone] = [
      await sign.dispatch(miner, refiner, [{ lot, grams: 100n }]),
      await sign.dispatch(miner, refiner, [{ lot, grams: 10n }]),
    ];
    await world.include(back, gone, await sign.refuse(back, refiner), await sign.refuse(gone, refiner));
    expect((await verify(lot)).whereabouts.filter(({ state }) => state === "on-the-road")).to.have.lengthOf(3);
    await world.include(
      await sign.recall(back, miner, [99n]),
      await sign.reportLoss(gone, carrier),
      await sign.reportLoss(gone, miner),
      await sign.retire(buyer, lot, 200n, "CN"),
    );
    const verdict = await verify(lot);
    expect(verdict.conclusion).to.equal("valid");
    expect(verdict.checks.find(({ id }) => id === "custody-unbroken")?.data).to.include({
      retiredGrams: 200,
      shortGrams: 1_011,
    });
  });

  it("names a finding that the certificate rests on and that was taken back", async () => {
    const { sign } = world;
    const { laboratory, miner } = parties;
    const declared = await sign.declare(`V-${next++}`);
    const [assay, weight, certificate] = [
      await sign.assay(declared),
      await sign.attest(declared, "weight", laboratory),
      await sign.certify(lotOf(declared)),
    ];
    const opinion = await sign.attest(declared, "process", miner, "does-not-conform");
    await world.include(declared, assay, weight, certificate, opinion);
    expect((await verify(lotOf(declared))).conclusion).to.equal("disputed");
    await world.include(await sign.revokeAttestation(opinion, miner));
    expect((await verify(lotOf(declared))).conclusion).to.equal("valid");
    await world.include(await sign.revokeAssay(assay, laboratory));
    const verdict = await verify(lotOf(declared));
    expect(verdict.conclusion).to.equal("suspect");
    expect(verdict.summary.en).to.contain(laboratory.name);
  });

  it("judges expiry by the later of both clocks", async () => {
    const { sign } = world;
    const declared = await sign.declare(`V-${next++}`);
    const lot = lotOf(declared);
    const [assay, weight] = await sign.certification(declared);
    const now = Math.floor(Date.now() / 1000);
    await world.include(
      declared,
      ...[assay, weight].flatMap((statement) => statement ?? []),
      await sign.certify(lot, { validUntil: Math.max(now, sign.now) + 3_000 }),
    );
    expect((await verify(lot)).conclusion).to.equal("valid");
    await rpc.call("evm_increaseTime", [4_000]);
    await rpc.call("evm_mine", []);
    const verdict = await verify(lot);
    expect(verdict.conclusion).to.equal("expired");
  });

  describe("of an index that was tampered with", () => {
    /** Tells the conclusion and the check that decides after a change of the index, and takes the change back. */
    async function afterwards(
      lot: bigint,
      change: (id: Hex) => Promise<unknown>,
    ): Promise<[string, CheckId | undefined]> {
      await indexer.catchUp();
      const restore = await keepTables(store, ["dossier_link", "statement_included", "governance_act"]);
      await change(lotIdToWire(lot));
      const verdict = await verify(lot);
      await restore();
      const { decisive } = conclude(verdict.checks);
      expect(verdict.summary).to.deep.equal(decisive?.reason);
      return [verdict.conclusion, decisive?.id];
    }

    let lot: bigint;
    const { verifier: body, miner } = parties;

    before(async () => {
      lot = await travelledLot();
    });

    it("is unsettled where a statement was left out, and says what lacks and what to do", async () => {
      const last = (id: Hex) =>
        sql`delete from dossier_link where lot = ${id} and position = (select max(position) from dossier_link where lot = ${id})`;
      expect(await afterwards(lot, (id) => last(id).execute(store.db))).to.deep.equal([
        "unsettled",
        "dossier-complete",
      ]);
      await indexer.catchUp();
      const restore = await keepTables(store, ["dossier_link"]);
      await last(lotIdToWire(lot)).execute(store.db);
      const { checks, summary } = await verify(lot);
      await restore();
      expect(checks.filter(({ status }) => status === "fail")).to.deep.equal([]);
      expect(summary.en).to.match(
        /^Of \d+ statements that the ledger lists about this lot, 1 lack here\. .*ask again later/,
      );
      expect(summary.zh).to.match(/此处缺 1 份.*请稍后再问/);
      // At the same block, once it is there again.
      expect((await verify(lot)).conclusion).to.equal("valid");
    });

    it("says revoked of what the ledger says is revoked, whatever lacks", async () => {
      const { sign } = world;
      const bad = await travelledLot();
      await world.include(await sign.revoke(bad, body, sign.certificateUntil));
      for (const statement of ["certify", "revoke", "declare"]) {
        const without = (id: Hex) =>
          sql`delete from dossier_link where lot = ${id} and digest in
            (select digest from statement_included where kind = ${statement})`.execute(store.db);
        expect(await afterwards(bad, without), statement).to.deep.equal(["revoked", "not-revoked"]);
      }
      const allOf = (id: Hex) => sql`delete from dossier_link where lot = ${id}`.execute(store.db);
      expect(await afterwards(bad, allOf)).to.deep.equal(["revoked", "not-revoked"]);
    });

    it("names a statement added", async () => {
      const added = (id: Hex) =>
        sql`insert into dossier_link select lot, position + 1, digest, timestamp, block_number
          from dossier_link where lot = ${id} order by position desc limit 1`;
      expect(await afterwards(lot, (id) => added(id).execute(store.db))).to.deep.equal(["invalid", "dossier-complete"]);
    });

    it("names links in another order, or of another time", async () => {
      const moved = (id: Hex) =>
        sql`update dossier_link set timestamp = timestamp + 1 where lot = ${id} and position = 2`;
      expect(await afterwards(lot, (id) => moved(id).execute(store.db))).to.deep.equal(["invalid", "dossier-complete"]);
    });

    it("is unsettled where the text of a statement is gone", async () => {
      const gone = () =>
        sql`delete from statement_included where kind = 'certify' and lots = ${[lotIdToWire(lot)]}`.execute(store.db);
      expect(await afterwards(lot, gone)).to.deep.equal(["unsettled", "statements-authentic"]);
    });

    it("names a statement whose text was changed", async () => {
      const changed = () =>
        sql`update statement_included set message = jsonb_set(message::jsonb, '{content,massGrams}', '26000000')
          where kind = 'declare' and lots = ${[lotIdToWire(lot)]}`.execute(store.db);
      expect(await afterwards(lot, changed)).to.deep.equal(["invalid", "statements-authentic"]);
    });

    it("names a statement that is none", async () => {
      const broken = () =>
        sql`update statement_included set message = '{"lot": 1}'
          where kind = 'assay' and lots = ${[lotIdToWire(lot)]}`.execute(store.db);
      expect(await afterwards(lot, broken)).to.deep.equal(["invalid", "statements-authentic"]);
    });

    it("names a signature of somebody else", async () => {
      const forged = () =>
        sql`update statement_included set signature = (select signature from statement_included where kind = 'declare' limit 1)
          where kind = 'certify' and lots = ${[lotIdToWire(lot)]}`.execute(store.db);
      expect(await afterwards(lot, forged)).to.deep.equal(["invalid", "signatures-valid"]);
    });

    it("names a countersignature of somebody else", async () => {
      const forged = () =>
        sql`update statement_included set countersignature = signature where kind = 'hand-over'
          and lots = ${[lotIdToWire(lot)]}`.execute(store.db);
      expect(await afterwards(lot, forged)).to.deep.equal(["invalid", "signatures-valid"]);
    });

    it("is unsettled where an act was left out of a register, and names one with other values", async () => {
      const left = () =>
        sql`delete from governance_act where event = 'KeyAdded' and subject = ${body.organisation}`.execute(store.db);
      expect(await afterwards(lot, left)).to.deep.equal(["unsettled", "registers-complete"]);
      const changed = () =>
        sql`update governance_act set args = jsonb_set(args, '{validUntil}', '"5"') where event = 'KeyAdded'
          and subject = ${miner.organisation}`.execute(store.db);
      expect(await afterwards(lot, changed)).to.deep.equal(["invalid", "registers-complete"]);
      const accredited = () =>
        sql`update governance_act set args = jsonb_set(args, '{validFrom}', '"5"') where event = 'Accredited'`.execute(
          store.db,
        );
      expect(await afterwards(lot, accredited)).to.deep.equal(["invalid", "registers-complete"]);
      for (const [event, name, value] of [
        ["QuotaGranted", "grantedGrams", '"9"'],
        ["TolerancesSet", "tolerances", "{}"],
      ]) {
        const withdrawn = () => sql`delete from governance_act where event = ${event}`.execute(store.db);
        expect(await afterwards(lot, withdrawn), event).to.deep.equal(["unsettled", "registers-complete"]);
        const raised = () =>
          sql`update governance_act set args = jsonb_set(args, array[${name}::text], ${value}::jsonb) where event = ${event}`.execute(
            store.db,
          );
        expect(await afterwards(lot, raised), event).to.deep.equal(["invalid", "registers-complete"]);
      }
    });
  });

  it("says so when the index does not follow the ledger", async () => {
    const lot = await travelledLot();
    await indexer.catchUp();
    const standing = {
      ...indexer,
      status: () => ({ ...indexer.status(), state: "halted" as const, reason: "a fork" }),
    };
    const halted = createVerifier({ ledger: world.ledger, store, indexer: standing });
    const verdict = await halted.verifyLot(lotIdToWire(lot), { fresh: false });
    expect(verdict?.conclusion).to.equal("unsettled");
    const tip = (indexer.status().tipBlock ?? 0n) + 12n;
    const lagging = createVerifier({
      ledger: world.ledger,
      store,
      indexer: { ...indexer, status: () => ({ ...indexer.status(), tipBlock: tip }) },
    });
    const behind = await lagging.verifyLot(lotIdToWire(lot), { fresh: false });
    expect(behind?.checks[0]).to.deep.include({ id: "index-current", status: "warn" });
    expect(behind?.conclusion).to.equal("valid");
  });

  it("takes what a contract wallet accepted as accepted then, whatever the wallet says today", async () => {
    const { sign, governance } = world;
    const { verifier: body } = parties;
    const wallet = new Wallet(id(`wallet ${next}`)).address;
    // isValidSignature answers its own selector, whatever it is asked.
    await rpc.call("anvil_setCode", [wallet, "0x631626ba7e60e01b60005260206000f3"]);
    const key = { organisation: body.organisation, key: wallet, scopes: [...scopes], ...always };
    await governance.execute(addKey(key));
    const declared = await sign.declare(`V-${next++}`);
    const [assay, weight, certified] = await sign.certification(declared);
    if (assay === undefined || weight === undefined || certified?.kind !== "certify") throw new Error("no certificate");
    certified.message.key = wallet;
    certified.signature = "0x1234";
    await world.include(declared, assay, weight, certified);
    const signatures = (verdict: Verdict) => verdict.checks.find((check) => check.id === "signatures-valid");
    const verdict = await verify(lotOf(declared));
    expect(verdict.conclusion).to.equal("valid");
    expect(signatures(verdict)?.data).to.include({ acceptedFromWallets: 1 });
    expect(signatures(verdict)?.reason.en).to.match(/1 of them as contract wallets accepted them then/);
    // A wallet that now refuses everything.
    await rpc.call("anvil_setCode", [wallet, "0x60006000fd"]);
    await rpc.call("evm_mine", []);
    expect((await verify(lotOf(declared))).conclusion).to.equal("valid");
  });

  describe("once keys are revoked", () => {
    it("does not hold against a lot what became of its signers later, unless a key was in wrong hands by then", async () => {
      const lot = await travelledLot();
      const { governance } = world;
      const { refiner, laboratory, verifier: body } = parties;
      const revoke = ({ organisation, key }: typeof body, compromisedSince: number) =>
        governance.execute(revokeKey({ organisation, key: key.address, compromisedSince }));
      await governance.execute(suspend(refiner.organisation));
      expect((await verify(lot)).conclusion).to.equal("valid");

      await rpc.call("evm_increaseTime", [10]);
      await rpc.call("evm_mine", []);
      await revoke(laboratory, (await verify(lot)).block.timestamp);
      expect(statusOf(await verify(lot), "keys-trusted")).to.equal("pass");

      // Custody may be suspect without the certificate being so.
      await revoke(refiner, 1);
      const warned = await verify(lot);
      expect(statusOf(warned, "keys-trusted")).to.equal("warn");
      expect(warned.conclusion).to.equal("valid");

      await revoke(body, 1);
      const suspect = await verify(lot);
      expect(suspect.conclusion).to.equal("suspect");
      expect(suspect.summary.en).to.match(/key of Rhine Verification that was in wrong hands/);
      // Governance may say anew since when.
      await revoke(body, suspect.block.timestamp);
      expect((await verify(lot)).conclusion).to.equal("valid");
    });
  });
});
