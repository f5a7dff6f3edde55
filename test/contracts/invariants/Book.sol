// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Content, ELEMENTS, LotIdentity, LotStatus} from "../../../contracts/types/Types.sol";
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
        bytes32 suspension;
        uint256 suspender;
    }

    Hasher internal _hasher;

    uint256[] public lotIds;
    mapping(uint256 lot => Entry) internal _entries;
    mapping(uint256 lot => LotIdentity) internal _identities;
    mapping(uint256 lot => mapping(uint256 holder => uint256)) public held;
    mapping(uint256 lot => mapping(uint256 holder => uint256)) public transport;
    mapping(uint256 lot => uint256) public supply;
    /// @dev What was ever put in: of each element, in tens of nanograms as upper bounds, in all and as certified; carbon, in mg CO2e.
    uint256[ELEMENTS] internal _elementsIn;
    uint256[ELEMENTS] internal _certifiedIn;
    uint256 internal _carbonIn;
    /// @dev Transport carbon of what was retired or lost.
    uint256 internal _carbonGone;
    /// @dev What each producer drew on the allowance of its site, in tens of nanograms.
    mapping(uint256 by => uint256) internal _tolerated;

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

    /// @dev Mostly one who holds grams of the lot, where anybody does.
    function _holder(uint256 lot, uint256 seed) internal view returns (uint256 holder) {
        holder = seed % HOLDERS;
        for (uint256 i = 0; i < HOLDERS && seed % 8 != 0 && held[lot][holder] == 0; ++i)
            holder = (holder + 1) % HOLDERS;
    }

    function _movable(uint256 lot) internal view returns (bool) {
        return _entries[lot].status == LotStatus.Certified && block.timestamp <= _entries[lot].validUntil;
    }

    function _stamps(uint256 lot) internal view returns (uint16 assayDay, uint16 weightDay) {
        assayDay = lots.lots(lot).assayDay;
        weightDay = lots.lots(lot).weightDay;
    }

    /// @dev What grams carry of the transport carbon that the book gives their holder, rounded up.
    function _shareOf(uint256 lot, uint256 holder, uint256 grams) internal view returns (uint256) {
        uint256 inHand = held[lot][holder];
        if (inHand < grams || inHand == 0) return 0;
        return (transport[lot][holder] * grams + inHand - 1) / inHand;
    }

    function _indexOf(address party) internal pure returns (uint256) {
        return uint160(party) - 0xA000;
    }
}
