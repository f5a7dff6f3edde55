// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {AttestationKind, Form, Head, LotStatus, Outcome} from "./types/Types.sol";

/// @title Lots: the certificate token (documented in `ILots`)
contract Lots is ILots, ERC1155, AccessManaged {
    using Dossiers for Head;

    mapping(uint256 lot => Lot) private _lots;
    mapping(uint256 lot => Head) private _heads;
    mapping(address module => bool) private _modules;

    modifier onlyModule() {
        if (!_modules[msg.sender]) revert ModuleNotEnrolled(msg.sender);
        _;
    }

    constructor(address authority, string memory uri_) AccessManaged(authority) ERC1155(uri_) {}

    /// @inheritdoc ILots
    function enrolModule(address module, bool enrolled) external restricted {
        _modules[module] = enrolled;
        emit ModuleEnrolled(module, enrolled);
    }

    /// @inheritdoc ILots
    function setURI(string calldata newUri) external restricted {
        _setURI(newUri);
    }

    /// @inheritdoc ILots
    function declare(
        uint256 lot,
        bytes32 digest,
        address organisation,
        uint16 producer,
        Form form,
        uint48 massGrams,
        uint24 footprintGramsPerKilogram
    ) external onlyModule {
        if (_lots[lot].status != LotStatus.None) revert LotAlreadyDeclared(lot);
        _lots[lot] = Lot({
            status: LotStatus.Declared,
            form: form,
            disputes: 0,
            massGrams: massGrams,
            footprintGramsPerKilogram: footprintGramsPerKilogram,
            validUntil: 0,
            scheme: 0,
            certifier: 0,
            producer: producer,
            assayDay: 0,
            weightDay: 0,
            processDay: 0,
            footprintDay: 0
        });
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function certify(
        uint256 lot,
        bytes32 digest,
        address organisation,
        address producer,
        uint16 certifier,
        uint16 scheme,
        uint32 validUntil
    ) external onlyModule {
        Lot memory record = _declared(lot);
        record.status = LotStatus.Certified;
        record.certifier = certifier;
        record.scheme = scheme;
        record.validUntil = validUntil;
        _lots[lot] = record;
        _heads[lot].extend(digest, organisation);
        _shift(address(0), producer, lot, record.massGrams);
    }

    /// @inheritdoc ILots
    function reject(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        _declared(lot);
        _lots[lot].status = LotStatus.Rejected;
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function suspend(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        _requireStatus(lot, LotStatus.Certified);
        _lots[lot].status = LotStatus.Suspended;
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function reinstate(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        LotStatus status = _lots[lot].status;
        if (status != LotStatus.Suspended) revert LotNotSuspended(lot, status);
        _lots[lot].status = LotStatus.Certified;
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function revoke(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        if (_lots[lot].status != LotStatus.Suspended) _requireStatus(lot, LotStatus.Certified);
        _lots[lot].status = LotStatus.Revoked;
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function renew(
        uint256 lot,
        bytes32 digest,
        address organisation,
        uint16 certifier,
        uint16 scheme,
        uint32 validUntil
    ) external onlyModule {
        _requireStatus(lot, LotStatus.Certified);
        Lot storage record = _lots[lot];
        record.certifier = certifier;
        record.scheme = scheme;
        record.validUntil = validUntil;
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function unattest(
        uint256 lot,
        bytes32 digest,
        address organisation,
        AttestationKind kind,
        Outcome outcome,
        uint16 day
    ) external onlyModule {
        Lot memory record = _lots[lot];
        if (record.status == LotStatus.None) revert LotUnknown(lot);
        // A saturated count no longer tells how many findings stand, so it never falls again.
        bool lifts = outcome == Outcome.DoesNotConform && record.disputes != type(uint8).max;
        bool clears = outcome == Outcome.Conforms && day == _stampOf(record, kind);
        if (day != 0 && (lifts || clears)) {
            if (lifts) --record.disputes;
            else _stamp(record, kind, 0);
            _lots[lot] = record;
            emit Unattested(lot, kind, outcome);
        }
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function note(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function attest(
        uint256 lot,
        bytes32 digest,
        address organisation,
        AttestationKind kind,
        Outcome outcome,
        uint16 day
    ) external onlyModule {
        Lot memory record = _lots[lot];
        if (record.status == LotStatus.None) revert LotUnknown(lot);
        if (day != 0) {
            if (outcome == Outcome.DoesNotConform) {
                // Saturates: beyond 255 findings one more changes nothing, and none is ever refused.
                if (record.disputes != type(uint8).max) ++record.disputes;
            } else if (outcome == Outcome.Conforms && day > _stampOf(record, kind)) {
                _stamp(record, kind, day);
            }
            _lots[lot] = record;
        }
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function depart(
        uint256 lot,
        bytes32 digest,
        address organisation,
        address holder,
        uint48 grams
    ) external onlyModule {
        _requireMovable(lot, grams);
        _heads[lot].extend(digest, organisation);
        _shift(holder, address(0), lot, grams);
    }

    /// @inheritdoc ILots
    function arrive(
        uint256 lot,
        bytes32 digest,
        address organisation,
        address recipient,
        uint48 grams
    ) external onlyModule {
        _heads[lot].extend(digest, organisation);
        if (grams != 0) _shift(address(0), recipient, lot, grams);
    }

    /// @inheritdoc ILots
    function move(
        uint256 lot,
        bytes32 digest,
        address organisation,
        address holder,
        address recipient,
        uint48 grams
    ) external onlyModule {
        _requireMovable(lot, grams);
        _heads[lot].extend(digest, organisation);
        _shift(holder, recipient, lot, grams);
    }

    /// @inheritdoc ILots
    function lots(uint256 lot) external view returns (Lot memory) {
        return _lots[lot];
    }

    /// @inheritdoc ILots
    function heads(uint256 lot) external view returns (Head memory) {
        return _heads[lot];
    }

    /// @inheritdoc ILots
    function modules(address module) external view returns (bool) {
        return _modules[module];
    }

    /// @notice Disabled: grams move by signed custody statements only.
    function safeTransferFrom(
        address,
        address,
        uint256,
        uint256,
        bytes memory
    ) public pure override(ERC1155, IERC1155) {
        revert PlainTransferDisabled();
    }

    /// @notice Disabled: grams move by signed custody statements only.
    function safeBatchTransferFrom(
        address,
        address,
        uint256[] memory,
        uint256[] memory,
        bytes memory
    ) public pure override(ERC1155, IERC1155) {
        revert PlainTransferDisabled();
    }

    /// @notice Disabled: nobody moves grams on a holder's behalf.
    function setApprovalForAll(address, bool) public pure override(ERC1155, IERC1155) {
        revert ApprovalDisabled();
    }

    /// @dev The one place where balances change. Calls nobody: see the note in `ILots` on receiver hooks.
    function _shift(address from, address to, uint256 lot, uint256 grams) private {
        uint256[] memory ids = new uint256[](1);
        uint256[] memory values = new uint256[](1);
        ids[0] = lot;
        values[0] = grams;
        _update(from, to, ids, values);
    }

    function _requireStatus(uint256 lot, LotStatus expected) private view {
        LotStatus status = _lots[lot].status;
        if (status == LotStatus.None) revert LotUnknown(lot);
        if (status != expected) revert LotNotCertified(lot, status);
    }

    function _declared(uint256 lot) private view returns (Lot memory record) {
        record = _lots[lot];
        if (record.status == LotStatus.None) revert LotUnknown(lot);
        if (record.status != LotStatus.Declared) revert LotNotDeclared(lot, record.status);
    }

    function _requireMovable(uint256 lot, uint48 grams) private view {
        Lot memory record = _lots[lot];
        if (record.status == LotStatus.None) revert LotUnknown(lot);
        if (record.status != LotStatus.Certified) revert LotNotCertified(lot, record.status);
        if (block.timestamp > record.validUntil) revert CertificateExpired(lot, record.validUntil);
        if (grams == 0) revert GramsZero(lot);
    }

    function _stampOf(Lot memory record, AttestationKind kind) private pure returns (uint16) {
        if (kind == AttestationKind.Assay) return record.assayDay;
        if (kind == AttestationKind.Weight) return record.weightDay;
        if (kind == AttestationKind.Process) return record.processDay;
        if (kind == AttestationKind.Footprint) return record.footprintDay;
        // Other kinds leave no stamp.
        return type(uint16).max;
    }

    function _stamp(Lot memory record, AttestationKind kind, uint16 day) private pure {
        if (kind == AttestationKind.Assay) record.assayDay = day;
        else if (kind == AttestationKind.Weight) record.weightDay = day;
        else if (kind == AttestationKind.Process) record.processDay = day;
        else if (kind == AttestationKind.Footprint) record.footprintDay = day;
    }
}
