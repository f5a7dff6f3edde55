// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable avoid-low-level-calls

import {ICustody} from "../../../contracts/interfaces/ICustody.sol";
import {Movement} from "../../../contracts/interfaces/IMovementRules.sol";
import {IRetirements} from "../../../contracts/interfaces/IRetirements.sol";
import {Consignments} from "./Consignments.sol";
import {vm} from "./Vm.sol";

/// @dev What senders, recipients, carriers and holders state of grams, and what governance does where they cannot.
abstract contract Trader is Consignments {
    // ------------------------------------------------------------------ actions

    function dispatch(uint256 seed, uint48 grams, uint256 other) external {
        (seed, other) = (_mix(seed), _mix(other));
        (bool found, uint256 lot) = _pickWhere(seed, _isInHand);
        if (!found) return;
        uint256 from = _holder(lot, seed);
        (ICustody.Dispatch memory statement, bool ok) = _journey(lot, from, seed, other);
        uint256[] memory lots = _lotsFrom(lot, from, statement.fromCountry, other);
        ok = _load(statement, lots, from, seed, grams) && ok;
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            from
        );
        bytes32 digest = _dispatchDigest(statement);
        bytes memory data = abi.encodeCall(custody.dispatch, (statement, sign(from, digest)));
        ok = _expect("dispatch", ok, address(custody), data);
        if (!ok) return;
        if (statement.fromCountry != statement.toCountry) ++_reached["dispatch abroad"];
        _depart(statement, from, digest);
    }

    /// @dev Receipt, return, refusal or loss of an open consignment: possible whatever became of its lots, as long as who
    /// is to do it may sign.
    function close(uint256 seed) external {
        seed = _mix(seed);
        if (_open.length == 0) return;
        uint256 index = seed % _open.length;
        ICustody.Dispatch memory dispatched = _open[index];
        uint256 way = (seed >> 8) % 4;
        if (way == 0) _receive(index, dispatched, seed >> 16);
        else if (way == 1) _recall(index, dispatched, seed >> 16);
        else if (way == 2) _loss(index, dispatched, seed >> 16);
        else _receive(index, dispatched, 0);
    }

    /// @dev What is missing is shared out: by both sides, or by governance; now and then a gram more than is missing.
    function settle(uint256 seed) external {
        seed = _mix(seed);
        if (_disputed.length == 0) return;
        uint256 index = seed % _disputed.length;
        (ICustody.Share[] memory shares, uint256 lost, bool ok) = _shares(index, seed >> 8);
        if (seed % 3 == 0) _arbitrate(index, shares, lost, ok);
        else _settle(index, shares, lost, ok, seed >> 16);
    }

    /// @dev By governance, which needs nobody's signature and waits until the time is out.
    function timeOut(uint256 seed) external {
        seed = _mix(seed);
        if (_open.length == 0) return;
        if ((seed >> 8) % 8 == 0) vm.warp(block.timestamp + custody.TIME_OUT());
        _timeOut(seed % _open.length);
    }

    function handOver(uint256 seed, uint48 grams) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isInHand);
        if (!found) return;
        uint256 from = _holder(lot, seed);
        uint256 to = (seed >> 8) % 11 == 0 ? STRANGER : (from + 1 + ((seed >> 8) % 3)) % HOLDERS;
        // Now and then where nothing is.
        bytes2 country = _countryOf(lot, from, seed >> 64);
        uint256 inHand = _stocks[lot][from][country].grams;
        ICustody.HandOver memory statement;
        statement.lot = lot;
        statement.grams = _some(seed, grams, inHand);
        statement.country = country;
        statement.recipient = organisation(to);
        statement.recipientKey = key(to);
        bool ok;
        (statement.occurredAt, ok) = _when(seed >> 136, _madeAt(lot));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            from
        );
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.HANDOVER_TYPEHASH(), statement)));
        // Now and then the recipient's signature is the holder's own.
        uint256 counter = seed % 5 == 0 ? from : to;
        ok =
            ok &&
            _movable(lot) &&
            !_isHeld(lot, from, country) &&
            statement.grams != 0 &&
            statement.grams <= inHand &&
            counter == to &&
            _mayHold(to) &&
            _maySign(to);
        ok = _expect(
            "handOver",
            ok,
            address(custody),
            abi.encodeCall(custody.handOver, (statement, sign(from, digest), sign(counter, digest)))
        );
        if (!ok) return;
        uint256 share = _enterTaken(lot, from, country, statement.grams);
        _enterGiven(lot, to, country, statement.grams, share);
        _link(lot, digest);
    }

    function retire(uint256 seed, uint48 grams) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pickWhere(seed, _isInHand);
        if (!found) return;
        uint256 from = _holder(lot, seed);
        bytes2 country = _countryOf(lot, from, seed >> 64);
        uint256 inHand = _stocks[lot][from][country].grams;
        IRetirements.Retire memory statement;
        statement.lot = lot;
        statement.grams = _some(seed, grams, inHand);
        statement.country = country;
        statement.beneficiary = "Beneficiary";
        bool ok;
        (statement.occurredAt, ok) = _when(seed >> 136, _madeAt(lot));
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            from
        );
        bytes32 digest = digestOf(
            address(retirements),
            keccak256(abi.encode(retirements.RETIRE_TYPEHASH(), statement))
        );
        // Now and then somebody else signs.
        uint256 signer = seed % 5 == 0 ? LABORATORY : from;
        ok = ok && _movable(lot) && statement.grams != 0 && statement.grams <= inHand && signer == from;
        if (ok && _isHeld(lot, from, country)) {
            ok = false;
            ++_reached["held"];
        }
        ok = _expect(
            "retire",
            ok,
            address(retirements),
            abi.encodeCall(retirements.retire, (statement, sign(signer, digest)))
        );
        if (!ok) return;
        uint256 share = _enterTaken(lot, from, country, statement.grams);
        _carbonGone += share;
        _carbonRetired += share;
        _entries[lot].retired += statement.grams;
        _link(lot, digest);
    }

    /// @dev Moving grams or adding to a dossier behind the modules' back.
    function bypass(uint256 seed) external {
        seed = _mix(seed);
        (bool found, uint256 lot) = _pick(seed);
        if (!found) return;
        address holder = organisation(seed % HOLDERS);
        bytes[] memory attempts = new bytes[](5);
        (uint256[] memory ids, uint256[] memory grams) = (new uint256[](1), new uint256[](1));
        (ids[0], grams[0]) = (lot, 1);
        Movement memory movement;
        (movement.digest, movement.holder, movement.recipient) = (bytes32(seed), holder, organisation(BUYER));
        (movement.lots, movement.grams) = (ids, grams);
        attempts[0] = abi.encodeCall(lots.move, (movement));
        movement.recipient = holder;
        attempts[1] = abi.encodeCall(lots.arrive, (movement, grams));
        attempts[2] = abi.encodeCall(lots.safeTransferFrom, (holder, address(this), lot, 1, ""));
        attempts[3] = abi.encodeCall(lots.setApprovalForAll, (address(this), true));
        attempts[4] = abi.encodeCall(lots.note, (bytes32(seed), ids));
        uint256 which = (seed >> 16) % attempts.length;
        (bool success, ) = address(lots).call(attempts[which]);
        if (success) revert UnexpectedSuccess("bypass");
    }

    // ------------------------------------------------------------------ parts

    /// @dev Who sends goods to whom, on which way.
    function _journey(
        uint256 lot,
        uint256 from,
        uint256 seed,
        uint256 other
    ) private view returns (ICustody.Dispatch memory statement, bool ok) {
        // Now and then from where nothing is.
        statement.fromCountry = _countryOf(lot, from, seed >> 64);
        statement.toCountry = (other >> 64) % 2 == 0 ? ABROAD : HOME;
        // Now and then somebody who may not hold goods, or nobody.
        uint256 to = other % 11 == 0 ? HOLDERS + (other % 7) : (from + 1 + (other % 3)) % HOLDERS;
        statement.recipient = organisation(to);
        if (other % 5 == 0) statement.carrier = organisation(CARRIER);
        statement.emissionsGrams = uint64(seed % 10_000);
        // Whatever hash of ranges was signed.
        if (other % 3 == 0) statement.units = bytes32(seed);
        ok = _mayHold(to) && (other % 5 != 0 || !_offices[CARRIER].suspended);
    }

    /// @dev One lot or two, in order; now and then one lot twice.
    function _lotsFrom(
        uint256 lot,
        uint256 from,
        bytes2 country,
        uint256 other
    ) private view returns (uint256[] memory lots) {
        uint256 second = other % 7 == 0 ? lot : _secondFor(from, country, other >> 80);
        bool two = other % 7 == 0 || (second != lot && other % 2 == 0);
        lots = new uint256[](two ? 2 : 1);
        lots[0] = two && second < lot ? second : lot;
        if (two) lots[1] = second < lot ? lot : second;
    }

    /// @dev Lines of some grams of each lot, at a time at which all were there.
    function _load(
        ICustody.Dispatch memory statement,
        uint256[] memory lots,
        uint256 from,
        uint256 seed,
        uint48 grams
    ) private view returns (bool ok) {
        uint256 last = lots[lots.length - 1];
        uint256 youngest = _madeAt(lots[0]) > _madeAt(last) ? _madeAt(lots[0]) : _madeAt(last);
        (statement.occurredAt, ok) = _when(seed >> 136, youngest);
        ok = ok && (lots.length == 1 || lots[0] != last);
        statement.lines = new ICustody.Line[](lots.length);
        for (uint256 i = 0; i < lots.length; ++i) {
            uint256 inHand = _stocks[lots[i]][from][statement.fromCountry].grams;
            statement.lines[i] = ICustody.Line(lots[i], _some(seed, grams, inHand));
            ok = ok && _isToBeSent(statement.lines[i], from, statement.fromCountry);
        }
    }

    function _isToBeSent(ICustody.Line memory line, uint256 from, bytes2 country) private view returns (bool) {
        if (!_movable(line.lot) || _isHeld(line.lot, from, country)) return false;
        return line.grams != 0 && line.grams <= _stocks[line.lot][from][country].grams;
    }

    /// @dev Another lot for a consignment: mostly one of which there is something to send.
    function _secondFor(uint256 from, bytes2 country, uint256 seed) private view returns (uint256 lot) {
        for (uint256 i = 0; i < lotIds.length; ++i) {
            lot = lotIds[((seed >> 8) + i) % lotIds.length];
            if (seed % 8 == 0 || (_movable(lot) && _stocks[lot][from][country].grams != 0)) return lot;
        }
    }

    function _receive(uint256 index, ICustody.Dispatch memory dispatched, uint256 seed) private {
        ICustody.Receive memory statement;
        statement.consignment = _openIds[index];
        bool timely;
        (statement.occurredAt, timely) = _answer(dispatched);
        uint256 shortage;
        (statement.receivedGrams, shortage) = _arrived(dispatched, seed);
        statement.shortageReason = shortage == 0 ? 0 : 1;
        uint256 by = _indexOf(dispatched.recipient);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(custody),
            keccak256(
                bytes.concat(
                    abi.encode(
                        custody.RECEIVE_TYPEHASH(),
                        statement.consignment,
                        keccak256(abi.encodePacked(statement.receivedGrams)),
                        statement.shortageReason,
                        statement.sealIntact,
                        statement.occurredAt
                    ),
                    abi.encode(
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            )
        );
        bool ok = _expect(
            "receive",
            timely,
            address(custody),
            abi.encodeCall(custody.receiveConsignment, (statement, dispatched, sign(by, digest)))
        );
        if (!ok) return;
        if (_isFarShort(dispatched, statement.receivedGrams)) {
            ++_reached["receive short"];
            _dispute(index, dispatched, statement.receivedGrams, by, digest);
        } else {
            _arrive(index, dispatched, statement.receivedGrams, by, digest);
        }
    }

    function _recall(uint256 index, ICustody.Dispatch memory dispatched, uint256 seed) private {
        if (seed % 2 == 0) _refuse(index, dispatched);
        ICustody.Recall memory statement;
        statement.consignment = _openIds[index];
        bool timely;
        (statement.occurredAt, timely) = _answer(dispatched);
        uint256 shortage;
        (statement.returnedGrams, shortage) = _arrived(dispatched, seed);
        statement.shortageReason = shortage == 0 ? 0 : 1;
        uint256 by = _indexOf(dispatched.organisation);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(
            address(custody),
            keccak256(
                bytes.concat(
                    abi.encode(
                        custody.RECALL_TYPEHASH(),
                        statement.consignment,
                        keccak256(abi.encodePacked(statement.returnedGrams)),
                        statement.shortageReason,
                        statement.occurredAt
                    ),
                    abi.encode(
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            )
        );
        bool ok = _expect(
            "recall",
            timely && _isReleased(index),
            address(custody),
            abi.encodeCall(custody.recall, (statement, dispatched, sign(by, digest)))
        );
        if (!ok) return;
        _arrive(index, dispatched, statement.returnedGrams, by, digest);
    }

    function _refuse(uint256 index, ICustody.Dispatch memory dispatched) private {
        ICustody.Refuse memory statement;
        statement.consignment = _openIds[index];
        statement.reason = 1;
        bool timely;
        (statement.occurredAt, timely) = _answer(dispatched);
        uint256 by = _indexOf(dispatched.recipient);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.REFUSE_TYPEHASH(), statement)));
        bool ok = _expect(
            "refuse",
            timely && !_refused[_openIds[index]],
            address(custody),
            abi.encodeCall(custody.refuse, (statement, dispatched, sign(by, digest)))
        );
        if (!ok) return;
        _refused[_openIds[index]] = true;
        for (uint256 i = 0; i < dispatched.lines.length; ++i) _link(dispatched.lines[i].lot, digest);
    }

    function _loss(uint256 index, ICustody.Dispatch memory dispatched, uint256 seed) private {
        ICustody.ReportLoss memory statement;
        statement.consignment = _openIds[index];
        statement.reason = 1;
        bool timely;
        (statement.occurredAt, timely) = _answer(dispatched);
        uint256 by = seed % 2 == 0 && dispatched.carrier != address(0) ? CARRIER : _indexOf(dispatched.organisation);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            by
        );
        bytes32 digest = digestOf(address(custody), keccak256(abi.encode(custody.REPORTLOSS_TYPEHASH(), statement)));
        bool bySender = by == _indexOf(dispatched.organisation);
        bool ok = _expect(
            "loss",
            timely && (bySender ? _isReleased(index) : !_reportedLost[_openIds[index]]),
            address(custody),
            abi.encodeCall(custody.reportLoss, (statement, dispatched, sign(by, digest)))
        );
        if (!ok) return;
        if (bySender) {
            _arrive(index, dispatched, new uint48[](dispatched.lines.length), by, digest);
            return;
        }
        _reportedLost[_openIds[index]] = true;
        for (uint256 i = 0; i < dispatched.lines.length; ++i) _link(dispatched.lines[i].lot, digest);
    }

    /// @dev When an answer to a dispatch is said to have happened: not before that did.
    function _answer(ICustody.Dispatch memory dispatched) private view returns (uint48, bool) {
        return _when(uint256(keccak256(abi.encode(nonce, dispatched.occurredAt))), dispatched.occurredAt);
    }

    function _timeOut(uint256 index) internal {
        ICustody.Dispatch memory dispatched = _open[index];
        bytes memory data = abi.encodeCall(custody.timeOut, (dispatched));
        bool ok = block.timestamp >= _dispatchedAt[_openIds[index]] + custody.TIME_OUT();
        if (!_govern("timeOut", ok, address(custody), data)) return;
        uint48[] memory grams = new uint48[](dispatched.lines.length);
        for (uint256 i = 0; i < grams.length; ++i) grams[i] = dispatched.lines[i].grams;
        _arrive(index, dispatched, grams, _indexOf(dispatched.organisation), keccak256(data));
    }

    function _settle(uint256 index, ICustody.Share[] memory shares, uint256 lost, bool ok, uint256 seed) private {
        ICustody.Dispatch memory dispatched = _disputed[index];
        ICustody.Settle memory statement;
        uint256 to = _indexOf(dispatched.recipient);
        uint256 from = _indexOf(dispatched.organisation);
        statement.consignment = _disputedIds[index];
        statement.recipient = dispatched.recipient;
        statement.recipientKey = key(to);
        statement.shares = shares;
        statement.lossReason = lost == 0 ? 0 : 1;
        bool timely;
        (statement.occurredAt, timely) = _answer(dispatched);
        (statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore) = _signer(
            from
        );
        bytes32 digest = _settleDigest(statement);
        // Now and then the recipient's signature is the sender's own.
        uint256 counter = seed % 5 == 0 ? from : to;
        bytes memory data = abi.encodeCall(
            custody.settle,
            (statement, dispatched, sign(from, digest), sign(counter, digest))
        );
        if (_expect("settle", ok && timely && counter == to && _maySign(to), address(custody), data)) {
            _share(index, shares, digest);
        }
    }

    function _arbitrate(uint256 index, ICustody.Share[] memory shares, uint256 lost, bool ok) internal {
        bytes memory data = abi.encodeCall(custody.arbitrate, (_disputed[index], shares, lost == 0 ? 0 : 1));
        if (!_govern("arbitrate", ok, address(custody), data)) return;
        _share(index, shares, keccak256(data));
    }

    function _shares(
        uint256 index,
        uint256 seed
    ) private view returns (ICustody.Share[] memory shares, uint256 lost, bool ok) {
        ICustody.Dispatch storage dispatched = _disputed[index];
        shares = new ICustody.Share[](dispatched.lines.length);
        ok = seed % 8 != 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            uint256 missing = _missing[_disputedIds[index]][dispatched.lines[i].lot];
            uint256 recipientGrams = (seed >> (8 + i)) % (missing + 1);
            uint256 senderGrams = (seed >> (24 + i)) % (missing - recipientGrams + 1);
            if (!ok) senderGrams = missing - recipientGrams + 1;
            else lost += missing - recipientGrams - senderGrams;
            shares[i] = ICustody.Share(uint48(recipientGrams), uint48(senderGrams));
        }
    }

    /// @dev Governance shares a dispute out, half of each line to the recipient.
    function _endDispute() internal {
        ICustody.Line[] storage lines = _disputed[0].lines;
        ICustody.Share[] memory shares = new ICustody.Share[](lines.length);
        uint256 lost = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            uint256 missing = _missing[_disputedIds[0]][lines[i].lot];
            shares[i].recipientGrams = uint48(missing / 2);
            lost += missing - missing / 2;
        }
        _arbitrate(0, shares, lost, true);
    }

    function _arrived(
        ICustody.Dispatch memory dispatched,
        uint256 seed
    ) private pure returns (uint48[] memory grams, uint256 shortage) {
        grams = new uint48[](dispatched.lines.length);
        for (uint256 i = 0; i < grams.length; ++i) {
            uint48 sent = dispatched.lines[i].grams;
            uint48 missing = uint48((seed >> i) % 4 == 1 ? seed % (uint256(sent) + 1) : 0);
            grams[i] = sent - missing;
            shortage += missing;
        }
    }

    function _dispatchDigest(ICustody.Dispatch memory statement) private view returns (bytes32) {
        bytes32[] memory lines = new bytes32[](statement.lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            lines[i] = keccak256(abi.encode(custody.LINE_TYPEHASH(), statement.lines[i]));
        }
        // In two halves, for want of room on the stack.
        bytes memory first = abi.encode(
            custody.DISPATCH_TYPEHASH(),
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
        return digestOf(address(custody), keccak256(bytes.concat(first, second)));
    }

    function _settleDigest(ICustody.Settle memory statement) private view returns (bytes32) {
        bytes32[] memory shares = new bytes32[](statement.shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            shares[i] = keccak256(abi.encode(custody.SHARE_TYPEHASH(), statement.shares[i]));
        }
        return
            digestOf(
                address(custody),
                keccak256(
                    bytes.concat(
                        abi.encode(
                            custody.SETTLE_TYPEHASH(),
                            statement.consignment,
                            statement.recipient,
                            statement.recipientKey,
                            keccak256(abi.encodePacked(shares)),
                            statement.lossReason,
                            statement.occurredAt
                        ),
                        abi.encode(
                            statement.organisation,
                            statement.key,
                            statement.nonce,
                            statement.validAfter,
                            statement.validBefore
                        )
                    )
                )
            );
    }
}
