// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {Dossiers} from "../../../contracts/libraries/Dossiers.sol";
import {Head} from "../../../contracts/types/Types.sol";
import {requireEqual, vm} from "../invariants/Vm.sol";

/// @dev A head is what its links make it, in one slot, and leaves its neighbours alone.
contract DossiersFuzz {
    using Dossiers for Head;

    bytes32 private _before = bytes32(type(uint256).max);
    Head private _head;
    bytes32 private _after = bytes32(type(uint256).max);

    function test_headFollowsFromItsLinks(bytes32[] calldata digests, uint32 step) external {
        bytes28 expected = 0;
        uint256 time = 1;
        for (uint256 i = 0; i < digests.length; ++i) {
            time += step;
            vm.warp(time);
            _head.extend(digests[i]);
            expected = bytes28(keccak256(abi.encode(expected, digests[i], time)));
        }
        requireEqual("count", _head.count, digests.length);
        requireEqual("hash", uint224(_head.hash), uint224(expected));
        requireEqual("slot", uint256(vm.load(address(this), bytes32(uint256(1)))), _word(expected, digests.length));
        requireEqual("slot before", uint256(_before), type(uint256).max);
        requireEqual("slot after", uint256(_after), type(uint256).max);
    }

    /// @dev No other list of the same length has the head: neither digest nor time can be exchanged.
    function test_headTellsLinksApart(bytes32 digest, uint32 time, bool other) external {
        vm.warp(time);
        _head.extend(digest);
        bytes28 hash = _head.hash;
        delete _head;
        if (other) digest = ~digest;
        else vm.warp(uint256(time) + 1);
        _head.extend(digest);
        requireEqual("same head", hash == _head.hash ? 1 : 0, 0);
    }

    function _word(bytes28 hash, uint256 count) private pure returns (uint256) {
        return (count << 224) | uint224(hash);
    }
}
