// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Movement} from "./interfaces/IMovementRules.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {AttestationKind, Head, Input, LotStatus, Outcome} from "./types/Types.sol";

/// @title Lots: the certificate token (documented in `ILots`)
contract Lots is ILots, ERC1155, AccessManaged {
    using Dossiers for Head;

    uint256 private constant TRANSPORT = 48;

    mapping(uint256 lot => LotRecord) private _lots;
    /// @dev Grams in the lowest 48 bits, and above them the transport carbon of these grams, in mg CO2e: one slot for both, so
    /// that the carbon follows the grams at no further cost. It stands in for the token's own table of balances.
    mapping(uint256 lot => mapping(address holder => uint256)) private _holdings;
    mapping(uint256 lot => Head) private _heads;
    mapping(address module => bool) private _modules;

    /// @dev Tokens that leave a hand for good: the first `count` of the lists.
    struct Burned {
        uint256[] ids;
        uint256[] grams;
        uint256 count;
    }

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
        emit MetadataURISet(newUri);
    }

    /// @inheritdoc ILots
    function declare(uint256 lot, bytes32 digest, LotRecord record) external onlyModule {
        _declare(lot, digest, record);
    }

    /// @inheritdoc ILots
    function certify(
        uint256 lot,
        bytes32 digest,
        address producer,
        uint16 certifier,
        uint16 scheme,
        uint32 validUntil
    ) external onlyModule {
        LotRecord record = _declared(lot);
        _lots[lot] = record.withStatus(LotStatus.Certified).withCertificate(certifier, scheme, validUntil);
        _heads[lot].extend(digest);
        uint256 grams = record.massGrams();
        if (grams == 0) revert GramsZero(lot);
        _holdings[lot][producer] += grams;
        emit TransferSingle(msg.sender, address(0), producer, lot, grams);
    }

    /// @inheritdoc ILots
    function reject(uint256 lot, bytes32 digest) external onlyModule {
        _lots[lot] = _declared(lot).withStatus(LotStatus.Rejected);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function suspend(uint256 lot, bytes32 digest) external onlyModule {
        _lots[lot] = _certified(lot).withStatus(LotStatus.Suspended);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function reinstate(uint256 lot, bytes32 digest) external onlyModule {
        LotRecord record = _lots[lot];
        if (record.status() != LotStatus.Suspended) revert LotNotSuspended(lot, record.status());
        _lots[lot] = record.withStatus(LotStatus.Certified);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function revoke(uint256 lot, bytes32 digest) external onlyModule {
        LotRecord record = _lots[lot];
        if (record.status() != LotStatus.Suspended) record = _certified(lot);
        _lots[lot] = record.withStatus(LotStatus.Revoked);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function renew(
        uint256 lot,
        bytes32 digest,
        uint16 certifier,
        uint16 scheme,
        uint32 validUntil
    ) external onlyModule {
        _lots[lot] = _certified(lot).withCertificate(certifier, scheme, validUntil);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function unattest(
        uint256 lot,
        bytes32 digest,
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
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function note(bytes32 digest, uint256[] calldata ids) external onlyModule {
        for (uint256 i = 0; i < ids.length; ++i) _heads[ids[i]].extend(digest);
    }

    /// @inheritdoc ILots
    function attest(
        uint256 lot,
        bytes32 digest,
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
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function correct(uint256 lot, bytes32 digest, uint24 footprint) external onlyModule {
        LotRecord record = _known(lot);
        if (footprint <= record.footprintGramsPerKilogram()) {
            revert FootprintNotHigher(lot, footprint, record.footprintGramsPerKilogram());
        }
        _lots[lot] = record.withFootprint(footprint);
        _heads[lot].extend(digest);
    }

    /// @inheritdoc ILots
    function depart(Movement calldata movement) external onlyModule returns (uint256[] memory carried) {
        uint256 count = movement.lots.length;
        carried = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            (uint256 lot, uint256 grams) = (movement.lots[i], movement.grams[i]);
            _requireMovable(lot, _certified(lot), grams);
            carried[i] = _take(lot, movement.holder, grams);
            _heads[lot].extend(movement.digest);
        }
        _emitTransfer(movement.holder, address(0), movement.lots, movement.grams);
    }

    /// @inheritdoc ILots
    function arrive(Movement calldata movement, uint256[] calldata carried) external onlyModule {
        for (uint256 i = 0; i < movement.lots.length; ++i) {
            uint256 lot = movement.lots[i];
            _give(lot, movement.recipient, movement.grams[i], carried[i]);
            _heads[lot].extend(movement.digest);
        }
        _emitTransfer(address(0), movement.recipient, movement.lots, movement.grams);
    }

    /// @inheritdoc ILots
    function move(Movement calldata movement) external onlyModule {
        (uint256 lot, uint256 grams) = (movement.lots[0], movement.grams[0]);
        _requireMovable(lot, _certified(lot), grams);
        uint256 share = _take(lot, movement.holder, grams);
        _give(lot, movement.recipient, grams, share);
        _heads[lot].extend(movement.digest);
        emit TransferSingle(msg.sender, movement.holder, movement.recipient, lot, grams);
    }

    /// @inheritdoc ILots
    function retire(Movement calldata movement) external onlyModule {
        (uint256 lot, uint256 grams) = (movement.lots[0], movement.grams[0]);
        _requireMovable(lot, _certified(lot), grams);
        _take(lot, movement.holder, grams);
        _heads[lot].extend(movement.digest);
        emit TransferSingle(msg.sender, movement.holder, address(0), lot, grams);
    }

    /// @inheritdoc ILots
    function transform(
        bytes32 digest,
        address holder,
        uint16 serial,
        Input[] calldata inputs,
        uint256[] calldata ids,
        LotRecord[] calldata made
    ) external onlyModule returns (LotRecord[] memory taken, uint256 carried) {
        taken = new LotRecord[](inputs.length);
        Burned memory burned = Burned(new uint256[](inputs.length), new uint256[](inputs.length), 0);
        for (uint256 i = 0; i < inputs.length; ++i) {
            uint256 share;
            (taken[i], share) = _consume(digest, holder, serial, inputs[i], burned);
            carried += share;
        }
        _logBurned(holder, burned);
        for (uint256 i = 0; i < ids.length; ++i) _declare(ids[i], digest, made[i].withProducer(serial));
    }

    /// @notice Grams in hand.
    function balanceOf(address holder, uint256 lot) public view override(ERC1155, IERC1155) returns (uint256) {
        return _holdings[lot][holder] & type(uint48).max;
    }

    /// @inheritdoc ILots
    function transportOf(address holder, uint256 lot) external view returns (uint256) {
        return _holdings[lot][holder] >> TRANSPORT;
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

    function _declare(uint256 lot, bytes32 digest, LotRecord record) private {
        if (_lots[lot].status() != LotStatus.None) revert LotAlreadyDeclared(lot);
        _lots[lot] = record;
        _heads[lot].extend(digest);
    }

    /// @dev Takes one input, and adds it to what is burned if it is a token.
    /// @return record The lot as it was before.
    /// @return carried Transport carbon of the grams, in mg CO2e.
    function _consume(
        bytes32 digest,
        address holder,
        uint16 serial,
        Input calldata input,
        Burned memory burned
    ) private returns (LotRecord record, uint256 carried) {
        (uint256 lot, uint48 grams) = (input.lot, input.grams);
        record = _known(lot);
        _heads[lot].extend(digest);
        if (record.status() != LotStatus.Certified) {
            _consumeOwn(lot, record, serial, grams);
            return (record, 0);
        }
        _requireMovable(lot, record, grams);
        uint256 count = burned.count;
        (burned.ids[count], burned.grams[count], burned.count) = (lot, grams, count + 1);
        return (record, _take(lot, holder, grams));
    }

    /// @dev Logs that tokens have left a hand for good.
    function _logBurned(address holder, Burned memory burned) private {
        (uint256[] memory ids, uint256[] memory grams, uint256 count) = (burned.ids, burned.grams, burned.count);
        if (count == 0) return;
        if (count == 1) {
            emit TransferSingle(msg.sender, holder, address(0), ids[0], grams[0]);
            return;
        }
        assembly ("memory-safe") {
            mstore(ids, count)
            mstore(grams, count)
        }
        emit TransferBatch(msg.sender, holder, address(0), ids, grams);
    }

    /// @dev A producer's own lots that are no token yet: what is left of them may still be certified.
    function _consumeOwn(uint256 lot, LotRecord record, uint16 serial, uint48 grams) private {
        LotStatus status = record.status();
        if (status != LotStatus.Declared && status != LotStatus.Uncertifiable) revert LotNotCertified(lot, status);
        if (record.producer() != serial) revert LotOfAnother(lot, record.producer());
        if (grams == 0) revert GramsZero(lot);
        if (grams > record.massGrams()) revert GramsMissing(lot, grams, record.massGrams());
        unchecked {
            _lots[lot] = record.withMass(record.massGrams() - grams);
        }
    }

    function _emitTransfer(address from, address to, uint256[] calldata ids, uint256[] calldata grams) private {
        if (ids.length == 1) emit TransferSingle(msg.sender, from, to, ids[0], grams[0]);
        else emit TransferBatch(msg.sender, from, to, ids, grams);
    }

    /// @dev Takes grams out of a hand.
    /// @return share Transport carbon that goes with them, in mg CO2e: of what the holder has, their share, rounded up, so that
    /// dividing grams up never loses any.
    function _take(uint256 lot, address holder, uint256 grams) private returns (uint256 share) {
        uint256 holding = _holdings[lot][holder];
        (uint256 balance, uint256 held) = (holding & type(uint48).max, holding >> TRANSPORT);
        if (balance < grams) revert ERC1155InsufficientBalance(holder, balance, grams, lot);
        if (held != 0) share = Math.mulDiv(held, grams, balance, Math.Rounding.Ceil);
        _holdings[lot][holder] = (balance - grams) | ((held - share) << TRANSPORT);
    }

    /// @dev Puts grams into a hand. Neither sum can run over: a lot has at most 2^48 grams, and emissions are bounded.
    function _give(uint256 lot, address holder, uint256 grams, uint256 carried) private {
        _holdings[lot][holder] += grams | (carried << TRANSPORT);
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

    /// @param record That of a lot whose status is `Certified`.
    function _requireMovable(uint256 lot, LotRecord record, uint256 grams) private view {
        uint32 validUntil = record.validUntil();
        if (block.timestamp > validUntil) revert CertificateExpired(lot, validUntil);
        if (grams == 0) revert GramsZero(lot);
    }
}
