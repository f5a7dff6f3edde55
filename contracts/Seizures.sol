// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {AuthorityModule} from "./AuthorityModule.sol";
import {ICustoms} from "./interfaces/ICustoms.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {ISeizures} from "./interfaces/ISeizures.sol";
import {Signer} from "./types/Types.sol";

/// @title Seizures: goods that an authority has taken away (documented in `ISeizures`)
contract Seizures is ISeizures, AuthorityModule {
    bytes32 public constant SEIZE_TYPEHASH = keccak256(
        "Seize(uint256 lot,bytes32 hold,address holder,bytes2 country,uint48 grams,uint16 ground,bytes32 evidence,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant RETURNSEIZED_TYPEHASH = keccak256(
        "ReturnSeized(uint256 lot,bytes32 seizure,uint16 reason,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );

    /// @dev Where holds are set.
    ICustoms public immutable CUSTOMS;

    mapping(bytes32 seizure => Seizure) private _seizures;

    constructor(
        address authority,
        IParticipants participants,
        ILots lots,
        ICustoms customs
    ) AuthorityModule(authority, participants, lots) {
        CUSTOMS = customs;
    }

    /// @inheritdoc ISeizures
    function seize(Seize calldata statement, bytes calldata signature) external {
        (uint256 lot, address holder, bytes2 country) = (statement.lot, statement.holder, statement.country);
        (uint48 grams, address organisation) = (statement.grams, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(SEIZE_TYPEHASH, statement)));
        // Check: an authority of the country signs.
        _authoriseIn(
            country,
            digest,
            true,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: it holds that part, by a ground and an order.
        _requireHeld(statement);
        if (statement.ground == 0) revert ICustoms.GroundMissing();
        if (statement.evidence == 0) revert OrderMissing();
        // Interaction: the grams leave the holder's hand, if it has as many.
        uint256 carried = LOTS.seize(
            _movement(MovementKind.Seizure, digest, lot, grams, holder, organisation, country)
        );
        // Effect: the authority has them. The nonce is spent, so nobody came here with this digest meanwhile.
        _seizures[digest] = Seizure(
            lot,
            holder,
            country,
            organisation,
            ILots.Stock(grams, SafeCast.toUint208(carried))
        );
        emit Seized(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ISeizures
    function returnSeized(ReturnSeized calldata statement, bytes calldata signature) external {
        (uint256 lot, bytes32 seized, address organisation) = (
            statement.lot,
            statement.seizure,
            statement.organisation
        );
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RETURNSEIZED_TYPEHASH, statement)));
        // Check: its author signs, of a seizure that stands, with a reason.
        Seizure memory seizure = _seizures[seized];
        _authoriseIn(
            seizure.country,
            digest,
            false,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        _requireStanding(lot, seized, seizure);
        if (seizure.authority != organisation) revert SeizureOfAnother(seized, organisation);
        if (statement.reason == 0) revert ReturnReasonMissing();
        // Effect and interaction: the holder has them again.
        _giveBack(seized, seizure, digest);
        emit SeizedReturned(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ISeizures
    function restoreSeized(uint256 lot, bytes32 seizure, ICustoms.LiftReason reason) external restricted {
        bytes32 digest = keccak256(abi.encodeCall(this.restoreSeized, (lot, seizure, reason)));
        // Check: it stands, and there is a reason.
        Seizure memory standing = _seizures[seizure];
        _requireStanding(lot, seizure, standing);
        if (reason == ICustoms.LiftReason.None) revert ReturnReasonMissing();
        // Effect and interaction: the holder has them again.
        _giveBack(seizure, standing, digest);
        emit SeizedRestored(lot, digest, seizure, reason);
    }

    /// @inheritdoc ISeizures
    function seizures(bytes32 seizure) external view returns (Seizure memory) {
        return _seizures[seizure];
    }

    /// @dev Gives back all of what a seizure took. It stands no more, so nobody gives it back twice.
    function _giveBack(bytes32 seized, Seizure memory seizure, bytes32 digest) private {
        delete _seizures[seized];
        uint256[] memory carried = new uint256[](1);
        carried[0] = seizure.stock.transportMilligrams;
        LOTS.arrive(
            _movement(
                MovementKind.Restitution,
                digest,
                seizure.lot,
                seizure.stock.grams,
                seizure.authority,
                seizure.holder,
                seizure.country
            ),
            carried
        );
    }

    /// @dev Check: a hold of the authority is in force on that part. Nothing is taken from a holder that has time to answer a challenge.
    function _requireHeld(Seize calldata statement) private view {
        (uint256 lot, bytes32 held) = (statement.lot, statement.hold);
        ICustoms.Holding memory holding = CUSTOMS.holdings(lot, held);
        if (block.timestamp > holding.until) revert ICustoms.HoldNotInForce(lot, held);
        if (holding.authority != statement.organisation) {
            revert ICustoms.NotTheAuthority(held, statement.organisation);
        }
        if (!CUSTOMS.isOnPart(lot, held, statement.holder, statement.country)) {
            revert SeizureBeyondHold(held, statement.holder, statement.country);
        }
        ICustoms.Challenged memory challenged = CUSTOMS.challenges(held);
        if (challenged.answeredAt == 0 && block.timestamp <= challenged.answerBy) {
            revert ICustoms.ChallengeUnanswered(held, challenged.answerBy);
        }
    }

    function _requireStanding(uint256 lot, bytes32 digest, Seizure memory seizure) private pure {
        if (seizure.authority == address(0) || seizure.lot != lot) revert SeizureNotStanding(lot, digest);
    }

    function _movement(
        MovementKind kind,
        bytes32 digest,
        uint256 lot,
        uint48 grams,
        address from,
        address to,
        bytes2 country
    ) private view returns (Movement memory movement) {
        (movement.kind, movement.digest) = (kind, digest);
        (movement.holder, movement.recipient) = (from, to);
        (movement.fromCountry, movement.toCountry) = (country, country);
        movement.occurredAt = uint48(block.timestamp);
        (movement.lots, movement.grams) = (new uint256[](1), new uint256[](1));
        (movement.lots[0], movement.grams[0]) = (lot, grams);
    }
}
