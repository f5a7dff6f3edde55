// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Structs} from "./libraries/Structs.sol";
import {Role, Scope, Signer} from "./types/Types.sol";

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

    /// @dev `PARTICIPANTS.authorise(requirement, signer, signature)`, with the call's data put together from where each part
    /// stands already.
    function _authorise(
        bytes32 digest,
        Scope scope,
        uint16 roles,
        bytes2 country,
        uint64 site,
        uint48 occurredAt,
        bool opens,
        Signer calldata signer,
        bytes calldata signature
    ) internal returns (uint16 serial, Role role) {
        address participants = address(PARTICIPANTS);
        bytes32 selector = IParticipants.authorise.selector;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, selector)
            mstore(add(free, 0x04), digest)
            mstore(add(free, 0x24), scope)
            mstore(add(free, 0x44), roles)
            mstore(add(free, 0x64), country)
            mstore(add(free, 0x84), site)
            mstore(add(free, 0xa4), occurredAt)
            mstore(add(free, 0xc4), opens)
            calldatacopy(add(free, 0xe4), signer, 0xa0)
            mstore(add(free, 0x184), 0x1a0)
            mstore(add(free, 0x1a4), signature.length)
            calldatacopy(add(free, 0x1c4), signature.offset, signature.length)
            let success := call(gas(), participants, 0, free, add(0x1c4, signature.length), 0x00, 0x40)
            if iszero(success) {
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
            // No contract answers nothing.
            if lt(returndatasize(), 0x40) {
                revert(0x00, 0x00)
            }
            serial := mload(0x00)
            role := mload(0x20)
        }
    }

    /// @dev Digest of a statement whose fields take `size` bytes at `offset` in the call's data.
    function _digestAt(bytes32 typeHash, uint256 offset, uint256 size) internal view returns (bytes32) {
        return _hashTypedDataV4(Structs.hash(typeHash, offset, size));
    }

    /// @dev Serial number of the certifier whom a producer names; zero where the lot is left open.
    function _serialOf(address certifier) internal view returns (uint16) {
        return certifier == address(0) ? 0 : PARTICIPANTS.serialOf(certifier);
    }
}
