// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IProcessing} from "./interfaces/IProcessing.sol";
import {Compositions} from "./libraries/Compositions.sol";
import {Conservation} from "./libraries/Conservation.sol";
import {Contents} from "./libraries/Contents.sol";
import {LotRecord, LotRecords} from "./libraries/LotRecords.sol";
import {Outputs} from "./libraries/Outputs.sol";
import {Processes} from "./libraries/Processes.sol";
import {Module} from "./Module.sol";
import {Allocation, Content, ELEMENTS, Input, LotStatus, Output, Process} from "./types/Types.sol";

/// @title Production: what modules that make lots from others have in common
abstract contract Production is Module {
    using Conservation for Conservation.Amounts;
    using Outputs for Output[];

    /// @dev What comes out of a step.
    /// @param amounts Of all outputs.
    /// @param records Of the outputs, but for their producer.
    /// @param weights By which the outputs share the carbon.
    /// @param totalWeight Their sum.
    /// @param grams Sum of the outputs' mass.
    /// @param removalsMilligrams Sum of the removals they claim, in mg CO2e.
    struct Outgoing {
        Conservation.Amounts amounts;
        LotRecord[] records;
        uint256[] weights;
        uint256 totalWeight;
        uint256 grams;
        uint256 removalsMilligrams;
    }

    /// @dev The movement by which grams go into a step, or into a site's account.
    function _consumption(
        bytes32 digest,
        address holder,
        bytes2 country,
        uint48 occurredAt,
        Input[] calldata inputs
    ) internal pure returns (Movement memory movement) {
        movement.kind = MovementKind.Consumption;
        movement.digest = digest;
        movement.holder = holder;
        movement.fromCountry = country;
        movement.toCountry = country;
        movement.occurredAt = occurredAt;
        movement.lots = new uint256[](inputs.length);
        movement.grams = new uint256[](inputs.length);
        for (uint256 i = 0; i < inputs.length; ++i) {
            (movement.lots[i], movement.grams[i]) = (inputs[i].lot, inputs[i].grams);
        }
    }

    /// @dev Reads the outputs of a step, which have to be sensible, of one place and allocation rule, and makable.
    /// @param prices Per element, where allocation is economic.
    function _inspect(
        Process process,
        Output[] calldata outputs,
        uint256[] memory lots,
        uint32[ELEMENTS] memory prices
    ) internal view returns (Outgoing memory outgoing) {
        Content calldata first = outputs.at(0).content;
        outgoing.records = new LotRecord[](outputs.length);
        outgoing.weights = new uint256[](outputs.length);
        for (uint256 i = 0; i < outputs.length; ++i) {
            Output calldata output = outputs.at(i);
            Contents.checkLotNumber(Outputs.lotNumberOf(output));
            _addOutput(outgoing, i, process, lots[i], output, first, prices);
        }
    }

    /// @dev Adds one output to what comes out.
    function _addOutput(
        Outgoing memory outgoing,
        uint256 i,
        Process process,
        uint256 lot,
        Output calldata output,
        Content calldata first,
        uint32[ELEMENTS] memory prices
    ) private view {
        Content calldata content = output.content;
        uint256 share = Contents.check(content);
        LotStatus status = output.certifiable ? LotStatus.Declared : LotStatus.Uncertifiable;
        LotRecord record = LotRecords.declared(content, 0, status);
        if (content.certifier != address(0)) record = record.withCertifier(_serialOf(content.certifier));
        outgoing.records[i] = record;
        _requireMakable(process, lot, record, content, first);
        uint256 grams = record.massGrams();
        outgoing.amounts.add(content.partsPerHundredMillion, content.notFound, grams);
        // No sum of 64 products of 48 bits of grams, 27 of share and 37 of price comes near an overflow.
        unchecked {
            outgoing.grams += grams;
            outgoing.removalsMilligrams += grams * content.removalsGramsPerKilogram;
            if (record.allocation() == Allocation.Mass) return _weigh(outgoing, i, grams * share);
            _weigh(outgoing, i, grams * _value(content, prices));
        }
    }

    function _weigh(Outgoing memory outgoing, uint256 i, uint256 weight) private pure {
        unchecked {
            outgoing.weights[i] = weight;
            outgoing.totalWeight += weight;
        }
    }

    /// @dev Reverts unless each output carries its share of the carbon. The total weight is never zero: whatever can be declared
    /// holds rare earths, and what has no price was refused. Grams times g CO2e per kg are milligrams; nothing is divided.
    function _requireCarbon(uint256[] memory lots, Outgoing memory outgoing, uint256 carbonMilligrams) internal pure {
        uint256 total = outgoing.totalWeight;
        for (uint256 i = 0; i < lots.length; ++i) {
            LotRecord record = outgoing.records[i];
            uint256 share = carbonMilligrams * outgoing.weights[i];
            uint24 footprint = record.footprintGramsPerKilogram();
            uint256 weight;
            bool isEnough;
            // Grams of 48 bits, grams per kilogram of 24 and a total weight of 118.
            unchecked {
                weight = record.massGrams() * total;
                isEnough = footprint * weight >= share;
            }
            if (!isEnough) revert IProcessing.FootprintTooLow(lots[i], footprint, (share + weight - 1) / weight);
        }
    }

    /// @dev Reverts unless an output is made where and by the rule by which the first is, and can be made so.
    function _requireMakable(
        Process process,
        uint256 lot,
        LotRecord record,
        Content calldata content,
        Content calldata first
    ) private pure {
        if (!Contents.isOfSameStep(content, first)) {
            if (content.country == first.country && content.site == first.site) {
                revert IProcessing.AllocationDiffers(lot, content.allocation);
            }
            revert IProcessing.PlaceDiffers(lot, content.country, content.site);
        }
        if (content.quota != 0) revert IProcessing.QuotaForbidden(lot);
        if (content.replaces != 0) revert IProcessing.ReplacementForbidden(lot);
        if (Processes.makes(process, record.form())) return;
        revert IProcessing.OutputFormInvalid(process, lot, record.form());
    }

    /// @dev What a kilogram of a composition is worth, times 10^8: of each element what was found, at its price.
    function _value(Content calldata content, uint32[ELEMENTS] memory prices) private pure returns (uint256 value) {
        uint32 notFound = content.notFound;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if ((notFound >> e) & 1 == 0) value += Compositions.shareOf(content.partsPerHundredMillion, e) * prices[e];
        }
    }
}
