// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Allocation,
    AttestationKind,
    CertificateClass,
    Content,
    CustodyModel,
    Form,
    Head,
    LotIdentity
} from "../types/Types.sol";

/// @title Certification: from a declaration to a certificate
/// @notice Nothing enters from nowhere: a lot without parents draws on a quota that the regulator granted. A declaration is
/// a record; certification under a dated scheme makes the token.
interface ICertification {
    enum QuotaKind {
        None,
        Extraction,
        Collection,
        OpeningStock
    }

    /// @param organisation Organisation that may draw on it.
    /// @param validFrom First second (inclusive) at which it may be drawn on.
    /// @param validUntil Last second (inclusive) at which it may be drawn on.
    /// @param grantedGrams Grams granted.
    /// @param drawnGrams Grams drawn by declarations that were not rejected.
    /// @param kind Extraction: ore and concentrate by a miner. Collection: scrap by a recycler. Opening stock: any form.
    /// @param country Country of the producing site it is granted for; except for opening stock also the country of origin.
    struct Quota {
        address organisation;
        uint48 validFrom;
        uint48 validUntil;
        uint96 grantedGrams;
        uint96 drawnGrams;
        QuotaKind kind;
        bytes2 country;
    }

    /// @param validFrom First second (inclusive) at which the scheme certifies.
    /// @param validUntil Last second (inclusive) at which the scheme certifies.
    /// @param suspendedFrom First second (inclusive) of a suspension; zero if none.
    /// @param suspendedUntil Last second (inclusive) of a suspension; zero if none.
    /// @param attestations Mask of the attestation kinds a certificate needs (bit = `AttestationKind`).
    /// @param forms Mask of the forms it certifies (bit = `Form`).
    /// @param maximumAgeDays How many days ago the examination behind a needed attestation may have been made.
    /// @param maximumValidityDays How many days a certificate may stand.
    /// @param custodyModels Mask of the custody models it certifies (bit = `CustodyModel`).
    /// @param allocations Mask of the allocation rules it certifies (bit = `Allocation`).
    /// @param minimumPrimaryDataPercent Share of a footprint that has to rest on primary data, in whole percents.
    struct Scheme {
        uint40 validFrom;
        uint40 validUntil;
        uint40 suspendedFrom;
        uint40 suspendedUntil;
        uint8 attestations;
        uint16 forms;
        uint16 maximumAgeDays;
        uint16 maximumValidityDays;
        uint8 custodyModels;
        uint8 allocations;
        uint8 minimumPrimaryDataPercent;
    }

    /// @param isSet Whether the scheme classes the form.
    /// @param lowCarbonGramsPerKilogram Residual footprint up to which (inclusive) a lot is low-carbon, in g CO2e per kg.
    /// @param zeroCarbonGramsPerKilogram The same for zero-carbon.
    struct Threshold {
        bool isSet;
        uint24 lowCarbonGramsPerKilogram;
        uint24 zeroCarbonGramsPerKilogram;
    }

    /// @param validFrom First second (inclusive) of the accreditation.
    /// @param validUntil Last second (inclusive) of the accreditation.
    struct Accreditation {
        uint48 validFrom;
        uint48 validUntil;
    }

