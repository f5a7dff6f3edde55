// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {Conservation} from "../../../contracts/libraries/Conservation.sol";
import {ELEMENTS} from "../../../contracts/types/Types.sol";
import {Shares} from "../invariants/Shares.sol";
import {NotEqual, requireEqual} from "../invariants/Vm.sol";
import {ConservationCaller} from "./ConservationCaller.sol";

/// @dev The law once more, element by element and without lanes: same answer, same numbers, same element refused.
contract ConservationFuzz {
    using Shares for uint256[2];

    ConservationCaller private _caller;

    function setUp() external {
        _caller = new ConservationCaller();
    }

    function test_massIsJudgedElementByElement(
        uint256 seed,
        uint8 outputCount,
        uint8 inputCount,
        uint16 tolerance
    ) external view {
        ConservationCaller.Part[] memory outputs = _parts(seed, 1 + (outputCount % 3), type(uint48).max);
        ConservationCaller.Part[] memory inputs = _parts(~seed, 1 + (inputCount % 3), type(uint48).max);
        _compare(outputs, inputs, tolerance % 101);
    }

    /// @dev What comes out is what went in but for a pinch of one element, so that most are near the law's edge.
    function test_massIsJudgedAtTheEdge(uint256 seed, uint8 element, bool more, uint16 tolerance) external view {
        ConservationCaller.Part[] memory inputs = _parts(seed, 2, 1_000_000);
        ConservationCaller.Part[] memory outputs = _parts(seed, 2, 1_000_000);
        uint256 e = element % ELEMENTS;
        uint256 share = outputs[0].partsPerHundredMillion.get(e);
        if (more) outputs[0].partsPerHundredMillion.set(e, share + 1);
        else if (share > 1) outputs[0].partsPerHundredMillion.set(e, share - 1);
        _compare(outputs, inputs, tolerance % 101);
    }

    function _compare(
        ConservationCaller.Part[] memory outputs,
        ConservationCaller.Part[] memory inputs,
        uint256 tolerance
    ) private view {
        uint256 tolerated;
        uint256 relied;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            (, uint256 outFound) = _amounts(outputs, e);
            (uint256 inUpper, uint256 inFound) = _amounts(inputs, e);
            if (outFound > inUpper) {
                if ((outFound - inUpper) * 10_000 > inUpper * tolerance) {
                    _requireRefused(outputs, inputs, tolerance, e, outFound, inUpper);
                    return;
                }
                tolerated += outFound - inUpper;
            }
            if (outFound > inUpper) outFound = inUpper;
            if (outFound > inFound) relied += outFound - inFound;
        }
        (uint256 actualTolerated, uint256 actualRelied) = _caller.check(outputs, inputs, tolerance);
        requireEqual("tolerated", actualTolerated, tolerated);
        requireEqual("relied", actualRelied, relied);
    }

    function _requireRefused(
        ConservationCaller.Part[] memory outputs,
        ConservationCaller.Part[] memory inputs,
        uint256 tolerance,
        uint256 element,
        uint256 outFound,
        uint256 inUpper
    ) private view {
        try _caller.check(outputs, inputs, tolerance) {
            revert NotEqual("mass grew and nothing was said", outFound, inUpper);
        } catch (bytes memory reason) {
            bytes memory expected = abi.encodeWithSelector(
                Conservation.ElementGrows.selector,
                element,
                outFound,
                inUpper
            );
            requireEqual("refusal", uint256(keccak256(reason)), uint256(keccak256(expected)));
        }
    }

    function _amounts(
        ConservationCaller.Part[] memory parts,
        uint256 e
    ) private pure returns (uint256 upper, uint256 found) {
        for (uint256 i = 0; i < parts.length; ++i) {
            uint256 nanograms = parts[i].partsPerHundredMillion.get(e) * parts[i].grams * 10;
            upper += nanograms;
            if ((parts[i].notFound >> e) & 1 == 0) found += nanograms;
        }
    }

    function _parts(
        uint256 seed,
        uint256 count,
        uint48 most
    ) private pure returns (ConservationCaller.Part[] memory parts) {
        parts = new ConservationCaller.Part[](count);
        for (uint256 i = 0; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            parts[i].grams = uint48(seed % most) + 1;
            parts[i].notFound = uint32((seed >> 64) & (seed >> 96)) % uint32(1 << ELEMENTS);
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                uint256 share = uint256(keccak256(abi.encode(seed, e)));
                // Some as much as there can be, so that a lane is as full as it gets.
                parts[i].partsPerHundredMillion.set(e, share & 7 == 0 ? 100_000_000 : 1 + ((share >> 8) % 6_000_000));
            }
        }
    }
}
