// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The arithmetic of the two laws, apart from lanes and lists: what `Conservation` and `Production._requireCarbon` rest on.
contract ConservationProof {
    /// A lane of 85 bits holds 64 parts of grams times parts per million, whatever they are (`Conservation.add`).
    function laneHoldsAllParts(uint256 held, uint48 grams, uint32 share, uint8 parts) external pure {
        if (parts >= 64 || share > 1_000_000 || held > uint256(parts) * 281_474_976_710_655 * 1_000_000) return;
        unchecked {
            assert(held + uint256(grams) * share < 2 ** 85);
        }
    }

    /// And its guard is never reached by them (`Compositions.covers`).
    function partsLeaveTheGuardClear(uint256 held, uint48 grams, uint32 share, uint8 parts) external pure {
        if (parts >= 64 || share > 1_000_000 || held > uint256(parts) * 281_474_976_710_655 * 1_000_000) return;
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

    /// The same of a place of 24 bits and what a share may be at most (`Contents._isSound`).
    function guardTellsWhatIsTooMuch(uint256 limit, uint256 share) external pure {
        if (limit > 1_000_000 || share >= 2 ** 20) return;
        unchecked {
            uint256 left = limit + 2 ** 23 - share;
            assert(left > 0 && left < 2 ** 24);
            assert((left / 2 ** 23 == 1) == (share <= limit));
        }
    }

    /// Three shares side by side, times 1, 2^61 and 2^122 together: below the foot of the second lane stand the first share and what
    /// is none's; below that of the third, the second (`Compositions.lanes`).
    function sharesComeToTheFeetOfTheirLanes(uint256 first, uint256 second, uint256 third) external pure {
        if (first >= 2 ** 20 || second >= 2 ** 20 || third >= 2 ** 20) return;
        uint256 side = first + second * 2 ** 24 + third * 2 ** 48;
        uint256 lowest = side + first * 2 ** 61;
        assert(lowest < 2 ** 85);
        assert(lowest % 2 ** 24 == first);
        uint256 middle = second + third * 2 ** 24 + first * 2 ** 37 + second * 2 ** 61;
        assert(middle < 2 ** 85);
        assert(middle % 2 ** 24 == second);
        assert(side * (1 + 2 ** 61 + 2 ** 122) == lowest + middle * 2 ** 85 + third * 2 ** 170);
    }

    /// To the base of 2^24, a number leaves the remainder of the sum of its digits, divided by 2^24 - 1: digit by digit
    /// (`Contents.checkComposition`).
    function remainderIsOfTheSumOfDigits(uint256 digits, uint256 digit) external pure {
        if (digits >= 2 ** 192 || digit >= 2 ** 24) return;
        unchecked {
            assert((digits * 2 ** 24 + digit) % (2 ** 24 - 1) == (digits + digit) % (2 ** 24 - 1));
        }
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
