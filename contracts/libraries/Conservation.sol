// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Compositions} from "./Compositions.sol";
import {ELEMENTS, SHARE_WORDS, WORDS} from "../types/Types.sol";

/// @title Conservation: the law of mass, element by element
/// @dev Grams times a share are tens of nanograms, so nothing is divided and nothing rounded. Sums of seventeen elements stand in
/// six words, as compositions do; what leaves this library is in nanograms.
library Conservation {
    using Compositions for uint256[WORDS];

    /// @dev Nanograms in a gram of one share: 10^-8 of it.
    uint256 internal constant NANOGRAMS = 10;

    /// @param upper For each element the most there can be, in tens of nanograms: its share or its detection limit.
    /// @param found For each element what was found, in tens of nanograms.
    struct Amounts {
        uint256[WORDS] upper;
        uint256[WORDS] found;
    }

    /// @param toleratedNanograms Sum over the elements of what was found in what came out beyond the upper bound of what went in.
    /// @param reliedNanograms Sum over the elements of what was found in what came out beyond what was found in what went in,
    /// up to the upper bound: taken on the strength of a detection limit.
    struct Drawn {
        uint256 toleratedNanograms;
        uint256 reliedNanograms;
    }

    /// @dev More of an element was found in what came out than there can have been in what went in. Nanograms.
    error ElementGrows(uint256 element, uint256 outNanograms, uint256 inNanograms);

    /// @dev More of an element was found in what is certifiable than in what went in certified. Nanograms.
    error CertifiedShareExceeded(uint256 element, uint256 outNanograms, uint256 inNanograms);

    /// @dev Adds grams of a composition that has been checked.
    function add(
        Amounts memory amounts,
        uint256[SHARE_WORDS] calldata shares,
        uint256 notFound,
        uint256 grams
    ) internal pure {
        _add(amounts.upper, shares[0], shares[1], grams);
        (uint256 first, uint256 second) = Compositions.found(shares, notFound);
        _add(amounts.found, first, second, grams);
    }

    /// @dev Adds what was found alone: only that is metal.
    function addFound(
        uint256[WORDS] memory sums,
        uint256[SHARE_WORDS] calldata shares,
        uint256 notFound,
        uint256 grams
    ) internal pure {
        (uint256 first, uint256 second) = Compositions.found(shares, notFound);
        _add(sums, first, second, grams);
    }

    /// @dev The law of mass. What was found in the outputs is covered by what was found in the inputs. What is not, and is within the
    /// inputs' upper bound, relies on a limit of detection. What is beyond that bound is within `toleranceBasisPoints` of it, or
    /// the law is broken. The outputs' own limits of detection need nothing to cover them.
    function check(
        uint256[WORDS] memory outFound,
        Amounts memory inputs,
        uint256 toleranceBasisPoints
    ) internal pure returns (Drawn memory drawn) {
        // Mostly nothing is found that was not found before.
        if (inputs.found.covers(outFound)) return drawn;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            (uint256 outgoing, uint256 found) = (outFound.lane(e), inputs.found.lane(e));
            if (outgoing <= found) continue;
            uint256 upper = inputs.upper.lane(e);
            if (outgoing > upper) {
                if ((outgoing - upper) * 10_000 > upper * toleranceBasisPoints) {
                    revert ElementGrows(e, outgoing * NANOGRAMS, upper * NANOGRAMS);
                }
                drawn.toleratedNanograms += (outgoing - upper) * NANOGRAMS;
                outgoing = upper;
            }
            drawn.reliedNanograms += (outgoing - found) * NANOGRAMS;
        }
    }

    /// @dev Reverts where more of an element is found in what is certifiable than in what went in certified. No tolerance.
    function checkCertified(uint256[WORDS] memory outFound, uint256[WORDS] memory inFound) internal pure {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            (uint256 outgoing, uint256 incoming) = (outFound.lane(e), inFound.lane(e));
            if (outgoing > incoming) {
                revert CertifiedShareExceeded(e, outgoing * NANOGRAMS, incoming * NANOGRAMS);
            }
        }
    }

    /// @dev What amounts are worth at the prices of the elements.
    function value(
        uint256[WORDS] memory amounts,
        uint32[ELEMENTS] memory prices
    ) internal pure returns (uint256 total) {
        for (uint256 e = 0; e < ELEMENTS; ++e) total += amounts.lane(e) * prices[e];
    }

    /// @dev Sum over all elements, in the unit of the sums.
    function sum(uint256[WORDS] memory words) internal pure returns (uint256 total) {
        unchecked {
            for (uint256 w = 0; w < WORDS; ++w) total += Compositions.across(words[w]);
        }
    }

    function _add(uint256[WORDS] memory sums, uint256 first, uint256 second, uint256 grams) private pure {
        // A lane never runs over into its neighbour (`Compositions`).
        unchecked {
            sums[0] += Compositions.lanes(first) * grams;
            sums[1] += Compositions.lanes(first >> 84) * grams;
            sums[2] += Compositions.lanes(first >> 168) * grams;
            sums[3] += Compositions.lanes(second) * grams;
            sums[4] += Compositions.lanes(second >> 84) * grams;
            sums[5] += Compositions.lanes(second >> 168) * grams;
        }
    }
}
