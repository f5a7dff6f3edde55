// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {AuthorityModule} from "./AuthorityModule.sol";
import {Holds} from "./Holds.sol";
import {ICustody} from "./interfaces/ICustody.sol";
import {ICustoms} from "./interfaces/ICustoms.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IRoutes} from "./interfaces/IRoutes.sol";
import {Contents} from "./libraries/Contents.sol";
import {Itineraries} from "./libraries/Itineraries.sol";
import {HOLDER_ROLES, LotStatus, Scope, Signer} from "./types/Types.sol";

/// @title Customs: goods that an authority holds (documented in `ICustoms`)
contract Customs is ICustoms, Holds {
    using BitMaps for BitMaps.BitMap;
    using Itineraries for bytes32;

    bytes32 public constant HOLD_TYPEHASH = keccak256(
        "Hold(uint256 lot,address holder,bytes2 country,uint16 ground,bytes32 evidence,uint48 until,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant HOLDCONSIGNMENT_TYPEHASH = keccak256(
        "HoldConsignment(bytes32 consignment,bytes2 country,uint16 ground,bytes32 evidence,uint48 until,"
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

    /// @dev Working days that whoever is challenged has to answer.
    uint256 public constant ANSWER_WORKING_DAYS = 7;
    /// @dev A day has begun somewhere on Earth fourteen hours before it does by UTC, and has ended everywhere twelve hours after. So no deadline
    /// falls before that of any zone.
    uint256 private constant EASTERNMOST = 14 hours;
    uint256 private constant WESTERNMOST = 12 hours;

    /// @dev Where consignments are kept.
    ICustody public immutable CUSTODY;
    /// @dev Where it stands which other way they go.
    IRoutes public immutable ROUTES;

    /// @dev Of holds that are challenges, what is particular to them.
    mapping(bytes32 challenge => Challenged) private _challenges;
    /// @dev Days since 1970-01-01 that are working days though they fall on a weekend, or are not though they do not.
    mapping(bytes2 country => BitMaps.BitMap) private _exceptions;

    constructor(
        address authority,
        IParticipants participants,
        ILots lots,
        ICustody custody,
        IRoutes routes
    ) AuthorityModule(authority, participants, lots) {
        (CUSTODY, ROUTES) = (custody, routes);
    }

    /// @inheritdoc ICustoms
    function hold(Hold calldata statement, bytes calldata signature) external {
        (uint256 lot, address holder, bytes2 country) = (statement.lot, statement.holder, statement.country);
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(HOLD_TYPEHASH, statement)));
        // Check: an authority of the country signs.
        _authoriseIn(
            country,
            digest,
            true,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: the goods can be, the hold has its ground, and an end.
        if (holder != address(0)) PARTICIPANTS.serialOf(holder);
        _requireHoldable(lot, statement.ground, statement.until);
        // Effect: it stands.
        _place(digest, lot, Part(holder, statement.until, 0), Author(organisation, country, 0));
        // Interaction: the lot is watched from now on, and the dossier names the hold.
        LOTS.watch(lot);
        _note(lot, digest);
        emit Held(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function holdConsignment(
        HoldConsignment calldata statement,
        ICustody.Dispatch calldata dispatched,
        bytes calldata signature
    ) external {
        (bytes32 consignment, bytes2 country, address organisation) = (
            statement.consignment,
            statement.country,
            statement.organisation
        );
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(HOLDCONSIGNMENT_TYPEHASH, statement)));
        // Check: an authority of the country signs.
        _authoriseIn(
            country,
            digest,
            true,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: it is on the road, by that country; the hold has its ground, and an end.
        CUSTODY.requireOpen(consignment, dispatched, dispatched.occurredAt);
        _requireOnTheWay(consignment, country, dispatched);
        if (statement.ground == 0) revert GroundMissing();
        _requireTerm(statement.until);
        // Effect: it stands.
        Author memory author = Author(organisation, country, consignment);
        uint256[] memory lots = _enterConsignment(digest, statement.until, author, dispatched);
        // Interaction: its lots are watched from now on, and their dossiers name the hold.
        for (uint256 i = 0; i < lots.length; ++i) LOTS.watch(lots[i]);
        LOTS.note(digest, lots);
        emit ConsignmentHeld(consignment, digest, organisation, statement, lots, signature);
    }

    /// @inheritdoc ICustoms
    function renewHold(RenewHold calldata statement, bytes calldata signature) external {
        (uint256 lot, bytes32 held, address organisation) = (statement.lot, statement.hold, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RENEWHOLD_TYPEHASH, statement)));
        // Check: its author signs, of a hold in force, with a reason and an end.
        Holding memory holding = _holdingOf(lot, held);
        _authoriseIn(
            holding.country,
            digest,
            false,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        _requireInForce(lot, held, holding);
        if (holding.authority != organisation) revert NotTheAuthority(held, organisation);
        if (statement.reason == 0) revert HoldReasonMissing();
        _requireTerm(statement.until);
        // Effect: it ends then.
        _prolong(held, lot, statement.until);
        // Interaction: the dossier says so.
        _note(lot, digest);
        emit HoldRenewed(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function releaseHold(ReleaseHold calldata statement, bytes calldata signature) external {
        (uint256 lot, bytes32 held, address organisation) = (statement.lot, statement.hold, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RELEASEHOLD_TYPEHASH, statement)));
        // Check: its author signs, of a hold in force, with a reason.
        Holding memory holding = _holdingOf(lot, held);
        _authoriseIn(
            holding.country,
            digest,
            false,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        _requireInForce(lot, held, holding);
        if (holding.authority != organisation) revert NotTheAuthority(held, organisation);
        if (statement.reason == 0) revert HoldReasonMissing();
        // Effect: it stands no more.
        _end(held, lot);
        delete _challenges[held];
        // Interaction: the dossier says so.
        _note(lot, digest);
        emit HoldReleased(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICustoms
    function challenge(Challenge calldata statement, bytes calldata signature) external {
        (uint256 lot, address holder, bytes2 country) = (statement.lot, statement.holder, statement.country);
        address organisation = statement.organisation;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CHALLENGE_TYPEHASH, statement)));
        // Check: an authority of the country signs.
        _authoriseIn(
            country,
            digest,
            true,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: somebody is there to answer, knows what, and has time.
        PARTICIPANTS.serialOf(holder);
        if (statement.notice == 0) revert NoticeMissing();
        _requireDeadline(country, statement.answerBy, statement.until);
        _requireHoldable(lot, statement.ground, statement.until);
        // Effect: it stands.
        _place(digest, lot, Part(holder, statement.until, 0), Author(organisation, country, 0));
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
        Holding memory holding = _holdingOf(lot, challenged);
        IParticipants.Requirement memory requirement = _requirement(
            holding.country,
            digest,
            uint48(block.timestamp),
            false
        );
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
        Holding memory holding = _holdingOf(lot, challenged);
        _authoriseIn(
            holding.country,
            digest,
            false,
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
        _prolong(challenged, lot, statement.until);
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
        _requireInForce(lot, held, _holdingOf(lot, held));
        if (reason == LiftReason.None) revert HoldReasonMissing();
        // Effect: it stands no more.
        _end(held, lot);
        delete _challenges[held];
        // Interaction: the dossier says so.
        _note(lot, digest);
        emit HoldLifted(lot, digest, held, reason);
    }

    /// @inheritdoc ICustoms
    function challenges(bytes32 challenged) external view returns (Challenged memory) {
        return _challenges[challenged];
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

    /// @dev Has a hold of a part stand, and forgets what the one in whose place it stands was asked.
    function _place(bytes32 digest, uint256 lot, Part memory part, Author memory author) private {
        bytes32 given = _enter(digest, lot, part, author);
        if (given != 0) delete _challenges[given];
    }

    function _requireInForce(uint256 lot, bytes32 digest, Holding memory holding) private view {
        if (block.timestamp > holding.until) revert HoldNotInForce(lot, digest);
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

    /// @dev The way is as the dispatch states it, and as it was changed last.
    function _requireOnTheWay(bytes32 consignment, bytes2 country, ICustody.Dispatch calldata dispatched) private view {
        if (country == dispatched.fromCountry || country == dispatched.toCountry) return;
        if (dispatched.route.contains(country, Itineraries.MAXIMUM)) return;
        if (ROUTES.ways(consignment).route.contains(country, Itineraries.MAXIMUM)) return;
        revert CountryNotOnTheWay(consignment, country);
    }
}
