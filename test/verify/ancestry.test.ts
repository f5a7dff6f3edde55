import { expect } from "chai";
import { id, Wallet } from "ethers";
import { sql } from "kysely";
import type { Hex } from "../../src/domain/hex.ts";
import type { LotIdentity } from "../../src/domain/lot.ts";
import { scopes } from "../../src/domain/participants.ts";
import type { CheckId, Verdict } from "../../src/domain/verdict.ts";
import { addKey, revokeKey } from "../../src/governance/calls.ts";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import type { Rpc } from "../../src/rpc/rpc.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { type Statement, statementToWire } from "../../src/statements/statement.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { createVerifier, type Verifier } from "../../src/verify/verifier.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import { always, type Party } from "../fixtures/party.ts";
import { identityOf, idOf, outputsOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import { describeInTurn } from "../store/engines.ts";
import type { Anvil } from "../support/anvil.ts";
import { keepTables } from "./keep-tables.ts";

const { miner } = parties;
const site = 6_901_234_000_009n;

describeInTurn("ancestry", (fresh) => {
  let anvil: Anvil;
  let rpc: Rpc;
  let world: World;
  let store: Store;
  let indexer: Indexer;
  let verifier: Verifier;
  let next = 0;
  let west: LotIdentity;
  let east: LotIdentity;

  before(async function () {
    this.timeout(60_000);
    ({ anvil, rpc, world } = await startWorldNode());
    store = await openStore(await fresh());
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 });
    const { sign, include } = world;
    const declared = [await sign.declare("WEST"), await sign.declare("EAST", { deposit: "Bayan Obo East" })] as const;
    await include(...declared, ...(await sign.certification(declared[0])), ...(await sign.certification(declared[1])));
    [west, east] = [identityOf(declared[0]), identityOf(declared[1])];
  });

  beforeEach(() => {
    verifier = createVerifier({ ledger: world.ledger, store, indexer });
  });

  after(async () => {
    await store.close();
    rpc.close();
    await anvil.close();
  });

  const mixed = () =>
    ({
      deposit: "mixed",
      custodyModel: "mass-balance",
      allocation: "mass",
      producedAt: world.sign.now,
      footprintGramsPerKilogram: 2_700,
    }) as const;

  /** Blends grams of west and east. */
  function blend(number: string, westGrams: bigint, eastGrams: bigint, by: Party = miner) {
    return world.sign.transform(
      by,
      [
        { declared: west, grams: westGrams },
        { declared: east, grams: eastGrams },
      ],
      [{ ...mixed(), allocation: "economic", lotNumber: number, massGrams: 100_000n }],
      { process: "blending" },
    );
  }

  async function certified(step: Statement<"transform" | "withdraw">, by?: "half"): Promise<LotIdentity> {
    const [made] = outputsOf(step);
    if (made === undefined) throw new Error("nothing was made");
    await world.include(step);
    if (by === undefined) await world.include(...(await world.sign.certification(asDeclared(made))));
    return made;
  }

  async function madeOf(before: LotIdentity, by: Party = miner): Promise<LotIdentity> {
    const { massGrams } = before.content;
    const step = await world.sign.transform(
      by,
      [{ declared: before, grams: massGrams }],
      [{ ...mixed(), lotNumber: `MADE-${next++}`, massGrams }],
    );
    return certified(step);
  }

  async function verify(lot: LotIdentity, options = { fresh: true }): Promise<Verdict> {
    await indexer.catchUp();
    const verdict = await verifier.verifyLot(lotIdToWire(idOf(lot)), options);
    if (verdict === undefined) throw new Error("the lot is not known");
    return verdict;
  }

  const statusOf = (verdict: Verdict, check: CheckId) => verdict.checks.find(({ id: each }) => each === check)?.status;

  describe("of a step that was rewritten in the database", () => {
    let step: Statement<"transform">;
    let blended: LotIdentity;
    let direct: LotIdentity;
    let further: LotIdentity;

    /** Puts another transformation, which nobody signed, in the place of the one that the ledger has. */
    async function rewrite(): Promise<void> {
      await indexer.catchUp();
      const [made] = outputsOf(step);
      const forged = { ...(await blend("unused", 20_000n, 80_000n)), signature: `0x${"00".repeat(65)}` as Hex };
      forged.message = { ...forged.message, outputs: step.message.outputs };
      expect(outputsOf(forged)[0]).to.deep.equal(made);
      const [was, is] = [world.sign.digest(step), world.sign.digest(forged)];
      const { message } = statementToWire(forged) as { message: object };
      await sql`update statement_included set digest = ${is}, message = ${JSON.stringify(message)}::json,
        signature = ${forged.signature} where digest = ${was}`.execute(store.db);
      await sql`update dossier_link set digest = ${is} where digest = ${was}`.execute(store.db);
      await sql`update lot set declaration = ${is}, made_by = ${is} where declaration = ${was}`.execute(store.db);
      await sql`update lot_input set consumer = ${is},
        grams = case when lot = ${lotIdToWire(idOf(west))} then 20000 else 80000 end
        where consumer = ${was}`.execute(store.db);
    }

    beforeEach(async () => {
      step = await blend(`BLEND-${next++}`, 60_000n, 40_000n);
      blended = await certified(step);
      direct = await madeOf(blended);
      further = await madeOf(direct);
    });

    it("is noticed in whatever was made by it or of it", async () => {
      for (const options of [{ fresh: true }, { fresh: false }]) {
        const before = await verify(further, options);
        expect(before.conclusion).to.equal("valid");
        expect(before.origin).to.have.lengthOf(2);
        const restore = await keepTables(store, ["statement_included", "dossier_link", "lot", "lot_input"]);
        await rewrite();
        verifier = createVerifier({ ledger: world.ledger, store, indexer });
        for (const lot of [direct, further]) {
          const verdict = await verify(lot, options);
          expect(verdict.conclusion).to.equal("invalid");
          expect(statusOf(verdict, "lineage-conserved")).to.equal("fail");
          expect(verdict.origin).to.equal(null);
        }
        expect((await verify(blended, options)).conclusion).to.equal("invalid");
        expect((await verifier.lineage(lotIdToWire(idOf(further)))).altered).not.to.be.empty;
        await restore();
        await rpc.call("evm_mine", []);
        expect((await verify(further, options)).conclusion).to.equal("valid");
      }
    });
  });

  it("is unsettled where something of an ancestor lacks, and invalid all the same where the ledger says it was revoked", async () => {
    const { sign } = world;
    const [sound, bad] = [
      await certified(await blend(`GAP-${next++}`, 60_000n, 40_000n)),
      await certified(await blend(`GAP-${next++}`, 60_000n, 40_000n)),
    ];
    const [ofSound, ofBad] = [await madeOf(sound), await madeOf(bad)];
    await world.include(await sign.revoke(idOf(bad), parties.regulator, sign.certificateUntil));
    await indexer.catchUp();
    for (const kinds of [["certify"], ["transform"], ["revoke", "assay"]]) {
      const restore = await keepTables(store, ["dossier_link"]);
      await sql`delete from dossier_link where lot in (${lotIdToWire(idOf(sound))}, ${lotIdToWire(idOf(bad))})
        and digest in (select digest from statement_included where kind in (${sql.join(kinds)}))`.execute(store.db);
      const [doubted, condemned] = [await verify(ofSound), await verify(ofBad)];
      await restore();
      expect(doubted.conclusion, String(kinds)).to.equal("unsettled");
      expect(
        doubted.checks.filter(({ status }) => status === "fail"),
        String(kinds),
      ).to.deep.equal([]);
      expect(doubted.summary.en).to.contain("lacks here");
      expect(condemned.conclusion, String(kinds)).to.equal("invalid");
      expect(statusOf(condemned, "ancestors-sound")).to.equal("fail");
    }
    expect((await verify(ofSound)).conclusion).to.equal("valid");
  });

  describe("of a step that was signed with a stolen key", () => {
    /** A party with a key of its own for this test, and what reports that key stolen. */
    async function withStolenKey(name: string): Promise<[Party, () => Promise<unknown>]> {
      const key = new Wallet(id(`stolen ${name}`));
      const { organisation } = miner;
      await world.governance.execute(addKey({ organisation, key: key.address, scopes: [...scopes], ...always }));
      const report = revokeKey({ organisation, key: key.address, compromisedSince: 1 });
      return [{ ...miner, key }, () => world.governance.execute(report)];
    }

    it("makes a lot suspect that a transformation made, and what is made of it", async () => {
      const [thief, report] = await withStolenKey("transformation");
      const made = await certified(await blend(`STOLEN-${next++}`, 60_000n, 40_000n, thief));
      const later = await madeOf(made);
      expect((await verify(made)).conclusion).to.equal("valid");
      expect((await verify(later)).conclusion).to.equal("valid");
      await report();
      for (const lot of [made, later]) {
        for (const options of [{ fresh: false }, { fresh: true }]) {
          const verdict = await verify(lot, options);
          expect(verdict.conclusion).to.equal("suspect");
          expect(statusOf(verdict, "keys-trusted")).to.equal("fail");
        }
      }
    });

    it("makes a lot suspect that was withdrawn from a site's account, or whose deposit was signed so", async () => {
      for (const stolen of ["withdrawal", "deposit"]) {
        const [thief, report] = await withStolenKey(stolen);
        const taken = [{ declared: east, grams: 30_000n }];
        const by = (what: string) => (what === stolen ? thief : miner);
        await world.include(await world.sign.deposit(by("deposit"), taken, site));
        const drawn = await world.sign.withdraw(by("withdrawal"), taken, [
          { ...mixed(), lotNumber: `DRAWN-${next++}`, massGrams: 20_000n, footprintGramsPerKilogram: 3_000 },
        ]);
        const made = await certified(drawn);
        expect((await verify(made)).conclusion, stolen).to.equal("valid");
        await report();
        const verdict = await verify(made);
        expect(verdict.conclusion, stolen).to.equal("suspect");
      }
    });
  });
});

/** What is made is examined and certified as what is declared. */
function asDeclared({ producer, lotNumber, content }: LotIdentity): Statement<"declare"> {
  return { kind: "declare", message: { organisation: producer, lotNumber, content } } as Statement<"declare">;
}
