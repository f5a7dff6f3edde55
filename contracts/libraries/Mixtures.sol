// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Compositions} from "./Compositions.sol";
import {Conservation} from "./Conservation.sol";
import {Allocation, Content, ELEMENTS, WORDS} from "../types/Types.sol";

/// @title Mixtures: what a process that only packs leaves of a composition
/// @dev Whoever may not separate elements parts none by splitting, blending or repackaging them.
library Mixtures {
    /// @dev Percent of a mean by which a stated share may differ from it: about what two good assays of one sample differ by.
    uint256 internal constant UNCERTAINTY_PERCENT = 1;

    /// @dev The best that packing leaves of what went in: the mean of it for each kilogram.
    /// @param primaryDataBasisPoints Share of primary data.
    /// @param removalsGramsPerKilogram Removals that went in and were made, in g CO2e.
    /// @param offsetsGramsPerKilogram Offsets, in g CO2e.
    /// @param footprintMethod Rule by which all of it was calculated; zero where there were several.
    /// @param allocation By what all of it shared emissions.
    struct Claim {
        uint256 primaryDataBasisPoints;
        uint256 removalsGramsPerKilogram;
        uint256 offsetsGramsPerKilogram;
        uint16 footprintMethod;
        Allocation allocation;
    }

    /// @dev A process that only packs made another composition of one lot, or several of many.
    error CompositionChanges(uint256 lot);

    /// @dev A process that only packs states a share that is not the mean of what went in. Both times the grams that went in, in
    /// nanograms.
    error CompositionNotMean(uint256 lot, uint256 element, uint256 statedNanograms, uint256 meanNanograms);

    /// @dev A process that only packs claims more primary data than went in.
    error PrimaryDataGrows(uint256 lot, uint256 statedBasisPoints, uint256 mostBasisPoints);

    /// @dev A process that only packs claims more removals for a kilogram than went in and were made.
    error RemovalsHeaped(uint256 lot, uint256 statedGramsPerKilogram, uint256 mostGramsPerKilogram);

    /// @dev A process that only packs claims more offsets for a kilogram than went in.
    error OffsetsGrow(uint256 lot, uint256 statedGramsPerKilogram, uint256 mostGramsPerKilogram);

    /// @dev A process that only packs says that the footprint was calculated by another rule.
    error FootprintMethodChanges(uint256 lot, uint16 stated, uint16 packed);

    /// @dev A process that only packs says that emissions were shared by another rule.
    error AllocationChanges(uint256 lot, Allocation stated, Allocation packed);

    /// @dev Reverts unless two contents have the same shares, the same limits of detection, and the same elements found.
    function requireSame(uint256 lot, Content calldata content, Content calldata source) internal pure {
        if (!_isSame(content, source)) revert CompositionChanges(lot);
    }

    /// @dev Whether a package holds what it was packed from: composition, custody model and end of production.
    function isSamePackage(Content calldata package, Content calldata source) internal pure returns (bool) {
        return
            _isSame(package, source) &&
            package.custodyModel == source.custodyModel &&
            package.producedAt == source.producedAt;
    }

    /// @dev Reverts unless a content's shares are the mean of what went in. A share may differ by `UNCERTAINTY_PERCENT` of the mean,
    /// and by one unit for rounding. What was found in no input is found in no output. What was found may be stated as not found
    /// with a limit that is at least the mean.
    /// @param found What was found of each element in what went in, in tens of nanograms.
    /// @param grams Grams that went in.
    function requireMean(
        uint256 lot,
        Content calldata content,
        uint256[WORDS] memory found,
        uint256 grams
    ) internal pure {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 mean = Compositions.lane(found, e);
            uint256 stated = Compositions.shareOf(content.partsPerHundredMillion, e) * grams;
            bool isFound = (content.notFound >> e) & 1 == 0;
            if (!isFound && stated >= mean) continue;
            if (isFound && mean != 0 && _difference(stated, mean) <= (mean * UNCERTAINTY_PERCENT) / 100 + grams) {
                continue;
            }
            revert CompositionNotMean(lot, e, stated * Conservation.NANOGRAMS, mean * Conservation.NANOGRAMS);
        }
    }

    /// @dev Reverts where packing makes a claim better: by the mean of what went in, neither primary data nor removals nor offsets
    /// grow, and the rules stay by which its figures were made.
    function requireNoBetterClaim(uint256 lot, Content calldata content, Claim memory claim) internal pure {
        if (content.primaryDataBasisPoints > claim.primaryDataBasisPoints) {
            revert PrimaryDataGrows(lot, content.primaryDataBasisPoints, claim.primaryDataBasisPoints);
        }
        if (content.removalsGramsPerKilogram > claim.removalsGramsPerKilogram) {
            revert RemovalsHeaped(lot, content.removalsGramsPerKilogram, claim.removalsGramsPerKilogram);
        }
        if (content.offsetsGramsPerKilogram > claim.offsetsGramsPerKilogram) {
            revert OffsetsGrow(lot, content.offsetsGramsPerKilogram, claim.offsetsGramsPerKilogram);
        }
        if (content.footprintMethod != claim.footprintMethod) {
            revert FootprintMethodChanges(lot, content.footprintMethod, claim.footprintMethod);
        }
        if (content.allocation != claim.allocation) {
            revert AllocationChanges(lot, content.allocation, claim.allocation);
        }
    }

    function _difference(uint256 one, uint256 other) private pure returns (uint256) {
        return one > other ? one - other : other - one;
    }

    function _isSame(Content calldata one, Content calldata other) private pure returns (bool) {
        return
            one.partsPerHundredMillion[0] == other.partsPerHundredMillion[0] &&
            one.partsPerHundredMillion[1] == other.partsPerHundredMillion[1] &&
            one.notFound == other.notFound;
    }
}
