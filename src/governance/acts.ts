import {
  allowanceSubject,
  limitsSubject,
  policiesSubject,
  type RegisterSubject,
  schemeSubject,
  termsSubject,
  tolerancesSubject,
} from "../domain/register-subject.ts";
import { dispatchedType } from "../statements/dispatched.ts";
import { locationNumberToWire } from "../statements/location-number.ts";
import { type Act, type ActValues, defineAct, type GovernanceCall } from "./define-act.ts";

const organisation = (values: ActValues): RegisterSubject => ({
  type: "organisation",
  id: String(values.organisation),
});
const scheme = (values: ActValues): RegisterSubject => schemeSubject(Number(values.scheme));

/** The allowance that an act is about. */
export function allowance(values: ActValues): RegisterSubject {
  return allowanceSubject(String(values.organisation), locationNumberToWire(BigInt(String(values.site))));
}

/** Every kind of act of governance. A new one is one entry here, its call beside it, its command, and its fold if it changes current state. */
export const acts = {
  enrol: defineAct({
    words: { en: "enrol an organisation, for ever", zh: "登记组织（永久）" },
    contract: "Participants",
    function: "enrol(address organisation, string name, bytes2 country, uint64 globalLocationNumber)",
    eventName: "OrganisationEnrolled",
    subject: organisation,
  }),
  suspend: defineAct({
    words: { en: "stop an organisation's statements", zh: "暂停组织的声明" },
    contract: "Participants",
    function: "suspend(address organisation)",
    eventName: "OrganisationSuspended",
    subject: organisation,
  }),
  reinstate: defineAct({
    words: { en: "let a suspended organisation state again", zh: "恢复被暂停组织的声明权" },
    contract: "Participants",
    function: "reinstate(address organisation)",
    eventName: "OrganisationReinstated",
    subject: organisation,
  }),
  grantRole: defineAct({
    words: { en: "grant a role, or change its window", zh: "授予角色或更改其期限" },
    contract: "Participants",
    function:
      "grantRole(address organisation, uint8 role, bytes2 country, uint64 site, uint48 validFrom, uint48 validUntil)",
    eventName: "RoleGranted",
    subject: organisation,
  }),
  addKey: defineAct({
    words: { en: "let a key sign for an organisation", zh: "允许密钥代表组织签名" },
    contract: "Participants",
    function: "addKey(address organisation, address key, uint32 scopes, uint48 validFrom, uint48 validUntil)",
    eventName: "KeyAdded",
    subject: organisation,
  }),
  revokeKey: defineAct({
    words: { en: "revoke a key, for ever", zh: "永久吊销密钥" },
    contract: "Participants",
    function: "revokeKey(address organisation, address key, uint48 compromisedSince)",
    eventName: "KeyRevoked",
    subject: organisation,
  }),
  enrolModule: defineAct({
    words: { en: "let a contract act as a module, or no longer", zh: "允许或停止合约作为模块" },
    contract: "Participants",
    function: "enrolModule(address module, uint8 status, uint32 latenessSeconds)",
    eventName: "ModuleEnrolled",
    subject: null,
  }),
  grantQuota: defineAct({
    words: { en: "grant a quota, or change its grams and window", zh: "授予配额或更改其克数与期限" },
    contract: "Quotas",
    function:
      "grantQuota(bytes32 quota, address organisation, uint8 kind, bytes2 country, uint96 grantedGrams, uint48 validFrom, uint48 validUntil)",
    eventName: "QuotaGranted",
    subject: ({ quota }) => ({ type: "quota", id: String(quota) }),
  }),
  setScheme: defineAct({
    words: { en: "set a scheme's terms", zh: "设定认证方案的条款" },
    contract: "Schemes",
    function:
      "setScheme(uint16 scheme, string name, (uint40 validFrom, uint40 validUntil, uint40 suspendedFrom, uint40 suspendedUntil, uint8 attestations, uint16 forms, uint16 maximumAgeDays, uint16 maximumValidityDays, uint8 custodyModels, uint8 allocations, uint8 minimumPrimaryDataPercent) terms)",
    eventName: "SchemeSet",
    subject: scheme,
  }),
  setThreshold: defineAct({
    words: { en: "class a form's carbon under a scheme, for ever", zh: "设定方案对某形态的碳等级阈值（不可更改）" },
    contract: "Schemes",
    function:
      "setThreshold(uint16 scheme, uint8 form, uint24 lowCarbonGramsPerKilogram, uint24 zeroCarbonGramsPerKilogram)",
    eventName: "ThresholdSet",
    subject: scheme,
  }),
  accredit: defineAct({
    words: { en: "accredit a verifier for a scheme", zh: "认可核查方" },
    contract: "Schemes",
    function: "accredit(uint16 scheme, address organisation, uint48 validFrom, uint48 validUntil)",
    eventName: "Accredited",
    subject: scheme,
  }),
  setTerms: defineAct({
    words: { en: "set a scheme's tolerance and prices for transformations", zh: "设定方案的转化容差与价格" },
    contract: "Policies",
    function: "setTerms(uint16 scheme, (uint16 toleranceBasisPoints, uint32[17] prices) terms)",
    eventName: "TermsSet",
    subject: (values) => termsSubject(Number(values.scheme)),
  }),
  grantAllowance: defineAct({
    words: {
      en: "grant a site what it may take on tolerance and detection limits; under site 0000000000000 what certificates may",
      zh: "授予场所容差与检出限额度；场所 0000000000000 为证书的额度",
    },
    contract: "Policies",
    function: "grantAllowance(address organisation, uint64 site, uint64 toleranceNanograms, uint64 relianceNanograms)",
    eventName: "AllowanceGranted",
    subject: allowance,
  }),
  setInheritancePolicy: defineAct({
    words: { en: "record what a reason means for descendants", zh: "登记某原因代码对后代批次的含义" },
    contract: "Policies",
    function: "setInheritancePolicy(uint16 reason, uint8 policy)",
    eventName: "InheritancePolicySet",
    subject: () => policiesSubject,
  }),
  setTolerances: defineAct({
    words: { en: "set how far a finding may differ and still conform", zh: "设定检验结果的相符容差" },
    contract: "Attestations",
    function:
      "setTolerances((uint16 assayBasisPoints, uint32 assayPartsPerHundredMillion, uint16 weightBasisPoints) tolerances)",
    eventName: "TolerancesSet",
    subject: () => tolerancesSubject,
  }),
  overruleFinding: defineAct({
    words: { en: "set aside a finding or an examination of a lot that stands", zh: "推翻批次上现行的检验结果" },
    contract: "Attestations",
    function: "overruleFinding(uint256 lot, address organisation, bytes32 finding)",
    eventName: "FindingOverruled",
    subject: null,
  }),
  setLimits: defineAct({
    words: {
      en: "set how long a recipient may answer, and what may be missing without a dispute",
      zh: "设定收货方答复期限及不构成争议的短少比例",
    },
    contract: "Custody",
    function: "setLimits((uint32 waitingSeconds, uint16 shortageBasisPoints) limits)",
    eventName: "LimitsSet",
    subject: () => limitsSubject,
  }),
  arbitrate: defineAct({
    words: { en: "share out what is missing of a disputed consignment", zh: "裁定有争议货物短少部分的归属" },
    contract: "Custody",
    function: `arbitrate(${dispatchedType} dispatched, (uint48 recipientGrams, uint48 senderGrams)[] shares, uint16 lossReason)`,
    eventName: "Arbitrated",
    subject: null,
  }),
  timeOut: defineAct({
    words: { en: "return to its sender what nobody has ended for half a year", zh: "将半年无人了结的货物退回发货方" },
    contract: "Custody",
    function: `timeOut(${dispatchedType} dispatched)`,
    eventName: "TimedOut",
    subject: null,
  }),
  setAside: defineAct({
    words: {
      en: "set aside the suspension, revocation or rejection that stands on a lot",
      zh: "推翻批次上现行的暂停、撤销或驳回",
    },
    contract: "Certification",
    function: "setAside(uint256 lot, bytes32 statement)",
    eventName: "SetAside",
    subject: null,
  }),
  setAsideCorrection: defineAct({
    words: {
      en: "take a footprint back to what it was before a correction, and before those after it",
      zh: "推翻碳足迹更正及其后的更正，恢复更正前的数值",
    },
    contract: "Certification",
    function: "setAsideCorrection(uint256 lot, bytes32 correction)",
    eventName: "CorrectionSetAside",
    subject: null,
  }),
  liftHold: defineAct({
    words: { en: "end a hold on goods over its author's head", zh: "越过作出机关解除扣留" },
    contract: "Customs",
    function: "liftHold(uint256 lot, bytes32 hold, uint8 reason)",
    eventName: "HoldLifted",
    subject: null,
  }),
  restoreSeized: defineAct({
    words: { en: "give back what an authority seized, over its head", zh: "越过作出机关发还扣押货物" },
    contract: "Seizures",
    function: "restoreSeized(uint256 lot, bytes32 seizure, uint8 reason)",
    eventName: "SeizedRestored",
    subject: null,
  }),
  setRule: defineAct({
    words: { en: "set a rule of export control, or change it", zh: "设定或更改出口管制规则" },
    contract: "ExportControl",
    function:
      "setRule(uint16 rule, string name, uint16 valueShareBasisPoints, (uint24 elements, uint16 forms, uint32 validFrom, uint32 validUntil, uint32 suspendedFrom, uint32 suspendedUntil, uint32 againFrom, uint32 againUntil, bool coversTransit, bytes2 country) terms)",
    eventName: "RuleSet",
    subject: null,
  }),
  setCalendar: defineAct({
    words: {
      en: "say which days are working days though they fall on a weekend, or are not though they do not",
      zh: "设定工作日历中的调休工作日与节假日",
    },
    contract: "Customs",
    function: "setCalendar(bytes2 country, uint32[] daysChanged, bool exceptional)",
    eventName: "CalendarSet",
    subject: null,
  }),
  unlinkFinding: defineAct({
    words: { en: "end a finding's link to a lot over its author's head", zh: "越过作出机关解除查获情况与批次的关联" },
    contract: "Findings",
    function: "unlinkFinding(uint256 lot, bytes32 finding, uint8 reason)",
    eventName: "FindingUnlinked",
    subject: null,
  }),
  enrolLotsModule: defineAct({
    words: { en: "let a contract write lots, or no longer", zh: "允许或停止合约写入批次" },
    contract: "Lots",
    function: "enrolModule(address module, bool enrolled)",
    eventName: "ModuleEnrolled",
    subject: null,
  }),
  setURI: defineAct({
    words: { en: "set where the tokens' metadata are", zh: "设定通证元数据地址" },
    contract: "Lots",
    function: "setURI(string uri)",
    eventName: "MetadataURISet",
    subject: null,
  }),
  setMovementRules: defineAct({
    words: { en: "set which contracts are asked before grams move", zh: "设定移动克数前须询问的合约" },
    contract: "Lots",
    function: "setMovementRules(address[] rules)",
    eventName: "MovementRulesSet",
    subject: null,
  }),
  // Anybody may call it; it is told like the rest.
  release: defineAct({
    words: {
      en: "give a rejected lot's withheld grams back to its quota, once no finding stands",
      zh: "在不再有不利结果后，将被驳回批次扣留的克数退回配额",
    },
    contract: "Quotas",
    function: "release(uint256 lot)",
    eventName: "Released",
    subject: null,
  }),
};

/** The act that calls a function of a contract; undefined if it is none of governance. */
export function actOf({ contract, functionName }: Pick<GovernanceCall, "contract" | "functionName">): Act | undefined {
  return Object.values(acts).find((act) => act.contract === contract && act.functionName === functionName);
}
