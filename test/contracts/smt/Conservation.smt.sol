// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The arithmetic of the two laws, apart from lanes and lists: what `Conservation` and `Production._requireCarbon` rest on.
contract ConservationProof {
    /// A lane of 85 bits holds 64 parts of grams times a share, whatever they are (`Conservation.add`).
    function laneHoldsAllParts(uint256 held, uint48 grams, uint32 share, uint8 parts) external pure {
        if (parts >= 64 || share > 100_000_000 || held > uint256(parts) * 281_474_976_710_655 * 100_000_000) return;
        unchecked {
            assert(held + uint256(grams) * share < 2 ** 85);
        }
    }

    /// And its guard is never reached by them (`Compositions.covers`).
    function partsLeaveTheGuardClear(uint256 held, uint48 grams, uint32 share, uint8 parts) external pure {
        if (parts >= 64 || share > 100_000_000 || held > uint256(parts) * 281_474_976_710_655 * 100_000_000) return;
        unchecked {
            assert(held + uint256(grams) * share < 2 ** 84);
        }
    }

    /// With its guard set, a lane never borrows from its neighbour; and it keeps the guard if, and only if, it holds enough.
    function guardTellsWhatIsEnough(uint256 held, uint256 taken) external pure {
        if (held >= 2 ** 84 || taken >= 2 ** 84) return;
        unchecked {
            uint256 left = held + 2 ** 84 - taken;
            assert(left > 0 && left < 2 ** 85);
            assert((left / 2 ** 84 == 1) == (held >= taken));
        }
    }

    /// Three shares side by side, times 1, 2^57 and 2^114 together: below the foot of the second lane stand the first share and what
    /// is none's; below that of the third, the second (`Compositions.lanes`).
    function sharesComeToTheFeetOfTheirLanes(uint256 first, uint256 second, uint256 third) external pure {
        if (first >= 2 ** 27 || second >= 2 ** 27 || third >= 2 ** 27) return;
        uint256 side = first + second * 2 ** 28 + third * 2 ** 56;
        uint256 lowest = side + first * 2 ** 57;
        assert(lowest < 2 ** 85);
        assert(lowest % 2 ** 28 == first);
        uint256 middle = second + third * 2 ** 28 + first * 2 ** 29 + second * 2 ** 57;
        assert(middle < 2 ** 85);
        assert(middle % 2 ** 28 == second);
        assert(side * (1 + 2 ** 57 + 2 ** 114) == lowest + middle * 2 ** 85 + third * 2 ** 170);
    }

    /// What one lane takes away it had: no lane borrows from its neighbour (`SiteAccounts._draw`).
    function laneDoesNotBorrow(uint256 above, uint256 held, uint256 taken) external pure {
        if (above >= 2 ** 85 || held >= 2 ** 85 || taken > held) return;
        unchecked {
            uint256 word = above * 2 ** 85 + held - taken;
            assert(word / 2 ** 85 == above);
            assert(word % 2 ** 85 == held - taken);
        }
    }

    /// Growth within the tolerance is at most the tolerance's share of what went in; without one there is none (`Conservation.check`).
    function growthIsWithinTolerance(uint256 out, uint256 into, uint16 basisPoints) external pure {
        if (out >= 2 ** 85 || into >= 2 ** 85 || basisPoints > 100) return;
        unchecked {
            if (out > into && (out - into) * 10_000 > into * basisPoints) return;
            assert(out * 10_000 <= into * (10_000 + uint256(basisPoints)));
            if (basisPoints == 0) assert(out <= into);
        }
    }

    /// Two outputs that carry their shares carry the whole together, and so do any number, two by two (`Production._requireCarbon`).
    function sharesMakeTheWhole(uint96 carbon, uint80 first, uint80 second, uint96 one, uint96 other) external pure {
        unchecked {
            uint256 total = uint256(first) + second;
            if (total == 0) return;
            if (uint256(one) * total < uint256(carbon) * first) return;
            if (uint256(other) * total < uint256(carbon) * second) return;
            assert(uint256(one) * total + uint256(other) * total >= uint256(carbon) * first + uint256(carbon) * second);
        }
    }

    /// Rounded up, a share is at least the share (`SiteAccounts._draw`, `Lots`' transport carbon).
    function roundedUpIsEnough(uint256 dividend, uint256 divisor) external pure {
        if (divisor == 0 || divisor >= 2 ** 128 || dividend >= 2 ** 250) return;
        unchecked {
            uint256 share = (dividend + divisor - 1) / divisor;
            assert(share * divisor >= dividend);
        }
    }
}
