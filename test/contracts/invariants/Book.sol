// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable max-states-count

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Content, CustodyModel, ELEMENTS, LotIdentity, LotStatus} from "../../../contracts/types/Types.sol";
import {Hasher} from "./Hasher.sol";
import {Standing} from "./Standing.sol";

/// @dev The book that is kept outside the contracts: what has to be true of lots and of what hands hold after whatever went through. It
/// takes from the ledger nothing that the ledger computes; where a figure follows from another, it is computed here anew.
abstract contract Book is Standing {
    struct Entry {
        bool known;
        LotStatus status;
        uint48 grams;
        uint48 left;
        uint24 footprint;
        uint48 validUntil;
        uint256 producer;
        uint256 disputes;
        uint256 onTheRoad;
        uint256 missing;
        uint256 retired;
        uint256 lost;
        uint256 consumed;
        bytes28 head;
        uint32 links;
        uint256 named;
        uint256 certifier;
        uint16 bound;
        uint16 scheme;
        bytes32 taking;
        uint256 taker;
        uint256 unmeasured;
        uint256 owed;
    }

    /// @dev The best that a lot made of others may ever claim, by what it was made of.
    struct Claim {
        bool isSet;
        CustodyModel strictest;
        uint256 mostPrimaryPercent;
        uint24 leastFootprint;
    }

    /// @dev What somebody has of a lot in a country, and the transport carbon that it carries, in mg CO2e.
    struct Stock {
        uint256 grams;
        uint256 carbon;
    }

    /// @dev A correction of a lot's footprint that stands, and the footprint before it.
    struct Raise {
        bytes32 digest;
        uint24 former;
    }

    Hasher internal _hasher;

    uint256[] public lotIds;
    mapping(uint256 lot => Entry) internal _entries;
    mapping(uint256 lot => LotIdentity) internal _identities;
    mapping(uint256 lot => mapping(uint256 holder => mapping(bytes2 country => Stock))) internal _stocks;
    mapping(uint256 lot => uint256) public supply;
    /// @dev What was ever put in: of each element, in tens of nanograms as upper bounds, in all and as certified; carbon, in mg CO2e.
    uint256[ELEMENTS] internal _elementsIn;
    uint256[ELEMENTS] internal _certifiedIn;
    uint256 internal _carbonIn;
    /// @dev Transport carbon of what was retired or lost.
    uint256 internal _carbonGone;
    /// @dev Of each element, in tens of nanograms, what was measured in certified lots that nothing was made from before.
    uint256[ELEMENTS] internal _measuredIn;
    mapping(uint256 lot => uint256[ELEMENTS]) internal _measuredOf;
    /// @dev The least carbon that certified goods and those on their way to it bear, retired and lost ones included, in mg CO2e: what they
    /// brought and what was stated of journeys and processes, less what was lost took along at its own share.
    uint256 internal _carbonOwed;
    /// @dev Transport carbon of what was retired, by its grams.
    uint256 internal _carbonRetired;
    mapping(uint256 lot => Claim) internal _claims;
    /// @dev Grams that wait for a lot that names the rejected one; whether a lot is such a one, or took the place of one.
    mapping(uint256 lot => uint256) internal _withheldGrams;
    mapping(uint256 lot => bool) internal _isWithheld;
    /// @dev Lots that an authority has held, or of which it has held a part.
    mapping(uint256 lot => bool) internal _isWatched;
    mapping(uint256 lot => Raise[]) internal _raises;
    /// @dev What each producer drew on the allowance of its site, and on its own by lots that were certified, in tens of nanograms.
    mapping(uint256 by => uint256) internal _tolerated;
    mapping(uint256 by => uint256) internal _unmeasured;

    /// @dev A lot that was declared, whichever way.
    function _enterLot(uint256 lot, uint256 producer, Content memory declared) internal {
        _identities[lot].lotNumber = _lotNumber(0);
        lotIds.push(lot);
        Entry storage entry = _entries[lot];
        entry.known = true;
        entry.grams = declared.massGrams;
        entry.left = declared.massGrams;
        entry.footprint = declared.footprintGramsPerKilogram;
        entry.producer = producer;
        entry.named = declared.certifier == address(0) ? 0 : _indexOf(declared.certifier);
        _identities[lot].producer = organisation(producer);
        _identities[lot].content = declared;
    }

    function _link(uint256 lot, bytes32 digest) internal {
        Entry storage entry = _entries[lot];
        entry.head = bytes28(keccak256(abi.encode(entry.head, digest, block.timestamp)));
        ++entry.links;
    }

    /// @dev The number of the lot that is entered after so many others that are not yet: no two are the same.
    function _lotNumber(uint256 others) internal view returns (string memory) {
        return Strings.toString(lotIds.length + others);
    }

    function _pick(uint256 seed) internal view returns (bool, uint256) {
        if (lotIds.length == 0) return (false, 0);
        return (true, lotIds[(seed >> 32) % lotIds.length]);
    }

    /// @dev Mostly a lot that an action is meant for, where there is one.
    function _pickWhere(
        uint256 seed,
        function(uint256) view returns (bool) isMeant
    ) internal view returns (bool found, uint256 lot) {
        (found, lot) = _pick(seed);
        for (uint256 i = 0; i < lotIds.length && (seed >> 128) % 8 != 0; ++i) {
            uint256 other = lotIds[((seed >> 32) + i) % lotIds.length];
            if (isMeant(other)) return (true, other);
        }
    }

    function _isDeclared(uint256 lot) internal view returns (bool) {
        return _entries[lot].status == LotStatus.Declared && _entries[lot].left != 0;
    }

    /// @dev Whether a finding stands against a declaration, so that what it drew on a quota is withheld where it is rejected.
    function _isFoundOut(uint256 lot) internal view returns (bool) {
        return _isDeclared(lot) && _entries[lot].disputes != 0;
    }

    function _isCertified(uint256 lot) internal view returns (bool) {
        return _entries[lot].status == LotStatus.Certified;
    }

    function _isExpired(uint256 lot) internal view returns (bool) {
        return _isCertified(lot) && !_movable(lot);
    }

    function _isSuspended(uint256 lot) internal view returns (bool) {
        return _entries[lot].status == LotStatus.Suspended;
    }

    function _isTaken(uint256 lot) internal view returns (bool) {
        return _entries[lot].taking != 0;
    }

    /// @dev Whether somebody could move something of it.
    function _isInHand(uint256 lot) internal view returns (bool) {
        if (!_movable(lot)) return false;
        for (uint256 holder = 0; holder < HOLDERS; ++holder) if (_gramsOf(lot, holder) != 0) return true;
        return false;
    }

    /// @dev Mostly one who holds grams of the lot, where anybody does.
    function _holder(uint256 lot, uint256 seed) internal view returns (uint256 holder) {
        holder = seed % HOLDERS;
        for (uint256 i = 0; i < HOLDERS && seed % 8 != 0 && _gramsOf(lot, holder) == 0; ++i)
            holder = (holder + 1) % HOLDERS;
    }

    /// @dev Mostly a country where somebody has grams of a lot, if that is anywhere.
    function _countryOf(uint256 lot, uint256 holder, uint256 seed) internal view returns (bytes2 country) {
        country = seed % 2 == 0 ? HOME : ABROAD;
        if ((seed >> 1) % 16 != 0 && _stocks[lot][holder][country].grams == 0) country = _otherThan(country);
    }

    function _otherThan(bytes2 country) internal pure returns (bytes2) {
        return country == HOME ? ABROAD : HOME;
    }

    /// @dev Grams of a lot that somebody has, wherever they are.
    function _gramsOf(uint256 lot, uint256 holder) internal view returns (uint256) {
        return _stocks[lot][holder][HOME].grams + _stocks[lot][holder][ABROAD].grams;
    }

    /// @dev Enters that grams come into a hand, with the transport carbon that they carry.
    function _enterGiven(uint256 lot, uint256 holder, bytes2 country, uint256 grams, uint256 carbon) internal {
        Stock storage stock = _stocks[lot][holder][country];
        stock.grams += grams;
        stock.carbon += carbon;
    }

    /// @dev Enters that grams leave a hand.
    /// @return carbon The transport carbon that goes with them.
    function _enterTaken(uint256 lot, uint256 holder, bytes2 country, uint256 grams) internal returns (uint256 carbon) {
        carbon = _shareOf(lot, holder, country, grams);
        Stock storage stock = _stocks[lot][holder][country];
        stock.grams -= grams;
        stock.carbon -= carbon;
    }

    function _movable(uint256 lot) internal view returns (bool) {
        return _entries[lot].status == LotStatus.Certified && block.timestamp <= _entries[lot].validUntil;
    }

    /// @dev Enters that a lot's certificate was taken: whoever took it, and by what.
    function _enterTaking(uint256 lot, LotStatus status, uint256 by, bytes32 digest) internal {
        Entry storage entry = _entries[lot];
        (entry.status, entry.taking, entry.taker) = (status, digest, by);
    }

    /// @dev Where nothing takes the certificate any more, the lot is certified again, or declared if it never was.
    function _enterRestored(uint256 lot) internal {
        Entry storage entry = _entries[lot];
        entry.status = entry.validUntil == 0 ? LotStatus.Declared : LotStatus.Certified;
        (entry.taking, entry.taker) = (0, 0);
    }

    function _madeAt(uint256 lot) internal view returns (uint256) {
        return _identities[lot].content.producedAt;
    }

    /// @dev Whether a lot draws on a quota, and is not made of others.
    function _isRoot(uint256 lot) internal view returns (bool) {
        return _identities[lot].content.quota != 0;
    }

    /// @dev Who certified a lot; before that whom its producer named, or nobody.
    function _certifierOf(uint256 lot) internal view returns (uint256) {
        Entry storage entry = _entries[lot];
        return _isToken(entry.status) ? entry.certifier : entry.named;
    }

    /// @dev Grams of a lot that were not made into others, wherever they are.
    function _remaining(uint256 lot) internal view returns (uint256) {
        Entry storage entry = _entries[lot];
        return _isToken(entry.status) ? entry.grams - entry.consumed : entry.left;
    }

    function _isToken(LotStatus status) internal pure returns (bool) {
        return status == LotStatus.Certified || status == LotStatus.Suspended || status == LotStatus.Revoked;
    }

    /// @dev Whether a lot is certified or may become so by what it is made of. A root that is no certificate is not.
    function _isInCertified(uint256 lot) internal view returns (bool) {
        LotStatus status = _entries[lot].status;
        return _isToken(status) || (!_isRoot(lot) && status != LotStatus.Uncertifiable);
    }

    /// @dev What grams carry of the transport carbon that the book gives their holder where they are, rounded up.
    function _shareOf(uint256 lot, uint256 holder, bytes2 country, uint256 grams) internal view returns (uint256) {
        Stock storage stock = _stocks[lot][holder][country];
        if (stock.grams < grams || stock.grams == 0) return 0;
        return (stock.carbon * grams + stock.grams - 1) / stock.grams;
    }

    function _indexOf(address party) internal pure returns (uint256) {
        return uint160(party) - 0xA000;
    }
}
