import type { z } from "zod";
import type { verdict } from "../api/schemas/verdict.ts";
import {
  formatFinding,
  formatFootprint,
  formatGrams,
  formatLimit,
  formatNanograms,
  formatShare,
} from "../domain/amounts.ts";
import type { CertificateClass } from "../domain/certificate-class.ts";
import { elementSymbols } from "../domain/elements.ts";
import { sameHead } from "../domain/head.ts";
import type { Role } from "../domain/participants.ts";
import type { CheckStatus, Conclusion } from "../domain/verdict.ts";
import { carbonSourceWords, formWords, roleWords } from "../domain/words.ts";
import { widthOf } from "./columns.ts";
import type { Language } from "./language.ts";

type Verdict = z.output<typeof verdict>;

const marks: Record<CheckStatus, string> = { pass: "✔", warn: "!", fail: "✘", unsettled: "?", "not-applicable": "–" };

/** A conclusion in capitals, as it stands before its reason. */
export const conclusionWords: Record<Conclusion, { en: string; zh: string }> = {
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
    comma: ", ",
    colon: ": ",
    open: " (",
    close: ")",
    lot: "Lot",
    of: "of",
    form: "Form",
    dry: "net dry mass",
    found: "Found",
    notFound: "Not found",
    radioactive: "Th, U",
    declared: "as declared",
    origin: "Origin",
    footprint: "Footprint",
    parts: "made up of",
    gross: "gross",
    removals: "removals",
    attested: "confirmed",
    offsets: "offsets",
    class: "Class",
    certificate: "Certificate",
    rests: "Rests on",
    where: "Where",
    missing: "Missing",
    retired: "Retired",
    codes: "Codes",
    coded: "one for each gram, registered on",
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
    disputed: "in dispute, nobody's until both sides settle",
    seized: "seized",
  },
  zh: {
    comma: "，",
    colon: "：",
    open: "（",
    close: "）",
    lot: "批次",
    of: "生产商",
    form: "形态",
    dry: "净干重",
    found: "检出",
    notFound: "未检出",
    radioactive: "钍、铀",
    declared: "申报值",
    origin: "来源",
    footprint: "足迹",
    parts: "构成",
    gross: "总量",
    removals: "移除",
    attested: "已确认",
    offsets: "抵消",
    class: "等级",
    certificate: "证书",
    rests: "依据余量",
    where: "克数去向",
    missing: "短少",
    retired: "已注销",
    codes: "编码",
    coded: "每克一码，登记于",
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
    disputed: "有争议，双方了结前不属于任何一方",
    seized: "被扣押",
  },
} as const;

/** A verdict for people: what the lot is, then whether it is certified and why not, then where it is and what all that rests on. */
export function verdictLines(verdict: Verdict, language: Language): string[] {
  const word = words[language];
  const { goods, certificate, restsOn, block, heads, unitCodes } = verdict;
  const agreeing = heads.filter(({ computed, onLedger }) => sameHead(computed, onLedger));
  return [
    ...(goods === null ? [] : [row(word.lot, `${goods.lotNumber}${word.comma}${word.of} ${goods.producerName}`)]),
    row(goods === null ? word.lot : "", verdict.lot),
    ...(goods === null ? [] : goodsLines(goods, verdict, language)),
    ...(verdict.origin ?? []).map((entry, index) => row(index === 0 ? word.origin : "", originText(entry))),
    ...(goods === null
      ? []
      : footprintTexts(goods.footprint, language).map((text, index) => row(index === 0 ? word.footprint : "", text))),
    ...classLines(verdict, language),
    ...(certificate === null ? [] : [row(word.certificate, certificateText(certificate, language))]),
    ...(restsOn === null ? [] : restsOnTexts(restsOn)[language].map((text, i) => row(i === 0 ? word.rests : "", text))),
    "",
    `${conclusionWords[verdict.conclusion][language]}${word.colon}${verdict.summary[language]}`,
    "",
    ...whereLines(verdict.whereabouts, language).map((text, index) => row(index === 0 ? word.where : "", text)),
    ...(verdict.shortGrams === 0 ? [] : [row(word.missing, formatGrams(BigInt(verdict.shortGrams)))]),
    ...(verdict.retiredGrams === 0 ? [] : [row(word.retired, formatGrams(BigInt(verdict.retiredGrams)))]),
    ...(unitCodes === null
      ? []
      : [row(word.codes, `${formatGrams(BigInt(unitCodes.grams))}, ${word.coded} ${moment(unitCodes.registeredAt)}`)]),
    row(word.read, `${word.block} ${block.number} ${block.hash.slice(0, 18)}… ${moment(block.timestamp)}`),
    row("", `${agreeing.length}/${heads.length} ${word.heads}`),
    `${word.checks}${word.colon.trimEnd()}`,
    ...verdict.checks.map(({ id, status, reason }) => `  ${marks[status]} ${id.padEnd(21)} ${reason[language]}`),
  ];
}

