import type { z } from "zod";
import type { verdict } from "../api/schemas/verdict.ts";
import { formatGrams } from "../domain/amounts.ts";
import { sameHead } from "../domain/head.ts";
import type { CheckStatus, Conclusion } from "../domain/verdict.ts";
import type { Language } from "./language.ts";

type Verdict = z.output<typeof verdict>;

const marks: Record<CheckStatus, string> = { pass: "✔", warn: "!", fail: "✘", "not-applicable": "–" };

const conclusionWords: Record<Conclusion, { en: string; zh: string }> = {
  valid: { en: "VALID", zh: "有效" },
  expired: { en: "EXPIRED", zh: "已过期" },
  disputed: { en: "DISPUTED", zh: "有争议" },
  suspect: { en: "SUSPECT", zh: "可疑" },
  "not-certified": { en: "NOT CERTIFIED", zh: "未认证" },
  rejected: { en: "REJECTED", zh: "已驳回" },
  revoked: { en: "REVOKED", zh: "已撤销" },
  suspended: { en: "SUSPENDED", zh: "已暂停" },
  invalid: { en: "INVALID", zh: "无效" },
  unsettled: { en: "UNSETTLED", zh: "未定" },
};

const words = {
  en: {
    lot: "Lot",
    certificate: "Certificate",
    where: "Grams",
    missing: "Missing",
    retired: "Retired",
    read: "Read at",
    block: "block",
    heads: "hash chains recomputed, with the ledger's heads",
    checks: "Checks",
    by: "by",
    scheme: "scheme",
    until: "until",
    to: "to",
    "in-hand": "in hand",
    "on-the-road": "on the road",
  },
  zh: {
    lot: "批次",
    certificate: "证书",
    where: "克数去向",
    missing: "短少",
    retired: "已退役",
    read: "读取于",
    block: "区块",
    heads: "条哈希链重算，与账本链首一致",
    checks: "检查",
    by: "认证方",
    scheme: "方案",
    until: "至",
    to: "至",
    "in-hand": "在手",
    "on-the-road": "在途",
  },
} as const;

/** A verdict for people: its conclusion, what it rests on, and every check with its reason. */
export function verdictLines(verdict: Verdict, language: Language): string[] {
  const word = words[language];
  const { certificate, block, heads } = verdict;
  const agreeing = heads.filter(({ computed, onLedger }) => sameHead(computed, onLedger));
  return [
    `${word.lot} ${verdict.lot}`,
    `${conclusionWords[verdict.conclusion][language]}: ${verdict.summary[language]}`,
    ...(certificate === null ? [] : [row(word.certificate, certificateText(certificate, language))]),
    ...verdict.whereabouts.map((entry, index) => row(index === 0 ? word.where : "", whereaboutsText(entry, language))),
    ...(verdict.shortGrams === 0 ? [] : [row(word.missing, formatGrams(BigInt(verdict.shortGrams)))]),
    ...(verdict.retiredGrams === 0 ? [] : [row(word.retired, formatGrams(BigInt(verdict.retiredGrams)))]),
    row(word.read, `${word.block} ${block.number} ${block.hash.slice(0, 18)}… ${moment(block.timestamp)}`),
    row("", `${agreeing.length}/${heads.length} ${word.heads}`),
    `${word.checks}:`,
    ...verdict.checks.map(({ id, status, reason }) => `  ${marks[status]} ${id.padEnd(21)} ${reason[language]}`),
  ];
}

function certificateText(certificate: NonNullable<Verdict["certificate"]>, language: Language): string {
  const word = words[language];
  const { scheme, certifierName, certifiedAt, validUntil } = certificate;
  return `${word.scheme} ${scheme}, ${word.by} ${certifierName}, ${day(certifiedAt)} ${word.until} ${day(validUntil)}`;
}

function whereaboutsText(entry: Verdict["whereabouts"][number], language: Language): string {
  const word = words[language];
  const place = [entry.country, entry.toCountry].filter((code) => code).join(` ${word.to} `);
  const holder = entry.roles.length === 0 ? "" : ` (${entry.roles.join(", ")})`;
  return `${formatGrams(BigInt(entry.grams)).padStart(10)} ${word[entry.state]} ${place}${holder}`;
}

function row(title: string, text: string): string {
  return `${title.padEnd(12)}${text}`;
}

function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function day(seconds: number): string {
  return moment(seconds).slice(0, 10);
}
