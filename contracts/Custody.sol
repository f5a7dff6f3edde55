// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICustody} from "./interfaces/ICustody.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, Head, HOLDER_ROLES, Scope, Signer} from "./types/Types.sol";

/// @title Custody: who holds which grams (documented in `ICustody`)
contract Custody is ICustody, Module, AccessManaged {
    using Dossiers for Head;

    bytes32 public constant LINE_TYPEHASH = keccak256("Line(uint256 lot,uint48 grams)");
    bytes32 public constant DISPATCH_TYPEHASH = keccak256(
        "Dispatch(address recipient,address carrier,bytes2 fromCountry,bytes2 toCountry,bytes32 route,bytes32 seal,"
        "Line[] lines,bytes32 units,uint64 emissionsGrams,uint48 occurredAt,address organisation,address key,"
        "uint256 nonce,uint48 validAfter,uint48 validBefore)Line(uint256 lot,uint48 grams)"
    );
    bytes32 public constant RECEIVE_TYPEHASH = keccak256(
        "Receive(bytes32 consignment,uint48[] receivedGrams,uint16 shortageReason,bool sealIntact,uint48 occurredAt,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant HANDOVER_TYPEHASH = keccak256(
        "HandOver(uint256 lot,uint48 grams,bytes2 country,address recipient,address recipientKey,uint48 occurredAt,"
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

    bytes32 public constant SHARE_TYPEHASH = keccak256("Share(uint48 recipientGrams,uint48 senderGrams)");
    bytes32 public constant SETTLE_TYPEHASH = keccak256(
        "Settle(bytes32 consignment,address recipient,address recipientKey,Share[] shares,uint16 lossReason,"
        "uint48 occurredAt,address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
        "Share(uint48 recipientGrams,uint48 senderGrams)"
    );

    uint256 public constant LINES_MAXIMUM = 100;

    /// @dev Longer than any shipment by sea, so that a time-out never races a receipt that is still to come.
    uint256 public constant TIME_OUT = 180 days;

    uint16 private constant SHORTAGE_MAXIMUM = 1_000;
    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant MILLIGRAMS = 1_000;

    mapping(bytes32 consignment => Consignment) private _consignments;

    /// @dev Transport carbon with which grams left, in mg CO2e; written only where there is some.
    mapping(bytes32 consignment => mapping(uint256 lot => uint256)) private _carried;

    /// @dev What is missing of a disputed consignment.
    mapping(bytes32 consignment => mapping(uint256 lot => uint256 grams)) private _missing;

    Limits private _limits = Limits({waitingSeconds: 30 days, shortageBasisPoints: 50});
    Head private _settingsHead;

    /// @dev What both sides of a disputed consignment get of it.
    struct Settlement {
        Movement toRecipient;
        Movement toSender;
        uint256[] recipientCarbon;
        uint256[] senderCarbon;
        uint256 recipientGrams;
        uint256 senderGrams;
    }

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @inheritdoc ICustody
    function setLimits(Limits calldata newLimits) external restricted {
        (uint32 waitingSeconds, uint16 shortageBasisPoints) = (newLimits.waitingSeconds, newLimits.shortageBasisPoints);
        if (waitingSeconds > TIME_OUT || shortageBasisPoints > SHORTAGE_MAXIMUM) {
            revert LimitsInvalid(waitingSeconds, shortageBasisPoints);
        }
        _limits = newLimits;
        _settingsHead.extend(keccak256(abi.encodeCall(this.setLimits, (newLimits))));
        emit LimitsSet(newLimits);
    }

    /// @inheritdoc ICustody
    function dispatch(Dispatch calldata statement, bytes calldata signature) external {
        address organisation = statement.organisation;
        // Check: the countries are such, and the signer may send grams from there.
        if (!Contents.isCountry(statement.fromCountry)) revert Contents.CountryCodeInvalid(statement.fromCountry);
        if (!Contents.isCountry(statement.toCountry)) revert Contents.CountryCodeInvalid(statement.toCountry);
        bytes32 digest = _digest(statement);
        _authorise(
            _requirement(digest, statement.fromCountry, statement.occurredAt, true),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: the recipient is another. Whoever could not receive there would leave the grams on the road for ever.
        if (statement.recipient == organisation) revert RecipientIsHolder(organisation);
        PARTICIPANTS.requireParties(statement.recipient, HOLDER_ROLES, statement.toCountry, statement.carrier);
        // Check: no lot stands in two lines.
        _requireLines(statement.lines);
        // Interaction: the grams leave the sender's hand.
        uint256[] memory carried = LOTS.depart(_departure(digest, statement));
        // Effect: they are on the road.
        _consignments[digest] = Consignment({
            status: ConsignmentStatus.OnTheRoad,
            dispatchedAt: uint48(block.timestamp),
            closedAt: 0,
            carries: _keepCarried(digest, statement.lines, carried),
            reportedLost: false
        });
        emit Dispatched(digest, organisation, statement.recipient, statement, signature);
    }

    /// @inheritdoc ICustody
    function receiveConsignment(
        Receive calldata statement,
        Dispatch calldata dispatched,
        bytes calldata signature
    ) external {
        (bytes32 consignment, address organisation) = (statement.consignment, statement.organisation);
        bytes32 digest = _digest(statement);
        // Check: the recipient states it, of an open consignment.
        _authorise(
            _requirement(digest, dispatched.toCountry, statement.occurredAt, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        _requireOpen(consignment, dispatched, statement.occurredAt);
        if (dispatched.recipient != organisation) revert NotTheRecipient(consignment, organisation);
        // Check: no line arrived with more than was sent, and a shortage has its reason.
        Movement memory movement = _receipt(digest, consignment, statement.occurredAt, dispatched);
        uint256[] memory carbon = _carbonOf(consignment, dispatched);
        uint256[] memory missing = _count(movement, carbon, statement.receivedGrams, statement.shortageReason);
        // Effect: it is closed, or disputed where far less arrived than was sent.
        if (_isFarShort(dispatched.lines, missing)) _dispute(consignment, digest, movement.lots, missing);
        else _close(consignment, ConsignmentStatus.Received);
        // Interaction: the grams that arrived come into the recipient's hand.
        LOTS.arrive(movement, carbon);
        emit Received(consignment, digest, organisation, statement, movement.lots, signature);
    }

    /// @inheritdoc ICustody
    function refuse(Refuse calldata statement, Dispatch calldata dispatched, bytes calldata signature) external {
        (bytes32 consignment, address organisation) = (statement.consignment, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REFUSE_TYPEHASH, statement)));
        // Check: the recipient states it with a reason, of a consignment that is open and not refused yet.
        _authorise(
            _requirement(digest, dispatched.toCountry, statement.occurredAt, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.reason == 0) revert ReasonMissing();
        if (_requireOpen(consignment, dispatched, statement.occurredAt) == ConsignmentStatus.Refused) {
            revert ConsignmentNotOnTheRoad(consignment, ConsignmentStatus.Refused);
        }
        if (dispatched.recipient != organisation) revert NotTheRecipient(consignment, organisation);
        // Effect: it is refused, and still on the road.
        _consignments[consignment].status = ConsignmentStatus.Refused;
        // Interaction: the dossiers of its lots say so.
        uint256[] memory lots = _note(dispatched, digest);
        emit Refused(consignment, digest, organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustody
    function recall(Recall calldata statement, Dispatch calldata dispatched, bytes calldata signature) external {
        (bytes32 consignment, address organisation) = (statement.consignment, statement.organisation);
        bytes32 digest = _digest(statement);
        // Check: the sender states it, of an open consignment.
        _authorise(
            _requirement(digest, dispatched.fromCountry, statement.occurredAt, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        ConsignmentStatus status = _requireOpen(consignment, dispatched, statement.occurredAt);
        if (dispatched.organisation != organisation) revert NotTheSender(consignment, organisation);
        _requireReleased(consignment, status);
        // Check: no line came back with more than was sent, and a shortage has its reason.
        Movement memory movement = _return(digest, consignment, statement.occurredAt, dispatched);
        uint256[] memory carbon = _carbonOf(consignment, dispatched);
        _count(movement, carbon, statement.returnedGrams, statement.shortageReason);
        // Effect: it is closed.
        _close(consignment, ConsignmentStatus.Returned);
        // Interaction: the grams come back into the sender's hand.
        LOTS.arrive(movement, carbon);
        emit Recalled(consignment, digest, organisation, statement, movement.lots, signature);
    }

    /// @inheritdoc ICustody
    function reportLoss(
        ReportLoss calldata statement,
        Dispatch calldata dispatched,
        bytes calldata signature
    ) external {
        (bytes32 consignment, address organisation) = (statement.consignment, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REPORTLOSS_TYPEHASH, statement)));
        // Check: the sender or the carrier states it with a reason, of an open consignment.
        _authorise(
            _requirement(digest, 0, statement.occurredAt, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.reason == 0) revert ReasonMissing();
        ConsignmentStatus status = _requireOpen(consignment, dispatched, statement.occurredAt);
        if (dispatched.organisation == organisation) {
            _requireReleased(consignment, status);
            // Effect: it is closed, and its grams are gone.
            _close(consignment, ConsignmentStatus.Lost);
        } else {
            if (dispatched.carrier != organisation) revert NotTheSenderOrCarrier(consignment, organisation);
            if (_consignments[consignment].reportedLost) revert LossAlreadyReported(consignment);
            // Effect: the carrier has said so, and it is still on the road.
            _consignments[consignment].reportedLost = true;
        }
        // Interaction: the dossiers of its lots say so.
        uint256[] memory lots = _note(dispatched, digest);
        emit LossReported(consignment, digest, organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustody
    function settle(
        Settle calldata statement,
        Dispatch calldata dispatched,
        bytes calldata signature,
        bytes calldata countersignature
    ) external {
        (bytes32 consignment, address organisation) = (statement.consignment, statement.organisation);
        bytes32 digest = _digest(statement);
        // Check: both sides sign.
        _authorise(
            _requirement(digest, dispatched.fromCountry, statement.occurredAt, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        PARTICIPANTS.countersign(
            _requirement(digest, dispatched.toCountry, statement.occurredAt, false),
            statement.recipient,
            statement.recipientKey,
            countersignature
        );
        // Check: they are the sides of this consignment, and it is disputed.
        _requireDisputed(consignment, dispatched, statement.occurredAt);
        if (dispatched.organisation != organisation) revert NotTheSender(consignment, organisation);
        if (dispatched.recipient != statement.recipient) revert NotTheRecipient(consignment, statement.recipient);
        Settlement memory settlement = _share(consignment, dispatched, statement.shares, statement.lossReason);
        // Effect and interaction: the grams come into both hands.
        uint256[] memory lots = _handOut(consignment, digest, statement.occurredAt, settlement);
        emit Settled(consignment, digest, organisation, statement, lots, signature, countersignature);
    }

    /// @inheritdoc ICustody
    function arbitrate(Dispatch calldata dispatched, Share[] calldata shares, uint16 lossReason) external restricted {
        bytes32 id = _digest(dispatched);
        // Check: it is disputed, and no more than is missing is shared out.
        _requireDisputed(id, dispatched, dispatched.occurredAt);
        Settlement memory settlement = _share(id, dispatched, shares, lossReason);
        // Effect and interaction: the grams come into both hands.
        bytes32 digest = keccak256(abi.encodeCall(this.arbitrate, (dispatched, shares, lossReason)));
        uint256[] memory lots = _handOut(id, digest, uint48(block.timestamp), settlement);
        emit Arbitrated(id, digest, shares, lossReason, lots);
    }

    /// @inheritdoc ICustody
    function timeOut(Dispatch calldata dispatched) external restricted {
        bytes32 id = _digest(dispatched);
        // Check: it is open, and has been for long.
        _requireOpen(id, dispatched, dispatched.occurredAt);
        uint256 earliest = _consignments[id].dispatchedAt + TIME_OUT;
        if (block.timestamp < earliest) revert TimeOutTooEarly(id, earliest);
        // Effect: it is closed.
        _close(id, ConsignmentStatus.Returned);
        // Interaction: the grams come back into the sender's hand.
        bytes32 digest = keccak256(abi.encodeCall(this.timeOut, (dispatched)));
        Movement memory movement = _return(digest, id, uint48(block.timestamp), dispatched);
        LOTS.arrive(movement, _carbonOf(id, dispatched));
        emit TimedOut(id, digest, dispatched.organisation, movement.lots);
    }

    /// @inheritdoc ICustody
    function handOver(HandOver calldata statement, bytes calldata signature, bytes calldata countersignature) external {
        (address organisation, address recipient) = (statement.organisation, statement.recipient);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(HANDOVER_TYPEHASH, statement)));
        bytes2 country = statement.country;
        // Check: both sign, may hold goods there, and are two.
        if (!Contents.isCountry(country)) revert Contents.CountryCodeInvalid(country);
        IParticipants.Requirement memory requirement = _requirement(digest, country, statement.occurredAt, true);
        _authorise(
            requirement,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (recipient == organisation) revert RecipientIsHolder(organisation);
        PARTICIPANTS.countersign(requirement, recipient, statement.recipientKey, countersignature);
        // Interaction: the grams go from hand to hand.
        uint256[] memory lots = new uint256[](1);
        uint256[] memory grams = new uint256[](1);
        (lots[0], grams[0]) = (statement.lot, statement.grams);
        LOTS.move(
            Movement({
                kind: MovementKind.HandOver,
                digest: digest,
                consignment: 0,
                holder: organisation,
                recipient: recipient,
                carrier: address(0),
                fromCountry: country,
                toCountry: country,
                route: 0,
                occurredAt: statement.occurredAt,
                lots: lots,
                grams: grams
            })
        );
        emit HandedOver(statement.lot, digest, organisation, statement, signature, countersignature);
    }

    /// @inheritdoc ICustody
    function consignments(bytes32 consignment) external view returns (Consignment memory) {
        return _consignments[consignment];
    }

    /// @inheritdoc ICustody
    function requireOpen(bytes32 consignment, Dispatch calldata dispatched, uint48 occurredAt) external view {
        _requireOpen(consignment, dispatched, occurredAt);
    }

    /// @inheritdoc ICustody
    function carriedBy(bytes32 consignment, uint256 lot) external view returns (uint256) {
        return _carried[consignment][lot];
    }

    /// @inheritdoc ICustody
    function missingOf(bytes32 consignment, uint256 lot) external view returns (uint256) {
        return _missing[consignment][lot];
    }

    /// @inheritdoc ICustody
    function limits() external view returns (Limits memory) {
        return _limits;
    }

    /// @inheritdoc ICustody
    function settingsHead() external view returns (Head memory) {
        return _settingsHead;
    }

    /// @dev Keeps the transport carbon with which grams left.
    /// @return carries Whether there is any.
    function _keepCarried(bytes32 id, Line[] calldata lines, uint256[] memory carried) private returns (bool carries) {
        for (uint256 i = 0; i < carried.length; ++i) {
            if (carried[i] == 0) continue;
            _carried[id][lines[i].lot] = carried[i];
            carries = true;
        }
    }

    function _close(bytes32 id, ConsignmentStatus status) private {
        _consignments[id].status = status;
        _consignments[id].closedAt = uint48(block.timestamp);
    }

    /// @dev What is missing waits in the consignment until both sides, or governance, share it out.
    function _dispute(bytes32 id, bytes32 receipt, uint256[] memory lots, uint256[] memory missing) private {
        _consignments[id].status = ConsignmentStatus.Disputed;
        for (uint256 i = 0; i < missing.length; ++i) {
            if (missing[i] != 0) _missing[id][lots[i]] = missing[i];
        }
        emit Disputed(id, receipt, lots, missing);
    }

    /// @dev Closes a disputed consignment and puts into each hand what it gets.
    /// @return lots Lots in the order of their links: those of all lines for each hand that gets grams, and once where none does.
    function _handOut(
        bytes32 id,
        bytes32 digest,
        uint48 occurredAt,
        Settlement memory settlement
    ) private returns (uint256[] memory lots) {
        (Movement memory toRecipient, Movement memory toSender) = (settlement.toRecipient, settlement.toSender);
        lots = toRecipient.lots;
        uint256 count = lots.length;
        // Effect: nothing is missing any more.
        _close(id, ConsignmentStatus.Settled);
        for (uint256 i = 0; i < count; ++i) delete _missing[id][lots[i]];
        // Interaction: the recipient's grams, and the links where nobody gets any.
        (toRecipient.digest, toRecipient.occurredAt) = (digest, occurredAt);
        (toSender.digest, toSender.occurredAt) = (digest, occurredAt);
        if (settlement.recipientGrams != 0 || settlement.senderGrams == 0)
            LOTS.arrive(toRecipient, settlement.recipientCarbon);
        if (settlement.senderGrams == 0) return lots;
        // Interaction: the sender's grams.
        LOTS.arrive(toSender, settlement.senderCarbon);
        if (settlement.recipientGrams == 0) return lots;
        uint256[] memory twice = new uint256[](2 * count);
        for (uint256 i = 0; i < 2 * count; ++i) twice[i] = lots[i % count];
        return twice;
    }

    /// @dev Shares out what is missing, line by line. Of the transport carbon of what is missing each side gets the part of its
    /// grams, rounded up, and what is lost takes no more than its own along.
    function _share(
        bytes32 id,
        Dispatch calldata dispatched,
        Share[] calldata shares,
        uint16 lossReason
    ) private view returns (Settlement memory settlement) {
        settlement.toRecipient = _receipt(0, id, 0, dispatched);
        settlement.toSender = _return(0, id, 0, dispatched);
        uint256 count = dispatched.lines.length;
        if (shares.length != count) revert ReceiptLinesMismatch(count, shares.length);
        settlement.recipientCarbon = _carbonOf(id, dispatched);
        settlement.senderCarbon = new uint256[](count);
        uint256 lost = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 left = _missing[id][dispatched.lines[i].lot];
            uint256 carbon = Math.mulDiv(settlement.recipientCarbon[i], left, dispatched.lines[i].grams);
            (uint256 recipientGrams, uint256 senderGrams) = (shares[i].recipientGrams, shares[i].senderGrams);
            if (recipientGrams + senderGrams > left) {
                revert SharedMoreThanMissing(dispatched.lines[i].lot, left, recipientGrams + senderGrams);
            }
            (settlement.toRecipient.grams[i], settlement.toSender.grams[i]) = (recipientGrams, senderGrams);
            settlement.recipientCarbon[i] = _part(carbon, recipientGrams, left);
            settlement.senderCarbon[i] = _part(
                carbon - settlement.recipientCarbon[i],
                senderGrams,
                left - recipientGrams
            );
            settlement.recipientGrams += recipientGrams;
            settlement.senderGrams += senderGrams;
            lost += left - recipientGrams - senderGrams;
        }
        if ((lost == 0) != (lossReason == 0)) revert ShortageReasonMismatch(lost, lossReason);
    }

    /// @dev Whether a line lacks more than the limits allow.
    function _isFarShort(Line[] calldata lines, uint256[] memory missing) private view returns (bool) {
        uint256 allowed = _limits.shortageBasisPoints;
        for (uint256 i = 0; i < lines.length; ++i) {
            if (missing[i] > Math.max(1, (lines[i].grams * allowed) / BASIS_POINTS)) return true;
        }
        return false;
    }

    /// @dev Transport carbon of the lines of a consignment on arrival, in mg CO2e: what they carried when they left, and the
    /// emissions of the journey by mass, rounded up (ISO 14083, 10).
    function _carbonOf(bytes32 id, Dispatch calldata dispatched) private view returns (uint256[] memory carbon) {
        Line[] calldata lines = dispatched.lines;
        carbon = new uint256[](lines.length);
        if (_consignments[id].carries) {
            for (uint256 i = 0; i < lines.length; ++i) carbon[i] = _carried[id][lines[i].lot];
        }
        uint256 emissions = uint256(dispatched.emissionsGrams) * MILLIGRAMS;
        if (emissions == 0) return carbon;
        uint256 total = 0;
        for (uint256 i = 0; i < lines.length; ++i) total += lines[i].grams;
        for (uint256 i = 0; i < lines.length; ++i) carbon[i] += Math.ceilDiv(emissions * lines[i].grams, total);
    }

    /// @dev Enters a statement that moves nothing into the dossiers of a consignment's lots.
    function _note(Dispatch calldata dispatched, bytes32 digest) private returns (uint256[] memory lots) {
        (lots, ) = _columns(dispatched.lines);
        LOTS.note(digest, lots);
    }

    /// @dev Checks that a consignment is still open, and as `_requireAnswer`.
    function _requireOpen(
        bytes32 id,
        Dispatch calldata dispatched,
        uint48 occurredAt
    ) private view returns (ConsignmentStatus status) {
        status = _consignments[id].status;
        if (status == ConsignmentStatus.None) revert ConsignmentUnknown(id);
        if (status != ConsignmentStatus.OnTheRoad && status != ConsignmentStatus.Refused) {
            revert ConsignmentNotOnTheRoad(id, status);
        }
        _requireAnswer(id, dispatched, occurredAt);
    }

    /// @dev Checks that a consignment is disputed, and as `_requireAnswer`.
    function _requireDisputed(bytes32 id, Dispatch calldata dispatched, uint48 occurredAt) private view {
        ConsignmentStatus status = _consignments[id].status;
        if (status == ConsignmentStatus.None) revert ConsignmentUnknown(id);
        if (status != ConsignmentStatus.Disputed) revert ConsignmentNotDisputed(id, status);
        _requireAnswer(id, dispatched, occurredAt);
    }

    /// @dev Checks that the dispatch brought along is the consignment's own, and that what answers it did not happen before it.
    function _requireAnswer(bytes32 id, Dispatch calldata dispatched, uint48 occurredAt) private view {
        bytes32 computed = _digest(dispatched);
        if (computed != id) revert DispatchMismatch(id, computed);
        if (occurredAt < dispatched.occurredAt) revert EarlierThanDispatch(id, occurredAt, dispatched.occurredAt);
    }

    /// @dev Checks that the sender may end an open consignment alone: the recipient has refused it, or had time to answer. A dispatch
    /// is never included before it occurred, so the time runs from its inclusion.
    function _requireReleased(bytes32 id, ConsignmentStatus status) private view {
        if (status == ConsignmentStatus.Refused) return;
        uint256 earliest = uint256(_consignments[id].dispatchedAt) + _limits.waitingSeconds;
        if (block.timestamp < earliest) revert WaitingNotOver(id, earliest);
    }

    function _digest(Dispatch calldata statement) private view returns (bytes32) {
        bytes32[] memory lines = new bytes32[](statement.lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            lines[i] = keccak256(abi.encode(LINE_TYPEHASH, statement.lines[i]));
        }
        // In two halves, for want of room on the stack.
        bytes memory first = abi.encode(
            DISPATCH_TYPEHASH,
            statement.recipient,
            statement.carrier,
            statement.fromCountry,
            statement.toCountry,
            statement.route,
            statement.seal,
            keccak256(abi.encodePacked(lines))
        );
        bytes memory second = abi.encode(
            statement.units,
            statement.emissionsGrams,
            statement.occurredAt,
            statement.organisation,
            statement.key,
            statement.nonce,
            statement.validAfter,
            statement.validBefore
        );
        return _hashTypedDataV4(keccak256(bytes.concat(first, second)));
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

    function _digest(Settle calldata statement) private view returns (bytes32) {
        bytes32[] memory shares = new bytes32[](statement.shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            shares[i] = keccak256(abi.encode(SHARE_TYPEHASH, statement.shares[i]));
        }
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        SETTLE_TYPEHASH,
                        statement.consignment,
                        statement.recipient,
                        statement.recipientKey,
                        keccak256(abi.encodePacked(shares)),
                        statement.lossReason,
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

    /// @dev Counts what arrived of a movement, line by line. Of a line's transport carbon what arrived carries its share, rounded
    /// up, and what is missing takes no more than its own along.
    /// @param movement That of the whole consignment; its grams become those that arrived.
    /// @param carbon Transport carbon of the whole lines; it becomes that of what arrived.
    /// @return missing Grams of each line that did not arrive.
    function _count(
        Movement memory movement,
        uint256[] memory carbon,
        uint48[] calldata arrivedGrams,
        uint16 shortageReason
    ) private pure returns (uint256[] memory missing) {
        uint256 count = movement.lots.length;
        if (arrivedGrams.length != count) revert ReceiptLinesMismatch(count, arrivedGrams.length);
        missing = new uint256[](count);
        uint256 shortage = 0;
        for (uint256 i = 0; i < count; ++i) {
            (uint256 sent, uint48 arrived) = (movement.grams[i], arrivedGrams[i]);
            if (arrived == sent) continue;
            if (arrived > sent) revert ReceivedMoreThanSent(movement.lots[i], uint48(sent), arrived);
            missing[i] = sent - arrived;
            shortage += missing[i];
            movement.grams[i] = arrived;
            carbon[i] = _part(carbon[i], arrived, sent);
        }
        if ((shortage == 0) != (shortageReason == 0)) revert ShortageReasonMismatch(shortage, shortageReason);
    }

    /// @dev What some of all grams carry of a sum, rounded up; nothing of no grams.
    function _part(uint256 sum, uint256 grams, uint256 all) private pure returns (uint256) {
        return all == 0 ? 0 : Math.mulDiv(sum, grams, all, Math.Rounding.Ceil);
    }

    /// @dev Lines ascend by lot: so no lot stands in two of them.
    function _requireLines(Line[] calldata lines) private pure {
        uint256 count = lines.length;
        if (count == 0 || count > LINES_MAXIMUM) revert LinesInvalid(count);
        uint256 previous = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 lot = lines[i].lot;
            if (lot <= previous) revert LinesNotAscending(lot);
            previous = lot;
        }
    }

    /// @dev The movement by which a consignment leaves.
    function _departure(bytes32 digest, Dispatch calldata dispatched) private pure returns (Movement memory movement) {
        movement.kind = MovementKind.Dispatch;
        movement.digest = digest;
        movement.consignment = digest;
        movement.holder = dispatched.organisation;
        movement.recipient = dispatched.recipient;
        movement.carrier = dispatched.carrier;
        movement.fromCountry = dispatched.fromCountry;
        movement.toCountry = dispatched.toCountry;
        movement.route = dispatched.route;
        movement.occurredAt = dispatched.occurredAt;
        (movement.lots, movement.grams) = _columns(dispatched.lines);
    }

    /// @dev The movement by which a whole consignment comes into its recipient's hand.
    function _receipt(
        bytes32 digest,
        bytes32 consignment,
        uint48 occurredAt,
        Dispatch calldata dispatched
    ) private pure returns (Movement memory movement) {
        movement = _departure(digest, dispatched);
        movement.kind = MovementKind.Receipt;
        movement.consignment = consignment;
        movement.occurredAt = occurredAt;
    }

    /// @dev The movement by which a whole consignment comes back into its sender's hand, where it left.
    function _return(
        bytes32 digest,
        bytes32 consignment,
        uint48 occurredAt,
        Dispatch calldata dispatched
    ) private pure returns (Movement memory movement) {
        movement = _departure(digest, dispatched);
        movement.kind = MovementKind.Return;
        movement.consignment = consignment;
        movement.recipient = dispatched.organisation;
        movement.toCountry = dispatched.fromCountry;
        movement.occurredAt = occurredAt;
    }

    /// @dev Lots and grams of the lines of a dispatch.
    function _columns(Line[] calldata lines) private pure returns (uint256[] memory lots, uint256[] memory grams) {
        uint256 count = lines.length;
        lots = new uint256[](count);
        grams = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) (lots[i], grams[i]) = (lines[i].lot, lines[i].grams);
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
