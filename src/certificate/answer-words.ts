import type { LocalisedText } from "../domain/localised-text.ts";
import { shown } from "../domain/plain-text.ts";
import type { CheckedDocument } from "./documents.ts";
import type { CheckedStaple, VerifiedCertificate } from "./verify-certificate.ts";

const SECONDS_A_DAY = 86_400;
/** From what age on a file's reader is warned. */
export const AGE_WARNED_DAYS = 30;

/** Whose word a certificate's answer is and as of when, for people. What it says of the lot is the verdict's. */
export function answerWords(
  { standing, verdict: { block }, signers, validators, words, claimed, staple, documents }: VerifiedCertificate,
  now: number,
): { title: LocalisedText; lines: LocalisedText[] } {
  const time = isoTime(block.timestamp);
  const asOf = {
    en: `As of block ${block.number}, ${time}.`,
    zh: `截至区块 ${block.number}，${time}。`,
  };
  const days = Math.floor((now - (staple?.block ?? block).timestamp) / SECONDS_A_DAY);
  const age: LocalisedText[] = [
    ...(staple === null ? [] : [stapleWords(staple)]),
    ...(days < AGE_WARNED_DAYS
      ? []
      : [
          {
            en: `This file is ${days} days old. What happened since, a revocation too, is not in it: ask for a newer one.`,
            zh: `本文件已有 ${days} 天。其后发生的事项（包括撤销）不在其中：请索取更新的文件。`,
          },
        ]),
  ];
  const attached = documents.map(documentWords);
  const network = { en: `Network: ${words}`, zh: `网络：${words}` };
  switch (standing) {
    case "sealed":
      return {
        title: { en: "Sealed by the network's validators", zh: "由网络验证者签封" },
        lines: [
          {
            en: `${asOf.en.slice(0, -1)}, sealed by ${signers.length} of ${validators} validators.`,
            zh: `${asOf.zh.slice(0, -1)}，由 ${validators} 个验证者中的 ${signers.length} 个签封。`,
          },
          network,
          ...age,
          ...attached,
        ],
      };
    case "operator":
      return {
        title: { en: "By its operator's word alone", zh: "仅凭运营方一方之言" },
        lines: [
          {
            en: `One party runs this ledger, and vouches for its blocks: ${signers[0]}. No validator has sealed anything, and the operator could have shown another ledger.`,
            zh: `本账本由一方运营并自行担保其区块：${signers[0]}。没有验证者签封，运营方完全可以出示另一本账本。`,
          },
          asOf,
          network,
          ...age,
          ...attached,
        ],
      };
    case "unknown":
      return {
        title: { en: "Unknown network", zh: "未知网络" },
        lines: [
          {
            en: `Nobody has told this verifier to trust the network of this file. The file agrees with itself, which proves nothing: anybody can make a network.`,
            zh: `没有人让本验证器信任此文件的网络。文件自身一致，但这不证明任何事：任何人都能造出一个网络。`,
          },
          asOf,
          {
            en: `What the file claims its network to be (${claimed.anchor.kind}): ${words}`,
            zh: `文件自称的网络（${claimed.anchor.kind}）：${words}`,
          },
          ...age,
        ],
      };
  }
}

function stapleWords({ block: { number, timestamp }, isUnchanged }: CheckedStaple): LocalisedText {
  const time = isoTime(timestamp);
  return isUnchanged
    ? {
        en: `Up to block ${number}, ${time}, nothing more was stated of this lot itself. What it was made from was not looked at again.`,
        zh: `直至区块 ${number}（${time}），没有关于该批次本身的新声明。其来源批次未重新核对。`,
      }
    : {
        en: `More was stated of this lot up to block ${number}, ${time}: this file is out of date. Ask for a newer one.`,
        zh: `直至区块 ${number}（${time}），该批次已有新的声明：本文件已过时，请索取更新的文件。`,
      };
}

function documentWords({ hash, name, content: { length } }: CheckedDocument): LocalisedText {
  const title = name === null ? hash : `${shown(name)} (${hash})`;
  return {
    en: `With the file came a document that a statement in it names: ${title}, ${length} bytes.`,
    zh: `随文件附有其声明所提及的单据：${title}，${length} 字节。`,
  };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
