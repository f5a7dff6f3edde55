// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProcessing} from "./interfaces/IProcessing.sol";
import {Conservation} from "./libraries/Conservation.sol";
import {Contents} from "./libraries/Contents.sol";
import {LotRecord, LotRecords} from "./libraries/LotRecords.sol";
import {Processes} from "./libraries/Processes.sol";
import {Module} from "./Module.sol";
import {Content, ELEMENTS, Input, LotStatus, Output, Process, Scope, WORDS} from "./types/Types.sol";

/// @title Production: what modules that make lots from others have in common
abstract contract Production is Module {
    using Conservation for uint256[WORDS];

    /// @dev By which the outputs of a step share its carbon.
    /// @param each Of each output: by mass the rare earths in it, economic what they are worth.
    /// @param total Their sum. Never zero: whatever can be declared holds rare earths, and what has no price is refused.
    struct Weights {
        uint256[] each;
        uint256 total;
    }

    /// @dev The movement by which grams go into a step, or into a site's account. It has no lots where a step takes none.
    function _consumption(
        bytes32 digest,
        address holder,
        bytes2 country,
        uint48 occurredAt,
        Input[] memory inputs
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

    /// @dev Who does a process, at a place.
    /// @param opens Whether it begins something, which a closed module no longer may.
    function _processor(
        bytes32 digest,
        Process process,
        bytes2 country,
        uint64 site,
        uint48 occurredAt,
        bool opens
    ) internal pure returns (IParticipants.Requirement memory) {
        return
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: Processes.roles(process),
                country: country,
                site: site,
                occurredAt: occurredAt,
                opens: opens
            });
    }

    /// @dev Reverts unless the outputs of a step are sensible, of one place and allocation rule, and a process makes them.
    function _requireMakable(Process process, Output[] calldata outputs, uint256[] memory lots) internal view {
        Content calldata first = outputs[0].content;
        for (uint256 i = 0; i < outputs.length; ++i) {
            Contents.checkLotNumber(outputs[i].lotNumber);
            Content calldata content = outputs[i].content;
            Contents.check(content);
            if (content.country != first.country || content.site != first.site) {
                revert IProcessing.PlaceDiffers(lots[i], content.country, content.site);
            }
            if (content.allocation != first.allocation) {
                revert IProcessing.AllocationDiffers(lots[i], content.allocation);
            }
            if (content.quota != 0) revert IProcessing.QuotaForbidden(lots[i]);
            if (content.replaces != 0) revert IProcessing.ReplacementForbidden(lots[i]);
            if (!Processes.makes(process, content.form)) {
                revert IProcessing.OutputFormInvalid(process, lots[i], content.form);
            }
        }
    }

    /// @dev Records of the outputs, but for their producer.
    /// @param scheme Scheme by whose terms they are made; zero if by none.
    function _recordsOf(Output[] calldata outputs, uint16 scheme) internal view returns (LotRecord[] memory records) {
        records = new LotRecord[](outputs.length);
        for (uint256 i = 0; i < outputs.length; ++i) {
            Content calldata content = outputs[i].content;
            LotStatus status = outputs[i].certifiable ? LotStatus.Declared : LotStatus.Uncertifiable;
            records[i] = LotRecords.declared(content, 0, status).withScheme(scheme).withCertifier(
                _serialOf(content.certifier)
            );
        }
    }

    /// @dev What was found of each element in the outputs, in tens of nanograms. Their limits of detection are no content.
    function _foundIn(Output[] calldata outputs) internal pure returns (uint256[WORDS] memory found) {
        for (uint256 i = 0; i < outputs.length; ++i) {
            Content calldata content = outputs[i].content;
            found.addFound(content.partsPerHundredMillion, content.notFound, content.massGrams);
        }
    }

    /// @dev Reverts where an output claims more than its share of removals: it is the share that it has of the carbon.
    /// @param removedMilligrams What went in and was made, in mg CO2e.
    function _requireRemovals(
        Output[] calldata outputs,
        Weights memory weights,
        uint256 removedMilligrams
    ) internal pure {
        for (uint256 i = 0; i < outputs.length; ++i) {
            Content calldata content = outputs[i].content;
            uint256 claimed = uint256(content.massGrams) * content.removalsGramsPerKilogram;
            if (claimed * weights.total > removedMilligrams * weights.each[i]) {
                revert IProcessing.RemovalsExceed(claimed, (removedMilligrams * weights.each[i]) / weights.total);
            }
        }
    }

    /// @dev Reverts unless each output keeps its share of the carbon that rests on no primary data. What is added to it is measured at
    /// best; what went in was not measured by anything that is done with it.
    /// @param milligrams What all of them share, in mg CO2e times basis points.
    /// @param certifiableMilligrams What those share that are certifiable, as if they were all of them.
    function _requireSecondaryData(
        Output[] calldata outputs,
        uint256[] memory lots,
        Weights memory weights,
        uint256 milligrams,
        uint256 certifiableMilligrams
    ) internal pure {
        for (uint256 i = 0; i < outputs.length; ++i) {
            Content calldata content = outputs[i].content;
            uint256 share = (outputs[i].certifiable ? certifiableMilligrams : milligrams) * weights.each[i];
            uint256 whole = uint256(content.footprintGramsPerKilogram) * content.massGrams * weights.total;
            if (whole * (Contents.BASIS_POINTS - content.primaryDataBasisPoints) < share) {
                uint256 most = Contents.BASIS_POINTS - (share + whole - 1) / whole;
                revert IProcessing.PrimaryDataTooHigh(lots[i], content.primaryDataBasisPoints, most);
            }
        }
    }

    /// @dev By which outputs share the carbon: by mass the rare earths found in each, so that carbon cannot leave with worthless mass;
    /// economic what they are worth.
    /// @param prices Per element; read where the allocation is economic.
    function _weigh(
        Output[] calldata outputs,
        bool isEconomic,
        uint32[ELEMENTS] memory prices
    ) internal pure returns (Weights memory weights) {
        weights.each = new uint256[](outputs.length);
        for (uint256 i = 0; i < outputs.length; ++i) {
            Content calldata content = outputs[i].content;
            uint256[WORDS] memory found;
            found.addFound(content.partsPerHundredMillion, content.notFound, content.massGrams);
            weights.each[i] = isEconomic ? found.value(prices) : found.sum();
            weights.total += weights.each[i];
        }
    }

    /// @dev Reverts unless each output carries its share of the carbon. Grams times g CO2e per kg are milligrams; nothing is divided.
    /// @param carbonMilligrams What all of them share, in mg CO2e.
    /// @param certifiableMilligrams What those share that are certifiable, as if they were all of them.
    function _requireCarbon(
        Output[] calldata outputs,
        uint256[] memory lots,
        Weights memory weights,
        uint256 carbonMilligrams,
        uint256 certifiableMilligrams
    ) internal pure {
        for (uint256 i = 0; i < outputs.length; ++i) {
            Content calldata content = outputs[i].content;
            uint256 carbon = outputs[i].certifiable ? certifiableMilligrams : carbonMilligrams;
            uint256 share = carbon * weights.each[i];
            uint256 whole = content.massGrams * weights.total;
            if (content.footprintGramsPerKilogram * whole < share) {
                uint256 least = (share + whole - 1) / whole;
                revert IProcessing.FootprintTooLow(lots[i], content.footprintGramsPerKilogram, least);
            }
        }
    }
}
