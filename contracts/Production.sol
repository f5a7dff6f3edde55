// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProcessing} from "./interfaces/IProcessing.sol";
import {Conservation} from "./libraries/Conservation.sol";
import {Contents} from "./libraries/Contents.sol";
import {LotRecord, LotRecords} from "./libraries/LotRecords.sol";
import {Processes} from "./libraries/Processes.sol";
import {Module} from "./Module.sol";
import {Allocation, Content, CustodyModel, ELEMENTS, LotStatus, Output, Process} from "./types/Types.sol";

/// @title Production: what modules that make lots from others have in common
abstract contract Production is Module {
    using Conservation for Conservation.Amounts;

    /// @dev What comes out of a step.
    /// @param amounts Of all outputs.
    /// @param certifiableUpper Upper bounds of the certifiable ones.
    /// @param weights By which the outputs share the carbon.
    /// @param totalWeight Their sum.
    /// @param grams Sum of the outputs' mass.
    /// @param removalsMilligrams Sum of the removals they claim, in mg CO2e.
    struct Outgoing {
        Conservation.Amounts amounts;
        uint256[6] certifiableUpper;
        uint256[] weights;
        uint256 totalWeight;
        uint256 grams;
        uint256 removalsMilligrams;
    }

    /// @dev Reads the outputs of a step, which have to be sensible, of one place and allocation rule, and makable.
    /// @param prices Per element, where allocation is economic.
    function _inspect(
        Process process,
        Output[] calldata outputs,
        uint256[] memory lots,
        uint32[ELEMENTS] memory prices
    ) internal view returns (Outgoing memory outgoing) {
        Content calldata first = outputs[0].content;
        outgoing.weights = new uint256[](outputs.length);
        Conservation.Amounts memory certifiable;
        for (uint256 i = 0; i < outputs.length; ++i) {
            Output calldata output = outputs[i];
            Content calldata content = output.content;
            Contents.checkLotNumber(output.lotNumber);
            uint256 share = Contents.check(content);
            uint256 lot = lots[i];
            if (content.country != first.country || content.site != first.site) {
                revert IProcessing.PlaceDiffers(lot, content.country, content.site);
            }
            if (content.allocation != first.allocation) revert IProcessing.AllocationDiffers(lot, content.allocation);
            if (content.quota != 0) revert IProcessing.QuotaForbidden(lot);
            if (content.replaces != 0) revert IProcessing.ReplacementForbidden(lot);
            if (!Processes.makes(process, content.form)) {
                revert IProcessing.OutputFormInvalid(process, lot, content.form);
            }
            uint256 grams = content.massGrams;
            outgoing.amounts.add(content.partsPerMillion, content.notFound, grams);
            if (output.certifiable) certifiable.addUpper(content.partsPerMillion, grams);
            if (first.allocation == Allocation.Economic) share = _value(content, prices);
            // No sum of 64 products of 48 bits of grams, 20 of share and 37 of price comes near an overflow.
            unchecked {
                outgoing.weights[i] = grams * share;
                outgoing.totalWeight += grams * share;
                outgoing.grams += grams;
                outgoing.removalsMilligrams += grams * content.removalsGramsPerKilogram;
            }
        }
        outgoing.certifiableUpper = certifiable.upper;
    }

    /// @dev Reverts unless each output carries its share of the carbon. The total weight is never zero: whatever can be declared
    /// holds rare earths, and what has no price was refused. Grams times g CO2e per kg are milligrams; nothing is divided.
    function _requireCarbon(
        Output[] calldata outputs,
        uint256[] memory lots,
        Outgoing memory outgoing,
        uint256 carbonMilligrams
    ) internal pure {
        uint256 total = outgoing.totalWeight;
        for (uint256 i = 0; i < outputs.length; ++i) {
            Content calldata content = outputs[i].content;
            uint256 grams = content.massGrams;
            uint24 footprint = content.footprintGramsPerKilogram;
            uint256 share = carbonMilligrams * outgoing.weights[i];
            if (footprint * grams * total < share) {
                uint256 least = (share + grams * total - 1) / (grams * total);
                revert IProcessing.FootprintTooLow(lots[i], footprint, least);
            }
        }
    }

    /// @dev Records the outputs as lots.
    function _produce(
        bytes32 digest,
        address organisation,
        uint16 serial,
        Output[] calldata outputs,
        uint256[] memory lots
    ) internal {
        LotRecord[] memory records = new LotRecord[](outputs.length);
        for (uint256 i = 0; i < outputs.length; ++i) {
            LotStatus status = outputs[i].certifiable ? LotStatus.Declared : LotStatus.Uncertifiable;
            records[i] = LotRecords.declared(outputs[i].content, serial, status);
        }
        LOTS.produce(digest, organisation, lots, records);
    }

    /// @dev Reverts where an output claims a stricter custody model than is left to it.
    function _requireModel(uint256 lot, CustodyModel model, CustodyModel strictest) internal pure {
        if (model < strictest) revert IProcessing.CustodyModelTooStrict(lot, model, strictest);
    }

    /// @dev What a kilogram of a composition is worth, times a million: of each element what was found, at its price.
    function _value(Content calldata content, uint32[ELEMENTS] memory prices) private pure returns (uint256 value) {
        uint32 notFound = content.notFound;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if ((notFound >> e) & 1 == 0) value += uint256(content.partsPerMillion[e]) * prices[e];
        }
    }
}
