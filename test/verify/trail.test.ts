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
        massGrams: grams / BigInt(parts),
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
