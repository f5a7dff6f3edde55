// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Allocation, Form, Input, LotIdentity, Output, Process} from "../types/Types.sol";

/// @title Processing: lots from lots
/// @notice A transformation makes lots from lots, and here the two laws hold: of no element more comes out than went in, and
/// what comes out carries all the carbon that went in and that the process emitted.
/// @dev The laws, in integers, with nothing rounded but against whoever would gain by it:
/// - element e: sum of output grams x found(e) <= sum of input grams x found(e) + what is drawn on an allowance of the site. Up to the
///   inputs' limits of detection it is drawn as reliance, beyond them as tolerance. The outputs' own limits need nothing to cover them.
/// - certified share: where some of it was not certified, or is disputed, in outputs that claim to be certifiable no more of an
///   element is found than in what went in certified, without tolerance and without reliance.
/// - carbon: output i carries at least its share w_i / sum(w) of input grams x footprint + transport carbon + process emissions. By mass
///   w_i is the mass of rare earths in it, so that carbon cannot leave with worthless mass; economic, their value at governed
///   prices. Scrap carries its share, too. Outputs that claim to be certifiable carry no less than the intensity of what went in
///   certified: they share max(all carbon that went in, certified carbon x weight of all inputs / weight of certified inputs).
/// - primary data: the carbon that rests on none goes with the goods as the carbon does, and no process measures it afterwards.
/// - composition: splitting, blending and repackaging leave it as it is. From one input it is the same; from several it is their
///   mean, element by element, within `Mixtures.UNCERTAINTY_PERCENT`, and all that comes out is alike.
/// - claims of what is only packed: no more primary data, removals or offsets for a kilogram than the mean of what went in, and the
///   same rules of its figures.
/// - removals: outputs claim no more than went in and the process removed, each at most its share of the carbon.
/// - scheme: what was made by the terms of a scheme makes something certifiable by these terms alone, until it is certified, and by
///   packing ever after.
/// - place: what is no certificate is used in the country in which it was made.
/// - custody model: none stricter than the loosest input's; segregated at best where origins meet; mass balance at best where
///   certified and other material meet.
/// - origin: that of the inputs, or mixed where they differ.
interface IProcessing {
    /// @notice Makes lots from lots.
    /// @param process What was done.
    /// @param scheme Scheme whose tolerance and prices apply; zero for none.
    /// @param inputs What went in, 1 to 64, in ascending order of lots.
    /// @param outputs What came out, 1 to 64, all of one site and one allocation rule.
    /// @param emissionsGrams Emissions of the process, in g CO2e.
    /// @param removalsGrams Removals by the process, in g CO2e; never netted into the footprint.
    /// @param lossGrams Mass that left as waste, in grams.
    /// @param occurredAt Unix time of its end.
    struct Transform {
        Process process;
        uint16 scheme;
        Input[] inputs;
        Output[] outputs;
        uint64 emissionsGrams;
        uint64 removalsGrams;
        uint48 lossGrams;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    event Transformed(
        bytes32 indexed digest,
        address indexed organisation,
        uint256[] made,
        Transform statement,
        bytes signature
    );

    error ProcessMissing();
    error EmissionsMissing(Process process);
    error InputFormInvalid(Process process, uint256 lot, Form form);
    error OutputFormInvalid(Process process, uint256 lot, Form form);
    error PlaceDiffers(uint256 lot, bytes2 country, uint64 site);
    error AllocationDiffers(uint256 lot, Allocation allocation);
    error QuotaForbidden(uint256 lot);
    error ReplacementForbidden(uint256 lot);
    error MassNotConserved(uint256 inGrams, uint256 outGrams, uint256 lossGrams);
    error RepackagingChanges(uint256 lot);
    error PriceMissing(uint16 scheme, uint256 element);
    error FootprintTooLow(uint256 lot, uint24 statedGramsPerKilogram, uint256 leastGramsPerKilogram);
    error RemovalsExceed(uint256 outMilligrams, uint256 inMilligrams);
    error PrimaryDataTooHigh(uint256 lot, uint16 statedBasisPoints, uint256 mostBasisPoints);

    /// @notice Makes lots from lots.
    /// @param identities The inputs' producers, numbers and contents, in their order, checked against their ids.
    /// @dev Requirements: a role that does this process, in force at the outputs' site; the laws above; each output sensible and new,
    /// with a form that the process makes; each input of a form that it takes, held and certified, or the organisation's own.
    function transform(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        bytes calldata signature
    ) external;
}
