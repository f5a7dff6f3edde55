// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signer} from "../types/Types.sol";

/// @title Structs: statements straight from the call's data
/// @dev A struct of fields of one word each stands in the call's data as EIP-712 encodes it and as an event has it, so it is
/// copied rather than decoded and encoded again. What is copied is not checked: a module reads every field that is narrower
/// than a word, and reading refuses one that is wider than its type.
library Structs {
    /// @dev Where a statement of fields of one word each stands, if it is its function's first argument: behind the selector.
    uint256 internal constant FIRST = 4;

    uint256 private constant SIGNER_SIZE = 0xa0;

    /// @dev EIP-712 hash of a struct whose fields take `size` bytes at `offset`.
    function hash(bytes32 typeHash, uint256 offset, uint256 size) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), offset, size)
            result := keccak256(free, add(size, 0x20))
        }
    }

    /// @dev The same for a struct of which EIP-712 hashes one member on its own.
    /// @param before Size of the fields before the member.
    /// @param member Size of what stands in the member's place in the call's data.
    /// @param memberHash Hash that stands in its place in EIP-712's encoding.
    function hash(
        bytes32 typeHash,
        uint256 offset,
        uint256 size,
        uint256 before,
        uint256 member,
        bytes32 memberHash
    ) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), offset, before)
            let next := add(add(free, 0x20), before)
            mstore(next, memberHash)
            let skipped := add(before, member)
            let rest := sub(size, skipped)
            calldatacopy(add(next, 0x20), add(offset, skipped), rest)
            result := keccak256(free, add(add(before, rest), 0x40))
        }
    }

    /// @dev Hash of an array of numbers that takes `size` bytes at `offset`.
    function hashWords(uint256 offset, uint256 size) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, offset, size)
            result := keccak256(free, size)
        }
    }

    /// @dev The same for a struct whose fields before the signer's are two, each hashed already.
    function hash(
        bytes32 typeHash,
        bytes32 first,
        bytes32 second,
        Signer calldata last
    ) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            mstore(add(free, 0x20), first)
            mstore(add(free, 0x40), second)
            calldatacopy(add(free, 0x60), last, SIGNER_SIZE)
            result := keccak256(free, add(SIGNER_SIZE, 0x60))
        }
    }

    /// @dev The fields that end every statement, of one that takes `size` bytes at `offset`.
    function signer(uint256 offset, uint256 size) internal pure returns (Signer calldata result) {
        assembly ("memory-safe") {
            result := sub(add(offset, size), SIGNER_SIZE)
        }
    }

    /// @dev Logs an event of a statement that takes `size` bytes at `offset`, and its signature.
    function log(
        bytes32 selector,
        bytes32 first,
        bytes32 second,
        address third,
        uint256 offset,
        uint256 size,
        bytes calldata signature
    ) internal {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, offset, size)
            let tail := add(free, size)
            mstore(tail, add(size, 0x20))
            let padded := and(add(signature.length, 0x1f), not(0x1f))
            // The last word first, which the signature may fill in part only.
            mstore(add(add(tail, 0x20), padded), 0)
            mstore(add(tail, 0x20), signature.length)
            calldatacopy(add(tail, 0x40), signature.offset, signature.length)
            log4(free, add(add(size, 0x40), padded), selector, first, second, shr(96, shl(96, third)))
        }
    }

    /// @param offset Where the statement stands.
    /// @param size Size of its fields.
    /// @param member Position among its fields, in bytes, of the one that has no fixed size.
    /// @param tail Where the content of that member stands.
    /// @param length Its length, as the ABI has it: bytes of a text, items of a list.
    /// @param tailSize Size of the content.
    struct Tailed {
        uint256 offset;
        uint256 size;
        uint256 member;
        uint256 tail;
        uint256 length;
        uint256 tailSize;
    }

    /// @dev The same for a statement that has one member of no fixed size.
    function log(
        bytes32 selector,
        bytes32 first,
        bytes32 second,
        bytes32 third,
        Tailed memory statement,
        bytes calldata signature
    ) internal {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := mload(add(statement, 0x20))
            let tailSize := mload(add(statement, 0xa0))
            let padded := and(add(tailSize, 0x1f), not(0x1f))
            mstore(free, 0x40)
            mstore(add(free, 0x20), add(add(size, padded), 0x60))
            calldatacopy(add(free, 0x40), mload(statement), size)
            mstore(add(add(free, 0x40), mload(add(statement, 0x40))), size)
            let next := add(add(free, 0x40), size)
            mstore(add(next, padded), 0)
            mstore(next, mload(add(statement, 0x80)))
            calldatacopy(add(next, 0x20), mload(add(statement, 0x60)), tailSize)
            next := add(add(next, 0x20), padded)
            padded := and(add(signature.length, 0x1f), not(0x1f))
            mstore(add(next, padded), 0)
            mstore(next, signature.length)
            calldatacopy(add(next, 0x20), signature.offset, signature.length)
            log4(free, sub(add(add(next, 0x20), padded), free), selector, first, second, third)
        }
    }

    /// @param offset Where a statement stands, with all its lists behind it.
    /// @param size Size of all that.
    struct Block {
        uint256 offset;
        uint256 size;
    }

    /// @dev Logs an event of lots, of a statement with lists that stands in the call's data as an encoder writes it, and of its
    /// signature.
    function logList(
        bytes32 selector,
        bytes32 digest,
        address organisation,
        uint256[] memory lots,
        Block memory statement,
        bytes calldata signature
    ) internal {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := mload(add(statement, 0x20))
            let lotsSize := shl(5, add(mload(lots), 1))
            mstore(free, 0x60)
            mstore(add(free, 0x20), add(0x60, lotsSize))
            mstore(add(free, 0x40), add(add(0x60, lotsSize), size))
            let next := add(free, 0x60)
            mcopy(next, lots, lotsSize)
            next := add(next, lotsSize)
            calldatacopy(next, mload(statement), size)
            next := add(next, size)
            let padded := and(add(signature.length, 0x1f), not(0x1f))
            mstore(add(next, padded), 0)
            mstore(next, signature.length)
            calldatacopy(add(next, 0x20), signature.offset, signature.length)
            log3(free, sub(add(add(next, 0x20), padded), free), selector, digest, shr(96, shl(96, organisation)))
        }
    }
}
