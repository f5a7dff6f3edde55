import type { AttestationKind, Outcome } from "./attestation.ts";
import type { ReferenceKind } from "./border-finding.ts";
import type { ConsignmentStatus } from "./consignment.ts";
import type { ElementSymbol } from "./elements.ts";
import type { CarbonSource } from "./embodied-carbon.ts";
import type { Form } from "./form.ts";
import type { GramState } from "./gram-state.ts";
import type { ChallengeState } from "./hold.ts";
import type { LocalisedText } from "./localised-text.ts";
import type { CustodyModel, LotStatus } from "./lot.ts";
import type { MovementKind } from "./movement.ts";
import type { PackageEventName } from "./package-event.ts";
import type { Role } from "./participants.ts";
import type { Process } from "./process.ts";
import type { QuotaKind } from "./quota.ts";

/** Where carbon comes from, within a sentence. No head commits to transport's. */
export const carbonSourceWords: Record<CarbonSource, LocalisedText> = {
  cradle: { en: "mining as declared", zh: "采矿（申报值）" },
  process: { en: "processing", zh: "加工" },
  transport: { en: "transport by the service's word", zh: "运输（以服务所述为准）" },
  "carried-over": { en: "carried over from other periods", zh: "由其他期间结转" },
  "declared-above": { en: "declared above its share", zh: "高于应占份额的申报" },
};

/** Elements in words, each with its symbol. */
export const elementWords: Record<ElementSymbol, LocalisedText> = {
  Sc: { en: "scandium (Sc)", zh: "钪（Sc）" },
  Y: { en: "yttrium (Y)", zh: "钇（Y）" },
  La: { en: "lanthanum (La)", zh: "镧（La）" },
  Ce: { en: "cerium (Ce)", zh: "铈（Ce）" },
  Pr: { en: "praseodymium (Pr)", zh: "镨（Pr）" },
  Nd: { en: "neodymium (Nd)", zh: "钕（Nd）" },
  Pm: { en: "promethium (Pm)", zh: "钷（Pm）" },
  Sm: { en: "samarium (Sm)", zh: "钐（Sm）" },
  Eu: { en: "europium (Eu)", zh: "铕（Eu）" },
  Gd: { en: "gadolinium (Gd)", zh: "钆（Gd）" },
  Tb: { en: "terbium (Tb)", zh: "铽（Tb）" },
  Dy: { en: "dysprosium (Dy)", zh: "镝（Dy）" },
  Ho: { en: "holmium (Ho)", zh: "钬（Ho）" },
  Er: { en: "erbium (Er)", zh: "铒（Er）" },
  Tm: { en: "thulium (Tm)", zh: "铥（Tm）" },
  Yb: { en: "ytterbium (Yb)", zh: "镱（Yb）" },
  Lu: { en: "lutetium (Lu)", zh: "镥（Lu）" },
};

/** Names of the forms, as people read them. */
export const formWords: Record<Form, LocalisedText> = {
  ore: { en: "ore", zh: "矿石" },
  concentrate: { en: "concentrate", zh: "精矿" },
  "mixed-compound": { en: "mixed compound", zh: "混合化合物" },
  "separated-oxide": { en: "separated oxide", zh: "分离氧化物" },
  metal: { en: "metal", zh: "金属" },
  alloy: { en: "alloy", zh: "合金" },
  magnet: { en: "magnets", zh: "磁体" },
  scrap: { en: "scrap", zh: "废料" },
};

/** Names of what is done to lots. */
export const processWords: Record<Process, LocalisedText> = {
  beneficiation: { en: "beneficiation", zh: "选矿" },
  leaching: { en: "leaching", zh: "浸出" },
  separation: { en: "separation", zh: "分离" },
  reduction: { en: "reduction to metal", zh: "还原制金属" },
  alloying: { en: "alloying", zh: "合金熔炼" },
  "magnet-making": { en: "magnet making", zh: "磁体制造" },
  recycling: { en: "recycling", zh: "回收" },
  splitting: { en: "splitting", zh: "分批" },
  blending: { en: "blending", zh: "混批" },
  repackaging: { en: "repackaging", zh: "重新包装" },
};

/** Names of the custody models. */
export const custodyModelWords: Record<CustodyModel, LocalisedText> = {
  "identity-preserved": { en: "identity preserved", zh: "身份保持" },
  segregated: { en: "segregated", zh: "隔离" },
  "controlled-blending": { en: "controlled blending", zh: "受控混合" },
  "mass-balance": { en: "mass balance", zh: "质量平衡" },
  "book-and-claim": { en: "book and claim", zh: "登记与声明" },
};

/** Names of what an organisation may be. */
export const roleWords: Record<Role, LocalisedText> = {
  miner: { en: "miner", zh: "矿山企业" },
  refiner: { en: "refiner", zh: "冶炼分离企业" },
  "magnet-maker": { en: "magnet maker", zh: "磁体制造商" },
  recycler: { en: "recycler", zh: "回收企业" },
  carrier: { en: "carrier", zh: "承运人" },
  laboratory: { en: "laboratory", zh: "实验室" },
  verifier: { en: "verifier", zh: "核查机构" },
  customs: { en: "customs", zh: "海关" },
  regulator: { en: "regulator", zh: "监管机构" },
  buyer: { en: "buyer", zh: "买方" },
};

