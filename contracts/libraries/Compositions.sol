// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ELEMENTS, SHARE_WORDS, WORDS} from "../types/Types.sol";

/// @title Compositions: seventeen shares, carried in two words and reckoned with in six
/// @dev A share is a number of hundredths of a part per million: 10^8 is the whole, which takes 27 bits.
/// Signed is the plain list of seventeen. Carried and logged are two words: nine shares in the first, eight in the second, 28
/// bits each, element 0 lowest. No share sets the highest bit of its place.
/// Reckoned with are three elements to a word, each in a lane of 85 bits: one operation serves three elements. Nothing runs over
/// into its neighbour: a lane takes 48 bits of grams times 27 bits of share, 2^9 times over, and has its highest bit to spare.
/// That bit is its guard: where guards are set before lanes are subtracted, each is still there unless its lane borrowed.
library Compositions {
    uint256 internal constant SHARE_BITS = 28;
    uint256 internal constant SHARE = (1 << SHARE_BITS) - 1;

    /// @dev Shares in the first word; the second has the rest.
    uint256 internal constant FIRST_SHARES = 9;

    /// @dev Bits that shares take in each word.
    uint256 private constant FIRST_BITS = FIRST_SHARES * SHARE_BITS;
    uint256 private constant SECOND_BITS = (ELEMENTS - FIRST_SHARES) * SHARE_BITS;

    uint256 internal constant LANES = 3;
    uint256 internal constant LANE_BITS = 85;
    uint256 internal constant LANE = (1 << LANE_BITS) - 1;
    uint256 private constant GUARDS = (1 << (LANE_BITS - 1)) | (1 << (2 * LANE_BITS - 1)) | (1 << (3 * LANE_BITS - 1));

    /// @dev Three shares side by side, and what they are multiplied by so that each comes to the foot of its own lane. Between them
    /// stands what else the product has; it reaches no foot, for it adds two shares at most where it is highest.
    uint256 private constant THREE = (1 << (LANES * SHARE_BITS)) - 1;
    uint256 private constant SPREAD = 1 | (1 << (LANE_BITS - SHARE_BITS)) | (1 << (2 * (LANE_BITS - SHARE_BITS)));
    uint256 private constant FEET = SHARE | (SHARE << LANE_BITS) | (SHARE << (2 * LANE_BITS));

    /// @dev One in each place of the first word; and what nine bits are multiplied by so that each comes to its own place.
    uint256 internal constant PLACES =
        1 | (1 << 28) | (1 << 56) | (1 << 84) | (1 << 112) | (1 << 140) | (1 << 168) | (1 << 196) | (1 << 224);
    uint256 private constant SPREAD_BITS =
        1 | (1 << 27) | (1 << 54) | (1 << 81) | (1 << 108) | (1 << 135) | (1 << 162) | (1 << 189) | (1 << 216);

    /// @dev From which share on an element is noted in a lot's record: 0.1 %, in hundredths of a part per million.
    uint256 internal constant NOTED = 100_000;
    /// @dev The guard of each place: the bit that no share sets.
    uint256 private constant PLACE_GUARDS = PLACES << (SHARE_BITS - 1);
    /// @dev Where the bits of nine places come together when they are spread once more.
    uint256 private constant GATHERED = 216;

    /// @dev Something stands beside the shares.
    error CompositionNotCanonical();

    /// @dev Share, or detection limit, of one element.
    function shareOf(uint256[SHARE_WORDS] calldata shares, uint256 element) internal pure returns (uint256) {
        return element < FIRST_SHARES ? _at(shares[0], element) : _at(shares[1], element - FIRST_SHARES);
    }

    /// @dev EIP-712's hash of the seventeen shares, as a list of numbers. Refuses whatever stands beside them: it would not be hashed,
    /// so nobody would have signed it, and no id would commit to it. They are named one by one, since a loop costs three times as
    /// much, and nothing is hashed more often.
    function hash(uint256[SHARE_WORDS] calldata shares) internal pure returns (bytes32) {
        (uint256 first, uint256 second) = (shares[0], shares[1]);
        if ((first >> FIRST_BITS) | (second >> SECOND_BITS) != 0) revert CompositionNotCanonical();
        bytes memory head = abi.encode(
            _at(first, 0),
            _at(first, 1),
            _at(first, 2),
            _at(first, 3),
            _at(first, 4),
            _at(first, 5),
            _at(first, 6),
            _at(first, 7),
            _at(first, 8)
        );
        bytes memory tail = abi.encode(
            _at(second, 0),
            _at(second, 1),
            _at(second, 2),
            _at(second, 3),
            _at(second, 4),
            _at(second, 5),
            _at(second, 6),
            _at(second, 7)
        );
        return keccak256(bytes.concat(head, tail));
    }

    /// @dev The two words without the detection limits of what was not found.
    function found(
        uint256[SHARE_WORDS] calldata shares,
        uint256 notFound
    ) internal pure returns (uint256 first, uint256 second) {
        unchecked {
            first = shares[0] & ~(places(notFound) * SHARE);
            second = shares[1] & ~(places(notFound >> FIRST_SHARES) * SHARE);
        }
    }

    /// @dev One in each place of a word whose bit of nine is set.
    function places(uint256 bits) internal pure returns (uint256) {
        unchecked {
            return ((bits & 0x1ff) * SPREAD_BITS) & PLACES;
        }
    }

    /// @dev Elements whose share, or limit of detection, comes to `NOTED`: bit e for element e. What nobody looked for closely enough
    /// counts as there, so that a coarse limit hides nothing.
    function noted(uint256[SHARE_WORDS] calldata shares) internal pure returns (uint256) {
        return _notedIn(shares[0]) | (_notedIn(shares[1]) << FIRST_SHARES);
    }

    /// @dev A word's three lowest shares, each in its lane. Only for shares that have been checked, of words that have been hashed.
    function lanes(uint256 word) internal pure returns (uint256) {
        unchecked {
            return ((word & THREE) * SPREAD) & FEET;
        }
    }

    /// @dev Whether no lane of `small` holds more than the same lane of `large`. Guards of both are clear.
    function covers(uint256[WORDS] memory large, uint256[WORDS] memory small) internal pure returns (bool) {
        unchecked {
            uint256 guards = (large[0] | GUARDS) - small[0];
            guards &= (large[1] | GUARDS) - small[1];
            guards &= (large[2] | GUARDS) - small[2];
            guards &= (large[3] | GUARDS) - small[3];
            guards &= (large[4] | GUARDS) - small[4];
            guards &= (large[5] | GUARDS) - small[5];
            return guards & GUARDS == GUARDS;
        }
    }

    /// @dev What stands in the lane of one element.
    function lane(uint256[WORDS] memory words, uint256 element) internal pure returns (uint256) {
        return (words[element / LANES] >> (LANE_BITS * (element % LANES))) & LANE;
    }

    /// @dev Sum of a word's lanes.
    function across(uint256 word) internal pure returns (uint256) {
        unchecked {
            return (word & LANE) + ((word >> LANE_BITS) & LANE) + (word >> (2 * LANE_BITS));
        }
    }

    /// @dev The same of one word: a guard that is set before `NOTED` is subtracted is still there unless its place borrowed.
    function _notedIn(uint256 word) private pure returns (uint256) {
        unchecked {
            uint256 marks = (((word | PLACE_GUARDS) - PLACES * NOTED) >> (SHARE_BITS - 1)) & PLACES;
            return ((marks * SPREAD_BITS) >> GATHERED) & 0x1ff;
        }
    }

    /// @dev The share at a place of a word; places count from the lowest.
    function _at(uint256 word, uint256 place) private pure returns (uint256) {
        unchecked {
            return (word >> (SHARE_BITS * place)) & SHARE;
        }
    }
}
