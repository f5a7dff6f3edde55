import type { z } from "zod";
import type { verdict } from "../api/schemas/verdict.ts";
import { formatGrams, formatLimit, formatShare } from "../domain/amounts.ts";
import type { CertificateClass } from "../domain/certificate-class.ts";
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

const classWords: Record<CertificateClass, { en: string; zh: string }> = {
  verified: { en: "verified", zh: "已核证" },
  "low-carbon": { en: "low carbon", zh: "低碳" },
  "zero-carbon": { en: "zero carbon", zh: "零碳" },
  "offset-neutral": { en: "neutral by offsets (ISO 14068-1)", zh: "经抵消中和（ISO 14068-1）" },
};

const words = {
  en: {
    lot: "Lot",
    certificate: "Certificate",
    class: "Class",
    origin: "Origin",
    notFound: "Not found",
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
    disputed: "in dispute",
  },
  zh: {
    lot: "批次",
    certificate: "证书",
    class: "等级",
    origin: "来源",
    notFound: "未检出",
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
    disputed: "有争议",
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
    ...classLines(verdict, language),
    ...(verdict.origin ?? []).map((entry, index) => row(index === 0 ? word.origin : "", originText(entry))),
    ...(verdict.notFound.length === 0 ? [] : [row(word.notFound, notFoundText(verdict.notFound))]),
    ...verdict.whereabouts.map((entry, index) => row(index === 0 ? word.where : "", whereaboutsText(entry, language))),
    ...(verdict.shortGrams === 0 ? [] : [row(word.missing, formatGrams(BigInt(verdict.shortGrams)))]),
    ...(verdict.retiredGrams === 0 ? [] : [row(word.retired, formatGrams(BigInt(verdict.retiredGrams)))]),
    row(word.read, `${word.block} ${block.number} ${block.hash.slice(0, 18)}… ${moment(block.timestamp)}`),
    row("", `${agreeing.length}/${heads.length} ${word.heads}`),
    `${word.checks}:`,
    ...verdict.checks.map(({ id, status, reason }) => `  ${marks[status]} ${id.padEnd(21)} ${reason[language]}`),
  ];
}

function classLines({ class: shown, classNote }: Verdict, language: Language): string[] {
  if (shown === null) return [];
  return [
    row(words[language].class, classWords[shown][language]),
    ...(classNote ? [row("", classNote[language])] : []),
  ];
}

/** Elements of a place: one figure where it is the same for all. */
function originText({ country, deposit, partsPerMillion }: NonNullable<Verdict["origin"]>[number]): string {
  const shares = Object.entries(partsPerMillion);
  const isOne = new Set(shares.map(([, share]) => share)).size === 1;
  const text = isOne
    ? `${formatShare(100 * (shares[0]?.[1] ?? 0))} (${shares.map(([symbol]) => symbol).join(" ")})`
    : shares.map(([symbol, share]) => `${symbol} ${formatShare(100 * share)}`).join(", ");
  return `${country} ${deposit}: ${text}`;
}

/** Grouped by limit, since most elements have the same. */
function notFoundText(notFound: Verdict["notFound"]): string {
  const byLimit = Map.groupBy(notFound, ({ detectionLimit }) => detectionLimit);
  return [...byLimit]
    .map(([limit, entries]) => `${entries.map(({ element }) => element).join(" ")} (< ${formatLimit(limit)})`)
    .join(", ");
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
