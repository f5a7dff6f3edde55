import { sameHead } from "../../domain/head.ts";
import type { RegisterType } from "../../domain/register-subject.ts";
import { isShort } from "../gaps.ts";
import { fail, type LotCheck, pass, unsettled, warn } from "./check.ts";

/** What a reader may make of something that lacks, and do. */
const doubt = {
  en: "That is doubt about this service, and no finding against the goods: ask again later, or ask another service. Whoever runs this one has it read the ledger again (npm run rebuild).",
  zh: "这是对本服务的疑问，并非对货物的认定：请稍后再问，或询问其他服务。本服务的运营方须重新读取账本（npm run rebuild）。",
};

/** The index follows the ledger, so that what it knows is what the ledger lists. */
export const indexCurrent: LotCheck = ({ index, reading: { block } }) => {
  const id = "index-current";
  const behind = index.tip > block.number ? index.tip - block.number : 0n;
  const data = { state: index.state, block: Number(block.number), tip: Number(index.tip) };
  if (index.state !== "following") {
    return unsettled(
      id,
      `The service does not follow the ledger at present. What happened after block ${block.number} is not in this verdict. That says nothing about the goods: ask again later.`,
      `服务目前未跟随账本，区块 ${block.number} 之后发生的事项不在本结论之内。这与货物无关：请稍后再问。`,
      data,
    );
  }
  if (behind > 1n) {
    return warn(
      id,
      `The service is ${behind} blocks behind the ledger. What happened since is not in this verdict.`,
      `服务落后账本 ${behind} 个区块，其后发生的事项不在本结论之内。`,
      data,
    );
  }
  return pass(id, "The service is level with the ledger.", "服务与账本同步。", data);
};

/** The statements known here are all that the ledger lists about the lot. Fewer are doubt; others than it lists are a fault. */
export const dossierComplete: LotCheck = ({ dossier, reading }) => {
  const id = "dossier-complete";
  const [known, listed] = [dossier.head.count, reading.head.count];
  const data = { known, listed };
  if (sameHead(dossier.head, reading.head)) {
    return pass(
      id,
      listed === 1
        ? "The one statement that the ledger lists about this lot is here, and not altered."
        : `All ${listed} statements that the ledger lists about this lot are here, none more and none altered.`,
      `账本所列关于该批次的全部 ${listed} 份声明均在此，既无增加亦无改动。`,
      data,
    );
  }
  if (isShort(dossier.head, reading.head)) {
    return unsettled(
      id,
      `Of ${listed} statements that the ledger lists about this lot, ${listed - known} lack here. ${doubt.en}`,
      `账本列有该批次的 ${listed} 份声明，此处缺 ${listed - known} 份。${doubt.zh}`,
      data,
    );
  }
  if (known > listed) {
    return fail(
      id,
      `The ledger lists ${listed} statements about this lot, but ${known} are shown here: something was added.`,
      `账本列有该批次的 ${listed} 份声明，而此处有 ${known} 份：有添加。`,
      data,
    );
  }
  return fail(
    id,
    "The statements shown here are not those that the ledger lists about this lot.",
    "此处所示声明并非账本所列关于该批次的声明。",
    data,
  );
};

/** Every statement hashes to the digest that the ledger lists. A text that lacks is doubt; an altered one is a fault. */
export const statementsAuthentic: LotCheck = ({ dossier: { entries } }) => {
  const id = "statements-authentic";
  const wrong = entries.filter(({ fault }) => fault !== null);
  const first = wrong.find(({ fault }) => fault === "altered") ?? wrong[0];
  if (first === undefined) {
    return pass(id, "Every statement is word for word what was signed.", "每份声明均与签署内容逐字一致。", {
      statements: entries.length,
    });
  }
  const data = { statements: entries.length, wrong: wrong.map(({ link, fault }) => ({ digest: link.digest, fault })) };
  return first.fault === "missing"
    ? unsettled(
        id,
        `The text of statement ${first.link.digest} lacks here. ${doubt.en}`,
        `此处缺声明 ${first.link.digest} 的内容。${doubt.zh}`,
        data,
      )
    : fail(
        id,
        `Statement ${first.link.digest} has been altered: it is not what was signed.`,
        `声明 ${first.link.digest} 已被改动，与签署内容不符。`,
        data,
      );
};

const words: Record<RegisterType, [en: string, zh: string]> = {
  organisation: ["an organisation", "某组织"],
  scheme: ["a scheme", "某方案"],
  quota: ["a quota", "某配额"],
  terms: ["terms of processing", "加工条款"],
  allowance: ["a site's allowance", "某场所的限额"],
  account: ["a site's account", "某场所的账户"],
  limits: ["the limits of custody", "流转限值"],
  tolerances: ["the tolerances of attestations", "检验容差"],
};

/**
 * What is known of the organisations, schemes and grants concerned is all that the ledger lists about them. Less is doubt; anything else
 * is a fault.
 */
export const registersComplete: LotCheck = ({ registers, reading, ancestry }) => {
  const id = "registers-complete";
  const all = [
    ...registers.map((register, index) => ({ register, onLedger: reading.heads[index] })),
    ...(ancestry?.registers ?? []),
  ];
  const wrong = all.filter(
    ({ register: { head, altered }, onLedger }) =>
      onLedger === undefined || !sameHead(head, onLedger) || altered.length > 0,
  );
  const isLacking = ({ register: { head, altered }, onLedger }: (typeof all)[number]) =>
    onLedger !== undefined && isShort(head, onLedger) && altered.length === 0;
  const first = wrong.find((each) => !isLacking(each)) ?? wrong[0];
  if (first === undefined) {
    return pass(
      id,
      "What is known of every organisation and scheme concerned is whole and unaltered.",
      "所涉各组织与方案的登记资料完整且未被改动。",
      { registers: all.length },
    );
  }
  // Who it is tells who had the lot in hand: the verdict's heads say it to those who may know.
  const [en, zh] = words[first.register.subject.type];
  const data = { registers: all.length, wrong: wrong.length };
  if (isLacking(first)) {
    return unsettled(
      id,
      `Something that the ledger lists about ${en} concerned lacks here. ${doubt.en}`,
      `账本所列关于所涉${zh}的部分事项，此处缺失。${doubt.zh}`,
      data,
    );
  }
  return fail(
    id,
    `What is known here of ${en} concerned is not what the ledger lists about it.`,
    `此处关于所涉${zh}的登记资料与账本所列不符。`,
    data,
  );
};
