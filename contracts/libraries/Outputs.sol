// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Contents} from "./Contents.sol";
import {Input, Output} from "../types/Types.sol";

/// @title Outputs: lists of inputs and outputs as they stand in the call's data
/// @dev Statements with such lists are hashed and logged as they stand there, so they have to stand there in the one way in
/// which an encoder writes them: everything in order, without gaps. Whatever else decodes to the same values is refused, for an
/// event copied from it would tell something else than what was signed.
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
    uint256 internal constant INPUT_SIZE = 2 * 0x20;

    /// @dev Offset of the lot number, certifiable, 21 words of content; then length and characters of the lot number, one word
    /// each, as it has at most 20.
    uint256 private constant OUTPUT_HEAD = 23 * 0x20;
    uint256 internal constant OUTPUT_SIZE = 25 * 0x20;

    error InputsInvalid(uint256 count);
    error InputsNotAscending(uint256 lot);
    error OutputsInvalid(uint256 count);
    error EncodingNotCanonical();

    /// @dev Size in the call's data of a list of inputs, its length included.
    function size(Input[] calldata inputs) internal pure returns (uint256) {
        return 0x20 + inputs.length * INPUT_SIZE;
    }

    /// @dev Size in the call's data of a list of outputs, its length and offsets included.
    function size(Output[] calldata outputs) internal pure returns (uint256) {
        return 0x20 + outputs.length * (0x20 + OUTPUT_SIZE);
    }

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

    /// @dev Reverts unless the list begins at `offset` in the call's data.
    function requireAt(Input[] calldata inputs, uint256 offset) internal pure {
        uint256 start;
        assembly ("memory-safe") {
            start := inputs.offset
        }
        if (start != offset + 0x20) revert EncodingNotCanonical();
    }

    /// @dev Reverts unless there are 1 to `MAXIMUM` outputs, and the list begins at `offset` in the call's data and stands
    /// there as an encoder writes it.
    function requireAt(Output[] calldata outputs, uint256 offset) internal pure {
        uint256 count = outputs.length;
        if (count == 0 || count > MAXIMUM) revert OutputsInvalid(count);
        bool canonical;
        assembly ("memory-safe") {
            let start := outputs.offset
            canonical := eq(start, add(offset, 0x20))
            let expected := shl(5, count)
            for {
                let i := 0
            } lt(i, count) {
                i := add(i, 1)
            } {
                let head := add(start, shl(5, i))
                canonical := and(canonical, eq(calldataload(head), expected))
                let output := add(start, expected)
                canonical := and(canonical, eq(calldataload(output), OUTPUT_HEAD))
                // Behind a lot number of at most 32 characters the rest of its word is empty.
                let length := calldataload(add(output, OUTPUT_HEAD))
                let characters := calldataload(add(output, add(OUTPUT_HEAD, 0x20)))
                canonical := and(canonical, and(lt(length, 0x21), iszero(shl(shl(3, length), characters))))
                expected := add(expected, OUTPUT_SIZE)
            }
        }
        if (!canonical) revert EncodingNotCanonical();
    }

    /// @dev An output of a list that has passed `requireAt`, so that it need not be looked for.
    function at(Output[] calldata outputs, uint256 i) internal pure returns (Output calldata output) {
        assembly ("memory-safe") {
            output := add(outputs.offset, add(shl(5, outputs.length), mul(i, OUTPUT_SIZE)))
        }
    }

    /// @dev The lot number of such an output.
    function lotNumberOf(Output calldata output) internal pure returns (string calldata lotNumber) {
        assembly ("memory-safe") {
            lotNumber.length := calldataload(add(output, OUTPUT_HEAD))
            lotNumber.offset := add(output, add(OUTPUT_HEAD, 0x20))
        }
    }

    /// @dev EIP-712 hash of a list of inputs.
    function hash(Input[] calldata inputs) internal pure returns (bytes32 result) {
        bytes32 typeHash = INPUT_TYPEHASH;
        assembly ("memory-safe") {
            let hashes := mload(0x40)
            let length := shl(5, inputs.length)
            let input := add(hashes, length)
            mstore(input, typeHash)
            for {
                let i := 0
            } lt(i, length) {
                i := add(i, 0x20)
            } {
                calldatacopy(add(input, 0x20), add(inputs.offset, shl(1, i)), INPUT_SIZE)
                mstore(add(hashes, i), keccak256(input, 0x60))
            }
            result := keccak256(hashes, length)
        }
    }

    /// @dev EIP-712 hash of a list of outputs, and the ids of the lots that they declare.
    function hash(
        Output[] calldata outputs,
        address producer
    ) internal pure returns (bytes32 result, uint256[] memory lots) {
        bytes32[] memory hashes = new bytes32[](outputs.length);
        lots = new uint256[](outputs.length);
        for (uint256 i = 0; i < outputs.length; ++i) {
            Output calldata output = at(outputs, i);
            bytes32 contentHash = Contents.hash(output.content);
            string calldata lotNumber = lotNumberOf(output);
            hashes[i] = _hash(lotNumber, output.certifiable, contentHash);
            lots[i] = Contents.lotId(producer, lotNumber, contentHash);
        }
        assembly ("memory-safe") {
            result := keccak256(add(hashes, 0x20), shl(5, mload(hashes)))
        }
    }

    /// @dev `keccak256(abi.encode(OUTPUT_TYPEHASH, keccak256(lotNumber), certifiable, contentHash))`.
    function _hash(
        string calldata lotNumber,
        bool certifiable,
        bytes32 contentHash
    ) private pure returns (bytes32 result) {
        bytes32 typeHash = OUTPUT_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, lotNumber.offset, lotNumber.length)
            mstore(add(free, 0x20), keccak256(free, lotNumber.length))
            mstore(free, typeHash)
            mstore(add(free, 0x40), certifiable)
            mstore(add(free, 0x60), contentHash)
            result := keccak256(free, 0x80)
        }
    }
}