    /// @notice Declares a lot without parents.
    /// @param lotNumber The producer's lot number: 1 to 20 characters of GS1 AI encodable character set 82 (AI 10).
    /// @param content Everything declared about the lot.
    struct Declare {
        string lotNumber;
        Content content;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Certifies a declared lot. The lot's id names the declaration: it commits to all of it, and is declared once.
    /// @param lot Lot to certify.
    /// @param scheme Scheme under which it is certified.
    /// @param validUntil Last second (inclusive) of the certificate.
    /// @param report Salted hash of the certifier's report; zero if none.
    struct Certify {
        uint256 lot;
        uint16 scheme;
        uint48 validUntil;
        bytes32 report;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Rejects what is left of a declared lot. What was made of it before stays as it is.
    /// @param lot Lot to reject.
    /// @param scheme Scheme under which it was examined; zero where its producer takes the declaration back.
    /// @param reason Reason code, above zero.
    /// @param report Salted hash of the certifier's report; zero if none.
    struct Reject {
        uint256 lot;
        uint16 scheme;
        uint16 reason;
        bytes32 report;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Suspends a certificate: nothing new starts with the lot until it is reinstated.
    /// @param lot Lot whose certificate is suspended.
    /// @param certificateUntil `validUntil` of the certificate meant. A renewal moves it, so a stale statement misses. A regulator may
    /// state zero: whatever certificate stands, so that no renewal dodges it.
    /// @param reason Reason code, above zero.
    /// @param effectiveFrom Unix time from which it holds; it may lie before the block, not after it.
    /// @param report Salted hash of the grounds; zero if none.
    struct Suspend {
        uint256 lot;
        uint48 certificateUntil;
        uint16 reason;
        uint48 effectiveFrom;
        bytes32 report;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Lifts a suspension, and no other than the one it names.
    /// @param lot Lot whose certificate is reinstated.
    /// @param suspension Digest of the suspension it answers.
    /// @param report Salted hash of the grounds; zero if none.
    struct Reinstate {
        uint256 lot;
        bytes32 suspension;
        bytes32 report;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Revokes a certificate. Fields as in `Suspend`.
    struct Revoke {
        uint256 lot;
        uint48 certificateUntil;
        uint16 reason;
        uint48 effectiveFrom;
        bytes32 report;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Renews a certificate, expired or not, under the terms its scheme has now.
    /// @param lot Lot whose certificate is renewed.
    /// @param scheme Scheme under which it is certified from now on.
    /// @param certificateUntil `validUntil` of the certificate that is renewed.
    /// @param validUntil New last second (inclusive); later than `certificateUntil`.
    /// @param report Salted hash of the certifier's report; zero if none.
    struct Renew {
        uint256 lot;
        uint16 scheme;
        uint48 certificateUntil;
        uint48 validUntil;
        bytes32 report;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    event Suspended(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Suspend statement,
        bytes signature
    );
    event Reinstated(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Reinstate statement,
        bytes signature
    );
    event Revoked(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Revoke statement,
        bytes signature
    );
    event Renewed(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Renew statement,
        bytes signature
    );
    /// @notice Governance has set aside the suspension, revocation or rejection that stood on a lot; its certificate or declaration
    /// stands again.
    /// @param digest Hash of the call, in its canonical encoding, so that events alone reproduce the dossier's head.
    /// @param organisation Who had suspended, revoked or rejected.
    /// @param statement Digest of what is set aside.
    event SetAside(uint256 indexed lot, bytes32 indexed digest, address indexed organisation, bytes32 statement);
    event QuotaGranted(
        bytes32 indexed quota,
        address indexed organisation,
        QuotaKind kind,
        bytes2 country,
        uint96 grantedGrams,
        uint48 validFrom,
        uint48 validUntil
    );
    event SchemeSet(uint16 indexed scheme, string name, Scheme terms);
    event ThresholdSet(
        uint16 indexed scheme,
        Form indexed form,
        uint24 lowCarbonGramsPerKilogram,
        uint24 zeroCarbonGramsPerKilogram
    );
    event Accredited(uint16 indexed scheme, address indexed organisation, uint48 validFrom, uint48 validUntil);
    event Declared(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Declare statement,
        bytes signature
    );
    event Certified(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Certify statement,
        bytes signature
    );
    event Rejected(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Reject statement,
        bytes signature
    );

    error QuotaUnknown(bytes32 quota);
    error QuotaInvalid(bytes32 quota);
    error QuotaNotHeld(bytes32 quota, address organisation);
    error QuotaNotInForce(bytes32 quota, uint48 validFrom, uint48 validUntil);
    error QuotaCountryMismatch(bytes32 quota, bytes2 granted, bytes2 declared);
    error QuotaFormMismatch(bytes32 quota, QuotaKind kind, Form form);
    error QuotaExceeded(bytes32 quota, uint256 requestedGrams, uint256 remainingGrams);
    error QuotaBelowDrawn(bytes32 quota, uint96 grantedGrams, uint96 drawnGrams);
    error ReplacedLotNotRejected(uint256 lot);
    error ReplacedLotOfAnother(uint256 lot, uint16 producer);
    error LotIdentityMismatch(uint256 lot, uint256 computed);
    error SchemeInvalid(uint16 scheme);
    error SchemeUnknown(uint16 scheme);
    error SchemeNotInForce(uint16 scheme);
    error ThresholdInvalid(uint16 scheme, Form form);
    error ThresholdIsSet(uint16 scheme, Form form);
    error CustodyModelNotCovered(uint16 scheme, CustodyModel custodyModel);
    error AllocationNotCovered(uint16 scheme, Allocation allocation);
    error PrimaryDataTooLow(uint16 scheme, uint8 percent, uint8 minimumPercent);
    error NotAccredited(uint16 scheme, address organisation);
    error NotIndependent(uint256 lot, address organisation);
    error FormNotCovered(uint16 scheme, Form form);
    error AttestationMissing(uint256 lot, AttestationKind kind);
    error AttestationTooOld(uint256 lot, AttestationKind kind, uint256 day);
    error LotIsDisputed(uint256 lot, uint8 disputes);
    error ValidityInvalid(uint48 validUntil, uint256 latest);
    error ReasonMissing();
    error NotTheCertifier(uint256 lot, address organisation);
    error CertificateMismatch(uint256 lot, uint48 stated, uint32 validUntil);
    error EffectiveInFuture(uint48 effectiveFrom, uint256 blockTime);
    error RenewalNotLater(uint256 lot, uint48 validUntil, uint48 certificateUntil);

    /// @notice Grants a quota, or changes its grams and window. Governance only.
    /// @dev Requirements: holder, kind and country of a quota never change; grams never fall below what was drawn.
    function grantQuota(
        bytes32 quota,
        address organisation,
        QuotaKind kind,
        bytes2 country,
        uint96 grantedGrams,
        uint48 validFrom,
        uint48 validUntil
    ) external;

