// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable interface-starts-with-i

/// @dev The cheat codes that these tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function load(address target, bytes32 slot) external view returns (bytes32);
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function addr(uint256 privateKey) external pure returns (address);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 timestamp) external;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @dev Reverts with both numbers, so that a broken invariant says by how much.
error NotEqual(string what, uint256 left, uint256 right);

function requireAtMost(string memory what, uint256 number, uint256 most) pure {
    if (number > most) revert NotEqual(what, number, most);
}

function requireEqual(string memory what, uint256 left, uint256 right) pure {
    if (left != right) revert NotEqual(what, left, right);
}
