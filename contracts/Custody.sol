// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICustody} from "./interfaces/ICustody.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Structs} from "./libraries/Structs.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, HOLDER_ROLES, Scope} from "./types/Types.sol";

/// @title Custody: who holds which grams (documented in `ICustody`)
contract Custody is ICustody, Module, AccessManaged {
    bytes32 public constant LINE_TYPEHASH = keccak256("Line(uint256 lot,uint48 grams,uint128 transportMilligrams)");
    bytes32 public constant DISPATCH_TYPEHASH = keccak256(
        "Dispatch(address recipient,address carrier,bytes2 fromCountry,bytes2 toCountry,bytes32 route,bytes32 seal,"
        "Line[] lines,uint64 emissionsGrams,uint48 occurredAt,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)Line(uint256 lot,uint48 grams,uint128 transportMilligrams)"
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

    uint256 private constant LINE_SIZE = 0x60;
    uint256 private constant DISPATCH_SIZE = 14 * 0x20;
    uint256 private constant DISPATCH_SIZE_BEFORE_LINES = 6 * 0x20;
    uint256 private constant RECEIVE_SIZE = 10 * 0x20;
    uint256 private constant RECALL_SIZE = 9 * 0x20;
    uint256 private constant REFUSE_SIZE = 8 * 0x20;
    uint256 private constant REPORTLOSS_SIZE = 9 * 0x20;
    uint256 private constant HANDOVER_SIZE = 10 * 0x20;

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
        (address organisation, address recipient) = (statement.organisation, statement.recipient);
        (bytes2 fromCountry, bytes2 toCountry) = (statement.fromCountry, statement.toCountry);
        if (!Contents.isCountry(fromCountry)) revert Contents.CountryCodeInvalid(fromCountry);
        if (!Contents.isCountry(toCountry)) revert Contents.CountryCodeInvalid(toCountry);
        bytes32 digest = _digest(statement);
        _authorise(
            digest,
            Scope.Custody,
            HOLDER_ROLES,
            fromCountry,
            ANY_SITE,
            statement.occurredAt,
            true,
            Structs.signer(_offsetOf(statement), DISPATCH_SIZE),
            signature
        );
        if (recipient == organisation) revert RecipientIsHolder(organisation);
        // Whoever could not receive there would leave the grams on the road for ever.
        PARTICIPANTS.requireParties(recipient, HOLDER_ROLES, toCountry, statement.carrier);
        _requireLines(statement.lines);
        // Reading it refuses it where it is wider than its type, and so hashed amiss.
        _milligrams(statement.emissionsGrams);
        LOTS.depart(digest, organisation, statement.lines);
        _consignments[digest] = Consignment(ConsignmentStatus.OnTheRoad, uint48(block.timestamp), 0);
        Structs.log(
            Dispatched.selector,
            digest,
            bytes32(uint256(uint160(organisation))),
            bytes32(uint256(uint160(recipient))),
            _tailed(statement),
            signature
        );
    }

    /// @inheritdoc ICustody
    function receiveConsignment(
        Receive calldata statement,
        Dispatch calldata dispatched,
        bytes calldata signature
    ) external {
        (bytes32 consignment, address organisation) = (statement.consignment, statement.organisation);
        uint256 offset;
        assembly ("memory-safe") {
            offset := statement
        }
        bytes32 digest = _digest(RECEIVE_TYPEHASH, offset, RECEIVE_SIZE, statement.receivedGrams);
        _authorise(
            _requirement(digest, dispatched.toCountry, statement.occurredAt, false),
            Structs.signer(offset, RECEIVE_SIZE),
            signature
        );
        _requireOpen(consignment, dispatched);
        if (dispatched.recipient != organisation) revert NotTheRecipient(consignment, organisation);
        _close(consignment, ConsignmentStatus.Received);
        uint256[] memory lots = _arrive(
            dispatched,
            statement.receivedGrams,
            statement.shortageReason,
            digest,
            organisation
        );
        emit Received(consignment, digest, organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustody
    function refuse(Refuse calldata statement, Dispatch calldata dispatched, bytes calldata signature) external {
        bytes32 digest = _digestAt(REFUSE_TYPEHASH, Structs.FIRST, REFUSE_SIZE);
        _authorise(
            _requirement(digest, dispatched.toCountry, statement.occurredAt, false),
            Structs.signer(Structs.FIRST, REFUSE_SIZE),
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
        uint256 offset;
        assembly ("memory-safe") {
            offset := statement
        }
        bytes32 digest = _digest(RECALL_TYPEHASH, offset, RECALL_SIZE, statement.returnedGrams);
        _authorise(
            _requirement(digest, dispatched.fromCountry, statement.occurredAt, false),
            Structs.signer(offset, RECALL_SIZE),
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
        bytes32 digest = _digestAt(REPORTLOSS_TYPEHASH, Structs.FIRST, REPORTLOSS_SIZE);
        _authorise(
            _requirement(digest, 0, statement.occurredAt, false),
            Structs.signer(Structs.FIRST, REPORTLOSS_SIZE),
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
        (uint256[] memory lots, uint256[] memory grams, uint256[] memory transport) = _columns(dispatched.lines);
        _addJourney(dispatched, grams, transport);
        LOTS.arrive(digest, dispatched.organisation, lots, grams, transport);
        emit TimedOut(id, digest, dispatched.organisation, lots);
    }

    /// @inheritdoc ICustody
    function handOver(HandOver calldata statement, bytes calldata signature, bytes calldata countersignature) external {
        bytes32 digest = _digestAt(HANDOVER_TYPEHASH, Structs.FIRST, HANDOVER_SIZE);
        IParticipants.Requirement memory requirement = _requirement(digest, 0, statement.occurredAt, true);
        _authorise(requirement, Structs.signer(Structs.FIRST, HANDOVER_SIZE), signature);
        if (statement.recipient == statement.organisation) revert RecipientIsHolder(statement.organisation);
        PARTICIPANTS.countersign(requirement, statement.recipient, statement.recipientKey, countersignature);
        LOTS.move(statement.lot, digest, statement.organisation, statement.recipient, statement.grams);
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

    /// @dev Puts what arrived into a hand, line by line; what did not is short for good, and has a reason. Of a line that is
    /// short, what arrived carries the whole line's transport carbon; of one that is lost whole, it is lost too.
    function _arrive(
        Dispatch calldata dispatched,
        uint48[] calldata arrivedGrams,
        uint16 shortageReason,
        bytes32 digest,
        address organisation
    ) private returns (uint256[] memory lots) {
        uint256[] memory grams;
        uint256[] memory transport;
        (lots, grams, transport) = _columns(dispatched.lines);
        if (arrivedGrams.length != lots.length) revert ReceiptLinesMismatch(lots.length, arrivedGrams.length);
        _addJourney(dispatched, grams, transport);
        uint256 shortage = 0;
        for (uint256 i = 0; i < lots.length; ++i) {
            (uint256 sent, uint48 arrived) = (grams[i], arrivedGrams[i]);
            if (arrived > sent) revert ReceivedMoreThanSent(lots[i], uint48(sent), arrived);
            shortage += sent - arrived;
            grams[i] = arrived;
            if (arrived == 0) transport[i] = 0;
        }
        if ((shortage == 0) != (shortageReason == 0)) revert ShortageReasonMismatch(shortage, shortageReason);
        LOTS.arrive(digest, organisation, lots, grams, transport);
    }

    /// @dev Adds the emissions of the journey to what the grams carry already: by mass, rounded up (ISO 14083, 10).
    function _addJourney(
        Dispatch calldata dispatched,
        uint256[] memory grams,
        uint256[] memory transport
    ) private pure {
        uint256 emissions = _milligrams(dispatched.emissionsGrams);
        if (emissions == 0) return;
        uint256 total = 0;
        for (uint256 i = 0; i < grams.length; ++i) total += grams[i];
        for (uint256 i = 0; i < grams.length; ++i) transport[i] += Math.ceilDiv(emissions * grams[i], total);
    }

    function _milligrams(uint64 grams) private pure returns (uint256) {
        return uint256(grams) * 1_000;
    }

    /// @dev Enters a statement that moves nothing into the dossiers of a consignment's lots.
    function _note(
        Dispatch calldata dispatched,
        bytes32 digest,
        address organisation
    ) private returns (uint256[] memory lots) {
        (lots, , ) = _columns(dispatched.lines);
        LOTS.note(digest, organisation, lots);
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
        uint256 offset = _offsetOf(statement);
        bytes32 lines = _hash(statement.lines);
        return
            _hashTypedDataV4(
                Structs.hash(DISPATCH_TYPEHASH, offset, DISPATCH_SIZE, DISPATCH_SIZE_BEFORE_LINES, 0x20, lines)
            );
    }

    /// @dev Digest of a receipt or recall, whose second member is its list of grams.
    function _digest(
        bytes32 typeHash,
        uint256 offset,
        uint256 size,
        uint48[] calldata grams
    ) private view returns (bytes32) {
        uint256 tail;
        assembly ("memory-safe") {
            tail := grams.offset
        }
        bytes32 gramsHash = Structs.hashWords(tail, grams.length * 0x20);
        return _hashTypedDataV4(Structs.hash(typeHash, offset, size, 0x20, 0x20, gramsHash));
    }

    /// @dev EIP-712 hash of a dispatch's lines.
    function _hash(Line[] calldata lines) private pure returns (bytes32 result) {
        bytes32 typeHash = LINE_TYPEHASH;
        assembly ("memory-safe") {
            let hashes := mload(0x40)
            let size := shl(5, lines.length)
            let line := add(hashes, size)
            mstore(line, typeHash)
            for {
                let i := 0
            } lt(i, size) {
                i := add(i, 0x20)
            } {
                calldatacopy(add(line, 0x20), add(lines.offset, mul(3, i)), LINE_SIZE)
                mstore(add(hashes, i), keccak256(line, 0x80))
            }
            result := keccak256(hashes, size)
        }
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

    /// @dev Lots, grams and transport carbon of the lines of a dispatch that was included.
    function _columns(
        Line[] calldata lines
    ) private pure returns (uint256[] memory lots, uint256[] memory grams, uint256[] memory transport) {
        uint256 count = lines.length;
        lots = new uint256[](count);
        grams = new uint256[](count);
        transport = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            (lots[i], grams[i], transport[i]) = (lines[i].lot, lines[i].grams, lines[i].transportMilligrams);
        }
    }

    function _tailed(Dispatch calldata statement) private pure returns (Structs.Tailed memory) {
        Line[] calldata lines = statement.lines;
        uint256 tail;
        assembly ("memory-safe") {
            tail := lines.offset
        }
        return
            Structs.Tailed(
                _offsetOf(statement),
                DISPATCH_SIZE,
                DISPATCH_SIZE_BEFORE_LINES,
                tail,
                lines.length,
                lines.length * LINE_SIZE
            );
    }

    function _offsetOf(Dispatch calldata statement) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := statement
        }
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
