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
        Head memory current = head;
        head.hash = bytes28(keccak256(abi.encode(current.hash, digest, organisation, block.timestamp)));
        head.count = current.count + 1;
    }
}
