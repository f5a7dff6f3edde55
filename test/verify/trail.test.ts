import { expect } from "chai";
import { createCertifier } from "../../src/certificate/certifier.ts";
import { verifyCertificate } from "../../src/certificate/verify-certificate.ts";
import { elementSymbols } from "../../src/domain/elements.ts";
import { forms } from "../../src/domain/form.ts";
import type { Hex } from "../../src/domain/hex.ts";
import type { LotIdentity } from "../../src/domain/lot.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import { setExportRule } from "../../src/governance/calls.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { parties } from "../fixtures/parties.ts";
import { identityOf, idOf, lotOf, outputsOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { withVerifier } from "./judging.ts";
import { keepTables } from "./keep-tables.ts";

const { miner, refiner, customs, carrier } = parties;

describeInTurn("what became known of a lot at borders", (fresh) => {
  const judging = withVerifier(fresh);
  let next = 0;

  async function declared(content: object = {}): Promise<Statement<"declare">> {
    const { sign, include } = judging().world;
    const statement = await sign.declare(`ROOT-${next++}`, { massGrams: 10_000n, allocation: "mass", ...content });
    await include(statement, ...(await sign.certification(statement)));
    return statement;
  }

  /** Makes certified lots of all of a lot, in equal parts. */
  async function madeOf(before: LotIdentity, parts = 1, grams = before.content.massGrams): Promise<LotIdentity[]> {
    const { sign, include } = judging().world;
    const step = await sign.transform(
      miner,
      [{ declared: before, grams }],
      Array.from({ length: parts }, () => ({
        ...{ allocation: "mass" as const, producedAt: sign.now, lotNumber: `MADE-${next++}` },
        ...{ massGrams: grams / BigInt(parts), replaces: null },
      })),
    );
    await include(step);
    for (const { producer, lotNumber, content } of outputsOf(step)) {
      const message = { organisation: producer, lotNumber, content };
      await include(...(await sign.certification({ kind: "declare", message } as unknown as Statement<"declare">)));
    }
    return outputsOf(step);
  }

  /** Finds something in a shipment, and links it to a lot. */
  async function found(lot: bigint): Promise<Statement<"record-finding">> {
    const { sign, include } = judging().world;
    const finding = await sign.recordFinding(customs);
    await include(finding, await sign.linkFinding(customs, finding, lot));
    return finding;
  }

  const soundness = ({ checks }: Verdict) => checks.find(({ id }) => id === "ancestors-sound");

  async function judged(lot: bigint) {
    const verdict = await judging().verdictOn(lot);
    const { status, data, reason } = soundness(verdict) ?? {};
    return { conclusion: verdict.conclusion, status, reason, troubles: data?.troubles };
  }

  const told = (lot: bigint, trouble: string) => ({ lot: lotIdToWire(lot), trouble, reason: null, policy: "flag" });

  it("is told of whatever is made of it, step by step, until it is taken back", async () => {
    const root = await declared();
    const [half] = (await madeOf(identityOf(root), 2)) as [LotIdentity];
    const [end] = (await madeOf(half)) as [LotIdentity];
    expect(await judged(idOf(end))).to.include({ conclusion: "valid", status: "pass" });
    const finding = await found(lotOf(root));
    for (const lot of [half, end]) {
      const { reason, ...rest } = await judged(idOf(lot));
      expect(rest).to.deep.equal({ conclusion: "valid", status: "warn", troubles: [told(lotOf(root), "found")] });
      expect(reason?.en).to.equal(
        "An authority says that what was found in a shipment is of a lot that went into this one.",
      );
      expect(reason?.zh).to.equal("有主管机关称一批查获货物属于其来源批次之一。");
    }
    const { sign, include } = judging().world;
    await include(await sign.withdrawFinding(customs, finding, lotOf(root)));
    expect(await judged(idOf(end))).to.include({ conclusion: "valid", status: "pass" });
  });

  it("is not told of what came out of a step beside it", async () => {
    const root = await declared();
    const [one, other] = (await madeOf(identityOf(root), 2)) as [LotIdentity, LotIdentity];
    const [ofOne] = (await madeOf(one)) as [LotIdentity];
    await found(idOf(other));
    expect(await judged(idOf(one))).to.include({ status: "pass" });
    expect(await judged(idOf(ofOne))).to.include({ status: "pass" });
  });

  it("is told by a certificate's file as by the service", async () => {
    const root = await declared();
    const [half] = (await madeOf(identityOf(root), 2)) as [LotIdentity];
    const [end] = (await madeOf(half)) as [LotIdentity];
    await found(lotOf(root));
    expect(await fromFile(lotIdToWire(idOf(end)))).to.deep.equal(await judging().verdictOn(idOf(end)));
    expect(await judged(idOf(end))).to.deep.include({ troubles: [told(lotOf(root), "found")] });
  });

  it("is told where it passed a country without a permit", async () => {
    const { world } = judging();
    const { sign, governance, include } = world;
    await governance.execute(
      setExportRule({
        ...{ rule: 1, name: "VN 1/2026", country: "VN", elements: elementSymbols, forms, validFrom: 0 },
        ...{ validUntil: 2 ** 32 - 1, suspensions: [], coversTransit: true, valueShareBasisPoints: null },
      }),
    );
    const root = await declared();
    const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(root), grams: 2_000n }]);
    await include(sent);
    const [made] = (await madeOf(identityOf(root), 1, 8_000n)) as [LotIdentity];
    expect(await judged(idOf(made))).to.include({ status: "pass" });
    await include(await sign.changeRoute(carrier, sent, ["VN"]));
    const { reason, ...rest } = await judged(idOf(made));
    expect(rest).to.deep.equal({ conclusion: "valid", status: "warn", troubles: [told(lotOf(root), "unpermitted")] });
    expect(reason?.en).to.match(/^Some of a lot that went into this one passed a country without the permit/);
    expect(await fromFile(lotIdToWire(idOf(made)))).to.deep.equal(await judging().verdictOn(idOf(made)));
  });

  describe("that was rejected", () => {
    /** Takes a declaration back, and declares and certifies another lot in its place. */
    async function replacing(before: Statement<"declare">, isCertified = true): Promise<Statement<"declare">> {
      const { sign, include } = judging().world;
      const statement = await sign.declare(`ROOT-${next++}`, {
        ...{ massGrams: 10_000n, allocation: "mass", producedAt: before.message.content.producedAt },
        ...{ deposit: `Place ${next++}`, replaces: lotOf(before) },
      });
      await include(await sign.takeBack(before, miner), statement);
      if (isCertified) await include(...(await sign.certification(statement)));
      return statement;
    }

    const doubted = async () => {
      const { sign, include } = judging().world;
      const statement = await sign.declare(`ROOT-${next++}`, { massGrams: 10_000n, allocation: "mass" });
      await include(statement);
      return statement;
    };

    it("is told of whatever takes its place, and of what is made of that, until it is taken back", async () => {
      const first = await doubted();
      const finding = await found(lotOf(first));
      const last = await replacing(await replacing(first, false));
      const [made] = (await madeOf(identityOf(last), 2)) as [LotIdentity];
      for (const lot of [lotOf(last), idOf(made)]) {
        const { reason, ...rest } = await judged(lot);
        const troubles = [told(lotOf(first), "replaced-found")];
        expect(rest).to.deep.equal({ conclusion: "valid", status: "warn", troubles });
        expect(reason?.en).to.equal(
          "An authority says that what was found in a shipment is of a rejected lot that this one replaces, directly or by way of others.",
        );
        expect(reason?.zh).to.equal("有主管机关称一批查获货物属于该批次直接或间接替代的被驳回批次。");
        expect(await fromFile(lotIdToWire(lot))).to.deep.equal(await judging().verdictOn(lot));
      }
      const { sign, include } = judging().world;
      await include(await sign.withdrawFinding(customs, finding, lotOf(first)));
      for (const lot of [lotOf(last), idOf(made)]) expect(await judged(lot)).to.include({ status: "pass" });
    });

    it("is told where the rejected lot was made from what it became known of", async () => {
      const root = await declared();
      await found(lotOf(root));
      const { sign, include } = judging().world;
      const step = await sign.transform(
        miner,
        [{ declared: identityOf(root), grams: 10_000n }],
        [{ allocation: "mass", producedAt: sign.now, lotNumber: `MADE-${next++}`, massGrams: 10_000n }],
      );
      await include(step);
      const [{ producer: organisation, lotNumber, content }] = outputsOf(step) as [LotIdentity];
      const asDeclared = { kind: "declare", message: { organisation, lotNumber, content } };
      const last = await replacing(asDeclared as unknown as Statement<"declare">);
      expect((await judged(lotOf(last))).troubles).to.deep.equal([told(lotOf(root), "replaced-found")]);
    });

    it("is not told of a lot that does not say that it takes its place", async () => {
      const first = await doubted();
      await found(lotOf(first));
      await judging().world.include(await judging().world.sign.takeBack(first, miner));
      const verdict = await judging().verdictOn(lotOf(await declared()));
      expect(soundness(verdict)?.status).to.equal("not-applicable");
    });

    it("leaves all else of the verdict on what takes its place as on any other lot", async () => {
      const last = await replacing(await doubted());
      const verdict = await judging().verdictOn(lotOf(last));
      const plain = await judging().verdictOn(lotOf(await declared()));
      expect(soundness(verdict)?.data).to.deep.equal({ ancestors: 0, replaced: 1 });
      const but = (id: string) => !["ancestors-sound", "registers-complete"].includes(id);
      const statuses = ({ checks }: Verdict) =>
        checks.filter(({ id }) => but(id)).map(({ id, status }) => [id, status]);
      expect(statuses(verdict)).to.deep.equal(statuses(plain));
      expect(verdict.restsOn).to.deep.equal(plain.restsOn);
      expect(verdict.goods?.footprint).to.deep.equal(plain.goods?.footprint);
      expect(verdict.origin).to.deep.equal(plain.origin?.map((origin) => ({ ...origin, deposit: deposit(last) })));
    });

    const deposit = ({ message }: Statement<"declare">) => message.content.deposit;

    it("is not forgotten by an index that leaves it out", async () => {
      const first = await doubted();
      await found(lotOf(first));
      const last = await replacing(first);
      expect(await judged(lotOf(last))).to.include({ conclusion: "valid", status: "warn" });
      const { store } = judging();
      const restore = await keepTables(store, ["dossier_link"]);
      const links = () => store.db.deleteFrom("dossier_link").where("lot", "=", lotIdToWire(lotOf(first)));
      try {
        await links().where("position", ">", 1).execute();
        expect((await judged(lotOf(last))).conclusion).to.equal("unsettled");
        await links().execute();
        expect((await judged(lotOf(last))).conclusion).to.equal("unsettled");
      } finally {
        await restore();
      }
      expect(await judged(lotOf(last))).to.include({ conclusion: "valid", status: "warn" });
    });
  });

  /** What a lot's file comes to. */
  async function fromFile(lot: Hex): Promise<Verdict> {
    const { world, store } = judging();
    const { ledger } = world;
    await judging().indexer.catchUp();
    const certifier = createCertifier({ ledger, store, operatorKey: `0x${"0e".repeat(32)}` });
    const certificate = await certifier.certificate(lot);
    if (certificate === undefined) throw new Error("the lot is not known");
    const now = Math.floor(Date.now() / 1000);
    return (await verifyCertificate(certificate, { known: [await certifier.descriptor()], now })).verdict;
  }
});
