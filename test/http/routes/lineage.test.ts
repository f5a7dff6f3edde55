import { expect } from "chai";
import { sql } from "kysely";
import { descendants, footprint, lineage } from "../../../src/api/schemas/lineage.ts";
import type { Verdict } from "../../../src/client/answers.ts";
import { Client } from "../../../src/client/client.ts";
import type { AttestationKind } from "../../../src/domain/attestation.ts";
import type { Form } from "../../../src/domain/form.ts";
import type { Hex } from "../../../src/domain/hex.ts";
import type { Allocation, CustodyModel, LotIdentity } from "../../../src/domain/lot.ts";
import type { CheckId } from "../../../src/domain/verdict.ts";
import { setAsideCorrection, setInheritancePolicy, setScheme, setThreshold } from "../../../src/governance/calls.ts";
import { lotIdentity } from "../../../src/statements/content.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import type { Statement } from "../../../src/statements/statement.ts";
import { parties } from "../../fixtures/parties.ts";
import { always } from "../../fixtures/party.ts";
import { readContract } from "../../fixtures/read-contract.ts";
import { identityOf, idOf as idIn, outputsOf } from "../../fixtures/signing.ts";
import { describeInTurn } from "../../store/engines.ts";
import { keepTables } from "../../verify/keep-tables.ts";
import { type Service, startService } from "../service.ts";

const { miner, verifier } = parties;

const idOf = (identity: LotIdentity): Hex => lotIdToWire(idIn(identity));
/** What is made is examined and certified as what is declared. */
const asDeclared = ({ producer, lotNumber, content }: LotIdentity) =>
  ({ kind: "declare", message: { organisation: producer, lotNumber, content } }) as unknown as Statement<"declare">;

