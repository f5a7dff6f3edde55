// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Role, Signer} from "./types/Types.sol";

/// @title Module: what every module that takes statements has in common
/// @dev Immutable: governance enrols a new module beside the old one.
abstract contract Module is EIP712 {
    IParticipants public immutable PARTICIPANTS;
    ILots public immutable LOTS;

    constructor(IParticipants participants, ILots lots) EIP712("Ytterby", "1") {
        PARTICIPANTS = participants;
        LOTS = lots;
    }

    /// @dev Has a statement's authority judged and its nonce spent.
    function _authorise(
        IParticipants.Requirement memory requirement,
        Signer memory signer,
        bytes calldata signature
    ) internal returns (uint16 serial, Role role) {
        return PARTICIPANTS.authorise(requirement, signer, signature);
    }

    /// @dev Serial number of the certifier whom a producer names; zero where the lot is left open.
    function _serialOf(address certifier) internal view returns (uint16) {
        return certifier == address(0) ? 0 : PARTICIPANTS.serialOf(certifier);
    }
}
