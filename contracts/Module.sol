// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";

/// @title Module: what every module that takes statements has in common
/// @dev Immutable: governance enrols a new module beside the old one.
abstract contract Module is EIP712 {
    IParticipants public immutable PARTICIPANTS;
    ILots public immutable LOTS;

    constructor(IParticipants participants, ILots lots) EIP712("Ytterby", "1") {
        PARTICIPANTS = participants;
        LOTS = lots;
    }
}
