import { expect } from "chai";
import { Signature } from "ethers";
import type { Accepted } from "../../src/relay/answer.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import type { Submission } from "../../src/statements/submission.ts";
import { parties } from "../fixtures/parties.ts";
import { signatureForms } from "../fixtures/signature-forms.ts";
import { identityOf, lotOf } from "../fixtures/signing.ts";
import { describeEngines } from "../store/engines.ts";
import { eventually, type RelayFixture, startRelayFixture } from "./relay-fixture.ts";

const { miner, refiner, laboratory, buyer } = parties;

describeEngines("relay", (fresh) => {
  let fixture: RelayFixture;

  before(async function () {
    this.timeout(60_000);
    fixture = await startRelayFixture(fresh);
  });

  after(() => fixture.close());

  const accept = async (submission: Submission): Promise<Accepted> => {
    const answer = await fixture.relay.accept(submission);
    if (answer.outcome === "refused") throw new Error(`refused: ${JSON.stringify(answer, bigints)}`);
    return answer;
  };

  const include = async (...statements: Statement[]): Promise<void> => {
    for (const statement of statements) await fixture.reaches((await accept(statement)).id, "included");
  };

  /** A certified lot of 25 t that the miner holds. */
  const certifiedLot = async (lotNumber: string): Promise<bigint> => {
    const { sign } = fixture.world;
    const declared = await sign.declare(lotNumber);
    await fixture.reaches(
      (await accept({ bundle: [declared, ...(await sign.certification(declared))] })).id,
      "included",
    );
    return lotOf(declared);
  };

  const mining = async (on: boolean): Promise<void> => {
    await fixture.rpc.call("evm_setAutomine", [on]);
    if (on) await fixture.rpc.call("evm_mine", []);
  };

  describe("accept", () => {
    it("takes a statement, carries it to the ledger and tells where it is", async () => {
      const statement = await fixture.world.sign.declare("ACCEPT-1");
      const digest = fixture.world.sign.digest(statement);
      const answer = await accept(statement);
      expect(answer).to.deep.equal({ outcome: "accepted", id: digest, digests: [digest], known: false });
      const status = await fixture.reaches(digest, "included");
      const receipt = await fixture.rpc.call("eth_getTransactionReceipt", [status.transactionHash]);
      expect(receipt).to.include({ blockHash: status.blockHash, status: "0x1" });
    });

    it("gives the same answer again, under way and included, even for two at once", async () => {
      const statement = await fixture.world.sign.declare("ACCEPT-2");
      const digest = fixture.world.sign.digest(statement);
      const answers = await Promise.all([accept(statement), accept(statement)]);
      expect(answers.map(({ id }) => id)).to.deep.equal([digest, digest]);
      expect(answers.filter(({ known }) => !known)).to.have.length(1);
      await fixture.reaches(digest, "included");
      expect(await accept(statement)).to.include({ id: digest, known: true });
      const rows = await fixture.store.db.selectFrom("statement_included").where("digest", "=", digest).execute();
      expect(rows).to.have.length(1);
    });

    it("answers for what somebody else carried", async () => {
      const statement = await fixture.world.sign.declare("ACCEPT-3");
      await fixture.world.include(statement);
      await fixture.indexer.catchUp();
      expect(await accept(statement)).to.include({ known: true });
      expect(await fixture.relay.statusOf(fixture.world.sign.digest(statement))).to.include({ state: "included" });
    });

    it("refuses what the ledger would refuse, with its reason, and forgets it", async () => {
      const statement = await fixture.world.sign.declare("ACCEPT-4", {}, buyer);
      const answer = await fixture.relay.accept(statement);
      expect(answer).to.deep.include({ outcome: "refused", code: "ledger-would-refuse" });
      expect(answer).to.have.nested.property("error.name", "QuotaNotHeld");
      expect(await fixture.relay.statusOf(fixture.world.sign.digest(statement))).to.equal(undefined);
    });

    it("refuses a signature that is another's without a call to the contracts", async () => {
      const statement = await fixture.world.sign.declare("ACCEPT-5");
      const forged = { ...statement, signature: (await fixture.world.sign.declare("OTHER")).signature };
      const digest = fixture.world.sign.digest(statement);
      const answer = await fixture.relay.accept(forged);
      expect(answer).to.deep.equal({
        outcome: "refused",
        code: "ledger-would-refuse",
        error: {
          name: "SignatureInvalid",
          contract: "Participants",
          args: { key: miner.key.address, digest },
          reason: (answer as { error: { reason: string } }).error.reason,
        },
      });
      expect(answer).to.have.nested.property("error.reason").that.contains(`names the key ${miner.key.address}`);
      const short = await fixture.relay.accept({ ...statement, signature: "0x1234" });
      expect(short).to.have.nested.property("error.reason").that.contains("It has 2 bytes");
    });

    it("takes signatures in the forms of wallets, hardware and key services, and carries them as the contracts take them", async () => {
      const { sign } = fixture.world;
      const forms = Object.entries(signatureForms(Signature.from((await sign.declare("FORM-0")).signature)));
      for (const [index, [form]] of forms.entries()) {
        const statement = await sign.declare(`FORM-${index + 1}`);
        const signature = signatureForms(Signature.from(statement.signature))[form] as string;
        expect(signature, form).to.not.equal(statement.signature);
        await include({ ...statement, signature });
      }
      const lot = await certifiedLot("FORM-LOT");
      for (const form of ["DER", "64 bytes with the parity in s (EIP-2098)"]) {
        const statement = await sign.handOver(miner, buyer, lot, 1n);
        const { signature, countersignature } = statement;
        await include({
          ...statement,
          signature: signatureForms(Signature.from(signature))[form] as string,
          countersignature: signatureForms(Signature.from(countersignature))[form] as string,
        });
      }
    });

    it("refuses a second statement with the nonce of one under way, and lets the ledger judge a spent one", async () => {
      await mining(false);
      const first = await fixture.world.sign.declare("ACCEPT-6");
      const second = await fixture.world.sign.statement("declare", miner, { ...first.message, lotNumber: "ACCEPT-7" });
      const { id } = await accept(first);
      expect(await fixture.relay.accept(second)).to.deep.equal({
        outcome: "refused",
        code: "nonce-pending",
        organisation: miner.organisation,
        nonce: first.message.nonce,
        pending: id,
      });
      await mining(true);
      await fixture.reaches(id, "included");
      expect(await fixture.relay.accept(second)).to.have.nested.property("error.name", "NonceSpent");
    });

    it("refuses a lot number under which another lot stands, until that one is rejected", async () => {
      const { sign } = fixture.world;
      const declared = await sign.declare("ACCEPT-10");
      await include(declared);
      const other = await sign.declare("ACCEPT-10", { massGrams: 24_000_000n, replaces: lotOf(declared) });
      expect(await fixture.relay.accept(other)).to.deep.equal({
        outcome: "refused",
        code: "lot-number-taken",
        producer: miner.organisation,
        lotNumber: "ACCEPT-10",
        lot: lotIdToWire(lotOf(declared)),
      });
      const again = await sign.statement("declare", miner, { ...declared.message, nonce: 77_777n });
      expect(await fixture.relay.accept(again)).to.have.nested.property("error.name", "LotAlreadyDeclared");
      await include(await sign.reject(declared), other);
    });

    it("refuses it to a transformation and a withdrawal too", async () => {
      const { sign } = fixture.world;
      const declared = await sign.declare("ACCEPT-20", { massGrams: 1_000n, allocation: "mass" });
      await include(declared);
      const taken = [{ declared: identityOf(declared), grams: 500n }];
      const made = [{ lotNumber: "ACCEPT-20", massGrams: 500n }];
      for (const other of [await sign.transform(miner, taken, made), await sign.withdraw(miner, taken, made)]) {
        expect(await fixture.relay.accept(other)).to.include({
          code: "lot-number-taken",
          lotNumber: "ACCEPT-20",
          lot: lotIdToWire(lotOf(declared)),
        });
      }
    });

    it("takes anew what had failed", async () => {
      const idle = fixture.another();
      await fixture.relay.stop();
      const statement = await fixture.world.sign.declare("ACCEPT-11");
      const { id } = await accept(statement);
      const { db } = fixture.store;
      const reason = JSON.stringify({ name: "QuotaNotHeld", contract: "Quotas", args: {} });
      await db.updateTable("relay_submission").set({ state: "failed", reason }).where("id", "=", id).execute();
      await db.updateTable("relay_statement").set({ open: false }).where("submission", "=", id).execute();
      expect(await idle.statusOf(id)).to.include({ state: "failed" });
      expect(await idle.accept(statement)).to.include({ outcome: "accepted", known: false });
      await fixture.relay.start();
      await fixture.reaches(id, "included");
    });

    it("judges two with one nonce that come at once in order of arrival", async () => {
      const first = await fixture.world.sign.declare("ACCEPT-8", {}, buyer);
      const { nonce } = first.message;
      const second = await fixture.world.sign.statement("cancel", buyer, { cancelled: 10_000n, nonce });
      const third = await fixture.world.sign.statement("cancel", buyer, { cancelled: 10_001n, nonce });
      const [refused, taken, late] = await Promise.all([first, second, third].map((one) => fixture.relay.accept(one)));
      expect(refused).to.include({ code: "ledger-would-refuse" });
      expect(taken).to.include({ outcome: "accepted" });
      expect(late).to.include({ code: "nonce-pending", pending: fixture.world.sign.digest(second) });
    });

    it("says so when the ledger does not answer, and takes nothing", async () => {
      const { ledger } = fixture.world;
      const call: typeof ledger.rpc.call = () => ledger.rpc.call("eth_noSuchMethod", []);
      const deaf = fixture.another({ ledger: { ...ledger, rpc: { ...ledger.rpc, call } as typeof ledger.rpc } });
      const statement = await fixture.world.sign.declare("ACCEPT-9");
      expect(await deaf.accept(statement)).to.include({ code: "ledger-unavailable" });
      expect(await fixture.relay.statusOf(fixture.world.sign.digest(statement))).to.equal(undefined);
    });

    it("turns submissions away when too many are waiting, but not those it has", async () => {
      const idle = fixture.another({ tuning: { maxQueued: 2 } });
      const { sign } = fixture.world;
      const statements = await Promise.all(["A", "B", "C"].map((suffix) => sign.declare(`FULL-${suffix}`)));
      await mining(false);
      const answers = await Promise.all(statements.map((statement) => idle.accept(statement)));
      expect(answers.map(({ outcome }) => outcome)).to.deep.equal(["accepted", "accepted", "refused"]);
      expect(answers[2]).to.include({ code: "queue-full" });
      expect(await idle.accept(statements[0] as Statement)).to.include({ known: true });
      await mining(true);
    });
  });

  describe("bundles", () => {
    it("are included together, in order", async () => {
      const { sign } = fixture.world;
      const declared = await sign.declare("BUNDLE-1");
      const bundle = [declared, ...(await sign.certification(declared))];
      const answer = await accept({ bundle });
      expect(answer.digests).to.deep.equal(bundle.map((statement) => sign.digest(statement)));
      const status = await fixture.reaches(answer.id, "included");
      const rows = await fixture.store.db
        .selectFrom("statement_included")
        .select("digest")
        .where("transaction_hash", "=", status.transactionHash)
        .where("digest", "in", answer.digests)
        .orderBy("log_index")
        .execute();
      expect(rows.map(({ digest }) => digest)).to.deep.equal(answer.digests);
      expect(await accept({ bundle })).to.include({ id: answer.id, known: true });
      expect(await fixture.relay.statusOf(answer.digests[2] as string)).to.include({ state: "included" });
    });

    it("are refused as a whole, naming the statement", async () => {
      const { sign } = fixture.world;
      const declared = await sign.declare("BUNDLE-2");
      const answer = await fixture.relay.accept({ bundle: [declared, await sign.certify(lotOf(declared))] });
      expect(answer).to.have.nested.property("error.name", "AttestationMissing");
      expect(answer).to.have.nested.property("error.item", 1);
      expect(await fixture.relay.statusOf(sign.digest(declared))).to.equal(undefined);
    });

    it("have at least one statement, not too many, none twice, and fit into one ledger transaction", async () => {
      const { sign } = fixture.world;
      const statement = await sign.declare("BUNDLE-3");
      const invalid = { outcome: "refused", code: "bundle-invalid", limit: 50 };
      expect(await fixture.relay.accept({ bundle: [] })).to.deep.equal({ ...invalid, statements: 0 });
      const many = Array.from({ length: 51 }, () => statement);
      expect(await fixture.relay.accept({ bundle: many })).to.deep.equal({ ...invalid, statements: 51 });
      expect(await fixture.relay.accept({ bundle: [statement, statement] })).to.deep.equal({
        ...invalid,
        statements: 2,
      });
      const small = fixture.another({ batch: { windowMs: 5, maxStatements: 200, maxGas: 1_000_000 } });
      const bundle = await Promise.all(["4", "5", "6"].map((suffix) => sign.declare(`BUNDLE-${suffix}`)));
      expect(await small.accept({ bundle })).to.include({ code: "too-much-gas", limit: 1_000_000 });
    });

    it("answer for a statement of theirs that is sent alone, but not for one that is in two", async () => {
      await mining(false);
      const { sign } = fixture.world;
      const [first, second, third] = [
        await sign.declare("BUNDLE-7"),
        await sign.declare("BUNDLE-8"),
        await sign.declare("BUNDLE-9"),
      ];
      const { id } = await accept({ bundle: [first, second] });
      expect(await accept(second)).to.include({ id: sign.digest(second), known: true });
      expect(await fixture.relay.accept({ bundle: [second, third] })).to.deep.equal({
        outcome: "refused",
        code: "statement-pending",
        digest: sign.digest(second),
        pending: id,
      });
      await mining(true);
      await fixture.reaches(id, "included");
    });
  });

  describe("send", () => {
    it("puts many statements into few ledger transactions, with room for their gas", async function () {
      this.timeout(60_000);
      const { sign } = fixture.world;
      const declared = await sign.declare("SEND-1");
      await include(declared);
      const statements = await Promise.all(
        Array.from({ length: 100 }, () => sign.attest(declared, "weight", laboratory)),
      );
      const answers = await Promise.all(statements.map(accept));
      const statuses = await Promise.all(answers.map(({ id }) => fixture.reaches(id, "included")));
      expect(new Set(statuses.map(({ transactionHash }) => transactionHash)).size).to.be.lessThan(10);
      const reverted = await fixture.store.db
        .selectFrom("relay_submission")
        .select("id")
        .where("refusals", ">", 0)
        .where(
          "id",
          "in",
          answers.map(({ id }) => id),
        )
        .execute();
      expect(reverted).to.deep.equal([]);
    });

    it("broadcasts again what the node has dropped", async () => {
      await mining(false);
      const { id } = await accept(await fixture.world.sign.declare("SEND-2"));
      const { transactionHash } = await fixture.reaches(id, "sent");
      const isPooled = async () => (await fixture.rpc.call("eth_getTransactionByHash", [transactionHash])) !== null;
      await eventually(isPooled, "the transaction is with the node");
      await fixture.rpc.call("anvil_dropTransaction", [transactionHash]);
      await eventually(isPooled, "the transaction is with the node again");
      await mining(true);
      expect(await fixture.reaches(id, "included")).to.include({ transactionHash });
    });

    it("sends anew what was to go under a nonce that another transaction took", async () => {
      await mining(false);
      const { id } = await accept(await fixture.world.sign.declare("SEND-3"));
      const { transactionHash } = await fixture.reaches(id, "sent");
      const { sender } = fixture.relay.status();
      await fixture.rpc.call("anvil_impersonateAccount", [sender]);
      await fixture.rpc.call("anvil_dropAllTransactions", []);
      const nonce = await fixture.rpc.call("eth_getTransactionCount", [sender, "latest"]);
      await fixture.rpc.call("anvil_setNonce", [sender, `0x${(Number(nonce) + 1).toString(16)}`]);
      await mining(true);
      const included = await fixture.reaches(id, "included");
      expect(included.transactionHash).not.to.equal(transactionHash);
    });

    it("splits a ledger transaction that reverts as a whole, until each of its statements is included", async () => {
      const { sign } = fixture.world;
      const declared = await sign.declare("SEND-4");
      await include(declared);
      await fixture.relay.stop();
      const statements = await Promise.all(
        Array.from({ length: 5 }, () => sign.attest(declared, "weight", laboratory)),
      );
      const ids = (await Promise.all(statements.map(accept))).map(({ id }) => id);
      await fixture.store.db
        .updateTable("relay_submission")
        .set({ gas: 25_000n, gas_reserve: 0n })
        .where("id", "in", ids)
        .execute();
      await fixture.relay.start();
      await Promise.all(ids.map((id) => fixture.reaches(id, "included")));
    });

    it("forgets what is final, and answers as before", async () => {
      const { sign } = fixture.world;
      const [single, member] = [await sign.declare("SEND-5"), await sign.declare("SEND-6")];
      const [alone, bundled] = [await accept(single), await accept({ bundle: [member] })];
      expect(bundled.id).not.to.equal(sign.digest(member));
      for (const { id } of [alone, bundled]) await fixture.reaches(id, "included");
      await fixture.rpc.call("anvil_mine", ["0x10"]);
      await eventually(async () => {
        const { db } = fixture.store;
        const left = await db.selectFrom("relay_submission").select("id").where("id", "=", alone.id).execute();
        return left.length === 0;
      }, "the submission is forgotten");
      expect(await accept(single)).to.include({ id: alone.id, known: true });
      expect(await accept({ bundle: [member] })).to.include({ id: bundled.id, known: true });
      for (const { id } of [alone, bundled]) {
        expect(await fixture.relay.statusOf(id)).to.include({ id, state: "included" });
      }
    });

    it("keeps the nonces without a gap", async () => {
      const { sender, nextNonce } = fixture.relay.status();
      expect(Number(await fixture.rpc.call("eth_getTransactionCount", [sender, "latest"]))).to.equal(nextNonce);
    });
  });

  describe("refused on the ledger", () => {
    /** Two dispatches of all grams of a lot: each could be included, but not after the other. */
    const rivals = async (lotNumber: string, validBefore?: number) => {
      const { sign } = fixture.world;
      const lines = [{ lot: await certifiedLot(lotNumber), grams: 25_000_000n }];
      await mining(false);
      const winner = await sign.dispatch(miner, refiner, lines);
      const loser = await sign.dispatch(miner, buyer, lines, validBefore === undefined ? {} : { validBefore });
      await accept(winner);
      const { id } = await accept(loser);
      await mining(true);
      await fixture.reaches(sign.digest(winner), "included");
      const refused = await fixture.reaches(id, "refused");
      expect(refused.reason).to.include({ name: "StockMissing" });
      return { id, winner, loser };
    };

    it("is tried again, and included once things have changed", async () => {
      const { id, winner } = await rivals("REFUSED-1");
      const { sign } = fixture.world;
      const [line] = winner.message.lines;
      if (line === undefined) throw new Error("nothing was dispatched");
      await include(await sign.receive(winner, refiner), await sign.handOver(refiner, miner, line.lot, line.grams));
      await fixture.reaches(id, "included");
    });

    it("fails for good when its nonce is cancelled", async () => {
      const { id, loser } = await rivals("REFUSED-2");
      await include(await fixture.world.sign.cancel(miner, loser.message.nonce));
      const failed = await fixture.reaches(id, "failed");
      expect(failed.reason).to.include({ name: "NonceSpent" });
      expect(await fixture.relay.accept(loser)).to.have.nested.property("error.name", "NonceSpent");
    });

    it("fails for good when it has expired, with the reason why it was not included in time", async () => {
      const { id } = await rivals("REFUSED-3", fixture.world.sign.now + 3_600);
      await fixture.rpc.call("evm_increaseTime", [7_200]);
      await fixture.rpc.call("evm_mine", []);
      expect((await fixture.reaches(id, "failed")).reason).to.include({ name: "StockMissing" });
    });
  });
});

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
