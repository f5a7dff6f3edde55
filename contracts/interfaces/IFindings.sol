// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustoms} from "./ICustoms.sol";

/// @title Border findings: what authorities found in shipments
/// @notice A customs or regulator organisation records what it found in a container, or behind a bill of lading or customs declaration, whether
/// or not any lot stands on record for the goods. Any such organisation links it to a lot later, and the lot's dossier says so.
/// @dev A finding takes nothing away: who wants to stop the goods holds them (`ICustoms`). Its author withdraws it. A link is ended by whoever
/// made it, by the finding's author, or by governance, so that none outlives an author that is gone.
interface IFindings {
    enum ReferenceKind {
        None,
        Container,
        BillOfLading,
        CustomsDeclaration
    }

    /// @notice Records what was found.
    /// @param referenceKind What the goods were found by.
    /// @param referenceNumber Its number: capital letters and digits, padded with zeros. The check digit of a container (ISO 6346) is checked by
    /// whoever drafts.
    /// @param country ISO 3166-1 alpha-2 code of the country in which they were found.
    /// @param goodsCode Code of the Harmonized System, six digits or more, that the goods are of; zero if it was not judged.
    /// @param labelOrigin Country of origin on the label; zero if there is none.
    /// @param seal Number of the seal found; zero if there was none.
    /// @param grossGrams Gross weight; zero if not weighed.
    /// @param netGrams Net weight; zero if not weighed.
    /// @param evidence Salted hash of the canonical JSON (RFC 8785) that lists assay, photographs and other documents; zero if none.
    /// @param occurredAt When they were found.
    struct RecordFinding {
        ReferenceKind referenceKind;
        bytes32 referenceNumber;
        bytes2 country;
        bytes32 goodsCode;
        bytes2 labelOrigin;
        bytes32 seal;
        uint48 grossGrams;
        uint48 netGrams;
        bytes32 evidence;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice States that what was found is of a lot.
    /// @param lot The lot.
    /// @param finding Digest of the finding.
    /// @param country Country in which whoever links is an authority.
    /// @param evidence Salted hash of the documents that show it; zero if none.
    struct LinkFinding {
        uint256 lot;
        bytes32 finding;
        bytes2 country;
        bytes32 evidence;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Withdraws a link to a lot, or the finding itself.
    /// @param lot Lot of the link; zero for the finding itself.
    /// @param finding Digest of the finding.
    /// @param country Country in which whoever withdraws is an authority.
    /// @param reason Reason code, above zero.
    struct WithdrawFinding {
        uint256 lot;
        bytes32 finding;
        bytes2 country;
        uint16 reason;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @param authority Organisation that recorded it; zero where no such finding stands.
    /// @param links To how many lots it is linked.
    struct Found {
        address authority;
        uint48 links;
    }

    event FindingRecorded(
        bytes32 indexed digest,
        address indexed organisation,
        bytes32 indexed referenceNumber,
        RecordFinding statement,
        bytes signature
    );
    event FindingLinked(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        LinkFinding statement,
        bytes signature
    );
    event FindingWithdrawn(
        bytes32 indexed digest,
        address indexed organisation,
        bytes32 indexed finding,
        WithdrawFinding statement,
        bytes signature
    );
    event FindingUnlinked(
        uint256 indexed lot,
        bytes32 indexed digest,
        bytes32 indexed finding,
        ICustoms.LiftReason reason
    );

    error ReferenceMissing();
    error NetAboveGross(uint48 netGrams, uint48 grossGrams);
    error FindingUnknown(bytes32 finding);
    error FindingAlreadyLinked(uint256 lot, bytes32 finding, address by);
    error FindingNotLinked(uint256 lot, bytes32 finding);
    error FindingStillLinked(bytes32 finding, uint256 links);
    error FindingOfAnother(bytes32 finding, address organisation);
    error FindingReasonMissing();

    /// @notice Records what was found.
    /// @dev Requirements: a customs or regulator organisation in that country; a reference; a net weight that is not above the gross one where
    /// both are given; a time that is not ahead.
    function recordFinding(RecordFinding calldata statement, bytes calldata signature) external;

    /// @notice States that what was found is of a lot.
    /// @dev Requirements: a customs or regulator organisation in the country it names; a finding that stands; a lot on record, to which it is
    /// not linked.
    function linkFinding(LinkFinding calldata statement, bytes calldata signature) external;

    /// @notice Withdraws a link to a lot, or the finding itself.
    /// @dev Requirements: a customs or regulator organisation in the country it names; a finding that stands; a reason. Of a link: it stands, and
    /// this organisation made it or recorded the finding. Of the finding: this organisation recorded it, and it is linked to no lot.
    function withdrawFinding(WithdrawFinding calldata statement, bytes calldata signature) external;

    /// @notice Ends a link over its author's head. Governance only.
    /// @dev Requirements: the link stands; a reason.
    function unlinkFinding(uint256 lot, bytes32 finding, ICustoms.LiftReason reason) external;

    /// @notice A finding that stands.
    function findings(bytes32 finding) external view returns (Found memory);

    /// @notice Organisation that linked a finding to a lot; zero where none did.
    function linkedBy(bytes32 finding, uint256 lot) external view returns (address);
}
