// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Head} from "../types/Types.sol";

/// @title Dossiers: hash chains that list everything stated about a subject
/// @dev One storage proof of a head proves the whole list: nothing added, nothing left out.
library Dossiers {
    /// @dev Appends a link. `hash' = bytes28(keccak256(abi.encode(hash, digest, block.timestamp)))`. A digest commits to
    /// whoever stated it, so a link does not name the organisation again: whoever reads the digests and times of a list
    /// recomputes its head, and no name that is kept from the reader can be found by trying names against the head.
    /// @param head Head to extend.
    /// @param digest EIP-712 digest of the statement, or the hash of the governance call's data.
    function extend(Head storage head, bytes32 digest) internal {
        // 2^32 links are beyond any subject's life.
        head.hash = bytes28(keccak256(abi.encode(head.hash, digest, block.timestamp)));
        head.count += 1;
    }
}
