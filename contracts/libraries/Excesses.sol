// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Compositions} from "./Compositions.sol";
import {Conservation} from "./Conservation.sol";
import {Contents} from "./Contents.sol";
import {Content, ELEMENTS, SHARE_WORDS} from "../types/Types.sol";

/// @title Excesses: what is certified beyond what was measured
/// @dev An examination conforms within a tolerance. What a declaration has more than it, element by element, is metal that nobody
/// measured: it is drawn on an allowance when the lot is certified.
library Excesses {
    uint256 private constant FOUND_BITS = 32;

    /// @dev What an assay's examination keeps as its figure: the sum of what was declared as found beyond what the assay found, and the
    /// sum of what was declared as found; in hundredths of a ppm, 32 bits each, the latter lower.
    function ofAssay(
        Content calldata content,
        uint256[SHARE_WORDS] calldata measured,
        uint256 notMeasured
    ) internal pure returns (uint64 figure) {
        uint256 excess = 0;
        uint256 found = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if ((content.notFound >> e) & 1 == 1) continue;
            uint256 declared = Compositions.shareOf(content.partsPerHundredMillion, e);
            uint256 there = (notMeasured >> e) & 1 == 1 ? 0 : Compositions.shareOf(measured, e);
            found += declared;
            if (declared > there) excess += declared - there;
        }
        // Neither sum is above the whole and what analysis exceeds it by, which 27 bits hold.
        figure = uint64((excess << FOUND_BITS) | found);
    }

    /// @dev What of a lot's mass was declared as found, and neither assay nor scale measured; in nanograms.
    /// @param assay Figure of the assay that found least, of those that stand: the greatest, as the excess stands uppermost in it and the rest
    /// is the same in all. Zero if none stands.
    /// @param missingGrams The most that any scale missed of what the lot had when it was weighed; zero if none did.
    /// @param massGrams Grams that are certified.
    function nanograms(uint64 assay, uint64 missingGrams, uint256 massGrams) internal pure returns (uint256) {
        uint256 found = assay == 0 ? Contents.WHOLE : uint32(assay);
        uint256 excess = assay >> FOUND_BITS;
        // Whatever was used up since, all that is missing may be missing of the rest.
        uint256 missing = missingGrams < massGrams ? missingGrams : massGrams;
        return (massGrams * excess + missing * found) * Conservation.NANOGRAMS;
    }
}
