// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustody} from "../../../contracts/interfaces/ICustody.sol";
import {Holding} from "./Holding.sol";

/// @dev The book of consignments: what is on the road and what is in dispute, with the carbon that waits with it.
abstract contract Consignments is Holding {
    ICustody.Dispatch[] internal _open;
    bytes32[] internal _openIds;
    mapping(bytes32 consignment => bool) internal _refused;
    mapping(bytes32 consignment => uint256) internal _dispatchedAt;
    mapping(bytes32 consignment => bool) internal _reportedLost;
    ICustody.Dispatch[] internal _disputed;
    bytes32[] internal _disputedIds;
    /// @dev Transport carbon with which grams of a consignment left.
    mapping(bytes32 consignment => mapping(uint256 lot => uint256)) private _carried;
    /// @dev What is missing of a disputed consignment, and the transport carbon that waits with it.
    mapping(bytes32 consignment => mapping(uint256 lot => uint256)) internal _missing;
    mapping(bytes32 consignment => mapping(uint256 lot => uint256)) private _missingCarbon;
    uint256 internal _carbonMissing;

    /// @dev Enters a dispatch: its grams leave the sender's hand with their share of the carbon.
    function _depart(ICustody.Dispatch memory statement, uint256 from, bytes32 digest) internal {
        for (uint256 i = 0; i < statement.lines.length; ++i) {
            ICustody.Line memory line = statement.lines[i];
            _carried[digest][line.lot] = _enterTaken(line.lot, from, statement.fromCountry, line.grams);
            _entries[line.lot].onTheRoad += line.grams;
            _link(line.lot, digest);
        }
        _keep(_open, statement);
        _openIds.push(digest);
        _dispatchedAt[digest] = block.timestamp;
    }

    function _arrive(
        uint256 index,
        ICustody.Dispatch memory dispatched,
        uint48[] memory grams,
        uint256 by,
        bytes32 digest
    ) internal {
        // What comes back is where it was.
        bytes2 country = by == _indexOf(dispatched.recipient) ? dispatched.toCountry : dispatched.fromCountry;
        for (uint256 i = 0; i < dispatched.lines.length; ++i) {
            ICustody.Line memory line = dispatched.lines[i];
            Entry storage entry = _entries[line.lot];
            entry.onTheRoad -= line.grams;
            entry.lost += line.grams - grams[i];
            // What arrived carries its share, rounded up; what is lost takes the rest along.
            uint256 carbon = _carried[_openIds[index]][line.lot] + _journey(dispatched, i);
            uint256 arrived = (carbon * grams[i] + line.grams - 1) / line.grams;
            _enterGiven(line.lot, by, country, grams[i], arrived);
            _enterCame(_openIds[index], line.lot, by, country, grams[i]);
            _carbonGone += carbon - arrived;
            _carbonIn += _journey(dispatched, i);
            _carbonOwed += _journey(dispatched, i);
            _lose(carbon, line.grams - grams[i], line.grams);
            _link(line.lot, digest);
        }
        _open[index] = _open[_open.length - 1];
        _open.pop();
        _openIds[index] = _openIds[_openIds.length - 1];
        _openIds.pop();
    }

    /// @dev What arrived is the recipient's; what did not waits, with its carbon.
    function _dispute(
        uint256 index,
        ICustody.Dispatch memory dispatched,
        uint48[] memory grams,
        uint256 by,
        bytes32 digest
    ) internal {
        bytes32 id = _openIds[index];
        _keep(_disputed, dispatched);
        _disputedIds.push(id);
        for (uint256 i = 0; i < grams.length; ++i) {
            uint256 lot = dispatched.lines[i].lot;
            uint256 missing = dispatched.lines[i].grams - grams[i];
            _missing[id][lot] = missing;
            _entries[lot].missing += missing;
        }
        (uint256 gone, uint256 owed) = (_carbonGone, _carbonOwed);
        for (uint256 i = 0; i < grams.length; ++i) {
            uint256 sent = dispatched.lines[i].grams;
            uint256 carbon = _carried[id][dispatched.lines[i].lot] + _journey(dispatched, i);
            _missingCarbon[id][dispatched.lines[i].lot] = carbon - (carbon * grams[i] + sent - 1) / sent;
        }
        _arrive(index, dispatched, grams, by, digest);
        // What is missing was written down as lost.
        for (uint256 i = 0; i < grams.length; ++i) {
            _entries[dispatched.lines[i].lot].lost -= dispatched.lines[i].grams - grams[i];
        }
        _carbonMissing += _carbonGone - gone;
        _carbonGone = gone;
        // What is missing is not lost yet, so its carbon is still owed.
        _carbonOwed = owed;
        for (uint256 i = 0; i < grams.length; ++i) _carbonOwed += _journey(dispatched, i);
    }

    function _shareLot(
        bytes32 id,
        ICustody.Dispatch memory dispatched,
        uint256 lot,
        ICustody.Share memory share
    ) private {
        (uint256 to, uint256 from) = (_indexOf(dispatched.recipient), _indexOf(dispatched.organisation));
        (uint256 left, uint256 carbon) = (_missing[id][lot], _missingCarbon[id][lot]);
        _entries[lot].missing -= left;
        _carbonMissing -= carbon;
        (left, carbon) = _give(lot, to, dispatched.toCountry, share.recipientGrams, left, carbon);
        (left, carbon) = _give(lot, from, dispatched.fromCountry, share.senderGrams, left, carbon);
        _enterCame(id, lot, to, dispatched.toCountry, share.recipientGrams);
        _enterCame(id, lot, from, dispatched.fromCountry, share.senderGrams);
        _lose(_missingCarbon[id][lot], left, _missing[id][lot]);
        _entries[lot].lost += left;
        _carbonGone += carbon;
        delete _missing[id][lot];
    }

    /// @dev Both sides get their grams with their part of the carbon that waited, rounded up; what is lost takes the rest.
    function _share(uint256 index, ICustody.Share[] memory shares, bytes32 digest) internal {
        ICustody.Dispatch memory dispatched = _disputed[index];
        bytes32 id = _disputedIds[index];
        uint256 toRecipient = 0;
        uint256 toSender = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            _shareLot(id, dispatched, dispatched.lines[i].lot, shares[i]);
            toRecipient += shares[i].recipientGrams;
            toSender += shares[i].senderGrams;
        }
        uint256 links = toRecipient != 0 && toSender != 0 ? 2 : 1;
        for (uint256 k = 0; k < links; ++k) {
            for (uint256 i = 0; i < shares.length; ++i) _link(dispatched.lines[i].lot, digest);
        }
        _disputed[index] = _disputed[_disputed.length - 1];
        _disputed.pop();
        _disputedIds[index] = _disputedIds[_disputedIds.length - 1];
        _disputedIds.pop();
    }

    /// @dev What is lost takes no more carbon along than its own share.
    function _lose(uint256 carbon, uint256 lost, uint256 whole) private {
        if (lost != 0) _carbonOwed -= (carbon * lost) / whole;
    }

    function _give(
        uint256 lot,
        uint256 holder,
        bytes2 country,
        uint256 grams,
        uint256 left,
        uint256 carbon
    ) private returns (uint256, uint256) {
        uint256 part = left == 0 ? 0 : (carbon * grams + left - 1) / left;
        _enterGiven(lot, holder, country, grams, part);
        return (left - grams, carbon - part);
    }

    /// @dev Whether the sender may end an open consignment alone.
    function _isReleased(uint256 index) internal view returns (bool) {
        bytes32 id = _openIds[index];
        return _refused[id] || block.timestamp >= _dispatchedAt[id] + 30 days;
    }

    /// @dev Whether any line lacks more than half a percent and more than a gram.
    function _isFarShort(ICustody.Dispatch memory dispatched, uint48[] memory grams) internal pure returns (bool far) {
        for (uint256 i = 0; i < grams.length; ++i) {
            uint256 sent = dispatched.lines[i].grams;
            uint256 missing = sent - grams[i];
            far = far || (missing > 1 && missing > sent / 200);
        }
    }

    function _disputes() internal view returns (uint256) {
        return _disputed.length;
    }

    /// @dev What the contract says is missing of a lot, over every dispute.
    function _missingOnLedger(uint256 lot) internal view returns (uint256 grams) {
        for (uint256 i = 0; i < _disputedIds.length; ++i) grams += custody.missingOf(_disputedIds[i], lot);
    }

    function _openConsignments() internal view returns (uint256) {
        return _open.length;
    }

    /// @dev Transport carbon of everything on the road, in mg CO2e.
    function _carbonOnTheRoad() internal view returns (uint256 carbon) {
        for (uint256 i = 0; i < _open.length; ++i) {
            ICustody.Line[] storage lines = _open[i].lines;
            for (uint256 j = 0; j < lines.length; ++j) carbon += _carried[_openIds[i]][lines[j].lot];
        }
    }

    /// @dev A line's share of its journey's emissions, in milligrams, rounded up.
    function _journey(ICustody.Dispatch memory dispatched, uint256 i) private pure returns (uint256) {
        uint256 total = 0;
        for (uint256 k = 0; k < dispatched.lines.length; ++k) total += dispatched.lines[k].grams;
        return (uint256(dispatched.emissionsGrams) * 1_000 * dispatched.lines[i].grams + total - 1) / total;
    }

    /// @dev Field by field: that is how the quick pipeline of the compiler can write lines into storage.
    function _keep(ICustody.Dispatch[] storage list, ICustody.Dispatch memory statement) private {
        ICustody.Dispatch storage kept = list.push();
        kept.recipient = statement.recipient;
        kept.carrier = statement.carrier;
        kept.fromCountry = statement.fromCountry;
        kept.toCountry = statement.toCountry;
        kept.route = statement.route;
        kept.seal = statement.seal;
        kept.units = statement.units;
        for (uint256 i = 0; i < statement.lines.length; ++i) kept.lines.push(statement.lines[i]);
        kept.emissionsGrams = statement.emissionsGrams;
        kept.occurredAt = statement.occurredAt;
        kept.organisation = statement.organisation;
        kept.key = statement.key;
        kept.nonce = statement.nonce;
        kept.validAfter = statement.validAfter;
        kept.validBefore = statement.validBefore;
    }
}
