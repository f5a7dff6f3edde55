// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Conservation} from "../../../contracts/libraries/Conservation.sol";
import {SHARE_WORDS, WORDS} from "../../../contracts/types/Types.sol";

/// @dev The law of mass in lanes, called as a transformation calls it.
contract ConservationCaller {
    using Conservation for Conservation.Amounts;
    using Conservation for uint256[WORDS];

    struct Part {
        uint256[SHARE_WORDS] partsPerHundredMillion;
        uint32 notFound;
        uint48 grams;
    }

    function check(
        Part[] calldata outputs,
        Part[] calldata inputs,
        uint256 toleranceBasisPoints
    ) external pure returns (uint256 toleratedNanograms, uint256 reliedNanograms) {
        uint256[WORDS] memory outgoing;
        Conservation.Amounts memory incoming;
        for (uint256 i = 0; i < outputs.length; ++i) {
            outgoing.addFound(outputs[i].partsPerHundredMillion, outputs[i].notFound, outputs[i].grams);
        }
        for (uint256 i = 0; i < inputs.length; ++i) {
            incoming.add(inputs[i].partsPerHundredMillion, inputs[i].notFound, inputs[i].grams);
        }
        Conservation.Drawn memory drawn = Conservation.check(outgoing, incoming, toleranceBasisPoints);
        return (drawn.toleratedNanograms, drawn.reliedNanograms);
    }
}
