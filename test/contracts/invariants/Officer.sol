// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustody} from "../../../contracts/interfaces/ICustody.sol";
import {ICustoms} from "../../../contracts/interfaces/ICustoms.sol";
import {ISeizures} from "../../../contracts/interfaces/ISeizures.sol";
import {Maker} from "./Maker.sol";

/// @dev What customs and regulators hold, challenge and seize, and what governance ends of it.
abstract contract Officer is Maker {
    // ------------------------------------------------------------------ actions

    /// @dev Everybody's grams in a country, or one holder's; now and then by somebody who is no authority, or for too long.
    function hold(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isInHand);
        if (!found) return;
        uint256 by = _authority(seed >> 8);
        uint256 holder = _holder(lot, seed);
        bytes2 country = _countryOf(lot, holder, seed >> 64);
        if ((seed >> 16) % 4 == 0) holder = EVERYBODY;
        ICustoms.Hold memory statement;
        (statement.lot, statement.country, statement.ground) = (lot, country, 1);
        if (holder != EVERYBODY) statement.holder = organisation(holder);
        bool ok;
        (statement.until, ok) = _term(seed >> 24);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(customs), keccak256(abi.encode(customs.HOLD_TYPEHASH(), statement)));
        ok = ok && _isAuthority(by) && !_holdsAlready(by, lot, 0, holder, country);
        bytes memory data = abi.encodeCall(customs.hold, (statement, sign(by, digest)));
        if (!_expect("hold", ok, address(customs), data)) return;
        _enterHold(Held(digest, lot, 0, by, holder, country, statement.until, 0, false));
    }

    /// @dev One holder's grams, with documents that it is asked for; now and then with a second too little to give them.
    function challenge(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isInHand);
        if (!found) return;
        uint256 by = _authority(seed >> 8);
        uint256 holder = _holder(lot, seed);
        bytes2 country = _countryOf(lot, holder, seed >> 64);
        ICustoms.Challenge memory statement;
        (statement.lot, statement.country, statement.ground) = (lot, country, 1);
        (statement.holder, statement.notice) = (organisation(holder), bytes32(seed));
        bool late = (seed >> 16) % 8 == 0;
        statement.answerBy = customs.earliestDeadline(country) - (late ? 1 : 0);
        statement.until = statement.answerBy + uint48((seed >> 24) % 10 days);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(customs), keccak256(abi.encode(customs.CHALLENGE_TYPEHASH(), statement)));
        bool ok = !late && _isAuthority(by) && !_holdsAlready(by, lot, 0, holder, country);
        bytes memory data = abi.encodeCall(customs.challenge, (statement, sign(by, digest)));
        if (!_expect("challenge", ok, address(customs), data)) return;
        _enterHold(Held(digest, lot, 0, by, holder, country, statement.until, statement.answerBy, false));
    }

    /// @dev A consignment on the road, by an authority of any country.
    function holdConsignment(uint256 seed) external {
        seed = _mix(seed);
        if (_open.length == 0) return;
        uint256 index = (seed >> 32) % _open.length;
        ICustody.Dispatch memory dispatched = _open[index];
        uint256 by = _authority(seed >> 8);
        ICustoms.HoldConsignment memory statement;
        (statement.consignment, statement.ground) = (_openIds[index], 1);
        statement.country = (seed >> 16) % 2 == 0 ? HOME : ABROAD;
        bool ok;
        (statement.until, ok) = _term(seed >> 24);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(customs),
            keccak256(abi.encode(customs.HOLDCONSIGNMENT_TYPEHASH(), statement))
        );
        bool onTheWay = statement.country == dispatched.fromCountry || statement.country == dispatched.toCountry;
        ok = ok && onTheWay && _isAuthority(by) && !_holdsAlready(by, 0, statement.consignment, 0, 0);
        bytes memory data = abi.encodeCall(customs.holdConsignment, (statement, dispatched, sign(by, digest)));
        if (!_expect("holdConsignment", ok, address(customs), data)) return;
        for (uint256 i = 0; i < dispatched.lines.length; ++i) {
            _enterHold(
                Held(
                    digest,
                    dispatched.lines[i].lot,
                    statement.consignment,
                    by,
                    EVERYBODY,
                    statement.country,
                    statement.until,
                    0,
                    false
                )
            );
        }
    }

    /// @dev A hold is renewed or released, mostly by its author; or lifted; or answered where it is a challenge.
    function pursue(uint256 seed) external {
        seed = _mix(seed);
        if (_holds.length == 0) return;
        uint256 index = (seed >> 32) % _holds.length;
        uint256 way = (seed >> 8) % 4;
        uint256 by = (seed >> 16) % 8 == 0 ? _authority(seed >> 24) : _holds[index].by;
        if (way == 0) _liftHold(index);
        else if (way == 1) _release(index, by);
        else if (way == 2) _renewHold(index, by, seed >> 24);
        else _answerChallenge(index, seed >> 24);
    }

    /// @dev Grams under a hold are taken, mostly of a part that it is on.
    function seize(uint256 seed, uint48 grams) external {
        seed = _mix(seed);
        if (_holds.length == 0) return;
        uint256 index = (seed >> 32) % _holds.length;
        Held memory held = _holds[index];
        uint256 by = (seed >> 16) % 8 == 0 ? _authority(seed >> 24) : held.by;
        (uint256 holder, bytes2 country) = (held.holder, held.country);
        for (uint256 i = 0; i < 8 && (holder == EVERYBODY || !_isOn(index, holder, country)); ++i) {
            (holder, country) = (((seed >> 40) + i) % HOLDERS, i < 4 ? HOME : ABROAD);
        }
        uint256 inHand = _stocks[held.lot][holder][country].grams;
        ISeizures.Seize memory statement;
        (statement.lot, statement.hold, statement.holder) = (held.lot, held.digest, organisation(holder));
        (statement.country, statement.ground, statement.evidence) = (country, 1, bytes32(seed));
        statement.grams = _some(seed, grams, inHand);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(seizures), keccak256(abi.encode(seizures.SEIZE_TYPEHASH(), statement)));
        bool ok = _isInForce(index) && by == held.by && _isOn(index, holder, country);
        ok = ok && (held.answered || block.timestamp > held.answerBy);
        ok = ok && statement.grams != 0 && statement.grams <= inHand;
        // Whoever has the grams does not sign.
        _takenUnsigned = held.lot;
        bytes memory data = abi.encodeCall(seizures.seize, (statement, sign(by, digest)));
        ok = _expect("seize", ok, address(seizures), data);
        _takenUnsigned = 0;
        if (!ok) return;
        uint256 carbon = _enterTaken(held.lot, holder, country, statement.grams);
        _seizedGrams[held.lot] += statement.grams;
        _carbonSeized += carbon;
        _seized.push(Seized(digest, held.lot, by, holder, country, statement.grams, carbon));
        _link(held.lot, digest);
    }

    /// @dev All of a seizure is given back, by its author or by governance.
    function giveBack(uint256 seed) external {
        seed = _mix(seed);
        if (_seized.length == 0) return;
        uint256 index = (seed >> 32) % _seized.length;
        if (seed % 2 == 0) return _restore(index);
        Seized memory taken = _seized[index];
        uint256 by = (seed >> 16) % 8 == 0 ? _authority(seed >> 24) : taken.by;
        ISeizures.ReturnSeized memory statement;
        (statement.lot, statement.seizure, statement.reason) = (taken.lot, taken.digest, 1);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(seizures),
            keccak256(abi.encode(seizures.RETURNSEIZED_TYPEHASH(), statement))
        );
        bytes memory data = abi.encodeCall(seizures.returnSeized, (statement, sign(by, digest)));
        if (_expect("returnSeized", by == taken.by, address(seizures), data)) _enterGivenBack(index, digest);
    }

    // ------------------------------------------------------------------ parts

    /// @dev Every hold is ended and everything given back by governance, whoever is gone.
    function _endHoldsAndSeizures() internal {
        while (_holds.length != 0) {
            if (_isInForce(0)) _liftHold(0);
            else _forget(0);
        }
        while (_seized.length != 0) _restore(0);
    }

    function _enterHold(Held memory held) private {
        _holds.push(held);
        _isWatched[held.lot] = true;
        _link(held.lot, held.digest);
    }

    function _liftHold(uint256 index) private {
        Held memory held = _holds[index];
        bytes memory data = abi.encodeCall(customs.liftHold, (held.lot, held.digest, ICustoms.LiftReason.Unfounded));
        if (!_govern("liftHold", _isInForce(index), address(customs), data)) return;
        _link(held.lot, keccak256(data));
        _forget(index);
    }

    function _restore(uint256 index) private {
        Seized memory taken = _seized[index];
        bytes memory data = abi.encodeCall(
            seizures.restoreSeized,
            (taken.lot, taken.digest, ICustoms.LiftReason.Unfounded)
        );
        if (_govern("restoreSeized", true, address(seizures), data)) _enterGivenBack(index, keccak256(data));
    }

    function _release(uint256 index, uint256 by) private {
        Held memory held = _holds[index];
        ICustoms.ReleaseHold memory statement;
        (statement.lot, statement.hold, statement.reason) = (held.lot, held.digest, 1);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(customs), keccak256(abi.encode(customs.RELEASEHOLD_TYPEHASH(), statement)));
        bytes memory data = abi.encodeCall(customs.releaseHold, (statement, sign(by, digest)));
        if (!_expect("releaseHold", _isInForce(index) && by == held.by, address(customs), data)) return;
        _link(held.lot, digest);
        _forget(index);
    }

    function _renewHold(uint256 index, uint256 by, uint256 seed) private {
        Held storage held = _holds[index];
        ICustoms.RenewHold memory statement;
        (statement.lot, statement.hold, statement.reason) = (held.lot, held.digest, 1);
        bool ok;
        (statement.until, ok) = _term(seed);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(customs), keccak256(abi.encode(customs.RENEWHOLD_TYPEHASH(), statement)));
        bytes memory data = abi.encodeCall(customs.renewHold, (statement, sign(by, digest)));
        if (!_expect("renewHold", ok && _isInForce(index) && by == held.by, address(customs), data)) return;
        held.until = statement.until;
        _link(held.lot, digest);
    }

    function _answerChallenge(uint256 index, uint256 seed) private {
        Held storage held = _holds[index];
        uint256 by = held.holder == EVERYBODY || seed % 8 == 0 ? seed % HOLDERS : held.holder;
        ICustoms.AnswerChallenge memory statement;
        (statement.lot, statement.challenge) = (held.lot, held.digest);
        (statement.declaration, statement.contractOfSale) = (bytes32(seed | 1), bytes32(seed | 1));
        (statement.explanation, statement.technical) = (bytes32(seed | 1), bytes32(seed | 1));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(customs),
            keccak256(abi.encode(customs.ANSWERCHALLENGE_TYPEHASH(), statement))
        );
        bytes memory data = abi.encodeCall(customs.answerChallenge, (statement, sign(by, digest)));
        bool ok = _isInForce(index) && held.answerBy != 0 && by == held.holder;
        if (!_expect("answerChallenge", ok, address(customs), data)) return;
        held.answered = true;
        _link(held.lot, digest);
    }

    /// @dev Mostly an authority.
    function _authority(uint256 seed) private pure returns (uint256) {
        if (seed % 16 == 0) return BUYER;
        return seed % 2 == 0 ? CUSTOMS : REGULATOR;
    }

    function _isAuthority(uint256 by) private pure returns (bool) {
        return by == CUSTOMS || by == REGULATOR;
    }

    /// @dev When a hold ends: mostly within days, so that business goes on; now and then past, or beyond what it may.
    function _term(uint256 seed) private view returns (uint48 until, bool ok) {
        uint256 dice = seed % 16;
        if (dice == 0) return (uint48(block.timestamp - 1), false);
        if (dice == 1) return (uint48(block.timestamp + 90 days + 1), false);
        uint256 length = dice < 4 ? 90 days + 1 : 8 days;
        return (uint48(block.timestamp + ((seed >> 8) % length)), true);
    }
}
