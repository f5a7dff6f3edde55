import type { LocalisedText } from "../domain/localised-text.ts";
import { attestationKindWords, custodyModelWords, formWords, outcomeWords, processWords } from "../domain/words.ts";
import type { StatementKindName } from "./registry.ts";

/**
 * What each field is called. A kind may call a field otherwise: `attest.kind` goes before `kind`. A test insists on every field of
 * every kind.
 */
export const fieldWords: Readonly<Record<string, LocalisedText>> = {
  allocation: { en: "How emissions were shared among co-products", zh: "联产品间排放分配方式" },
  assay: { en: "Assay that is taken back (digest)", zh: "被撤回的成分分析（摘要）" },
  attestation: { en: "Examination that is taken back (digest)", zh: "被撤回的检验（摘要）" },
  beneficiary: { en: "On whose behalf", zh: "受益方" },
  cancelled: { en: "Nonce to withdraw", zh: "要作废的随机数" },
  carrier: { en: "Carrier; empty if sender or recipient carries", zh: "承运人（由收发双方自运则留空）" },
  certifiable: { en: "Draws on the certified share of what went in", zh: "占用投入物的已认证份额" },
  certificateUntil: { en: "End of the certificate that is renewed", zh: "原证书的到期时间" },
  certifier: { en: "Organisation that alone may certify it; empty if open", zh: "指定认证方（不指定则留空）" },
  composition: { en: "Composition, by mass", zh: "成分（质量份额）" },
  compromisedSince: { en: "Key compromised since; 0 if it was not", zh: "密钥泄露起始时间（未泄露填 0）" },
  consignment: { en: "Consignment (digest of its dispatch)", zh: "货件（发运声明的摘要）" },
  content: { en: "What the lot is", zh: "批次内容" },
  consignee: { en: "Consignee", zh: "收货方" },
  corrects: { en: "Statement that had it too low (digest)", zh: "低报碳足迹的声明（摘要）" },
  country: { en: "Country", zh: "国家" },
  custodyModel: { en: "Chain of custody", zh: "监管链模型" },
  deposit: { en: "Deposit or collection scheme", zh: "矿床或回收体系" },
  destination: { en: "Country where they end", zh: "最终目的国" },
  documents: { en: "Documents", zh: "文件" },
  effectiveFrom: { en: "In effect from", zh: "生效时间" },
  emissionsGrams: { en: "Emissions, CO₂e", zh: "排放量（CO₂e）" },
  elements: { en: "Controlled elements", zh: "受管制元素" },
  endUse: { en: "Statement of end use", zh: "最终用途说明" },
  evidence: { en: "Report", zh: "报告" },
  exporter: { en: "Exporter", zh: "出口方" },
  footprintGramsPerKilogram: { en: "Gross carbon footprint, cradle to gate", zh: "总碳足迹（摇篮到大门）" },
  footprintMethod: { en: "Number of the calculation rule", zh: "核算规则编号" },
  form: { en: "Form", zh: "形态" },
  forms: { en: "Forms", zh: "形态" },
  fromCountry: { en: "Country of departure", zh: "启运国" },
  grams: { en: "Mass, dry", zh: "干重" },
  ground: { en: "Code of the legal ground", zh: "法律依据代码" },
  hold: { en: "Hold (digest of its statement)", zh: "扣留（其声明的摘要）" },
  holder: { en: "Whose goods; empty for every holder's", zh: "谁的货物（全部持有人则留空）" },
  inputs: { en: "What went in", zh: "投入" },
  kind: { en: "What was examined", zh: "检验事项" },
  lines: { en: "Lots and masses", zh: "批次与质量" },
  lossGrams: { en: "Mass that left as waste", zh: "作为废料离开的质量" },
  lossReason: { en: "Reason code of what is lost; 0 if nothing is", zh: "灭失原因代码（无灭失填 0）" },
  lot: { en: "Lot", zh: "批次" },
  lotNumber: { en: "Lot number", zh: "批号" },
  massGrams: { en: "Net dry mass", zh: "净干重" },
  newKey: { en: "Key to add", zh: "新增密钥" },
  occurredAt: { en: "When it happened", zh: "发生时间" },
  offsetsGramsPerKilogram: { en: "Offsets", zh: "抵消量" },
  originCountry: { en: "Country where it was mined or collected", zh: "开采国或回收国" },
  outcome: { en: "Conclusion", zh: "结论" },
  outputs: { en: "What came out", zh: "产出" },
  period: { en: "Period whose credits are drawn on", zh: "所用额度的期次" },
  primaryDataBasisPoints: { en: "Share that rests on primary data", zh: "初级数据占比" },
  process: { en: "Process", zh: "工艺" },
  producedAt: { en: "End of production", zh: "生产结束时间" },
  purpose: { en: "What the claim is for", zh: "用途说明" },
  quantity: {
    en: "Result: mass, or carbon per mass; 0 where there is none",
    zh: "结果：质量或单位质量碳量（无则填 0）",
  },
  quota: { en: "Quota drawn on; empty for a lot made from lots", zh: "所用配额（由批次制得者留空）" },
  reason: { en: "Reason code", zh: "原因代码" },
  receivedGrams: { en: "Mass received of each lot, in the order sent", zh: "各批次收到的质量（按发运顺序）" },
  recipient: { en: "Recipient", zh: "接收方" },
  recipientGrams: { en: "Mass for the recipient", zh: "归接收方的质量" },
  recipientKey: { en: "Key of the recipient that signs too", zh: "接收方会签密钥" },
  removalsGrams: { en: "Removals, CO₂e", zh: "移除量（CO₂e）" },
  removalsGramsPerKilogram: { en: "Removals", zh: "移除量" },
  replaces: { en: "Rejected lot that it replaces", zh: "所替代的被驳回批次" },
  report: { en: "Report", zh: "报告" },
  returnedGrams: { en: "Mass that came back of each lot, in the order sent", zh: "各批次退回的质量（按发运顺序）" },
  root: { en: "Root over the codes", zh: "克码之根" },
  route: { en: "Countries passed on the way", zh: "途经国家" },
  scheme: { en: "Number of the scheme", zh: "方案编号" },
  scopes: { en: "What the new key may sign", zh: "新密钥的签署范围" },
  seal: { en: "Number of the seal", zh: "封志编号" },
  sealIntact: { en: "The seal arrived intact", zh: "封志到达时完好" },
  senderGrams: { en: "Mass back to the sender", zh: "退回发送方的质量" },
  shares: { en: "Who gets how much of what is missing", zh: "短少部分的分配" },
  shortageReason: { en: "Reason code of a shortage; 0 if nothing is short", zh: "短少原因代码（无短少填 0）" },
  site: { en: "Site (Global Location Number)", zh: "场所（全球位置码）" },
  suspension: { en: "Suspension that it answers (digest)", zh: "所答复的暂停声明（摘要）" },
  toCountry: { en: "Country of destination", zh: "目的国" },
  until: { en: "Until, inclusive; at most ninety days from now", zh: "期限（含）；至多自现在起九十天" },
  validFrom: { en: "New key may sign from", zh: "新密钥起效时间" },
  validUntil: { en: "Valid until, inclusive", zh: "有效期至（含）" },
  withdrawnKey: { en: "Key to withdraw, for ever", zh: "永久停用的密钥" },
  "content.country": { en: "Country of the producing site", zh: "生产场所所在国" },
  "content.site": { en: "Producing site (Global Location Number)", zh: "生产场所（全球位置码）" },
  "hold.country": { en: "Country in which they are held", zh: "扣留地国家" },
  "hold.evidence": { en: "Documents", zh: "文件" },
  "rotate-key.validUntil": { en: "New key may sign until, inclusive", zh: "新密钥失效时间（含）" },
};

/** What a field of a kind is called. @param path Steps to it, those of lists left out: `content.form`. */
export function fieldLabel(kind: StatementKindName, path: string): LocalisedText | undefined {
  const steps = path.split(".");
  const names = [`${kind}.${path}`, ...steps.map((_, index) => steps.slice(index).join("."))];
  return names.map((name) => fieldWords[name]).find((words) => words !== undefined);
}

const choiceWords: readonly Readonly<Record<string, LocalisedText>>[] = [
  formWords,
  custodyModelWords,
  processWords,
  attestationKindWords,
  outcomeWords,
  {
    mass: { en: "by mass", zh: "按质量" },
    economic: { en: "by price", zh: "按价值" },
    keys: { en: "changes of keys", zh: "密钥更换" },
    declaration: { en: "declarations", zh: "申报" },
    certification: { en: "certifications", zh: "认证" },
    custody: { en: "movements of goods", zh: "货物流转" },
    attestation: { en: "examinations", zh: "检验" },
    processing: { en: "processing", zh: "加工" },
  },
];

/** What an entry of a list of choices is called; undefined for one without words. */
export function choiceLabel(entry: string): LocalisedText | undefined {
  return choiceWords.find((words) => Object.hasOwn(words, entry))?.[entry];
}
