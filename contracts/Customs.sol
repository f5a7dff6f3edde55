// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICustoms} from "./interfaces/ICustoms.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Concern, IMovementRules, Movement, MovementKind, WATCHED} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, LotStatus, Role, Scope, Signer} from "./types/Types.sol";

/// @title Customs: goods that an authority holds (documented in `ICustoms`)
contract Customs is ICustoms, Module, AccessManaged {
    bytes32 public constant HOLD_TYPEHASH = keccak256(
        "Hold(uint256 lot,address holder,bytes2 country,uint16 ground,bytes32 evidence,uint48 until,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant RENEWHOLD_TYPEHASH = keccak256(
        "RenewHold(uint256 lot,bytes32 hold,uint16 reason,uint48 until,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant RELEASEHOLD_TYPEHASH = keccak256(
        "ReleaseHold(uint256 lot,bytes32 hold,uint16 reason,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );

    /// @dev How far ahead the end of a hold may lie: whoever wants to hold longer says so again, with a reason.
    uint256 public constant TERM_MAXIMUM = 90 days;

    uint16 private constant LEAVING = uint16(
        (1 << uint8(MovementKind.Dispatch)) |
            (1 << uint8(MovementKind.HandOver)) |
            (1 << uint8(MovementKind.Retirement)) |
            (1 << uint8(MovementKind.Consumption))
    );

    uint16 private constant AUTHORITIES = uint16((1 << uint8(Role.Customs)) | (1 << uint8(Role.Regulator)));

    mapping(bytes32 hold => Holding) private _holdings;
    /// @dev Holds that stand, one of each authority at most, in no order.
    mapping(uint256 lot => mapping(address holder => mapping(bytes2 country => bytes32[]))) private _standing;
    /// @dev No hold on any part of the lot ever had a later end. So a lot that was never held costs one word.
    mapping(uint256 lot => uint48) private _latestEnd;

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @inheritdoc ICustoms
    function hold(Hold calldata statement, bytes calldata signature) external {
        (uint256 lot, address holder, bytes2 country) = (statement.lot, statement.holder, statement.country);
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(HOLD_TYPEHASH, statement)));
        // Check: an authority of the country signs.
        if (!Contents.isCountry(country)) revert Contents.CountryCodeInvalid(country);
        _authorise(
            _requirement(digest, country, true),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: the goods can be, the hold has its ground, and an end.
        if (LOTS.records(lot).status() == LotStatus.None) revert ILots.LotUnknown(lot);
        if (holder != address(0)) PARTICIPANTS.serialOf(holder);
        if (statement.ground == 0) revert GroundMissing();
        _requireTerm(statement.until);
        // Effect: it stands.
        _enter(digest, Holding(lot, holder, country, statement.until, organisation));
        // Interaction: the lot is watched from now on, and the dossier names the hold.
        LOTS.watch(lot);
        _note(lot, digest);
        emit Held(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function renewHold(RenewHold calldata statement, bytes calldata signature) external {
        (bytes32 held, address organisation) = (statement.hold, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RENEWHOLD_TYPEHASH, statement)));
        // Check: its author signs, of a hold in force, with a reason and an end.
        Holding memory holding = _holdings[held];
        _authorise(
            _requirement(digest, holding.country, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        _requireInForce(statement.lot, held, holding);
        if (holding.authority != organisation) revert NotTheAuthority(held, organisation);
        if (statement.reason == 0) revert HoldReasonMissing();
        _requireTerm(statement.until);
        // Effect: it ends then.
        _holdings[held].until = statement.until;
        _reach(holding.lot, statement.until);
        // Interaction: the dossier says so.
        _note(holding.lot, digest);
        emit HoldRenewed(holding.lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function releaseHold(ReleaseHold calldata statement, bytes calldata signature) external {
        (bytes32 held, address organisation) = (statement.hold, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RELEASEHOLD_TYPEHASH, statement)));
        // Check: its author signs, of a hold in force, with a reason.
        Holding memory holding = _holdings[held];
        _authorise(
            _requirement(digest, holding.country, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        _requireInForce(statement.lot, held, holding);
        if (holding.authority != organisation) revert NotTheAuthority(held, organisation);
        if (statement.reason == 0) revert HoldReasonMissing();
        // Effect: it stands no more.
        _end(held, holding);
        // Interaction: the dossier says so.
        _note(holding.lot, digest);
        emit HoldReleased(holding.lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function liftHold(uint256 lot, bytes32 held, LiftReason reason) external restricted {
        bytes32 digest = keccak256(abi.encodeCall(this.liftHold, (lot, held, reason)));
        // Check: it is in force, and there is a reason.
        Holding memory holding = _holdings[held];
        _requireInForce(lot, held, holding);
        if (reason == LiftReason.None) revert HoldReasonMissing();
        // Effect: it stands no more.
        _end(held, holding);
        // Interaction: the dossier says so.
        _note(lot, digest);
        emit HoldLifted(lot, digest, held, reason);
    }

    /// @inheritdoc IMovementRules
    function ask(Movement calldata movement) external {
        for (uint256 i = 0; i < movement.lots.length; ++i) {
            uint256 lot = movement.lots[i];
            if (block.timestamp > _latestEnd[lot]) continue;
            // Check: no hold on everybody's grams there is in force, and none on this holder's.
            _requireFree(lot, address(0), movement.fromCountry);
            _requireFree(lot, movement.holder, movement.fromCountry);
        }
    }

    /// @inheritdoc IMovementRules
    /// @dev What arrives where a hold is in force is held by that: so there is nothing to be told.
    function concern() external pure returns (Concern memory) {
        return Concern(LEAVING, WATCHED, false);
    }

    /// @inheritdoc IMovementRules
    // solhint-disable-next-line no-empty-blocks
    function tell(Movement calldata movement) external pure {}

    /// @inheritdoc ICustoms
    function holdings(bytes32 held) external view returns (Holding memory) {
        return _holdings[held];
    }

    /// @inheritdoc ICustoms
    function holdsOn(uint256 lot, address holder, bytes2 country) external view returns (bytes32[] memory) {
        return _standing[lot][holder][country];
    }

    /// @dev Has a hold stand. An ended hold of the same authority gives up its place: so a list is never longer than
    /// there are authorities in the country, and nobody makes it long.
    function _enter(bytes32 digest, Holding memory holding) private {
        bytes32[] storage standing = _standing[holding.lot][holding.holder][holding.country];
        uint256 place = standing.length;
        for (uint256 i = 0; i < standing.length; ++i) {
            Holding storage other = _holdings[standing[i]];
            if (other.authority != holding.authority) continue;
            if (block.timestamp <= other.until) revert HoldStands(holding.lot, holding.authority, standing[i]);
            place = i;
        }
        if (place == standing.length) {
            standing.push(digest);
        } else {
            delete _holdings[standing[place]];
            standing[place] = digest;
        }
        _holdings[digest] = holding;
        _reach(holding.lot, holding.until);
    }

    function _end(bytes32 digest, Holding memory holding) private {
        bytes32[] storage standing = _standing[holding.lot][holding.holder][holding.country];
        uint256 place = 0;
        while (standing[place] != digest) ++place;
        standing[place] = standing[standing.length - 1];
        standing.pop();
        delete _holdings[digest];
    }

    function _reach(uint256 lot, uint48 until) private {
        if (until > _latestEnd[lot]) _latestEnd[lot] = until;
    }

    function _note(uint256 lot, bytes32 digest) private {
        uint256[] memory ids = new uint256[](1);
        ids[0] = lot;
        LOTS.note(digest, ids);
    }

    function _requireInForce(uint256 lot, bytes32 digest, Holding memory holding) private view {
        if (holding.authority == address(0) || holding.lot != lot || block.timestamp > holding.until) {
            revert HoldNotInForce(lot, digest);
        }
    }

    function _requireTerm(uint48 until) private view {
        uint256 latest = block.timestamp + TERM_MAXIMUM;
        if (until < block.timestamp || until > latest) revert HoldTermInvalid(until, block.timestamp, latest);
    }

    function _requireFree(uint256 lot, address holder, bytes2 country) private view {
        bytes32[] storage standing = _standing[lot][holder][country];
        for (uint256 i = 0; i < standing.length; ++i) {
            uint48 until = _holdings[standing[i]].until;
            if (block.timestamp <= until) revert GoodsHeld(lot, holder, country, standing[i], until);
        }
    }

    /// @dev A hold is judged for the country where it holds.
    function _requirement(
        bytes32 digest,
        bytes2 country,
        bool opens
    ) private view returns (IParticipants.Requirement memory) {
        return
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Attestation,
                roles: AUTHORITIES,
                country: country,
                site: ANY_SITE,
                occurredAt: uint48(block.timestamp),
                opens: opens
            });
    }
}
