// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {Compositions} from "../../../contracts/libraries/Compositions.sol";
import {SHARE_WORDS, WORDS} from "../../../contracts/types/Types.sol";
import {Shares} from "../invariants/Shares.sol";
import {requireEqual} from "../invariants/Vm.sol";

/// @dev What is done with three elements, or nine, at once comes to the same as element by element.
contract CompositionsFuzz {
    using Shares for uint256[2];
    using Shares for uint32[17];

    function test_lanesHoldTheSharesThatAreCarried(uint32[17] calldata raw) external view {
        uint32[17] memory shares = _bounded(raw);
        uint256[2] memory words = shares.pack();
        for (uint256 w = 0; w < WORDS; ++w) {
            uint256 expected = 0;
            for (uint256 k = 0; k < 3 && 3 * w + k < 17; ++k) expected += shares[3 * w + k] * 2 ** (85 * k);
            requireEqual("lanes", Compositions.lanes(words[w / 3] / 2 ** (84 * (w % 3))), expected);
        }
        for (uint256 e = 0; e < 17; ++e) requireEqual("share", this.shareOf(words, e), shares[e]);
    }

    function test_foundIsWhatHasNoBitInTheMask(uint32[17] calldata raw, uint256 notFound) external view {
        notFound %= 2 ** 17;
        uint32[17] memory shares = _bounded(raw);
        (uint256 first, uint256 second) = this.found(shares.pack(), notFound);
        for (uint256 e = 0; e < 17; ++e) if ((notFound / 2 ** e) % 2 == 1) shares[e] = 0;
        uint256[2] memory expected = shares.pack();
        requireEqual("first", first, expected[0]);
        requireEqual("second", second, expected[1]);
    }

    function test_placesAreThoseOfTheBits(uint256 bits) external pure {
        uint256 expected = 0;
        for (uint256 k = 0; k < 9; ++k) expected += ((bits / 2 ** k) % 2) * 2 ** (28 * k);
        requireEqual("places", Compositions.places(bits), expected);
    }

    /// @param equal Lanes that are made equal, for otherwise hardly any are; the rest is mostly covered.
    function test_coveredIsCoveredInEachLane(
        uint256[WORDS] calldata large,
        uint256[WORDS] calldata small,
        uint256 equal,
        uint256 swapped
    ) external pure {
        bool expected = true;
        uint256[WORDS] memory a;
        uint256[WORDS] memory b;
        for (uint256 i = 0; i < 18; ++i) {
            (uint256 w, uint256 unit) = (i / 3, 2 ** (85 * (i % 3)));
            (uint256 one, uint256 other) = ((large[w] / unit) % 2 ** 84, (small[w] / unit) % 2 ** 84);
            if ((equal / 2 ** i) % 2 == 1) other = one;
            bool swap = (swapped / 2 ** (4 * i)) % 16 == 0;
            if (swap == (one > other)) (one, other) = (other, one);
            if (one < other) expected = false;
            a[w] += one * unit;
            b[w] += other * unit;
        }
        requireEqual("covers", Compositions.covers(a, b) ? 1 : 0, expected ? 1 : 0);
    }

    function shareOf(uint256[SHARE_WORDS] calldata shares, uint256 element) external pure returns (uint256) {
        return Compositions.shareOf(shares, element);
    }

    function found(uint256[SHARE_WORDS] calldata shares, uint256 notFound) external pure returns (uint256, uint256) {
        return Compositions.found(shares, notFound);
    }

    /// @dev Up to the whole, which occurs itself.
    function _bounded(uint32[17] calldata raw) private pure returns (uint32[17] memory shares) {
        for (uint256 e = 0; e < 17; ++e) shares[e] = raw[e] % 4 == 0 ? 100_000_000 : raw[e] % 100_000_001;
    }
}
