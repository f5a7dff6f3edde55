// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationKind, Head, LotIdentity, Outcome, SHARE_WORDS} from "../types/Types.sol";

/// @title Attestations: what others found about a lot
/// @notice Laboratories attest assay and weight; producers and verifiers process and footprint; verifiers removals;
/// customs inspection and clearance. What was measured decides the outcome: nobody can attest that a lot conforms beside figures that differ.
interface IAttestations {
    /// @param assayBasisPoints How far a measured share may differ from the declared one, relative to it.
    /// @param assayPartsPerHundredMillion How far it may differ at least, whatever the share, in hundredths of a part per million.
    /// @param weightBasisPoints How far a measured mass may differ from the declared one, relative to it.
    struct Tolerances {
        uint16 assayBasisPoints;
        uint32 assayPartsPerHundredMillion;
        uint16 weightBasisPoints;
    }

    /// @notice A laboratory's composition of a lot, with thorium and uranium.
    /// @dev Monazite, xenotime and what is made of them bring thorium and uranium along, up to some percent. How much decides whether
    /// goods travel as radioactive material (IAEA SSR-6, exemption of natural material) and how residues are to be kept (IAEA Safety
    /// Reports Series No. 68, "Radiation Protection and NORM Residue Management in the Production of Rare Earths from Thorium
    /// Containing Minerals"). Neither is a rare earth, so no law of mass counts them and no declaration states them.
    /// @param lot Lot examined.
    /// @param partsPerHundredMillion As in `Content`.
    /// @param notFound As in `Content`; bit 17 is thorium's, bit 18 uranium's.
    /// @param thoriumPartsPerHundredMillion Share of thorium, as element, by mass; or, where not found, the detection limit.
    /// @param uraniumPartsPerHundredMillion The same of uranium.
    /// @param outcome What the laboratory concludes.
    /// @param evidence Salted hash of the report (RFC 8785 canonical JSON or file).
    /// @param country ISO 3166-1 alpha-2 code of where it was measured.
    /// @param site Global Location Number of the laboratory; zero if not stated.
    /// @param occurredAt Unix time of the measurement.
    struct Assay {
        uint256 lot;
        uint256[SHARE_WORDS] partsPerHundredMillion;
        uint32 notFound;
        uint32 thoriumPartsPerHundredMillion;
        uint32 uraniumPartsPerHundredMillion;
        Outcome outcome;
        bytes32 evidence;
        bytes2 country;
        uint64 site;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Any other attestation.
    /// @param lot Lot examined.
    /// @param kind What was examined; not `Assay`.
    /// @param outcome What the attester concludes.
    /// @param quantity Weight: net dry mass in grams. Process: process emissions in g CO2e per kg. Footprint: gross footprint
    /// in g CO2e per kg. Removals: removals in g CO2e per kg. Inspection, clearance: zero.
    /// @param evidence Salted hash of the report.
    /// @param country ISO 3166-1 alpha-2 code of where it was examined.
    /// @param site Global Location Number; zero if not stated.
    /// @param occurredAt Unix time of the examination.
    struct Attest {
        uint256 lot;
        AttestationKind kind;
        Outcome outcome;
        uint64 quantity;
        bytes32 evidence;
        bytes2 country;
        uint64 site;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Takes an assay back, by the laboratory that made it.
    /// @param lot Lot of the assay.
    /// @param assay Digest of the assay.
    /// @param reason Reason code, above zero.
    struct RevokeAssay {
        uint256 lot;
        bytes32 assay;
        uint16 reason;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Takes any other attestation back, by the one who made it.
    /// @param lot Lot of the attestation.
    /// @param attestation Digest of the attestation.
    /// @param reason Reason code, above zero.
    struct RevokeAttestation {
        uint256 lot;
        bytes32 attestation;
        uint16 reason;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    event AssayRevoked(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        RevokeAssay statement,
        bytes signature
    );
    event AttestationRevoked(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        RevokeAttestation statement,
        bytes signature
    );
    event TolerancesSet(Tolerances tolerances);

    /// @notice A finding was set aside by governance. The digest is the hash of governance's call.
    event FindingOverruled(uint256 indexed lot, bytes32 indexed digest, address indexed organisation, bytes32 finding);
    event Assayed(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Assay statement,
        bytes signature
    );
    event Attested(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Attest statement,
        bytes signature
    );

    error ReasonMissing();
    error AttestationMismatch(bytes32 attestation, bytes32 computed);
    error NotTheAttester(bytes32 attestation, address organisation);
    error KindInvalid(AttestationKind kind);
    error OutcomeMissing();
    error QuantityInvalid(AttestationKind kind, uint64 quantity);
    error ElementDiffers(uint256 lot, uint256 element, uint32 declared, uint32 measured);
    error WeightDiffers(uint256 lot, uint48 declaredGrams, uint64 measuredGrams);
    error FootprintDiffers(uint256 lot, uint24 declared, uint64 verified);
    error LotIdentityMismatch(uint256 lot, uint256 computed);
    error TolerancesInvalid();

    /// @notice Sets the tolerances. Governance only.
    /// @dev Requirement: each at most 1,000 basis points, and at most 1,000,000 hundredths of a part per million (1 %).
    function setTolerances(Tolerances calldata tolerances) external;

    /// @notice Attests a lot's composition.
    /// @dev Requirements: laboratory in force in the country and site; the composition is complete; an outcome; where it is
    /// `Conforms`, every element agrees with the declared content within the tolerances.
    /// @param identity The lot's producer, number and content, checked against its id.
    function assay(Assay calldata statement, LotIdentity calldata identity, bytes calldata signature) external;

    /// @notice Attests weight, process, footprint, inspection or clearance.
    /// @dev Requirements: a role that fits the kind, in force in the country and site; an outcome; a quantity where the kind
    /// has one; where the outcome is `Conforms`, the weight agrees with the declaration within the tolerances, and the footprint that is
    /// verified is no higher than the one on record, which its producer corrects upwards first (`Certification.correctFootprint`).
    function attest(Attest calldata statement, bytes calldata signature) external;

    /// @notice Takes back an assay.
    /// @param original The assay, checked against the digest that the statement names.
    /// @dev Requirements: the attester states it, with a reason; the attestation stands: it is the newest of its kind that conforms and
    /// counts, or the attester's finding. What it examined anew since, what never counted or was never made is refused.
    function revokeAssay(RevokeAssay calldata statement, Assay calldata original, bytes calldata signature) external;

    /// @notice Takes back any other attestation. Requirements as for `revokeAssay`.
    function revokeAttestation(
        RevokeAttestation calldata statement,
        Attest calldata original,
        bytes calldata signature
    ) external;

    /// @notice Sets a finding aside, or an examination that conforms, whoever made it. Governance only. It stays in the dossier, and that
    /// it was overruled is one more link of it.
    /// @param finding Digest of the finding or examination, so that no later one is hit.
    /// @dev Requirement: it stands.
    function overruleFinding(uint256 lot, address attester, bytes32 finding) external;

    function tolerances() external view returns (Tolerances memory);

    /// @notice Head of the module's settings: each time the tolerances are set is a link.
    function settingsHead() external view returns (Head memory);
}
