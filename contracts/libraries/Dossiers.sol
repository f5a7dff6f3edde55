// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Head} from "../types/Types.sol";

/// @title Dossiers: hash chains that list everything stated about a subject
/// @dev One storage proof of a head proves the whole list: nothing added, nothing left out.
library Dossiers {
    /// @dev Appends a link. `hash' = bytes28(keccak256(abi.encode(hash, digest, organisation, block.timestamp)))`.
    /// @param head Head to extend.
    /// @param digest EIP-712 digest of the statement, or the hash of the governance call's data.
    /// @param organisation Organisation that stated it; for governance the organisation or the contract concerned.
    function extend(Head storage head, bytes32 digest, address organisation) internal {
        // One load and one store; the compiler would take two of each. The count stands above the hash, and 2^32 links are
        // beyond any subject's life.
        assembly ("memory-safe") {
            let word := sload(head.slot)
            let free := mload(0x40)
            mstore(free, shl(32, word))
            mstore(add(free, 0x20), digest)
            mstore(add(free, 0x40), shr(96, shl(96, organisation)))
            mstore(add(free, 0x60), timestamp())
            sstore(head.slot, or(shl(224, add(shr(224, word), 1)), shr(32, keccak256(free, 0x80))))
        }
    }
}