describeInTurn("lineage", (fresh) => {
  let service: Service;
  let client: Client;
  let west: Statement<"declare">;
  let east: Statement<"declare">;
  /** Made of west and east; made of that, the second never certified; drawn on an account that east went into. */
  let blend: LotIdentity;
  let fine: LotIdentity;
  let rest: LotIdentity;
  let drawn: LotIdentity;
  let step: Statement<"transform">;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    client = new Client(service.url);
    const { sign, include } = service.world;
    west = await sign.declare("L-WEST", { massGrams: 60_000n });
    east = await sign.declare("L-EAST", { massGrams: 70_000n, deposit: "Bayan Obo East" });
    await include(west, east, ...(await sign.certification(west)), ...(await sign.certification(east)));
    const made = { deposit: "mixed", custodyModel: "mass-balance", allocation: "mass", producedAt: sign.now } as const;
    step = await sign.transform(
      miner,
      [
        { declared: identityOf(west), grams: 60_000n },
        { declared: identityOf(east), grams: 40_000n },
      ],
      [
        {
          ...made,
          allocation: "economic",
          lotNumber: "L-BLEND",
          massGrams: 100_000n,
          footprintGramsPerKilogram: 2_700,
        },
      ],
      { process: "blending", emissionsGrams: 5_000n },
    );
    [blend] = outputsOf(step) as [LotIdentity];
    const parted = await sign.transform(
      miner,
      [{ declared: blend, grams: 50_000n }],
      [
        {
          ...made,
          lotNumber: "L-FINE",
          massGrams: 30_000n,
          footprintGramsPerKilogram: 2_900,
          offsetsGramsPerKilogram: 3_000,
        },
        { ...made, lotNumber: "L-REST", massGrams: 20_000n, footprintGramsPerKilogram: 2_900 },
      ],
      { emissionsGrams: 9_000n },
    );
    [fine, rest] = outputsOf(parted) as [LotIdentity, LotIdentity];
    await include(step, ...(await sign.certification(asDeclared(blend))));
    await include(parted, ...(await sign.certification(asDeclared(fine))));
    const taken = [{ declared: identityOf(east), grams: 30_000n }];
    const withdrawal = await sign.withdraw(miner, taken, [
      { ...made, lotNumber: "L-DRAWN", massGrams: 10_000n, footprintGramsPerKilogram: 2_601 },
    ]);
    [drawn] = outputsOf(withdrawal) as [LotIdentity];
    await include(await sign.deposit(miner, taken, 6_901_234_000_009n), withdrawal);
    await include(...(await sign.certification(asDeclared(drawn))));
    await service.services.indexer.catchUp();
  });

  after(() => service.close());

  const verify = (identity: LotIdentity, options = {}) => client.verifyLot(idOf(identity), { fresh: true, ...options });
  const check = (verdict: Verdict, id: CheckId) => verdict.checks.find((each) => each.id === id);
  const statuses = (verdict: Verdict) =>
    (["lineage-conserved", "ancestors-sound", "carbon-accounted"] as const).map((id) => check(verdict, id)?.status);

  it("is recomputed by the verdict, back to the ground", async () => {
    const verdict = await verify(fine);
    expect(verdict.conclusion).to.equal("valid");
    expect(statuses(verdict)).to.deep.equal(["pass", "pass", "pass"]);
    expect(check(verdict, "lineage-conserved")?.data).to.deep.equal({
      ancestors: 3,
      compared: 3,
      steps: 2,
      onServiceWord: ["transport-carbon", "certified-share"],
    });
    const all = { La: 600_000, Ce: 600_000, Pr: 600_000, Nd: 600_000, Sm: 600_000 };
    expect(verdict.origin).to.deep.equal([
      { country: "CN", deposit: "Bayan Obo", partsPerMillion: all },
      {
        country: "CN",
        deposit: "Bayan Obo East",
        partsPerMillion: Object.fromEntries(Object.keys(all).map((symbol) => [symbol, 400_000])),
      },
    ]);
    expect(statuses(await client.verifyLot(idOf(identityOf(west))))).to.deep.equal([
      "not-applicable",
      "not-applicable",
      "not-applicable",
    ]);
  });

  it("goes through accounts of sites", async () => {
    const verdict = await verify(drawn);
    expect(verdict.conclusion).to.equal("valid");
    expect(check(verdict, "lineage-conserved")?.data).to.deep.equal({
      ancestors: 1,
      compared: 1,
      steps: 1,
      onServiceWord: ["transport-carbon", "certified-share"],
    });
    expect(verdict.origin?.map(({ deposit }) => deposit)).to.deep.equal(["Bayan Obo East"]);
  });

  it("is a graph of lots and steps, with what went into what", async () => {
    const graph = await client.lineage(idOf(fine));
    expect(lineage.parse(graph)).to.deep.equal(graph);
    expect(graph.lots.map(({ lotNumber, isAncestor }) => [lotNumber, isAncestor])).to.have.deep.members([
      ["L-WEST", true],
      ["L-EAST", true],
      ["L-BLEND", true],
      ["L-FINE", false],
      ["L-REST", false],
    ]);
    const digest = service.world.sign.digest(step);
    expect(graph.steps.map(({ process, outputs }) => [process, outputs.length])).to.deep.equal([
      ["blending", 1],
      ["beneficiation", 2],
    ]);
    const into = graph.edges.filter((edge) => edge.step === digest);
    expect(into.map(({ grams }) => grams).sort()).to.deep.equal([40_000, 60_000]);
    expect(graph.mergedAt).to.deep.equal([digest]);
    expect(graph.isWhole).to.equal(true);
    expect((await client.lineage(idOf(drawn))).edges.map(({ grams }) => grams)).to.deep.equal([30_000]);
  });

  it("takes a footprint apart by step, to the milligram", async () => {
    const answer = await client.footprint(idOf(fine));
    expect(footprint.parse(answer)).to.deep.equal(answer);
    expect(answer.totalMilligrams).to.equal(String(30_000 * 2_900));
    const total = answer.parts.reduce((sum, { milligrams }) => sum + BigInt(milligrams), 0n);
    expect(String(total)).to.equal(answer.totalMilligrams);
    const of = (source: string) =>
      answer.parts.filter((part) => part.source === source).map(({ milligrams }) => Number(milligrams));
    // Of 50 kg of the blend 60 % came out as this lot: 30 kg of ores of 2,600 g/kg, and as much of both processes' emissions.
    expect(of("cradle").reduce((sum, part) => sum + part, 0)).to.be.closeTo(30_000 * 2_600, 2);
    expect(of("process")).to.deep.equal([1_500_000, 5_400_000]);
    expect(answer.parts.map(({ process }) => process)).to.include.members([null, "blending", "beneficiation"]);
  });

  it("leads down as well, to what is still there and could be held", async () => {
    const answer = await client.descendants(idOf(identityOf(west)));
    expect(descendants.parse(answer)).to.deep.equal(answer);
    expect(answer.items.map(({ lotNumber, status, livingGrams }) => [lotNumber, status, livingGrams])).to.deep.equal([
      ["L-BLEND", "certified", 50_000],
      ["L-FINE", "certified", 30_000],
      ["L-REST", "declared", 20_000],
    ]);
    const ofEast = await client.descendants(idOf(identityOf(east)));
    expect(ofEast.items.map(({ lotNumber }) => lotNumber)).to.deep.equal(["L-BLEND", "L-FINE", "L-REST", "L-DRAWN"]);
    expect((await client.descendants(idOf(rest))).items).to.deep.equal([]);
  });

  it("shows a class that rests on offsets to others than consumers in the European Union", async () => {
    const verdict = await verify(fine);
    expect([verdict.class, verdict.classNote]).to.deep.equal(["offset-neutral", null]);
    const shown = await verify(fine, { market: "eu-consumer" });
    expect(shown.class).to.equal("verified");
    expect(shown.classNote?.en).to.contain("2024/825");
    // Also where the answer is one that was written out before.
    expect((await client.verifyLot(idOf(fine), { market: "eu-consumer" })).class).to.equal("verified");
    expect((await client.verifyLot(idOf(fine))).class).to.equal("offset-neutral");
    expect(JSON.stringify(shown)).not.to.contain("offset-neutral");
  });

  it("derives the class as the ledger does", async () => {
    const { governance, ledger } = service.world;
    const terms = {
      ...always,
      suspended: null,
      attestations: ["assay", "weight", "process", "footprint"] satisfies AttestationKind[],
      forms: ["concentrate"] satisfies Form[],
      maximumAgeDays: 365,
      maximumValidityDays: 365,
      custodyModels: ["segregated", "mass-balance"] satisfies CustodyModel[],
      allocations: ["mass", "economic"] satisfies Allocation[],
      minimumPrimaryDataPercent: 0,
    };
    const thresholds = { lowCarbonGramsPerKilogram: 2_600, zeroCarbonGramsPerKilogram: 1_000 };
    await governance.execute(
      setScheme({ scheme: 7, name: "Low carbon", terms }),
      setThreshold({ scheme: 7, form: "concentrate", ...thresholds }),
    );
    for (const identity of [fine, blend, identityOf(west)]) {
      const { class: shown } = await verify(identity);
      const { 0: derived } = await readContract(ledger, "Certification", "classOf", lotIdentity.toRaw(identity));
      expect(["none", "verified", "low-carbon", "zero-carbon", "offset-neutral"][Number(derived)]).to.equal(shown);
    }
  });

  it("lists what an assay did not find with the limit below which it would not have", async () => {
    const { notFound, radioactive, checks } = await verify(fine);
    const dysprosium = notFound.find(({ element }) => element === "Dy");
    expect(dysprosium?.detectionLimit).to.be.above(0);
    expect(dysprosium?.assay).to.match(/^0x[0-9a-f]{64}$/);
    expect(notFound.map(({ element }) => element)).not.to.include("Nd");
    const { assay } = dysprosium ?? {};
    expect(radioactive).to.deep.equal(
      ["Th", "U"].map((element) => ({ element, share: { detectionLimit: 500 }, assay })),
    );
    expect(checks.length).to.be.above(20);
  });

  describe("of what does not stand as it should", () => {
    const trouble = async (identity: LotIdentity, options = {}) => {
      await service.services.indexer.catchUp();
      const verdict = await verify(identity, options);
      const { status, data } = check(verdict, "ancestors-sound") ?? {};
      return { conclusion: verdict.conclusion, status, troubles: data?.troubles };
    };

    it("is told of what was suspended, and ends what was made of what was revoked", async () => {
      const { sign, include } = service.world;
      const id = idIn(identityOf(east));
      const suspension = await sign.suspend(id, verifier, sign.certificateUntil);
      await include(suspension);
      const told = { lot: lotIdToWire(id), reason: 2 };
      for (const each of [blend, fine, drawn]) {
        expect(await trouble(each)).to.deep.equal({
          conclusion: "valid",
          status: "warn",
          troubles: [{ ...told, trouble: "suspended", policy: "flag" }],
        });
      }
      await include(await sign.revoke(id, verifier, sign.certificateUntil));
      const revoked = { ...told, trouble: "revoked" };
      for (const each of [blend, fine, drawn]) {
        expect(await trouble(each)).to.deep.equal({
          conclusion: "invalid",
          status: "fail",
          troubles: [{ ...revoked, policy: "invalidate" }],
        });
        // Also without asking the ledger lot by lot.
        expect((await client.verifyLot(idOf(each))).conclusion).to.equal("invalid");
      }
      expect((await trouble(identityOf(west))).conclusion).to.equal("valid");
    });

    it("counts for as much as governance says that the reason does", async () => {
      const { governance } = service.world;
      await governance.execute(setInheritancePolicy({ reason: 2, policy: "flag" }));
      expect(await trouble(fine)).to.deep.include({ conclusion: "valid", status: "warn" });
      await governance.execute(setInheritancePolicy({ reason: 2, policy: "ignore" }));
      expect(await trouble(fine)).to.deep.include({ conclusion: "valid", status: "pass" });
      await governance.execute(setInheritancePolicy({ reason: 2, policy: "invalidate" }));
      expect(await trouble(fine)).to.deep.include({ conclusion: "invalid", status: "fail" });
      await governance.execute(setInheritancePolicy({ reason: 2, policy: "ignore" }));
    });

    it("is told where a footprint was corrected since, or somebody found a lot to be another", async () => {
      const { sign, include } = service.world;
      const { governance } = service.world;
      const [id, deposited] = [idIn(identityOf(west)), idIn(identityOf(east))];
      const told = async () => {
        await service.services.indexer.catchUp();
        const of = async (each: LotIdentity) => check(await verify(each), "carbon-accounted")?.status;
        return { blend: await of(blend), fine: await of(fine), drawn: await of(drawn) };
      };
      const correction = await sign.correctFootprint(miner, id, 2_650, west);
      await include(correction);
      expect(await told()).to.deep.equal({ blend: "warn", fine: "warn", drawn: "pass" });
      // What came out of an account rests on what was put in as it was then, too.
      const another = await sign.correctFootprint(miner, deposited, 2_700, east);
      await include(another);
      expect((await told()).drawn).to.equal("warn");
      // Once the corrections are set aside, what was made before them has been right all along.
      await governance.execute(
        setAsideCorrection(id, sign.digest(correction)),
        setAsideCorrection(deposited, sign.digest(another)),
      );
      expect(await told()).to.deep.equal({ blend: "pass", fine: "pass", drawn: "pass" });
      await include(await sign.attest(west, "weight", parties.laboratory, "does-not-conform"));
      expect((await trouble(fine)).troubles).to.deep.equal([
        { lot: lotIdToWire(id), trouble: "disputed", reason: null, policy: "flag" },
      ]);
    });
  });

  describe("that somebody has meddled with", () => {
    const conserved = async () => {
      const verdict = await verify(fine);
      return [verdict.conclusion, check(verdict, "lineage-conserved")?.status];
    };
    const meddle = async (
      change: () => Promise<unknown>,
      back: () => Promise<unknown>,
      [conclusion, status] = ["invalid", "fail"],
    ) => {
      await change();
      try {
        expect(await conserved()).to.deep.equal([conclusion, status]);
      } finally {
        await back();
      }
      expect(await conserved()).to.deep.equal(["valid", "pass"]);
    };
    const db = () => service.services.store.db;

    it("is found out: an input that is not there", async () => {
      const consumer = service.world.sign.digest(step);
      const lot = idOf(identityOf(west));
      const row = await db()
        .selectFrom("lot_input")
        .selectAll()
        .where("consumer", "=", consumer)
        .where("lot", "=", lot)
        .executeTakeFirstOrThrow();
      await meddle(
        () => db().deleteFrom("lot_input").where("consumer", "=", consumer).where("lot", "=", lot).execute(),
        () => db().insertInto("lot_input").values(row).execute(),
        ["unsettled", "unsettled"],
      );
    });

    it("is found out: what an account took in or gave out, left out or altered", async () => {
      const told = async () => {
        const verdict = await verify(drawn);
        const { status, reason } = check(verdict, "registers-complete") ?? {};
        return [verdict.conclusion, status, /a site's account/.test(reason?.en ?? "")];
      };
      const acts = await db().selectFrom("governance_act").selectAll().where("event", "=", "AccountMoved").execute();
      expect(acts).to.have.lengthOf(2);
      for (const { digest } of acts) {
        const altered = sql`update governance_act set args = jsonb_set(args, '{carbonMilligrams}', '"5"') where digest = ${digest}`;
        const leftOut = () => db().deleteFrom("governance_act").where("digest", "=", digest).execute();
        for (const [change, conclusion, status] of [
          [leftOut, "unsettled", "unsettled"],
          [() => altered.execute(db()), "invalid", "fail"],
        ] as const) {
          const restore = await keepTables(service.services.store, ["governance_act", "site_movement"]);
          await change();
          await db().deleteFrom("site_movement").execute();
          expect(await told()).to.deep.equal([conclusion, status, true]);
          await restore();
        }
      }
      expect(await told()).to.deep.equal(["valid", "pass", false]);
    });

    it("is found out: the text of a deposit into an account", async () => {
      const [put] = await db()
        .selectFrom("statement_included")
        .select("digest")
        .where("kind", "=", "deposit")
        .execute();
      const restore = await keepTables(service.services.store, ["statement_included"]);
      await sql`update statement_included set message = jsonb_set(message::jsonb, '{site}', '"5"')::json where digest = ${put?.digest}`.execute(
        db(),
      );
      const verdict = await verify(drawn);
      expect([verdict.conclusion, check(verdict, "lineage-conserved")?.status]).to.deep.equal(["invalid", "fail"]);
      expect(check(verdict, "lineage-conserved")?.data.missing).to.deep.include(put?.digest);
      await restore();
    });

    it("is found out: what a lot without parents declares", async () => {
      const digest = service.world.sign.digest(west);
      const row = await db()
        .selectFrom("statement_included")
        .select("message")
        .where("digest", "=", digest)
        .executeTakeFirstOrThrow();
      const { content } = row.message as { content: object };
      const set = (deposit: string) =>
        db()
          .updateTable("statement_included")
          .set({ message: JSON.stringify({ ...row.message, content: { ...content, deposit } }) })
          .where("digest", "=", digest)
          .execute();
      await meddle(
        () => set("Mount Weld"),
        () => set("Bayan Obo"),
      );
    });

    it("takes no column's word for what dossiers and the ledger say", async () => {
      const before = [await verify(fine), await verify(drawn), await client.lineage(idOf(fine))] as const;
      const digest = service.world.sign.digest(step);
      const restore = await keepTables(service.services.store, ["lot", "lot_input"]);
      await db()
        .updateTable("lot_input")
        .set({ grams: 61_000n, footprint_grams_per_kilogram: 1 })
        .where("consumer", "=", digest)
        .execute();
      await db().updateTable("lot_input").set({ grams: 31_000n }).where("grams", "=", 30_000n).execute();
      await db().updateTable("lot").set({ made_by: null, declaration: digest }).where("id", "=", idOf(blend)).execute();
      await db()
        .updateTable("lot")
        .set({ status: "rejected", disputes: 9 })
        .where("id", "=", idOf(identityOf(east)))
        .execute();
      try {
        const after = [await verify(fine), await verify(drawn)] as const;
        for (const [index, verdict] of after.entries()) {
          expect({ ...verdict, block: null }).to.deep.equal({ ...before[index], block: null });
        }
        const { isWhole, edges, steps } = await client.lineage(idOf(fine));
        expect([isWhole, edges, steps]).to.deep.equal([true, before[2].edges, before[2].steps]);
      } finally {
        await restore();
      }
    });
  });
});
