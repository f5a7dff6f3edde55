// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AuthorityModule} from "./AuthorityModule.sol";
import {ICustoms} from "./interfaces/ICustoms.sol";
import {IFindings} from "./interfaces/IFindings.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {LotStatus, Signer} from "./types/Types.sol";

/// @title Border findings: what authorities found in shipments (documented in `IFindings`)
contract Findings is IFindings, AuthorityModule {
    bytes32 public constant RECORDFINDING_TYPEHASH = keccak256(
        "RecordFinding(uint8 referenceKind,bytes32 referenceNumber,bytes2 country,bytes32 goodsCode,bytes2 labelOrigin,bytes32 seal,"
        "uint48 grossGrams,uint48 netGrams,bytes32 evidence,uint48 occurredAt,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant LINKFINDING_TYPEHASH = keccak256(
        "LinkFinding(uint256 lot,bytes32 finding,bytes2 country,bytes32 evidence,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant WITHDRAWFINDING_TYPEHASH = keccak256(
        "WithdrawFinding(uint256 lot,bytes32 finding,bytes2 country,uint16 reason,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );

    mapping(bytes32 finding => Found) private _findings;
    mapping(bytes32 finding => mapping(uint256 lot => address by)) private _links;

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) AuthorityModule(authority, participants, lots) {}

    /// @inheritdoc IFindings
    function recordFinding(RecordFinding calldata statement, bytes calldata signature) external {
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RECORDFINDING_TYPEHASH, statement)));
        // Check: an authority of the country signs.
        if (!Contents.isCountry(statement.country)) revert Contents.CountryCodeInvalid(statement.country);
        _authorise(
            _requirement(statement.country, digest, statement.occurredAt, true),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: it says what was found, and nothing impossible.
        if (statement.referenceKind == ReferenceKind.None || statement.referenceNumber == 0) revert ReferenceMissing();
        bytes2 label = statement.labelOrigin;
        if (label != 0 && !Contents.isCountry(label)) revert Contents.CountryCodeInvalid(label);
        (uint48 gross, uint48 net) = (statement.grossGrams, statement.netGrams);
        if (gross != 0 && net > gross) revert NetAboveGross(net, gross);
        // Effect: it stands.
        _findings[digest] = Found(organisation, 0);
        emit FindingRecorded(digest, organisation, statement.referenceNumber, statement, signature);
    }

    /// @inheritdoc IFindings
    function linkFinding(LinkFinding calldata statement, bytes calldata signature) external {
        (uint256 lot, bytes32 finding, address organisation) = (
            statement.lot,
            statement.finding,
            statement.organisation
        );
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(LINKFINDING_TYPEHASH, statement)));
        // Check: an authority signs.
        _authoriseIn(
            statement.country,
            digest,
            true,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: finding and lot are there, and not linked.
        Found storage found = _standing(finding);
        if (LOTS.records(lot).status() == LotStatus.None) revert ILots.LotUnknown(lot);
        address by = _links[finding][lot];
        if (by != address(0)) revert FindingAlreadyLinked(lot, finding, by);
        // Effect: they are.
        _links[finding][lot] = organisation;
        ++found.links;
        // Interaction: the dossier says so, and whoever declares the goods anew has to name the lot.
        LOTS.watch(lot);
        _note(lot, digest);
        emit FindingLinked(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc IFindings
    function withdrawFinding(WithdrawFinding calldata statement, bytes calldata signature) external {
        (uint256 lot, bytes32 finding, address organisation) = (
            statement.lot,
            statement.finding,
            statement.organisation
        );
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(WITHDRAWFINDING_TYPEHASH, statement)));
        // Check: an authority signs, with a reason.
        if (!Contents.isCountry(statement.country)) revert Contents.CountryCodeInvalid(statement.country);
        _authoriseIn(
            statement.country,
            digest,
            false,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.reason == 0) revert FindingReasonMissing();
        // Check: the finding stands, and is its own; or the link is.
        Found storage found = _standing(finding);
        bool isOwn = found.authority == organisation;
        if (!isOwn && (lot == 0 || _links[finding][lot] != organisation)) {
            revert FindingOfAnother(finding, organisation);
        }
        // Effect: it stands no more.
        if (lot == 0) {
            if (found.links != 0) revert FindingStillLinked(finding, found.links);
            delete _findings[finding];
        } else {
            _unlink(lot, finding);
            // Interaction: the dossier says so.
            _note(lot, digest);
        }
        emit FindingWithdrawn(digest, organisation, finding, statement, signature);
    }

    /// @inheritdoc IFindings
    function unlinkFinding(uint256 lot, bytes32 finding, ICustoms.LiftReason reason) external restricted {
        bytes32 digest = keccak256(abi.encodeCall(this.unlinkFinding, (lot, finding, reason)));
        // Check: there is a reason.
        if (reason == ICustoms.LiftReason.None) revert FindingReasonMissing();
        // Effect: the link stands no more.
        _unlink(lot, finding);
        // Interaction: the dossier says so.
        _note(lot, digest);
        emit FindingUnlinked(lot, digest, finding, reason);
    }

    /// @inheritdoc IFindings
    function findings(bytes32 finding) external view returns (Found memory) {
        return _findings[finding];
    }

    /// @inheritdoc IFindings
    function linkedBy(bytes32 finding, uint256 lot) external view returns (address) {
        return _links[finding][lot];
    }

    function _unlink(uint256 lot, bytes32 finding) private {
        if (_links[finding][lot] == address(0)) revert FindingNotLinked(lot, finding);
        delete _links[finding][lot];
        --_findings[finding].links;
    }

    function _standing(bytes32 finding) private view returns (Found storage found) {
        found = _findings[finding];
        if (found.authority == address(0)) revert FindingUnknown(finding);
    }
}
