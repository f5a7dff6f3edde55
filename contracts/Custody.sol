// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICustody} from "./interfaces/ICustody.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, HOLDER_ROLES, Scope, Signer} from "./types/Types.sol";

/// @title Custody: who holds which grams (documented in `ICustody`)
contract Custody is ICustody, Module, AccessManaged {
    bytes32 public constant LINE_TYPEHASH = keccak256("Line(uint256 lot,uint48 grams)");
    bytes32 public constant DISPATCH_TYPEHASH = keccak256(
        "Dispatch(address recipient,address carrier,bytes2 fromCountry,bytes2 toCountry,bytes32 route,bytes32 seal,"
        "Line[] lines,uint64 emissionsGrams,uint48 occurredAt,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)Line(uint256 lot,uint48 grams)"
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

    uint256 public constant LINES_MAXIMUM = 100;

    /// @dev Longer than any shipment by sea, so that a time-out never races a receipt that is still to come.
    uint256 public constant TIME_OUT = 180 days;

    uint256 private constant MILLIGRAMS = 1_000;

    mapping(bytes32 consignment => Consignment) private _consignments;

    /// @dev Transport carbon with which grams left, in mg CO2e; written only where there is some.
    mapping(bytes32 consignment => mapping(uint256 lot => uint256)) private _carried;

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

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
            carries: _keepCarried(digest, statement.lines, carried)
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
        // Effect: it is closed.
        _close(consignment, ConsignmentStatus.Received);
        // Interaction: the grams come into the recipient's hand.
        Movement memory movement = _receipt(digest, statement.occurredAt, dispatched);
        _arrive(consignment, dispatched, movement, statement.receivedGrams, statement.shortageReason);
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
        _requireOpen(consignment, dispatched, statement.occurredAt);
        if (dispatched.organisation != organisation) revert NotTheSender(consignment, organisation);
        // Effect: it is closed.
        _close(consignment, ConsignmentStatus.Returned);
        // Interaction: the grams come back into the sender's hand.
        Movement memory movement = _return(digest, statement.occurredAt, dispatched);
        _arrive(consignment, dispatched, movement, statement.returnedGrams, statement.shortageReason);
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
        _requireOpen(consignment, dispatched, statement.occurredAt);
        if (dispatched.organisation != organisation && dispatched.carrier != organisation) {
            revert NotTheSenderOrCarrier(consignment, organisation);
        }
        // Effect: it is closed, and its grams are gone.
        _close(consignment, ConsignmentStatus.Lost);
        // Interaction: the dossiers of its lots say so.
        uint256[] memory lots = _note(dispatched, digest);
        emit LossReported(consignment, digest, organisation, statement, lots, signature);
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
        Movement memory movement = _return(digest, uint48(block.timestamp), dispatched);
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
    function carriedBy(bytes32 consignment, uint256 lot) external view returns (uint256) {
        return _carried[consignment][lot];
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

    /// @dev Puts what arrived into a hand, line by line; what did not is short for good, and has a reason. Of a line's transport
    /// carbon what arrived carries its share, rounded up, and what is short takes no more than its own along.
    /// @param movement That of the whole consignment; its grams become those that arrived.
    function _arrive(
        bytes32 id,
        Dispatch calldata dispatched,
        Movement memory movement,
        uint48[] calldata arrivedGrams,
        uint16 shortageReason
    ) private {
        uint256 count = movement.lots.length;
        if (arrivedGrams.length != count) revert ReceiptLinesMismatch(count, arrivedGrams.length);
        uint256[] memory carbon = _carbonOf(id, dispatched);
        uint256 shortage = 0;
        for (uint256 i = 0; i < count; ++i) {
            (uint256 sent, uint48 arrived) = (movement.grams[i], arrivedGrams[i]);
            if (arrived == sent) continue;
            if (arrived > sent) revert ReceivedMoreThanSent(movement.lots[i], uint48(sent), arrived);
            shortage += sent - arrived;
            movement.grams[i] = arrived;
            carbon[i] = Math.mulDiv(carbon[i], arrived, sent, Math.Rounding.Ceil);
        }
        if ((shortage == 0) != (shortageReason == 0)) revert ShortageReasonMismatch(shortage, shortageReason);
        LOTS.arrive(movement, carbon);
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

    /// @dev Checks that a consignment is still open, that the dispatch brought along is its own, and that what answers it did not
    /// happen before it.
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
        bytes32 computed = _digest(dispatched);
        if (computed != id) revert DispatchMismatch(id, computed);
        if (occurredAt < dispatched.occurredAt) revert EarlierThanDispatch(id, occurredAt, dispatched.occurredAt);
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
        uint48 occurredAt,
        Dispatch calldata dispatched
    ) private pure returns (Movement memory movement) {
        movement = _departure(digest, dispatched);
        movement.kind = MovementKind.Receipt;
        movement.occurredAt = occurredAt;
    }

    /// @dev The movement by which a whole consignment comes back into its sender's hand, where it left.
    function _return(
        bytes32 digest,
        uint48 occurredAt,
        Dispatch calldata dispatched
    ) private pure returns (Movement memory movement) {
        movement = _departure(digest, dispatched);
        movement.kind = MovementKind.Return;
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
