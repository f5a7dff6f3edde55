// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICustody} from "./interfaces/ICustody.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, HOLDER_ROLES, Scope, Signer} from "./types/Types.sol";

/// @title Custody: who holds which grams (documented in `ICustody`)
contract Custody is ICustody, Module, AccessManaged {
    bytes32 public constant LINE_TYPEHASH = keccak256("Line(uint256 lot,uint48 grams)");
    bytes32 public constant DISPATCH_TYPEHASH = keccak256(
        "Dispatch(address recipient,address carrier,bytes2 fromCountry,bytes2 toCountry,bytes32 route,bytes32 seal,"
        "Line[] lines,uint48 occurredAt,address organisation,address key,uint256 nonce,uint48 validAfter,"
        "uint48 validBefore)Line(uint256 lot,uint48 grams)"
    );
    bytes32 public constant RECEIVE_TYPEHASH = keccak256(
        "Receive(bytes32 consignment,uint48[] receivedGrams,uint16 shortageReason,bool sealIntact,uint48 occurredAt,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant HANDOVER_TYPEHASH = keccak256(
        "HandOver(uint256 lot,uint48 grams,address recipient,address recipientKey,uint48 occurredAt,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    bytes32 public constant REFUSE_TYPEHASH = keccak256(
        "Refuse(bytes32 consignment,uint16 reason,uint48 occurredAt,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant RECALL_TYPEHASH = keccak256(
        "Recall(bytes32 consignment,uint48[] returnedGrams,uint16 shortageReason,uint48 occurredAt,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant REPORTLOSS_TYPEHASH = keccak256(
        "ReportLoss(bytes32 consignment,uint16 reason,bytes32 evidence,uint48 occurredAt,address organisation,"
        "address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    uint256 public constant LINES_MAXIMUM = 100;

    /// @dev Longer than any shipment by sea, so that a time-out never races a receipt that is still to come.
    uint256 public constant TIME_OUT = 180 days;

    mapping(bytes32 consignment => Consignment) private _consignments;

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @inheritdoc ICustody
    function dispatch(Dispatch calldata statement, bytes calldata signature) external {
        bytes32 digest = _digest(statement);
        if (!Contents.isCountry(statement.fromCountry)) {
            revert Contents.CountryCodeInvalid(statement.fromCountry);
        }
        if (!Contents.isCountry(statement.toCountry)) revert Contents.CountryCodeInvalid(statement.toCountry);
        PARTICIPANTS.authorise(
            _requirement(digest, statement.fromCountry, statement.occurredAt, true),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.recipient == statement.organisation) revert RecipientIsHolder(statement.organisation);
        // Whoever could not receive there would leave the grams on the road for ever.
        PARTICIPANTS.requireRole(statement.recipient, HOLDER_ROLES, statement.toCountry);
        if (statement.carrier != address(0)) PARTICIPANTS.requireActive(statement.carrier);
        uint256 count = statement.lines.length;
        if (count == 0 || count > LINES_MAXIMUM) revert LinesInvalid(count);
        uint256 previous = 0;
        for (uint256 i = 0; i < count; ++i) {
            Line calldata line = statement.lines[i];
            // Ascending ids rule out that one lot stands in two lines.
            if (line.lot <= previous) revert LinesNotAscending(line.lot);
            previous = line.lot;
            LOTS.depart(line.lot, digest, statement.organisation, statement.organisation, line.grams);
        }
        _consignments[digest] = Consignment(ConsignmentStatus.OnTheRoad, uint48(block.timestamp), 0);
        emit Dispatched(digest, statement.organisation, statement.recipient, statement, signature);
    }

    /// @inheritdoc ICustody
    function receiveConsignment(
        Receive calldata statement,
        Dispatch calldata dispatched,
        bytes calldata signature
    ) external {
        bytes32 digest = _digest(statement);
        PARTICIPANTS.authorise(
            _requirement(digest, dispatched.toCountry, statement.occurredAt, false),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        _requireOpen(statement.consignment, dispatched);
        if (dispatched.recipient != statement.organisation) {
            revert NotTheRecipient(statement.consignment, statement.organisation);
        }
        _close(statement.consignment, ConsignmentStatus.Received);
        uint256[] memory lots = _arrive(
            dispatched,
            statement.receivedGrams,
            statement.shortageReason,
            digest,
            statement.organisation
        );
        emit Received(statement.consignment, digest, statement.organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustody
    function refuse(Refuse calldata statement, Dispatch calldata dispatched, bytes calldata signature) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REFUSE_TYPEHASH, statement)));
        PARTICIPANTS.authorise(
            _requirement(digest, dispatched.toCountry, statement.occurredAt, false),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.reason == 0) revert ReasonMissing();
        if (_requireOpen(statement.consignment, dispatched) == ConsignmentStatus.Refused) {
            revert ConsignmentNotOnTheRoad(statement.consignment, ConsignmentStatus.Refused);
        }
        if (dispatched.recipient != statement.organisation) {
            revert NotTheRecipient(statement.consignment, statement.organisation);
        }
        _consignments[statement.consignment].status = ConsignmentStatus.Refused;
        uint256[] memory lots = _note(dispatched, digest, statement.organisation);
        emit Refused(statement.consignment, digest, statement.organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustody
    function recall(Recall calldata statement, Dispatch calldata dispatched, bytes calldata signature) external {
        bytes32 digest = _digest(statement);
        PARTICIPANTS.authorise(
            _requirement(digest, dispatched.fromCountry, statement.occurredAt, false),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        _requireOpen(statement.consignment, dispatched);
        if (dispatched.organisation != statement.organisation) {
            revert NotTheSender(statement.consignment, statement.organisation);
        }
        _close(statement.consignment, ConsignmentStatus.Returned);
        uint256[] memory lots = _arrive(
            dispatched,
            statement.returnedGrams,
            statement.shortageReason,
            digest,
            statement.organisation
        );
        emit Recalled(statement.consignment, digest, statement.organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustody
    function reportLoss(
        ReportLoss calldata statement,
        Dispatch calldata dispatched,
        bytes calldata signature
    ) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REPORTLOSS_TYPEHASH, statement)));
        PARTICIPANTS.authorise(
            _requirement(digest, 0, statement.occurredAt, false),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.reason == 0) revert ReasonMissing();
        _requireOpen(statement.consignment, dispatched);
        if (dispatched.organisation != statement.organisation && dispatched.carrier != statement.organisation) {
            revert NotTheSenderOrCarrier(statement.consignment, statement.organisation);
        }
        _close(statement.consignment, ConsignmentStatus.Lost);
        uint256[] memory lots = _note(dispatched, digest, statement.organisation);
        emit LossReported(statement.consignment, digest, statement.organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustody
    function timeOut(Dispatch calldata dispatched) external restricted {
        bytes32 id = _digest(dispatched);
        _requireOpen(id, dispatched);
        uint256 earliest = _consignments[id].dispatchedAt + TIME_OUT;
        if (block.timestamp < earliest) revert TimeOutTooEarly(id, earliest);
        _close(id, ConsignmentStatus.Returned);
        bytes32 digest = keccak256(abi.encodeCall(this.timeOut, (dispatched)));
        uint256[] memory lots = new uint256[](dispatched.lines.length);
        for (uint256 i = 0; i < lots.length; ++i) {
            lots[i] = dispatched.lines[i].lot;
            LOTS.arrive(lots[i], digest, dispatched.organisation, dispatched.organisation, dispatched.lines[i].grams);
        }
        emit TimedOut(id, digest, dispatched.organisation, lots);
    }

    /// @inheritdoc ICustody
    function handOver(HandOver calldata statement, bytes calldata signature, bytes calldata countersignature) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(HANDOVER_TYPEHASH, statement)));
        IParticipants.Requirement memory requirement = _requirement(digest, 0, statement.occurredAt, true);
        PARTICIPANTS.authorise(
            requirement,
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.recipient == statement.organisation) revert RecipientIsHolder(statement.organisation);
        PARTICIPANTS.countersign(requirement, statement.recipient, statement.recipientKey, countersignature);
        LOTS.move(
            statement.lot,
            digest,
            statement.organisation,
            statement.organisation,
            statement.recipient,
            statement.grams
        );
        emit HandedOver(statement.lot, digest, statement.organisation, statement, signature, countersignature);
    }

    /// @inheritdoc ICustody
    function consignments(bytes32 consignment) external view returns (Consignment memory) {
        return _consignments[consignment];
    }

    function _close(bytes32 id, ConsignmentStatus status) private {
        _consignments[id].status = status;
        _consignments[id].closedAt = uint48(block.timestamp);
    }

    /// @dev Puts what arrived into a hand, line by line; what did not is short for good, and has a reason.
    function _arrive(
        Dispatch calldata dispatched,
        uint48[] calldata arrivedGrams,
        uint16 shortageReason,
        bytes32 digest,
        address organisation
    ) private returns (uint256[] memory lots) {
        uint256 count = dispatched.lines.length;
        if (arrivedGrams.length != count) revert ReceiptLinesMismatch(count, arrivedGrams.length);
        lots = new uint256[](count);
        uint256 shortage = 0;
        for (uint256 i = 0; i < count; ++i) {
            Line calldata line = dispatched.lines[i];
            uint48 arrived = arrivedGrams[i];
            if (arrived > line.grams) revert ReceivedMoreThanSent(line.lot, line.grams, arrived);
            shortage += line.grams - arrived;
            lots[i] = line.lot;
            LOTS.arrive(line.lot, digest, organisation, organisation, arrived);
        }
        if ((shortage == 0) != (shortageReason == 0)) revert ShortageReasonMismatch(shortage, shortageReason);
    }

    /// @dev Enters a statement that moves nothing into the dossiers of a consignment's lots.
    function _note(
        Dispatch calldata dispatched,
        bytes32 digest,
        address organisation
    ) private returns (uint256[] memory lots) {
        lots = new uint256[](dispatched.lines.length);
        for (uint256 i = 0; i < lots.length; ++i) {
            lots[i] = dispatched.lines[i].lot;
            LOTS.note(lots[i], digest, organisation);
        }
    }

    /// @dev Checks that a consignment is still open, and that the dispatch brought along is its own.
    function _requireOpen(bytes32 id, Dispatch calldata dispatched) private view returns (ConsignmentStatus status) {
        status = _consignments[id].status;
        if (status == ConsignmentStatus.None) revert ConsignmentUnknown(id);
        if (status != ConsignmentStatus.OnTheRoad && status != ConsignmentStatus.Refused) {
            revert ConsignmentNotOnTheRoad(id, status);
        }
        bytes32 computed = _digest(dispatched);
        if (computed != id) revert DispatchMismatch(id, computed);
    }

    function _digest(Dispatch calldata statement) private view returns (bytes32) {
        uint256 count = statement.lines.length;
        bytes32[] memory lines = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            lines[i] = keccak256(abi.encode(LINE_TYPEHASH, statement.lines[i]));
        }
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        DISPATCH_TYPEHASH,
                        statement.recipient,
                        statement.carrier,
                        statement.fromCountry,
                        statement.toCountry,
                        statement.route,
                        statement.seal,
                        keccak256(abi.encodePacked(lines)),
                        statement.occurredAt,
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            );
    }

    function _digest(Receive calldata statement) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        RECEIVE_TYPEHASH,
                        statement.consignment,
                        keccak256(abi.encodePacked(statement.receivedGrams)),
                        statement.shortageReason,
                        statement.sealIntact,
                        statement.occurredAt,
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            );
    }

    function _digest(Recall calldata statement) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        RECALL_TYPEHASH,
                        statement.consignment,
                        keccak256(abi.encodePacked(statement.returnedGrams)),
                        statement.shortageReason,
                        statement.occurredAt,
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            );
    }

    function _requirement(
        bytes32 digest,
        bytes2 country,
        uint48 occurredAt,
        bool opens
    ) private pure returns (IParticipants.Requirement memory) {
        return
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Custody,
                roles: HOLDER_ROLES,
                country: country,
                site: ANY_SITE,
                occurredAt: occurredAt,
                opens: opens
            });
    }
}