type Goods = NonNullable<Verdict["goods"]>;

/** Form, mass, and composition: what was not found by the assay, or as declared where no assay stands. */
function goodsLines(
  { form, massGrams, composition }: Goods,
  { notFound, radioactive }: Verdict,
  language: Language,
): string[] {
  const word = words[language];
  const shares = elementSymbols.map((element) => ({ element, share: composition[element] }));
  const found = shares
    .flatMap(({ element, share }) =>
      "partsPerHundredMillion" in share ? [{ element, parts: share.partsPerHundredMillion }] : [],
    )
    .sort((a, b) => b.parts - a.parts);
  const declared = shares.flatMap(({ element, share }) =>
    "detectionLimit" in share ? [{ element, detectionLimit: share.detectionLimit }] : [],
  );
  const limits = limitsText(notFound.length > 0 ? notFound : declared);
  return [
    row(word.form, `${formWords[form][language]}${word.comma}${formatGrams(BigInt(massGrams))} ${word.dry}`),
    row(word.found, found.map(({ element, parts }) => `${element} ${formatShare(parts)}`).join(", ")),
    ...(limits === ""
      ? []
      : [row(word.notFound, notFound.length > 0 ? limits : `${limits}${word.comma}${word.declared}`)]),
    ...(radioactive.length === 0 ? [] : [row(word.radioactive, radioactiveText(radioactive))]),
  ];
}

/** The figures, then where they come from: the parts of what was declared, which corrections leave as they were. */
function footprintTexts({ parts, ...footprint }: Goods["footprint"], language: Language): string[] {
  const word = words[language];
  // Of one part nothing is made up; a service of before has none.
  if (parts == null || parts.length < 2) return [footprintText(footprint, language)];
  const told = parts.map(({ source, gramsPerKilogram }) => {
    const name = carbonSourceWords[source]?.[language] ?? source;
    return `${name} ${formatFootprint(gramsPerKilogram)}`;
  });
  return [footprintText(footprint, language), `${word.parts}${word.colon}${told.join(word.comma)}`];
}

function footprintText(footprint: Omit<Goods["footprint"], "parts">, language: Language): string {
  const word = words[language];
  const { removalsGramsPerKilogram, attestedRemovalsGramsPerKilogram, offsetsGramsPerKilogram } = footprint;
  const attested =
    removalsGramsPerKilogram === 0
      ? ""
      : `${word.open}${word.attested} ${formatFootprint(attestedRemovalsGramsPerKilogram)}${word.close}`;
  return [
    `${word.gross} ${formatFootprint(footprint.grossGramsPerKilogram)}`,
    `${word.removals} ${formatFootprint(removalsGramsPerKilogram)}${attested}`,
    `${word.offsets} ${formatFootprint(offsetsGramsPerKilogram)}`,
  ].join(word.comma);
}

