// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Contents} from "../../../contracts/libraries/Contents.sol";
import {Content} from "../../../contracts/types/Types.sol";

/// @dev Hashing by the contracts' own library needs calldata, so it goes through a call.
contract Hasher {
    function hash(Content calldata content) external pure returns (bytes32) {
        return Contents.hash(content);
    }
}
