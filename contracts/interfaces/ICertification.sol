// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationKind, CertificateClass, Content, LotIdentity} from "../types/Types.sol";

/// @title Certification: from a declaration to a certificate
/// @notice Nothing enters from nowhere: a lot without parents draws on a quota that governance granted (`IQuotas`). A declaration
/// is a record; certification under a dated scheme (`ISchemes`) makes the token.
interface ICertification {
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

    /// @notice Corrects a lot's footprint: upwards, for carbon cannot shrink. Its certificate's class follows.
    /// @param lot Lot whose footprint was stated too low.
    /// @param footprintGramsPerKilogram What it is, in g CO2e per kg.
    /// @param corrects Digest of the statement that had it too low: a declaration, a transformation, an attestation or a correction.
    /// @param report Salted hash of the grounds; zero if none.
    struct CorrectFootprint {
        uint256 lot;
        uint24 footprintGramsPerKilogram;
        bytes32 corrects;
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

    /// @notice Governance has set a correction aside.
    /// @param correction Digest of the statement that raised the footprint.
    /// @param footprintGramsPerKilogram Footprint on record now, in g CO2e per kg.
    event CorrectionSetAside(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        bytes32 correction,
        uint24 footprintGramsPerKilogram
    );
    event FootprintCorrected(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        CorrectFootprint statement,
        bytes signature
    );
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

    error ReplacedLotNotRejected(uint256 lot);
    error ReplacedLotOfAnother(uint256 lot, uint16 producer);
    error LotIdentityMismatch(uint256 lot, uint256 computed);
    error NotIndependent(uint256 lot, address organisation);
    error AttestationMissing(uint256 lot, AttestationKind kind);
    error AttestationTooOld(uint256 lot, AttestationKind kind, uint256 day);
    error LotIsDisputed(uint256 lot, uint8 disputes);
    error ValidityInvalid(uint48 validUntil, uint256 latest);
    error ReasonMissing();
    error NotTheCertifier(uint256 lot, address organisation);
    error CertificateMismatch(uint256 lot, uint48 stated, uint32 validUntil);
    error EffectiveInFuture(uint48 effectiveFrom, uint256 blockTime);
    error EffectiveBeforeMade(uint256 lot, uint48 effectiveFrom, uint48 producedAt);
    error RenewalNotLater(uint256 lot, uint48 validUntil, uint48 certificateUntil);
    error NotTheProducerOrCertifier(uint256 lot, address organisation);

    /// @notice Declares a lot without parents: it draws on a quota.
    /// @dev Requirements: a role that fits the quota's kind, in the country and site of the content; a lot number; a content
    /// that makes sense (see `Contents`); a quota that it may draw on (see `IQuotas.draw`); a lot that it replaces is rejected, and the
    /// producer's own.
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
    /// left. What becomes of its grams: see `IQuotas.giveBack`. A lot without a quota has nothing to go back to: governance can set its
    /// rejection aside.
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

    /// @notice Corrects a lot's footprint upwards.
    /// @dev Requirements: the lot's producer or its certifier; higher than what is recorded. Governance can set it aside
    /// (`setAsideCorrection`).
    function correctFootprint(CorrectFootprint calldata statement, bytes calldata signature) external;

    /// @notice Sets aside a correction of a lot's footprint, whoever stated it, and what was corrected after it: who certified goods that
    /// belong to others has no last word on their carbon. Governance only.
    /// @dev Requirement: the correction stands. The call is a link of the lot's dossier. What was made of the lot meanwhile keeps what it
    /// was declared with.
    function setAsideCorrection(uint256 lot, bytes32 correction) external;

    /// @notice Renews a certificate.
    /// @dev Requirements: as for `certify`, for a lot that is certified, but that weight and assay may be of any age: the token keeps
    /// the mass, and nature the composition; a later end than the certificate it names; until that has ended, its own certifier,
    /// who could not suspend it any more if another took its place, and where the producer named one, that one as long as it is
    /// active and accredited; and where the lot was made by a scheme's terms, that scheme.
    function renew(Renew calldata statement, bytes calldata signature) external;

    /// @notice What a lot's certificate comes to under its scheme: the class that its residual footprint (gross footprint less
    /// removals that somebody independent attested, never less offsets) falls into. None before it is certified; whether the certificate stands is another question.
    function classOf(LotIdentity calldata identity) external view returns (CertificateClass);
}
