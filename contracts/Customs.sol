// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {ICustoms} from "./interfaces/ICustoms.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Concern, IMovementRules, Movement, MovementKind, WATCHED} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, HOLDER_ROLES, LotStatus, Role, Scope, Signer} from "./types/Types.sol";

/// @title Customs: goods that an authority holds (documented in `ICustoms`)
contract Customs is ICustoms, Module, AccessManaged {
    using BitMaps for BitMaps.BitMap;

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

    bytes32 public constant CHALLENGE_TYPEHASH = keccak256(
        "Challenge(uint256 lot,address holder,bytes2 country,uint16 ground,bytes32 notice,uint48 answerBy,uint48 until,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant ANSWERCHALLENGE_TYPEHASH = keccak256(
        "AnswerChallenge(uint256 lot,bytes32 challenge,bytes32 declaration,bytes32 contractOfSale,bytes32 explanation,"
        "bytes32 technical,bytes32 other,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant DECIDECHALLENGE_TYPEHASH = keccak256(
        "DecideChallenge(uint256 lot,bytes32 challenge,uint8 decision,uint16 reason,uint48 until,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    /// @dev How far ahead the end of a hold may lie: whoever wants to hold longer says so again, with a reason.
    uint256 public constant TERM_MAXIMUM = 90 days;

    /// @dev Working days that whoever is challenged has to answer.
    uint256 public constant ANSWER_WORKING_DAYS = 7;
    /// @dev A day has begun somewhere on Earth fourteen hours before it does by UTC, and has ended everywhere twelve hours after. So no deadline
    /// falls before that of any zone.
    uint256 private constant EASTERNMOST = 14 hours;
    uint256 private constant WESTERNMOST = 12 hours;

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
    /// @dev Of holds that are challenges, what is particular to them.
    mapping(bytes32 challenge => Challenged) private _challenges;
    /// @dev Days since 1970-01-01 that are working days though they fall on a weekend, or are not though they do not.
    mapping(bytes2 country => BitMaps.BitMap) private _exceptions;

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
        if (holder != address(0)) PARTICIPANTS.serialOf(holder);
        _requireHoldable(lot, statement.ground, statement.until);
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
    function challenge(Challenge calldata statement, bytes calldata signature) external {
        (uint256 lot, address holder, bytes2 country) = (statement.lot, statement.holder, statement.country);
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CHALLENGE_TYPEHASH, statement)));
        // Check: an authority of the country signs.
        if (!Contents.isCountry(country)) revert Contents.CountryCodeInvalid(country);
        _authorise(
            _requirement(digest, country, true),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: somebody is there to answer, knows what, and has time.
        PARTICIPANTS.serialOf(holder);
        if (statement.notice == 0) revert NoticeMissing();
        _requireDeadline(country, statement.answerBy, statement.until);
        _requireHoldable(lot, statement.ground, statement.until);
        // Effect: it stands.
        _enter(digest, Holding(lot, holder, country, statement.until, organisation));
        _challenges[digest] = Challenged(statement.answerBy, 0, Decision.None);
        // Interaction: the lot is watched from now on, and the dossier names the challenge.
        LOTS.watch(lot);
        _note(lot, digest);
        emit GoodsChallenged(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function answerChallenge(AnswerChallenge calldata statement, bytes calldata signature) external {
        (uint256 lot, bytes32 challenged, address organisation) = (
            statement.lot,
            statement.challenge,
            statement.organisation
        );
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ANSWERCHALLENGE_TYPEHASH, statement)));
        // Check: the holder signs, of a challenge in force, with all documents.
        Holding memory holding = _holdings[challenged];
        IParticipants.Requirement memory requirement = _requirement(digest, holding.country, false);
        (requirement.scope, requirement.roles) = (Scope.Custody, HOLDER_ROLES);
        _authorise(
            requirement,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        Challenged storage state = _challengeInForce(lot, challenged, holding);
        if (holding.holder != organisation) revert ChallengeOfAnother(challenged, organisation);
        if (
            statement.declaration == 0 ||
            statement.contractOfSale == 0 ||
            statement.explanation == 0 ||
            statement.technical == 0
        ) revert AnswerIncomplete();
        // Effect: it is answered since the first answer.
        if (state.answeredAt == 0) state.answeredAt = uint48(block.timestamp);
        // Interaction: the dossier says so.
        _note(lot, digest);
        emit ChallengeAnswered(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function decideChallenge(DecideChallenge calldata statement, bytes calldata signature) external {
        (uint256 lot, bytes32 challenged, address organisation) = (
            statement.lot,
            statement.challenge,
            statement.organisation
        );
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(DECIDECHALLENGE_TYPEHASH, statement)));
        // Check: its author signs, of a challenge in force.
        Holding memory holding = _holdings[challenged];
        _authorise(
            _requirement(digest, holding.country, false),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        Challenged storage state = _challengeInForce(lot, challenged, holding);
        if (holding.authority != organisation) revert NotTheAuthority(challenged, organisation);
        _requireDecidable(challenged, state, statement.decision);
        if (statement.reason == 0) revert HoldReasonMissing();
        _requireTerm(statement.until);
        // Effect: it is decided, and ends then.
        state.decision = statement.decision;
        _holdings[challenged].until = statement.until;
        _reach(lot, statement.until);
        // Interaction: the dossier says so.
        _note(lot, digest);
        emit ChallengeDecided(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function setCalendar(bytes2 country, uint32[] calldata daysChanged, bool exceptional) external restricted {
        if (!Contents.isCountry(country)) revert Contents.CountryCodeInvalid(country);
        for (uint256 i = 0; i < daysChanged.length; ++i) _exceptions[country].setTo(daysChanged[i], exceptional);
        emit CalendarSet(country, daysChanged, exceptional);
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
    function ask(Movement calldata movement) external view {
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
    function challenges(bytes32 challenged) external view returns (Challenged memory) {
        return _challenges[challenged];
    }

    /// @inheritdoc ICustoms
    function holdings(bytes32 held) external view returns (Holding memory) {
        return _holdings[held];
    }

    /// @inheritdoc ICustoms
    function holdsOn(uint256 lot, address holder, bytes2 country) external view returns (bytes32[] memory) {
        return _standing[lot][holder][country];
    }

    /// @inheritdoc ICustoms
    function earliestDeadline(bytes2 country) public view returns (uint48) {
        uint256 day = (block.timestamp + EASTERNMOST) / 1 days;
        // A year without seven working days is a calendar that nobody meant.
        uint256 last = day + 365;
        for (uint256 left = ANSWER_WORKING_DAYS; left > 0 && day < last;) {
            ++day;
            // 1970-01-01 was a Thursday: 2 is Saturday, 3 is Sunday.
            bool isWeekend = day % 7 == 2 || day % 7 == 3;
            if (isWeekend == _exceptions[country].get(day)) --left;
        }
        return uint48((day + 1) * 1 days + WESTERNMOST - 1);
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
            delete _challenges[standing[place]];
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
        delete _challenges[digest];
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

    function _challengeInForce(
        uint256 lot,
        bytes32 digest,
        Holding memory holding
    ) private view returns (Challenged storage state) {
        _requireInForce(lot, digest, holding);
        state = _challenges[digest];
        if (state.answerBy == 0) revert ChallengeUnknown(digest);
    }

    /// @dev Nothing is decided over the holder's head while it has time, and a licence that is required stays so.
    function _requireDecidable(bytes32 digest, Challenged memory state, Decision decision) private view {
        if (decision == Decision.None) revert DecisionMissing();
        if (state.answeredAt == 0 && block.timestamp <= state.answerBy) {
            revert ChallengeUnanswered(digest, state.answerBy);
        }
        if (state.decision == Decision.LicenceRequired && decision != Decision.LicenceRequired) {
            revert ChallengeDecidedAlready(digest, state.decision);
        }
    }

    function _requireDeadline(bytes2 country, uint48 answerBy, uint48 until) private view {
        uint48 earliest = earliestDeadline(country);
        if (answerBy < earliest) revert AnswerDueTooEarly(answerBy, earliest);
        if (until < answerBy) revert HoldTermInvalid(until, answerBy, block.timestamp + TERM_MAXIMUM);
    }

    function _requireHoldable(uint256 lot, uint16 ground, uint48 until) private view {
        if (LOTS.records(lot).status() == LotStatus.None) revert ILots.LotUnknown(lot);
        if (ground == 0) revert GroundMissing();
        _requireTerm(until);
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