/** Names of what may be examined. */
export const attestationKindWords: Record<AttestationKind, LocalisedText> = {
  assay: { en: "assay", zh: "成分分析" },
  weight: { en: "weight", zh: "重量" },
  process: { en: "process emissions", zh: "工艺排放" },
  footprint: { en: "carbon footprint", zh: "碳足迹" },
  inspection: { en: "inspection", zh: "查验" },
  clearance: { en: "customs clearance", zh: "清关" },
  removals: { en: "carbon removals", zh: "碳移除" },
};

/** What an examination found, as a predicate. */
export const outcomeWords: Record<Outcome, LocalisedText> = {
  conforms: { en: "conforms", zh: "相符" },
  "does-not-conform": { en: "does not conform", zh: "不相符" },
  inconclusive: { en: "is inconclusive", zh: "无定论" },
};

/** Names of where a lot stands. */
export const lotStatusWords: Record<LotStatus, LocalisedText> = {
  declared: { en: "declared", zh: "已申报" },
  certified: { en: "certified", zh: "已认证" },
  rejected: { en: "rejected", zh: "已驳回" },
  suspended: { en: "suspended", zh: "已暂停" },
  revoked: { en: "revoked", zh: "已撤销" },
  uncertifiable: { en: "uncertifiable", zh: "不可认证" },
};

/** Names of what quotas are for. */
export const quotaKindWords: Record<QuotaKind, LocalisedText> = {
  extraction: { en: "extraction", zh: "开采" },
  collection: { en: "collection", zh: "回收" },
  "opening-stock": { en: "opening stock", zh: "期初库存" },
};

/** Names of why grams come into a stock, or leave it. */
export const movementWords: Record<MovementKind, LocalisedText> = {
  declared: { en: "declared", zh: "申报" },
  made: { en: "made", zh: "制得" },
  withdrawn: { en: "withdrawn", zh: "提取" },
  received: { en: "received", zh: "收到" },
  delivered: { en: "delivered", zh: "交付" },
  consumed: { en: "consumed", zh: "消耗" },
  deposited: { en: "deposited", zh: "存入" },
  retired: { en: "retired", zh: "注销" },
  rejected: { en: "rejected", zh: "驳回" },
  lost: { en: "lost", zh: "损失" },
  seized: { en: "seized by an authority", zh: "被扣押" },
  restored: { en: "given back after a seizure", zh: "扣押后发还" },
};

/** What is taken down of a package. */
export const packageEventWords: Record<PackageEventName, LocalisedText> = {
  filled: { en: "filled", zh: "装入" },
  packed: { en: "took in a package", zh: "放入一个包装" },
  unpacked: { en: "taken out", zh: "取出" },
  emptied: { en: "emptied", zh: "清空" },
  received: { en: "taken over", zh: "接收" },
  seen: { en: "seen", zh: "见到" },
};

/** How a gram stands after the moves that name it, within a sentence. */
export const gramStateWords: Record<GramState, LocalisedText> = {
  "in-hand": { en: "in its holder's hand", zh: "在持有人手中" },
  "on-the-road": { en: "on the road", zh: "运输途中" },
  disputed: { en: "in dispute between sender and recipient", zh: "收发双方有争议" },
  seized: { en: "seized by an authority", zh: "被主管机关扣押" },
  retired: { en: "retired for good", zh: "已永久注销" },
  consumed: { en: "used up in making something else", zh: "已投入生产而耗用" },
  lost: { en: "lost", zh: "已灭失" },
};

/** Names of what goods were found by at the border, within a sentence. */
export const referenceKindWords: Record<ReferenceKind, LocalisedText> = {
  container: { en: "container", zh: "集装箱" },
  "bill-of-lading": { en: "bill of lading", zh: "提单" },
  "customs-declaration": { en: "customs declaration", zh: "报关单" },
};

/** Where a consignment stands, within a sentence. */
export const consignmentStatusWords: Record<ConsignmentStatus, LocalisedText> = {
  "on-the-road": { en: "on the road", zh: "在途" },
  received: { en: "received", zh: "已收到" },
  refused: { en: "refused, on the way back", zh: "被拒收，退回途中" },
  returned: { en: "returned", zh: "已退回" },
  lost: { en: "lost", zh: "已灭失" },
  disputed: { en: "disputed", zh: "有争议" },
  settled: { en: "settled", zh: "已了结" },
};

/** Names of where a challenge stands. */
export const challengeStateWords: Record<ChallengeState, LocalisedText> = {
  challenged: { en: "waits for an answer", zh: "待答复" },
  overdue: { en: "answer overdue", zh: "逾期未答复" },
  answered: { en: "answered", zh: "已答复" },
  "under-identification": { en: "under identification", zh: "组织鉴别中" },
  "licence-required": { en: "licence required", zh: "需办理许可证件" },
};
