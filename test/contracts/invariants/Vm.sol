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
    function snapshotState() external returns (uint256 snapshot);
    function revertToState(uint256 snapshot) external returns (bool success);
    function getCode(string calldata artifact) external view returns (bytes memory);
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

error NotDeployed(string artifact);

/// @dev Deploys a contract of the ledger from its artifact, which is what is deployed for real. `new` would compile it once more.
/// @param artifact The contract's source and name, with a colon between them.
/// @param arguments Those of its constructor, encoded.
function deploy(string memory artifact, bytes memory arguments) returns (address deployed) {
    bytes memory code = abi.encodePacked(vm.getCode(artifact), arguments);
    assembly ("memory-safe") {
        deployed := create(0, add(code, 0x20), mload(code))
    }
    if (deployed == address(0)) revert NotDeployed(artifact);
}

/// @dev Reverts with both numbers, so that a broken invariant says by how much.
error NotEqual(string what, uint256 left, uint256 right);

function requireAtMost(string memory what, uint256 number, uint256 most) pure {
    if (number > most) revert NotEqual(what, number, most);
}

function requireEqual(string memory what, uint256 left, uint256 right) pure {
    if (left != right) revert NotEqual(what, left, right);
}
