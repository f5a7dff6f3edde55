import { expect } from "chai";
import { deep } from "../../support/depth.ts";
import { sequences } from "./actions.ts";
import { compared } from "./comparison.ts";

describe("the contracts and a model of them", function () {
  this.timeout(deep ? 3_600_000 : 300_000);

  it("take and refuse the same statements, by the same errors, and end in the same state", async () => {
    const outcomes = await compared(sequences, { seed: 5, drawn: 100, covering: COVERING });
    expect(REACHED.filter((outcome) => !outcomes.has(outcome))).to.deep.equal([]);
  });
});

const COVERING = [2, 3, 5, 9, 10, 12, 15, 16, 18, 19, 30, 39, 50, 59, 62, 66, 73, 75, 78, 79, 95];

/** What the sequences come to: every kind of statement taken, and every refusal that the model knows. */
const REACHED = [
  ...[
    "declare",
    "weigh",
    "certify",
    "renew",
    "reject",
    "suspend",
    "revoke",
    "reinstate",
    "dispatch",
    "receive",
    "recall",
  ],
  ...["refuse", "reportLoss", "handOver", "retire", "transform", "deposit", "withdraw", "correct"],
  ...["assay", "unattest", "rotate", "cancel", "setAside", "declare in its place"],
  ...["overrule finding", "overrule weighing", "overrule assay", "setAsideCorrection", "release"],
  ...["CorrectionNotStanding", "NothingWithheld", "ReplacedLotWithheld"],
  ...["renew by another", "dispatch abroad", "transform abroad", "deposit abroad"],
  // Of what is elsewhere than the account, or made in two countries at once.
  ...["deposit: PlaceDiffers", "withdraw: PlaceDiffers", "transform: PlaceDiffers"],
  ...["ElementDiffers", "ToleranceExhausted", "KeyIsRevoked", "KeyAlreadyAdded", "RotationEmpty"],
  ...["ReplacedLotNotRejected", "ReplacedLotOfAnother", "FindingStands"],
  ...["InputFormInvalid", "OutputFormInvalid", "ElementGrows", "RepackagingChanges", "LotElsewhere"],
  ...["MassMissing", "QuotaUnknown", "QuotaNotHeld", "QuotaFormMismatch", "QuotaExceeded"],
  ...["OrganisationIsSuspended", "RoleNotHeld", "NonceSpent", "OccurredTooLongAgo"],
  ...["OutcomeMissing", "QuantityInvalid", "WeightDiffers", "NotAccredited", "LotIsDisputed", "ValidityInvalid"],
  ...["AttestationMissing", "AttestationTooOld", "CertificateMismatch", "RenewalNotLater", "ReasonMissing"],
  ...["NotTheCertifier", "TakingMismatch", "LotNotSuspended", "LotUnknown", "LotNotDeclared", "LotNotCertified"],
  ...[
    "CertificateExpired",
    "GramsZero",
    "StockMissing",
    "RecipientIsHolder",
    "LinesNotAscending",
    "ConsignmentUnknown",
  ],
  ...["ConsignmentNotOnTheRoad", "NotTheRecipient", "NotTheSender", "NotTheSenderOrCarrier", "ReceivedMoreThanSent"],
  ...[
    "settle",
    "arbitrate",
    "WaitingNotOver",
    "LossAlreadyReported",
    "ConsignmentNotDisputed",
    "SharedMoreThanMissing",
  ],
  ...["ShortageReasonMismatch", "BeneficiaryMissing", "LotOfAnother", "GramsMissing", "MassNotConserved"],
  ...["PeriodClosed", "CreditExceeded", "OriginMismatch", "NotTheProducerOrCertifier", "FootprintNotHigher"],
  "AttestationNotStanding",
  ...["CustodyModelTooStrict", "FootprintTooLow", "CompositionChanges", "CertifiedShareExceeded", "InputNotCertified"],
];
