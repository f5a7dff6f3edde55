// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev What `npm run bench -- network` fills blocks with for comparison: OpenZeppelin's ERC-20 as it comes.
contract PeerErc20 is ERC20 {
    constructor(address holder) ERC20("Peer", "PEER") {
        _mint(holder, type(uint128).max);
    }
}
