// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustody} from "./interfaces/ICustody.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Module} from "./Module.sol";
import {Role, Scope, Signer} from "./types/Types.sol";

/// @title Custody: who holds which grams (documented in `ICustody`)
contract Custody is ICustody, Module {
    bytes32 public constant LINE_TYPEHASH = keccak256("Line(uint256 lot,uint48 grams)");
    bytes32 public constant DISPATCH_TYPEHASH =
        keccak256(
            "Dispatch(address recipient,address carrier,bytes2 fromCountry,bytes2 toCountry,bytes32 route,bytes32 seal,"
            "Line[] lines,uint48 occurredAt,address organisation,address key,uint256 nonce,uint48 validAfter,"
            "uint48 validBefore)Line(uint256 lot,uint48 grams)"
        );
    bytes32 public constant RECEIVE_TYPEHASH =
        keccak256(
            "Receive(bytes32 consignment,uint48[] receivedGrams,uint16 shortageReason,bool sealIntact,uint48 occurredAt,"
            "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
        );
    bytes32 public constant HANDOVER_TYPEHASH =
        keccak256(
            "HandOver(uint256 lot,uint48 grams,address recipient,address recipientKey,uint48 occurredAt,"
            "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
        );

    uint256 public constant LINES_MAXIMUM = 100;

    /// @dev Laboratories, verifiers, customs and regulators judge goods; they do not trade them.
    uint16 private constant HOLDER =
        uint16(
            (1 << uint8(Role.Miner)) |
                (1 << uint8(Role.Refiner)) |
                (1 << uint8(Role.MagnetMaker)) |
                (1 << uint8(Role.Recycler)) |
                (1 << uint8(Role.Carrier)) |
                (1 << uint8(Role.Buyer))
        );

    mapping(bytes32 consignment => Consignment) private _consignments;

    constructor(IParticipants participants, ILots lots) Module(participants, lots) {}

    /// @inheritdoc ICustody
    function dispatch(Dispatch calldata statement, bytes calldata signature) external {
        bytes32 digest = _digest(statement);
        if (!Contents.isCountry(statement.fromCountry)) {
            revert Contents.CountryCodeInvalid(statement.fromCountry);
        }
        if (!Contents.isCountry(statement.toCountry)) revert Contents.CountryCodeInvalid(statement.toCountry);
        PARTICIPANTS.authorise(
            _requirement(digest, statement.fromCountry, statement.occurredAt, true),
            Signer(
                statement.organisation,
                statement.key,
                statement.nonce,
                statement.validAfter,
                statement.validBefore
            ),
            signature
        );
        if (statement.recipient == statement.organisation) revert RecipientIsHolder(statement.organisation);
        PARTICIPANTS.requireActive(statement.recipient);
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
            Signer(
                statement.organisation,
                statement.key,
                statement.nonce,
                statement.validAfter,
                statement.validBefore
            ),
            signature
        );
        _close(statement, dispatched);
        uint256[] memory lots = _arrive(statement, dispatched, digest);
        emit Received(statement.consignment, digest, statement.organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustody
    function handOver(
        HandOver calldata statement,
        bytes calldata signature,
        bytes calldata countersignature
    ) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(HANDOVER_TYPEHASH, statement)));
        IParticipants.Requirement memory requirement = _requirement(digest, 0, statement.occurredAt, true);
        PARTICIPANTS.authorise(
            requirement,
            Signer(
                statement.organisation,
                statement.key,
                statement.nonce,
                statement.validAfter,
                statement.validBefore
            ),
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

    /// @dev Checks that the receipt answers this consignment, and closes it.
    function _close(Receive calldata statement, Dispatch calldata dispatched) private {
        Consignment storage consignment = _consignments[statement.consignment];
        ConsignmentStatus status = consignment.status;
        if (status == ConsignmentStatus.None) revert ConsignmentUnknown(statement.consignment);
        if (status != ConsignmentStatus.OnTheRoad) revert ConsignmentNotOnTheRoad(statement.consignment, status);
        bytes32 computed = _digest(dispatched);
        if (computed != statement.consignment) revert DispatchMismatch(statement.consignment, computed);
        if (dispatched.recipient != statement.organisation) {
            revert NotTheRecipient(statement.consignment, statement.organisation);
        }
        consignment.status = ConsignmentStatus.Received;
        consignment.closedAt = uint48(block.timestamp);
    }

    function _arrive(
        Receive calldata statement,
        Dispatch calldata dispatched,
        bytes32 digest
    ) private returns (uint256[] memory lots) {
        uint256 count = dispatched.lines.length;
        if (statement.receivedGrams.length != count) {
            revert ReceiptLinesMismatch(count, statement.receivedGrams.length);
        }
        lots = new uint256[](count);
        uint256 shortage = 0;
        for (uint256 i = 0; i < count; ++i) {
            Line calldata line = dispatched.lines[i];
            uint48 received = statement.receivedGrams[i];
            if (received > line.grams) revert ReceivedMoreThanSent(line.lot, line.grams, received);
            shortage += line.grams - received;
            lots[i] = line.lot;
            LOTS.arrive(line.lot, digest, statement.organisation, statement.organisation, received);
        }
        if ((shortage == 0) != (statement.shortageReason == 0)) {
            revert ShortageReasonMismatch(shortage, statement.shortageReason);
        }
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
                roles: HOLDER,
                country: country,
                site: 0,
                occurredAt: occurredAt,
                opens: opens
            });
    }
}
