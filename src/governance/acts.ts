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
import { type ActValues, defineAct } from "./define-act.ts";

const organisation = (values: ActValues): RegisterSubject => ({
  type: "organisation",
  id: String(values.organisation),
});
const scheme = (values: ActValues): RegisterSubject => schemeSubject(Number(values.scheme));

/** The allowance that an act is about. */
export function allowance(values: ActValues): RegisterSubject {
  return allowanceSubject(String(values.organisation), locationNumberToWire(BigInt(String(values.site))));
}

/** Every kind of act of governance. A new one is one entry here, its fold and its words. */
export const acts = {
  enrol: defineAct({
    contract: "Participants",
    function: "enrol(address organisation, string name, bytes2 country, uint64 globalLocationNumber)",
    eventName: "OrganisationEnrolled",
    subject: organisation,
  }),
  suspend: defineAct({
    contract: "Participants",
    function: "suspend(address organisation)",
    eventName: "OrganisationSuspended",
    subject: organisation,
  }),
  reinstate: defineAct({
    contract: "Participants",
    function: "reinstate(address organisation)",
    eventName: "OrganisationReinstated",
    subject: organisation,
  }),
  grantRole: defineAct({
    contract: "Participants",
    function:
      "grantRole(address organisation, uint8 role, bytes2 country, uint64 site, uint48 validFrom, uint48 validUntil)",
    eventName: "RoleGranted",
    subject: organisation,
  }),
  addKey: defineAct({
    contract: "Participants",
    function: "addKey(address organisation, address key, uint32 scopes, uint48 validFrom, uint48 validUntil)",
    eventName: "KeyAdded",
    subject: organisation,
  }),
  revokeKey: defineAct({
    contract: "Participants",
    function: "revokeKey(address organisation, address key, uint48 compromisedSince)",
    eventName: "KeyRevoked",
    subject: organisation,
  }),
  enrolModule: defineAct({
    contract: "Participants",
    function: "enrolModule(address module, uint8 status, uint32 latenessSeconds)",
    eventName: "ModuleEnrolled",
    subject: null,
  }),
  grantQuota: defineAct({
    contract: "Quotas",
    function:
      "grantQuota(bytes32 quota, address organisation, uint8 kind, bytes2 country, uint96 grantedGrams, uint48 validFrom, uint48 validUntil)",
    eventName: "QuotaGranted",
    subject: ({ quota }) => ({ type: "quota", id: String(quota) }),
  }),
  setScheme: defineAct({
    contract: "Schemes",
    function:
      "setScheme(uint16 scheme, string name, (uint40 validFrom, uint40 validUntil, uint40 suspendedFrom, uint40 suspendedUntil, uint8 attestations, uint16 forms, uint16 maximumAgeDays, uint16 maximumValidityDays, uint8 custodyModels, uint8 allocations, uint8 minimumPrimaryDataPercent) terms)",
    eventName: "SchemeSet",
    subject: scheme,
  }),
  setThreshold: defineAct({
    contract: "Schemes",
    function:
      "setThreshold(uint16 scheme, uint8 form, uint24 lowCarbonGramsPerKilogram, uint24 zeroCarbonGramsPerKilogram)",
    eventName: "ThresholdSet",
    subject: scheme,
  }),
  accredit: defineAct({
    contract: "Schemes",
    function: "accredit(uint16 scheme, address organisation, uint48 validFrom, uint48 validUntil)",
    eventName: "Accredited",
    subject: scheme,
  }),
  setTerms: defineAct({
    contract: "Policies",
    function: "setTerms(uint16 scheme, (uint16 toleranceBasisPoints, uint32[17] prices) terms)",
    eventName: "TermsSet",
    subject: (values) => termsSubject(Number(values.scheme)),
  }),
  grantAllowance: defineAct({
    contract: "Policies",
    function: "grantAllowance(address organisation, uint64 site, uint64 toleranceNanograms, uint64 relianceNanograms)",
    eventName: "AllowanceGranted",
    subject: allowance,
  }),
  setInheritancePolicy: defineAct({
    contract: "Policies",
    function: "setInheritancePolicy(uint16 reason, uint8 policy)",
    eventName: "InheritancePolicySet",
    subject: () => policiesSubject,
  }),
  setTolerances: defineAct({
    contract: "Attestations",
    function:
      "setTolerances((uint16 assayBasisPoints, uint32 assayPartsPerHundredMillion, uint16 weightBasisPoints, uint16 footprintBasisPoints) tolerances)",
    eventName: "TolerancesSet",
    subject: () => tolerancesSubject,
  }),
  overruleFinding: defineAct({
    contract: "Attestations",
    function: "overruleFinding(uint256 lot, address organisation, bytes32 finding)",
    eventName: "FindingOverruled",
    subject: null,
  }),
  setLimits: defineAct({
    contract: "Custody",
    function: "setLimits((uint32 waitingSeconds, uint16 shortageBasisPoints) limits)",
    eventName: "LimitsSet",
    subject: () => limitsSubject,
  }),
  arbitrate: defineAct({
    contract: "Custody",
    function: `arbitrate(${dispatchedType} dispatched, (uint48 recipientGrams, uint48 senderGrams)[] shares, uint16 lossReason)`,
    eventName: "Arbitrated",
    subject: null,
  }),
  timeOut: defineAct({
    contract: "Custody",
    function: `timeOut(${dispatchedType} dispatched)`,
    eventName: "TimedOut",
    subject: null,
  }),
  setAside: defineAct({
    contract: "Certification",
    function: "setAside(uint256 lot, bytes32 statement)",
    eventName: "SetAside",
    subject: null,
  }),
  setAsideCorrection: defineAct({
    contract: "Certification",
    function: "setAsideCorrection(uint256 lot, bytes32 correction)",
    eventName: "CorrectionSetAside",
    subject: null,
  }),
};
