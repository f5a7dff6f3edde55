// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {LotRecord, LotRecords} from "./libraries/LotRecords.sol";
import {AttestationKind, Form, Head, LotStatus, Outcome} from "./types/Types.sol";

/// @title Lots: the certificate token (documented in `ILots`)
contract Lots is ILots, ERC1155, AccessManaged {
    using Dossiers for Head;

    mapping(uint256 lot => LotRecord) private _lots;
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
        if (_lots[lot].status() != LotStatus.None) revert LotAlreadyDeclared(lot);
        _lots[lot] = LotRecords.declared(form, massGrams, footprintGramsPerKilogram, producer);
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
        LotRecord record = _declared(lot);
        _lots[lot] = record.withStatus(LotStatus.Certified).withCertificate(certifier, scheme, validUntil);
        _heads[lot].extend(digest, organisation);
        _shift(address(0), producer, lot, record.massGrams());
    }

    /// @inheritdoc ILots
    function reject(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        _lots[lot] = _declared(lot).withStatus(LotStatus.Rejected);
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function suspend(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        _lots[lot] = _certified(lot).withStatus(LotStatus.Suspended);
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function reinstate(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        LotRecord record = _lots[lot];
        if (record.status() != LotStatus.Suspended) revert LotNotSuspended(lot, record.status());
        _lots[lot] = record.withStatus(LotStatus.Certified);
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function revoke(uint256 lot, bytes32 digest, address organisation) external onlyModule {
        LotRecord record = _lots[lot];
        if (record.status() != LotStatus.Suspended) record = _certified(lot);
        _lots[lot] = record.withStatus(LotStatus.Revoked);
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
        _lots[lot] = _certified(lot).withCertificate(certifier, scheme, validUntil);
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
        LotRecord record = _known(lot);
        uint8 disputes = record.disputes();
        // A saturated count no longer tells how many findings stand, so it never falls again.
        bool lifts = outcome == Outcome.DoesNotConform && disputes != type(uint8).max;
        bool clears = outcome == Outcome.Conforms && day == record.stamp(kind);
        if (day != 0 && (lifts || clears)) {
            _lots[lot] = lifts ? record.withDisputes(disputes - 1) : record.withStamp(kind, 0);
            emit Unattested(lot, kind, outcome);
        }
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function note(bytes32 digest, address organisation, uint256[] calldata ids) external onlyModule {
        for (uint256 i = 0; i < ids.length; ++i) _heads[ids[i]].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    function attest(
        uint256 lot,
        bytes32 digest,
        address organisation,
        Attester calldata attester,
        AttestationKind kind,
        Outcome outcome,
        uint16 day
    ) external onlyModule returns (LotRecord record, bool counts) {
        record = _known(lot);
        bool own = record.producer() == attester.serial;
        if (outcome == Outcome.DoesNotConform) {
            counts = attester.judges || own;
            if (counts) {
                uint8 disputes = record.disputes();
                // Saturates: beyond 255 findings one more changes nothing, and none is ever refused.
                if (disputes != type(uint8).max) _lots[lot] = record.withDisputes(disputes + 1);
            }
        } else if (outcome == Outcome.Conforms) {
            counts = attester.judges && !own;
            if (counts && day > record.stamp(kind)) _lots[lot] = record.withStamp(kind, day);
        }
        _heads[lot].extend(digest, organisation);
    }

    /// @inheritdoc ILots
    // The token's own update takes them from memory.
    // solhint-disable-next-line gas-calldata-parameters
    function depart(
        bytes32 digest,
        address organisation,
        address holder,
        uint256[] memory ids,
        uint256[] memory grams
    ) external onlyModule {
        for (uint256 i = 0; i < ids.length; ++i) {
            _requireMovable(ids[i], grams[i]);
            _heads[ids[i]].extend(digest, organisation);
        }
        _update(holder, address(0), ids, grams);
    }

    /// @inheritdoc ILots
    // The token's own update takes them from memory.
    // solhint-disable-next-line gas-calldata-parameters
    function arrive(
        bytes32 digest,
        address organisation,
        address recipient,
        uint256[] memory ids,
        uint256[] memory grams
    ) external onlyModule {
        for (uint256 i = 0; i < ids.length; ++i) _heads[ids[i]].extend(digest, organisation);
        _update(address(0), recipient, ids, grams);
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
        return _lots[lot].unpack();
    }

    /// @inheritdoc ILots
    function records(uint256 lot) external view returns (LotRecord) {
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

    function _known(uint256 lot) private view returns (LotRecord record) {
        record = _lots[lot];
        if (record.status() == LotStatus.None) revert LotUnknown(lot);
    }

    function _declared(uint256 lot) private view returns (LotRecord record) {
        record = _known(lot);
        if (record.status() != LotStatus.Declared) revert LotNotDeclared(lot, record.status());
    }

    function _certified(uint256 lot) private view returns (LotRecord record) {
        record = _known(lot);
        if (record.status() != LotStatus.Certified) revert LotNotCertified(lot, record.status());
    }

    function _requireMovable(uint256 lot, uint256 grams) private view {
        uint32 validUntil = _certified(lot).validUntil();
        if (block.timestamp > validUntil) revert CertificateExpired(lot, validUntil);
        if (grams == 0) revert GramsZero(lot);
    }
}