    /// @notice Sets a scheme's terms. Governance only. Certificates already given keep their own dates.
    /// @dev Requirements: a window, at least one form, custody model and allocation rule, a validity of at least a day; only
    /// kinds with a stamp can be needed; one that has thresholds keeps asking for verified process emissions and footprint.
    function setScheme(uint16 scheme, string calldata name, Scheme calldata terms) external;

    /// @notice Sets from which residual footprint on a scheme classes lots of a form as low-carbon and zero-carbon. Governance only.
    /// @dev Once for ever, so that a certificate's class never changes behind its back; other thresholds are another scheme.
    /// Requirements: the scheme covers the form, and asks for verified process emissions and footprint; zero at or below low.
    function setThreshold(
        uint16 scheme,
        Form form,
        uint24 lowCarbonGramsPerKilogram,
        uint24 zeroCarbonGramsPerKilogram
    ) external;

    /// @notice Accredits a certifier for a scheme, or changes the window; one that has ended withdraws it. Governance only.
    function accredit(uint16 scheme, address organisation, uint48 validFrom, uint48 validUntil) external;

    /// @notice Declares a lot without parents: it draws on a quota.
    /// @dev Requirements: a role that fits the quota's kind, in the country and site of the content; a lot number; a content
    /// that makes sense (see `Contents`); the quota is held, in force, of that country, fits the form, and has the grams left.
    /// What was mined or collected under a quota originates where the quota is granted.
    function declare(Declare calldata statement, bytes calldata signature) external;

    /// @notice Certifies a declared lot and mints its grams to its producer.
    /// @dev Requirements: verifier in force, accredited for the scheme now and not the producer; the certifier whom the producer
    /// named, or a lot that was left open; scheme in force and covers form, custody model, allocation rule and share of primary
    /// data; every attestation the scheme names is there, conforms, is independent and young enough; no dispute stands.
    function certify(Certify calldata statement, bytes calldata signature) external;

    /// @notice Rejects what is left of a declared lot and returns it to the quota. A closing module still rejects what it let be
    /// declared.
    /// @dev Requirements: the certifier whom the producer named, in force and accredited for the scheme now, and a scheme in force that
    /// covers the form; or the producer, and no scheme. Nobody but its producer rejects a lot that was left open. A reason; some grams
    /// left; the lot's quota is one of this module.
    /// Where a finding stands against the lot, the grams are withheld for declarations that name the lot in `replaces`, and withheld
    /// again where such a one is rejected. A lot without a quota has nothing to go back to: governance can set its rejection aside.
    /// @param identity The lot's producer, number and content, checked against its id.
    function reject(Reject calldata statement, LotIdentity calldata identity, bytes calldata signature) external;

    /// @notice Suspends a certificate. A regulator's suspension takes the place of one that stands.
    /// @dev Requirements: the certifier of the lot, or a regulator; the certificate that is meant; a reason; not from the
    /// future; certified (expired or not).
    function suspend(Suspend calldata statement, bytes calldata signature) external;

    /// @notice Lifts a suspension.
    /// @dev Requirements: the organisation that suspended, or any regulator; the suspension that stands.
    function reinstate(Reinstate calldata statement, bytes calldata signature) external;

    /// @notice Revokes a certificate. Requirements as for `suspend`; a suspended one can be revoked.
    /// @dev Where a certifier revokes while the producer still has every gram, the lot is declared again as it was before: the grams
    /// are burned, and nobody has lost anything. Not so where another organisation's suspension stands, or a regulator revokes.
    function revoke(Revoke calldata statement, bytes calldata signature) external;

    /// @notice Sets aside the suspension or revocation that stands on a lot, or the rejection of one without a quota. Governance only.
    /// @dev Requirement: the one that it names stands. The call is a link of the lot's dossier.
    function setAside(uint256 lot, bytes32 statement) external;

    /// @notice Renews a certificate.
    /// @dev Requirements: as for `certify`, for a lot that is certified, but that weight and assay may be of any age: the token keeps
    /// the mass, and nature the composition; a later end than the certificate it names; until that has ended, its own certifier,
    /// who could not suspend it any more if another took its place; and where the lot was made by a scheme's terms, that scheme.
    function renew(Renew calldata statement, bytes calldata signature) external;

    /// @notice What is withheld of a rejected lot against which a finding stood, and the quota it goes back to.
    function withheld(uint256 lot) external view returns (bytes32 quota, uint48 grams);

    /// @notice What a lot's certificate comes to under its scheme: the class that its residual footprint (gross footprint less
    /// removals that somebody independent attested, never less offsets) falls into. None before it is certified; whether the certificate stands is another question.
    function classOf(LotIdentity calldata identity) external view returns (CertificateClass);

    function thresholds(uint16 scheme, Form form) external view returns (Threshold memory);
    function quotas(bytes32 quota) external view returns (Quota memory);
    function schemes(uint16 scheme) external view returns (Scheme memory);
    function accreditations(uint16 scheme, address organisation) external view returns (Accreditation memory);
    function heads(uint16 scheme) external view returns (Head memory);

    /// @notice Head of a quota: every grant of it is a link. What was drawn on it stands in the dossiers of lots.
    function quotaHeads(bytes32 quota) external view returns (Head memory);
}
