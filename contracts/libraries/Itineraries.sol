// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Itineraries: the countries that goods pass, in one word
/// @dev Up to 16 ISO 3166-1 alpha-2 codes, in order, padded with zeros.
library Itineraries {
    /// @dev Countries that there is room for.
    uint256 internal constant MAXIMUM = 16;
    uint256 private constant COUNTRY_BITS = 16;

    /// @dev The country at a place, from 0; zero if none stands there.
    function countryAt(bytes32 route, uint256 place) internal pure returns (bytes2) {
        return bytes2(route << (COUNTRY_BITS * place));
    }

    /// @dev Places up to the last that is not empty.
    function placesOf(bytes32 route) internal pure returns (uint256 count) {
        while (count < MAXIMUM && route << (COUNTRY_BITS * count) != 0) ++count;
    }

    /// @dev Whether a country stands in the first so many places.
    function contains(bytes32 route, bytes2 country, uint256 places) internal pure returns (bool) {
        for (uint256 i = 0; i < places; ++i) if (countryAt(route, i) == country) return true;
        return false;
    }

    /// @dev The countries of a route that do not stand in another, in order and without a gap.
    function without(bytes32 route, bytes32 other) internal pure returns (bytes32 rest) {
        uint256 count = 0;
        for (uint256 i = 0; i < MAXIMUM; ++i) {
            bytes2 country = countryAt(route, i);
            if (country == 0 || contains(other, country, MAXIMUM)) continue;
            rest |= bytes32(country) >> (COUNTRY_BITS * count);
            ++count;
        }
    }
}