/** How much was never measured, exact in grams; its percentage is rounded up. */
function restsOnTexts(restsOn: NonNullable<Verdict["restsOn"]>): Record<Language, string[]> {
  const { drawnNanograms, partsPerHundredMillion, certificateNanograms, making, ancestorsDrew } = restsOn;
  const amount = (text: string) => formatNanograms(BigInt(text));
  const [drawn, share] = [amount(drawnNanograms), formatShare(partsPerHundredMillion)];
  const others = (making?.lots ?? 1) - 1;
  const parts: Record<Language, string>[] = [
    { en: `its certificate ${amount(certificateNanograms)}`, zh: `证书 ${amount(certificateNanograms)}` },
    ...(making === null
      ? []
      : [
          {
            en: `its making ${amount(making.toleratedNanograms)} on tolerance and ${amount(making.reliedNanograms)} on detection limits`,
            zh: `制成工序按容差 ${amount(making.toleratedNanograms)}、按检出限 ${amount(making.reliedNanograms)}`,
          },
        ]),
    ...(others === 0 ? [] : [{ en: `shared with ${others} more`, zh: `与另外 ${others} 个批次共用` }]),
  ];
  const texts = (language: Language, between: string) => parts.map((part) => part[language]).join(between);
  const nothing = drawnNanograms === "0";
  return {
    en: [
      nothing
        ? "measurements alone: nothing was drawn on tolerances or detection limits"
        : `tolerances and detection limits for ${others > 0 ? "at most " : ""}${drawn} or ${share} of what was found`,
      ...(nothing ? [] : [texts("en", ", ")]),
      ...(making === null ? [] : [ancestorTexts.en[`${ancestorsDrew}`]]),
    ],
    zh: [
      nothing
        ? "全部为实测：未动用容差或检出限额度"
        : `容差与检出限${others > 0 ? "至多" : ""} ${drawn}，占检出量 ${share}`,
      ...(nothing ? [] : [texts("zh", "，")]),
      ...(making === null ? [] : [ancestorTexts.zh[`${ancestorsDrew}`]]),
    ],
  };
}

const ancestorTexts = {
  en: {
    true: "What it was made from rests on some too.",
    false: "What it was made from rests on none.",
    null: "Of what it was made from some was not looked at.",
  },
  zh: {
    true: "其原料也动用过此类额度。",
    false: "其原料未动用此类额度。",
    null: "其部分原料未经查看。",
  },
} as const;
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
function limitsText(limits: readonly { element: string; detectionLimit: number }[]): string {
  const byLimit = Map.groupBy(limits, ({ detectionLimit }) => detectionLimit);
  return [...byLimit]
    .map(([limit, entries]) => `${entries.map(({ element }) => element).join(" ")} (< ${formatLimit(limit)})`)
    .join(", ");
}

function radioactiveText(radioactive: Verdict["radioactive"]): string {
  return radioactive.map(({ element, share }) => `${element} ${formatFinding(share)}`).join(", ");
}

function certificateText(certificate: NonNullable<Verdict["certificate"]>, language: Language): string {
  const word = words[language];
  const { scheme, certifierName, certifiedAt, validUntil } = certificate;
  return [
    `${word.scheme} ${scheme}`,
    `${word.by} ${certifierName}`,
    `${day(certifiedAt)} ${word.until} ${day(validUntil)}`,
  ].join(word.comma);
}

/** One line a country, or a way between two; what is disputed stands apart. */
function whereLines(whereabouts: Verdict["whereabouts"], language: Language): string[] {
  const word = words[language];
  const byPlace = Map.groupBy(whereabouts, ({ country, toCountry }) =>
    toCountry === null || toCountry === country ? country : `${country} ${word.to} ${toCountry}`,
  );
  return [...byPlace].map(([place, entries]) => {
    const amounts = entries.map(({ state, grams, roles }) => {
      const holder =
        roles.length === 0
          ? ""
          : `${word.open}${roles.map((role) => nameOf(role, language)).join(word.comma)}${word.close}`;
      return `${formatGrams(BigInt(grams))} ${word[state]}${state === "disputed" ? "" : holder}`;
    });
    return `${place}${word.colon}${amounts.join(word.comma)}`;
  });
}

// Roles are the service's: a newer one may have more of them.
function nameOf(role: Role, language: Language): string {
  return roleWords[role]?.[language] ?? role;
}

function row(title: string, text: string): string {
  return `${title}${" ".repeat(Math.max(1, 12 - widthOf(title)))}${text}`;
}

function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function day(seconds: number): string {
  return moment(seconds).slice(0, 10);
}
