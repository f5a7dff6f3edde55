import { formatGrams } from "../../domain/amounts.ts";
import type { LotCase } from "../lot-case.ts";
import { disputedGramsIn, shortGramsIn } from "../missing.ts";
import { fail, type LotCheck, notApplicable, pass, warn } from "./check.ts";

const sum = (parts: readonly { grams: bigint }[]) => parts.reduce((total, { grams }) => total + grams, 0n);

/** Every gram is where its signed movements put it, and the ledger says the same. */
export const custodyUnbroken: LotCheck = (lotCase) => {
  const id = "custody-unbroken";
  const { custody, certification } = lotCase.facts;
  if (certification === null) return notApplicable(id, "There are no grams to follow.", "无可追踪的克数。");
  const data = amounts(lotCase);
  if (custody.impossible !== null) {
    return fail(
      id,
      "The lot's movements do not fit together: more was handed on than was there.",
      "该批次的流转前后矛盾：移交数量超过持有数量。",
      { ...data, movement: custody.impossible },
    );
  }
  if (!agreesWithLedger(lotCase)) {
    return fail(
      id,
      "The ledger's balances are not what the signed movements come to.",
      "账本余额与签署的流转结果不符。",
      data,
    );
  }
  const [held, road] = [formatGrams(sum(custody.inHand)), formatGrams(sum(custody.onTheRoad))];
  const disputed = disputedGramsIn(lotCase);
  const [alsoEn, alsoZh] =
    disputed === 0n ? ["", ""] : [`, ${formatGrams(disputed)} in dispute`, `，争议中 ${formatGrams(disputed)}`];
  const seized = sum(custody.seized);
  const [takenEn, takenZh] =
    seized === 0n ? ["", ""] : [`, ${formatGrams(seized)} seized`, `，被扣押 ${formatGrams(seized)}`];
  return pass(
    id,
    `All ${formatGrams(custody.certifiedGrams)} are accounted for: ${held} in hand, ${road} on the road${alsoEn}${takenEn}.`,
    `全部 ${formatGrams(custody.certifiedGrams)} 均有着落：在手 ${held}，在途 ${road}${alsoZh}${takenZh}。`,
    data,
  );
};

/** All grams that were sent have arrived, and none is disputed. */
export const nothingMissing: LotCheck = (lotCase) => {
  const id = "nothing-missing";
  const { certification } = lotCase.facts;
  if (certification === null) return notApplicable(id, "There are no grams to follow.", "无可追踪的克数。");
  const [shortGrams, disputedGrams] = [shortGramsIn(lotCase), disputedGramsIn(lotCase)];
  if (disputedGrams > 0n) {
    return warn(
      id,
      `${formatGrams(disputedGrams)} did not arrive, and sender and recipient do not agree whose they are. ${formatGrams(shortGrams)} went missing otherwise.`,
      `${formatGrams(disputedGrams)} 未到货，发货方与收货方对其归属尚无一致；另有 ${formatGrams(shortGrams)} 途中短少。`,
      { shortGrams: Number(shortGrams), disputedGrams: Number(disputedGrams) },
    );
  }
  return shortGrams === 0n
    ? pass(id, "Nothing went missing on the way.", "途中无短少。")
    : warn(
        id,
        `${formatGrams(shortGrams)} went missing on the way, as was reported.`,
        `据报告，途中短少 ${formatGrams(shortGrams)}。`,
        { shortGrams: Number(shortGrams) },
      );
};

// A refused consignment is still on the road, back to its sender.
function isOpen(status: string | undefined): boolean {
  return status === "on-the-road" || status === "refused";
}

function amounts(lotCase: LotCase) {
  const { custody } = lotCase.facts;
  return {
    certifiedGrams: Number(custody.certifiedGrams),
    inHandGrams: Number(sum(custody.inHand)),
    onTheRoadGrams: Number(sum(custody.onTheRoad)),
    seizedGrams: Number(sum(custody.seized)),
    retiredGrams: Number(custody.retiredGrams),
    consumedGrams: Number(custody.consumedGrams),
    disputedGrams: Number(disputedGramsIn(lotCase)),
    shortGrams: Number(shortGramsIn(lotCase)),
  };
}

function agreesWithLedger({ facts: { custody, stocks, consignments }, reading }: LotCase): boolean {
  const { missing, lostGrams, retiredGrams, consumedGrams } = custody;
  const gone = sum(missing) + lostGrams + retiredGrams + consumedGrams;
  const total = sum(custody.inHand) + sum(custody.onTheRoad) + sum(custody.seized) + gone;
  if (total !== custody.certifiedGrams || reading.record.massGrams !== custody.certifiedGrams) return false;
  const inHand = new Map(custody.inHand.map(({ holder, country, grams }) => [`${holder}/${country}`, grams]));
  const road = new Set(custody.onTheRoad.map(({ consignment }) => consignment));
  const unsettled = new Set(missing.map(({ consignment }) => consignment));
  return (
    stocks.every(
      ({ holder, country }, index) => (inHand.get(`${holder}/${country}`) ?? 0n) === reading.holdings.stocks[index],
    ) &&
    consignments.every((id, index) => {
      const status = reading.holdings.consignments[index];
      return road.has(id) === isOpen(status) && !(unsettled.has(id) && status === "settled");
    })
  );
}
