// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The seventeen shares of a composition, by plain arithmetic: digits to the base of 2^28, nine in the first word.
library Shares {
    uint256 private constant BASE = 2 ** 28;

    function get(uint256[2] memory words, uint256 element) internal pure returns (uint256) {
        (uint256 word, uint256 place) = _placeOf(element);
        return (words[word] / BASE ** place) % BASE;
    }

    function set(uint256[2] memory words, uint256 element, uint256 share) internal pure {
        (uint256 word, uint256 place) = _placeOf(element);
        words[word] = words[word] - get(words, element) * BASE ** place + share * BASE ** place;
    }

    /// @dev As they are signed.
    function list(uint256[2] memory words) internal pure returns (uint32[17] memory shares) {
        for (uint256 e = 0; e < 17; ++e) shares[e] = uint32(get(words, e));
    }

    /// @dev As they are carried.
    function pack(uint32[17] memory shares) internal pure returns (uint256[2] memory words) {
        for (uint256 e = 0; e < 17; ++e) set(words, e, shares[e]);
    }

    function _placeOf(uint256 element) private pure returns (uint256 word, uint256 place) {
        return element < 9 ? (uint256(0), element) : (uint256(1), element - 9);
    }
}
