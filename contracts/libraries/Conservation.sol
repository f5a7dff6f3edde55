// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ELEMENTS} from "../types/Types.sol";

/// @title Conservation: the law of mass, element by element
/// @dev Grams times parts per million are micrograms, so nothing is divided and nothing rounded. Sums of seventeen elements
/// stand in six words, three lanes of 85 bits each, so that one multiplication serves three elements: a lane takes 48 bits of
/// grams times 20 bits of share, and 2^17 lots before it could run over.
library Conservation {
    uint256 private constant WORDS = 6;
    uint256 private constant LANES = 3;
    uint256 private constant LANE_BITS = 85;
    uint256 private constant LANE = (1 << LANE_BITS) - 1;

    /// @param upper For each element the most there can be, in micrograms: its share or its detection limit.
    /// @param found For each element what was found, in micrograms.
    struct Amounts {
        uint256[WORDS] upper;
        uint256[WORDS] found;
    }

    /// @param toleratedMicrograms Sum over the elements of what came out beyond the upper bound of what went in.
    /// @param reliedMicrograms Sum over the elements of what was found in what came out beyond what was found in what went in,
    /// up to the upper bound: taken on the strength of a detection limit.
    struct Drawn {
        uint256 toleratedMicrograms;
        uint256 reliedMicrograms;
    }

    /// @dev More of an element came out than went in. Micrograms, upper bounds.
    error ElementGrows(uint256 element, uint256 outMicrograms, uint256 inMicrograms);

    /// @dev More of an element came out as certifiable than went in certified. Micrograms, upper bounds.
    error CertifiedShareExceeded(uint256 element, uint256 outMicrograms, uint256 inMicrograms);

    /// @dev Adds grams of a composition. Shares must have been checked: each from 1 to a million.
    function add(
        Amounts memory amounts,
        uint32[ELEMENTS] calldata partsPerMillion,
        uint32 notFound,
        uint256 grams
    ) internal pure {
        // A lane never runs over into its neighbour, see above.
        unchecked {
            for (uint256 w = 0; w < WORDS; ++w) {
                uint256 shares = _shares(partsPerMillion, w);
                amounts.upper[w] += shares * grams;
                uint256 missing = (notFound >> (w * LANES)) & 7;
                if (missing == 7) continue;
                if (missing & 1 != 0) shares &= ~LANE;
                if (missing & 2 != 0) shares &= ~(LANE << LANE_BITS);
                if (missing & 4 != 0) shares &= ~(LANE << (2 * LANE_BITS));
                amounts.found[w] += shares * grams;
            }
        }
    }

    /// @dev Adds upper bounds alone.
    function addUpper(Amounts memory amounts, uint32[ELEMENTS] calldata partsPerMillion, uint256 grams) internal pure {
        unchecked {
            for (uint256 w = 0; w < WORDS; ++w) amounts.upper[w] += _shares(partsPerMillion, w) * grams;
        }
    }

    /// @dev Reverts where more of an element comes out than went in and `toleranceBasisPoints` of it.
    function check(
        Amounts memory outputs,
        Amounts memory inputs,
        uint256 toleranceBasisPoints
    ) internal pure returns (Drawn memory drawn) {
        unchecked {
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                (uint256 w, uint256 shift) = (e / LANES, LANE_BITS * (e % LANES));
                uint256 outgoing = (outputs.upper[w] >> shift) & LANE;
                uint256 incoming = (inputs.upper[w] >> shift) & LANE;
                if (outgoing > incoming) {
                    if ((outgoing - incoming) * 10_000 > incoming * toleranceBasisPoints) {
                        revert ElementGrows(e, outgoing, incoming);
                    }
                    drawn.toleratedMicrograms += outgoing - incoming;
                }
                outgoing = (outputs.found[w] >> shift) & LANE;
                if (outgoing > incoming) outgoing = incoming;
                incoming = (inputs.found[w] >> shift) & LANE;
                if (outgoing > incoming) drawn.reliedMicrograms += outgoing - incoming;
            }
        }
    }

    /// @dev Reverts where more of an element comes out as certifiable than went in certified. No tolerance.
    function checkCertified(uint256[WORDS] memory outUpper, uint256[WORDS] memory inUpper) internal pure {
        unchecked {
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                (uint256 outgoing, uint256 incoming) = (lane(outUpper, e), lane(inUpper, e));
                if (outgoing > incoming) revert CertifiedShareExceeded(e, outgoing, incoming);
            }
        }
    }

    /// @dev Micrograms of one element.
    function lane(uint256[WORDS] memory words, uint256 element) internal pure returns (uint256) {
        return (words[element / LANES] >> (LANE_BITS * (element % LANES))) & LANE;
    }

    /// @dev Micrograms of all elements together.
    function sum(uint256[WORDS] memory words) internal pure returns (uint256 total) {
        unchecked {
            for (uint256 w = 0; w < WORDS; ++w) {
                uint256 word = words[w];
                total += (word & LANE) + ((word >> LANE_BITS) & LANE) + (word >> (2 * LANE_BITS));
            }
        }
    }

    /// @dev Shares of three elements, each in its lane. The last word has two: what follows a composition is none.
    function _shares(uint32[ELEMENTS] calldata partsPerMillion, uint256 w) private pure returns (uint256 shares) {
        assembly ("memory-safe") {
            let source := add(partsPerMillion, mul(w, 0x60))
            shares := or(calldataload(source), shl(LANE_BITS, calldataload(add(source, 0x20))))
            if lt(w, 5) {
                shares := or(shares, shl(170, calldataload(add(source, 0x40))))
            }
        }
    }
}
