// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Contents} from "./Contents.sol";
import {Input, LotIdentity, Output} from "../types/Types.sol";

/// @title Outputs: lists of what goes into a step and of what comes out, as EIP-712 hashes them
library Outputs {
    bytes32 internal constant INPUT_TYPEHASH = keccak256("Input(uint256 lot,uint48 grams)");
    bytes32 internal constant OUTPUT_TYPEHASH = keccak256(
        "Output(string lotNumber,bool certifiable,Content content)Content(uint8 form,uint8 custodyModel,"
        "uint48 massGrams,uint32[17] partsPerHundredMillion,uint32 notFound,bytes2 originCountry,bytes32 deposit,"
        "bytes2 country,uint64 site,uint24 footprintGramsPerKilogram,uint24 removalsGramsPerKilogram,"
        "uint24 offsetsGramsPerKilogram,uint16 footprintMethod,uint8 allocation,uint16 primaryDataBasisPoints,"
        "uint48 producedAt,bytes32 quota,bytes32 documents,uint256 replaces,address certifier)"
    );

    uint256 internal constant MAXIMUM = 64;

    error InputsInvalid(uint256 count);
    error InputsNotAscending(uint256 lot);
    error OutputsInvalid(uint256 count);
    error IdentitiesMismatch(uint256 inputs, uint256 identities);
    error LotIdentityMismatch(uint256 lot, uint256 computed);

    /// @dev Reverts unless there are 1 to `MAXIMUM` inputs, in ascending order of their lots: so no lot stands in two of them.
    function check(Input[] calldata inputs) internal pure {
        if (inputs.length == 0 || inputs.length > MAXIMUM) revert InputsInvalid(inputs.length);
        uint256 previous = 0;
        for (uint256 i = 0; i < inputs.length; ++i) {
            uint256 lot = inputs[i].lot;
            if (lot <= previous) revert InputsNotAscending(lot);
            previous = lot;
        }
    }

    /// @dev Reverts unless there are 1 to `MAXIMUM` outputs.
    function check(Output[] calldata outputs) internal pure {
        if (outputs.length == 0 || outputs.length > MAXIMUM) revert OutputsInvalid(outputs.length);
    }

    /// @dev Reverts unless the identities are those of the inputs' lots, in their order.
    function checkIdentities(Input[] calldata inputs, LotIdentity[] calldata identities) internal pure {
        if (identities.length != inputs.length) revert IdentitiesMismatch(inputs.length, identities.length);
        for (uint256 i = 0; i < inputs.length; ++i) {
            uint256 computed = Contents.lotId(identities[i]);
            if (computed != inputs[i].lot) revert LotIdentityMismatch(inputs[i].lot, computed);
        }
    }

    /// @dev What stands for the lot number of each output.
    function numbers(Output[] calldata outputs, address producer) internal pure returns (uint256[] memory list) {
        list = new uint256[](outputs.length);
        for (uint256 i = 0; i < outputs.length; ++i) list[i] = Contents.numberOf(producer, outputs[i].lotNumber);
    }

    /// @dev EIP-712 hash of a list of inputs.
    function hash(Input[] calldata inputs) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](inputs.length);
        for (uint256 i = 0; i < inputs.length; ++i) {
            hashes[i] = keccak256(abi.encode(INPUT_TYPEHASH, inputs[i].lot, inputs[i].grams));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    /// @dev EIP-712 hash of a list of outputs, and the ids of the lots that they declare.
    function hash(
        Output[] calldata outputs,
        address producer
    ) internal pure returns (bytes32 listHash, uint256[] memory lots) {
        bytes32[] memory hashes = new bytes32[](outputs.length);
        lots = new uint256[](outputs.length);
        for (uint256 i = 0; i < outputs.length; ++i) {
            Output calldata output = outputs[i];
            bytes32 contentHash = Contents.hash(output.content);
            bytes32 numberHash = keccak256(bytes(output.lotNumber));
            hashes[i] = keccak256(abi.encode(OUTPUT_TYPEHASH, numberHash, output.certifiable, contentHash));
            lots[i] = Contents.lotId(producer, output.lotNumber, contentHash);
        }
        listHash = keccak256(abi.encodePacked(hashes));
    }
}
