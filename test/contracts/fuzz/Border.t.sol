// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICustoms} from "../../../contracts/interfaces/ICustoms.sol";
import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {ISeizures} from "../../../contracts/interfaces/ISeizures.sol";
import {requireEqual, vm} from "../invariants/Vm.sol";
import {Road} from "./Road.sol";

/// @dev Authorities, holders and a stranger sign holds of parts and of consignments, challenges, answers, decisions, seizures and returns at random,
/// in one another's stead too, while grams change hands, leave and arrive. A plain book says which of them may stand. Exactly those do; every gram and milligram is where the book has it, nothing that is held
/// starts, and in the end governance frees and gives back everything.
contract BorderFuzz is Road {
    /// @dev A hold as it was said, and never forgotten. Holders by their index; `NOBODY` where it names none.
    struct Held {
        bytes32 digest;
        uint256 holder;
        bytes2 country;
        uint256 authority;
        uint256 until;
        uint256 answerBy;
        bool isAnswered;
        ICustoms.Decision decision;
        bool isOver;
        /// @dev Of a consignment's hold its index and one; zero of others.
        uint256 journey;
    }

    struct Taken {
        bytes32 digest;
        uint256 holder;
        bytes2 country;
        uint256 authority;
        uint256 grams;
        uint256 carbon;
        bool isOver;
    }

    /// @dev Who signs, and for whom he says that he does.
    struct Signs {
        uint256 by;
        uint256 claimed;
    }

    struct Part {
        uint256 grams;
        uint256 carbon;
    }

    Held[] private _holds;
    Taken[] private _taken;
    mapping(uint256 organisation => mapping(bytes2 country => Part)) private _parts;

    function test_whatIsHeldAndSeizedIsAsTheBookHasIt(uint256 choices) external {
        for (uint256 holder = FIRST_HOLDER; holder < NOBODY; ++holder) {
            for (uint256 c = 0; c < 2; ++c) _parts[holder][_countries[c]] = Part(GRAMS, CARBON);
        }
        uint256 time = 2_000_000_000;
        for (uint256 step = 0; step < 32; ++step) {
            choices = uint256(keccak256(abi.encode(choices)));
            time += (choices >> 8) % 12 days;
            vm.warp(time);
            _act(choices >> 32);
            _compare();
        }
        // Whoever is left or gone: governance ends each hold, and gives back what each seizure took.
        for (uint256 i = 0; i < _holds.length; ++i) if (_isInForce(_holds[i])) _lift(_holds[i]);
        for (uint256 i = 0; i < _taken.length; ++i) _restore(_taken[i]);
        _compare();
        for (uint256 i = 0; i < _holds.length; ++i) requireEqual("held", _isInForce(_holds[i]) ? 1 : 0, 0);
        for (uint256 i = 0; i < _taken.length; ++i) requireEqual("seized", _taken[i].isOver ? 0 : 1, 0);
    }

    function _act(uint256 choices) private {
        // Mostly an authority, mostly for itself.
        uint256 by = choices % 3 == 0 ? (choices >> 2) % ORGANISATIONS : (choices >> 2) % AUTHORITIES;
        uint256 claimed = (choices >> 8) % 8 == 0 ? (choices >> 12) % ORGANISATIONS : by;
        uint256 what = (choices >> 16) % 20;
        choices >>= 24;
        if (what > 11) return _travel(Signs(by, claimed), choices >> 8, what);
        if (_holds.length == 0 || what < 2) return _hold(Signs(by, claimed), choices, what == 0);
        Held storage held = _holds[(choices >> 190) % 2 == 0 ? _holds.length - 1 : (choices >> 200) % _holds.length];
        // Whoever may mostly does.
        if ((choices >> 180) % 4 != 0) {
            by = what == 2 && held.holder != NOBODY ? held.holder : held.authority;
            claimed = by;
        }
        Signs memory signs = Signs(by, claimed);
        if (what == 2) _answer(signs, held);
        else if (what == 3) _decide(signs, held, choices);
        else if (what == 4) _end(signs, held, choices);
        else if (what < 8) _seize(signs, held, choices);
        else if (what < 10 && _taken.length > 0) _giveBack(signs, _taken[(choices >> 190) % _taken.length], choices);
        else _moveSome(choices);
    }

    /// @dev Grams leave, go another way or arrive, or a consignment is held.
    function _travel(Signs memory signs, uint256 choices, uint256 what) private {
        if (_journeys.length == 0 || what == 12) return _send(choices);
        // Mostly the last: so that what happens to one follows on one another.
        uint256 index = choices % 4 == 0 ? (choices >> 4) % _journeys.length : _journeys.length - 1;
        if (what > 16) return _holdOnTheWay(signs, choices >> 8, index);
        if (!_journeys[index].isOpen) return;
        if (what == 13) return _reroute(_journeys[index], (choices >> 8) % 2 == 0);
        (uint256 holder, bytes2 country) = _arrive(index, (choices >> 8) % 4 == 0);
        Part storage part = _parts[holder][country];
        Journey memory journey = _journeys[index];
        (part.grams, part.carbon) = (part.grams + journey.grams, part.carbon + journey.carbon);
    }

    function _send(uint256 choices) private {
        Journey memory journey;
        journey.sender = FIRST_HOLDER + (choices % 2);
        journey.recipient = (choices >> 8) % 2 == 0 ? TRADING_AUTHORITY : 2 * FIRST_HOLDER + 1 - journey.sender;
        (journey.fromCountry, journey.toCountry) = (_countries[(choices >> 16) % 2], _countries[(choices >> 24) % 2]);
        Part storage part = _parts[journey.sender][journey.fromCountry];
        journey.grams = 1 + ((choices >> 32) % (part.grams + 1));
        bool isHeld = _isHeld(journey.sender, journey.fromCountry);
        bool isThere = journey.grams <= part.grams;
        (bool sent, bytes4 why) = _depart(journey, (choices >> 96) % 2 == 0);
        requireEqual("sent", sent ? 1 : 0, !isHeld && isThere ? 1 : 0);
        if (sent) {
            uint256 carbon = _takeFrom(part, journey.grams);
            requireEqual("carried", _journeys[_journeys.length - 1].carbon, carbon);
            return;
        }
        bytes4 expected = isHeld ? ICustoms.GoodsHeld.selector : ILots.StockMissing.selector;
        requireEqual("refused", uint32(why), uint32(expected));
    }

    /// @dev An authority on its way holds it; or one that is not, or when it is over.
    function _holdOnTheWay(Signs memory signs, uint256 choices, uint256 index) private {
        Journey memory journey = _journeys[index];
        Held memory held;
        (held.holder, held.journey, held.authority) = (NOBODY, index + 1, signs.by);
        held.country = choices % 3 == 0 ? PASSED : _countries[(choices >> 8) % 2];
        held.until = block.timestamp + ((choices >> 16) % 95 days);
        bool isRight =
            _isAuthority(signs) &&
                journey.isOpen &&
                _isOnTheWay(journey, held.country) &&
                held.until <= block.timestamp + 90 days &&
                !_standsFor(NOBODY, held);
        bool stands;
        (held.digest, stands) = _stateHoldOnTheWay(signs, held, journey);
        requireEqual("held on the way", stands ? 1 : 0, isRight ? 1 : 0);
        if (!stands) return;
        _holds.push(held);
        if (held.until > journey.heldUntil) _journeys[index].heldUntil = held.until;
    }

    function _stateHoldOnTheWay(
        Signs memory signs,
        Held memory held,
        Journey memory journey
    ) private returns (bytes32, bool) {
        ICustoms.HoldConsignment memory statement = ICustoms.HoldConsignment({
            consignment: journey.id,
            country: held.country,
            ground: 1,
            evidence: 0,
            until: uint48(held.until),
            organisation: _organisation(signs.claimed),
            key: _key(signs.by),
            nonce: _nextNonce(),
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 hash = keccak256(abi.encode(_customs.HOLDCONSIGNMENT_TYPEHASH(), statement));
        (bytes32 digest, bytes memory signature) = _sign(signs.by, address(_customs), hash);
        try _customs.holdConsignment(statement, _dispatchOf(journey), signature) {
            return (digest, true);
        } catch {
            return (digest, false);
        }
    }

    /// @dev A hold, or a challenge.
    function _hold(Signs memory signs, uint256 choices, bool isChallenge) private {
        Held memory held;
        held.holder = FIRST_HOLDER + (choices % (isChallenge ? 2 : 3));
        held.country = _countries[(choices >> 8) % 2];
        held.authority = signs.by;
        held.until = block.timestamp + ((choices >> 16) % 95 days);
        bool isRight = _isAuthority(signs) && held.until <= block.timestamp + 90 days && !_standsFor(held.holder, held);
        if (isChallenge) {
            uint256 earliest = _customs.earliestDeadline(held.country);
            held.answerBy = earliest + ((choices >> 48) % 10 days) - ((choices >> 80) % 2 days);
            isRight = isRight && held.answerBy >= earliest && held.until >= held.answerBy;
        }
        (bytes32 digest, bool stands) = isChallenge ? _stateChallenge(signs, held) : _stateHold(signs, held);
        requireEqual("held", stands ? 1 : 0, isRight ? 1 : 0);
        held.digest = digest;
        if (stands) _holds.push(held);
    }

    function _stateHold(Signs memory signs, Held memory held) private returns (bytes32, bool) {
        ICustoms.Hold memory statement = ICustoms.Hold({
            lot: LOT,
            holder: held.holder == NOBODY ? address(0) : _organisation(held.holder),
            country: held.country,
            ground: 1,
            evidence: 0,
            until: uint48(held.until),
            organisation: _organisation(signs.claimed),
            key: _key(signs.by),
            nonce: _nextNonce(),
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 hash = keccak256(abi.encode(_customs.HOLD_TYPEHASH(), statement));
        (bytes32 digest, bytes memory signature) = _sign(signs.by, address(_customs), hash);
        try _customs.hold(statement, signature) {
            return (digest, true);
        } catch {
            return (digest, false);
        }
    }

    function _stateChallenge(Signs memory signs, Held memory held) private returns (bytes32, bool) {
        ICustoms.Challenge memory statement = ICustoms.Challenge({
            lot: LOT,
            holder: _organisation(held.holder),
            country: held.country,
            ground: 1,
            notice: bytes32(uint256(1)),
            answerBy: uint48(held.answerBy),
            until: uint48(held.until),
            organisation: _organisation(signs.claimed),
            key: _key(signs.by),
            nonce: _nextNonce(),
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 hash = keccak256(abi.encode(_customs.CHALLENGE_TYPEHASH(), statement));
        (bytes32 digest, bytes memory signature) = _sign(signs.by, address(_customs), hash);
        try _customs.challenge(statement, signature) {
            return (digest, true);
        } catch {
            return (digest, false);
        }
    }

    function _answer(Signs memory signs, Held storage held) private {
        ICustoms.AnswerChallenge memory statement = ICustoms.AnswerChallenge({
            lot: LOT,
            challenge: held.digest,
            declaration: bytes32(uint256(1)),
            contractOfSale: bytes32(uint256(2)),
            explanation: bytes32(uint256(3)),
            technical: bytes32(uint256(4)),
            other: 0,
            organisation: _organisation(signs.claimed),
            key: _key(signs.by),
            nonce: _nextNonce(),
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 hash = keccak256(abi.encode(_customs.ANSWERCHALLENGE_TYPEHASH(), statement));
        (, bytes memory signature) = _sign(signs.by, address(_customs), hash);
        bool isRight = signs.by == signs.claimed && signs.by == held.holder && held.answerBy != 0 && _isInForce(held);
        try _customs.answerChallenge(statement, signature) {
            requireEqual("answered", 1, isRight ? 1 : 0);
            held.isAnswered = true;
        } catch {
            requireEqual("not answered", 0, isRight ? 1 : 0);
        }
    }

    function _decide(Signs memory signs, Held storage held, uint256 choices) private {
        ICustoms.Decision decision = ICustoms.Decision(choices % 3);
        uint256 until = block.timestamp + ((choices >> 16) % 95 days);
        ICustoms.DecideChallenge memory statement = ICustoms.DecideChallenge({
            lot: LOT,
            challenge: held.digest,
            decision: decision,
            reason: 1,
            until: uint48(until),
            organisation: _organisation(signs.claimed),
            key: _key(signs.by),
            nonce: _nextNonce(),
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 hash = keccak256(abi.encode(_customs.DECIDECHALLENGE_TYPEHASH(), statement));
        (, bytes memory signature) = _sign(signs.by, address(_customs), hash);
        // A licence that is required stays so.
        bool isLess = held.decision == ICustoms.Decision.LicenceRequired && decision != held.decision;
        bool isRight =
            _isAuthor(signs, held) &&
                held.answerBy != 0 &&
                _mayDecide(held) &&
                decision != ICustoms.Decision.None &&
                !isLess &&
                until <= block.timestamp + 90 days;
        try _customs.decideChallenge(statement, signature) {
            requireEqual("decided", 1, isRight ? 1 : 0);
            (held.decision, held.until) = (decision, until);
        } catch {
            requireEqual("not decided", 0, isRight ? 1 : 0);
        }
    }

    /// @dev Releases a hold or challenge, or governance lifts it.
    function _end(Signs memory signs, Held storage held, uint256 choices) private {
        if (choices % 4 == 0) {
            if (_isInForce(held)) _lift(held);
            return;
        }
        ICustoms.ReleaseHold memory statement = ICustoms.ReleaseHold({
            lot: LOT,
            hold: held.digest,
            reason: 1,
            organisation: _organisation(signs.claimed),
            key: _key(signs.by),
            nonce: _nextNonce(),
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 hash = keccak256(abi.encode(_customs.RELEASEHOLD_TYPEHASH(), statement));
        (, bytes memory signature) = _sign(signs.by, address(_customs), hash);
        bool isRight = _isAuthor(signs, held);
        try _customs.releaseHold(statement, signature) {
            requireEqual("released", 1, isRight ? 1 : 0);
            held.isOver = true;
        } catch {
            requireEqual("not released", 0, isRight ? 1 : 0);
        }
    }

    function _seize(Signs memory signs, Held storage held, uint256 choices) private {
        Taken memory taken;
        (taken.holder, taken.country) = _partOf(held, (choices >> 64) % 3 == 0);
        if (choices % 5 == 0) taken.holder = (choices >> 8) % ORGANISATIONS;
        if ((choices >> 16) % 8 == 0) taken.country = _countries[(choices >> 24) % 2];
        taken.authority = signs.by;
        Part storage part = _parts[taken.holder][taken.country];
        taken.grams = (choices >> 32) % (part.grams + 2);
        bool isRight =
            _isAuthor(signs, held) &&
                _mayDecide(held) &&
                _isOn(held, taken.holder, taken.country) &&
                taken.grams != 0 &&
                taken.grams <= part.grams;
        bool stands;
        (taken.digest, stands) = _stateSeizure(signs, held.digest, taken);
        requireEqual("seized", stands ? 1 : 0, isRight ? 1 : 0);
        if (!stands) return;
        taken.carbon = _takeFrom(part, taken.grams);
        _taken.push(taken);
    }

    /// @dev What a hold is on: of a consignment's its recipient's grams, or its sender's.
    function _partOf(Held memory held, bool isBack) private view returns (uint256 holder, bytes2 country) {
        if (held.journey == 0) return (held.holder, held.country);
        Journey memory journey = _journeys[held.journey - 1];
        return isBack ? (journey.sender, journey.fromCountry) : (journey.recipient, journey.toCountry);
    }

    /// @dev Whether grams may be seized of that hand by that hold.
    function _isOn(Held memory held, uint256 holder, bytes2 country) private view returns (bool) {
        if (held.journey != 0) return _came[held.journey - 1][holder][country];
        return held.holder != NOBODY && holder == held.holder && country == held.country;
    }

    function _stateSeizure(Signs memory signs, bytes32 held, Taken memory taken) private returns (bytes32, bool) {
        ISeizures.Seize memory statement = ISeizures.Seize({
            lot: LOT,
            hold: held,
            holder: taken.holder == NOBODY ? address(0) : _organisation(taken.holder),
            country: taken.country,
            grams: uint48(taken.grams),
            ground: 1,
            evidence: bytes32(uint256(1)),
            organisation: _organisation(signs.claimed),
            key: _key(signs.by),
            nonce: _nextNonce(),
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 hash = keccak256(abi.encode(_seizures.SEIZE_TYPEHASH(), statement));
        (bytes32 digest, bytes memory signature) = _sign(signs.by, address(_seizures), hash);
        try _seizures.seize(statement, signature) {
            return (digest, true);
        } catch {
            return (digest, false);
        }
    }

    /// @dev Its author gives back, or another tries.
    function _giveBack(Signs memory signs, Taken storage taken, uint256 choices) private {
        if (choices % 3 != 0) signs = Signs(taken.authority, taken.authority);
        ISeizures.ReturnSeized memory statement = ISeizures.ReturnSeized({
            lot: LOT,
            seizure: taken.digest,
            reason: 1,
            organisation: _organisation(signs.claimed),
            key: _key(signs.by),
            nonce: _nextNonce(),
            validAfter: 0,
            validBefore: type(uint48).max
        });
        bytes32 hash = keccak256(abi.encode(_seizures.RETURNSEIZED_TYPEHASH(), statement));
        (, bytes memory signature) = _sign(signs.by, address(_seizures), hash);
        bool isRight = signs.by == signs.claimed && signs.by == taken.authority && !taken.isOver;
        try _seizures.returnSeized(statement, signature) {
            requireEqual("given back", 1, isRight ? 1 : 0);
            _bookBack(taken);
        } catch {
            requireEqual("not given back", 0, isRight ? 1 : 0);
        }
    }

    function _lift(Held storage held) private {
        _customs.liftHold(LOT, held.digest, ICustoms.LiftReason.AuthorityGone);
        held.isOver = true;
    }

    /// @dev Governance gives back what was not, and nothing twice.
    function _restore(Taken storage taken) private {
        try _seizures.restoreSeized(LOT, taken.digest, ICustoms.LiftReason.AuthorityGone) {
            requireEqual("restored", taken.isOver ? 1 : 0, 0);
            _bookBack(taken);
        } catch {
            requireEqual("not restored", taken.isOver ? 1 : 0, 1);
        }
    }

    /// @dev Somebody hands grams over: a holder, or the authority that trades, of its own or of what it seized.
    function _moveSome(uint256 choices) private {
        uint256 from = choices % 3 == 0 ? TRADING_AUTHORITY : FIRST_HOLDER + ((choices >> 8) % 2);
        uint256 to = (choices >> 16) % 4;
        bytes2 country = _countries[(choices >> 24) % 2];
        Part storage part = _parts[from][country];
        uint256 grams = 1 + ((choices >> 32) % (part.grams + 1));
        (bool moved, bytes4 why) = _move(from, to, country, grams);
        bool isHeld = _isHeld(from, country);
        requireEqual("moved", moved ? 1 : 0, !isHeld && grams <= part.grams ? 1 : 0);
        if (!moved) {
            bytes4 expected = isHeld ? ICustoms.GoodsHeld.selector : ILots.StockMissing.selector;
            requireEqual("refused", uint32(why), uint32(expected));
            return;
        }
        uint256 carbon = _takeFrom(part, grams);
        Part storage other = _parts[to][country];
        (other.grams, other.carbon) = (other.grams + grams, other.carbon + carbon);
    }

    function _takeFrom(Part storage part, uint256 grams) private returns (uint256 carbon) {
        carbon = Math.ceilDiv(part.carbon * grams, part.grams);
        (part.grams, part.carbon) = (part.grams - grams, part.carbon - carbon);
    }

    function _bookBack(Taken storage taken) private {
        Part storage part = _parts[taken.holder][taken.country];
        (part.grams, part.carbon) = (part.grams + taken.grams, part.carbon + taken.carbon);
        taken.isOver = true;
    }

    /// @dev The ledger has every gram and milligram where the book has it, and none came or went.
    function _compare() private view {
        (uint256 grams, uint256 carbon) = (0, 0);
        for (uint256 i = 0; i < ORGANISATIONS; ++i) {
            for (uint256 c = 0; c < 2; ++c) {
                ILots.Stock memory stock = _lots.stockOf(LOT, _organisation(i), _countries[c]);
                Part memory part = _parts[i][_countries[c]];
                requireEqual("grams", stock.grams, part.grams);
                requireEqual("carbon", stock.transportMilligrams, part.carbon);
                (grams, carbon) = (grams + part.grams, carbon + part.carbon);
            }
        }
        for (uint256 i = 0; i < _taken.length; ++i) {
            ISeizures.Seizure memory seizure = _seizures.seizures(_taken[i].digest);
            requireEqual("grams seized", seizure.stock.grams, _taken[i].isOver ? 0 : _taken[i].grams);
            requireEqual("carbon seized", seizure.stock.transportMilligrams, _taken[i].isOver ? 0 : _taken[i].carbon);
            (grams, carbon) = (grams + seizure.stock.grams, carbon + seizure.stock.transportMilligrams);
        }
        for (uint256 i = 0; i < _journeys.length; ++i) {
            if (!_journeys[i].isOpen) continue;
            (grams, carbon) = (grams + _journeys[i].grams, carbon + _journeys[i].carbon);
        }
        requireEqual("all grams", grams, 4 * uint256(GRAMS));
        requireEqual("all carbon", carbon, 4 * CARBON);
    }

    /// @dev Nothing is decided over the head of a holder that has time to answer.
    function _mayDecide(Held memory held) private view returns (bool) {
        return held.answerBy == 0 || held.isAnswered || block.timestamp > held.answerBy;
    }

    function _isAuthor(Signs memory signs, Held memory held) private view returns (bool) {
        return signs.by == signs.claimed && signs.by == held.authority && _isInForce(held);
    }

    function _isAuthority(Signs memory signs) private pure returns (bool) {
        return signs.by == signs.claimed && signs.by < AUTHORITIES;
    }

    /// @dev Whether the same authority holds the same part already, or the same consignment.
    function _standsFor(uint256 holder, Held memory held) private view returns (bool) {
        for (uint256 i = 0; i < _holds.length; ++i) {
            Held memory other = _holds[i];
            bool isSame = other.journey == held.journey && other.authority == held.authority;
            bool isOfPart = held.journey != 0 || (other.holder == holder && other.country == held.country);
            if (isSame && isOfPart && _isInForce(other)) return true;
        }
        return false;
    }

    function _isHeld(uint256 holder, bytes2 country) private view returns (bool) {
        for (uint256 i = 0; i < _holds.length; ++i) {
            Held memory held = _holds[i];
            bool isMeant = (held.holder == NOBODY || held.holder == holder) && held.country == country;
            if (held.journey != 0) isMeant = _came[held.journey - 1][holder][country];
            if (isMeant && _isInForce(held)) return true;
        }
        return false;
    }

    function _isInForce(Held memory held) private view returns (bool) {
        return !held.isOver && block.timestamp <= held.until;
    }
}
