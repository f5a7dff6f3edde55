// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStatements} from "./interfaces/IStatements.sol";

/// @title Statements: the batch entry (documented in `IStatements`)
contract Statements is IStatements {
    uint256 private constant REASON_MAXIMUM = 1024;

    /// @dev What is needed besides the calls themselves: to open a bundle, and to note a failure.
    uint256 private constant GROUP_GAS = 10_000;
    uint256 private constant ITEM_GAS = 3_000;

    /// @inheritdoc IStatements
    function submit(Call[][] calldata groups) external returns (bytes[] memory reasons, uint256[] memory gasUsed) {
        reasons = new bytes[](groups.length);
        gasUsed = new uint256[](groups.length);
        for (uint256 g = 0; g < groups.length; ++g) {
            Call[] calldata group = groups[g];
            if (group.length == 0) revert GroupEmpty(g);
            uint256 before = gasleft();
            (bool success, bytes memory reason) = group.length == 1 ? _call(g, 0, group[0]) : _callBundle(g, group);
            gasUsed[g] = before - gasleft();
            if (success) continue;
            // Never empty, so that an empty reason means success.
            if (reason.length == 0) reason = abi.encodeWithSelector(CallFailedSilently.selector);
            reasons[g] = reason;
            emit GroupFailed(g, reason);
        }
    }

    /// @inheritdoc IStatements
    function bundle(uint256 group, Call[] calldata calls) external {
        if (msg.sender != address(this)) revert OnlySelf();
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool success, bytes memory reason) = _call(group, i, calls[i]);
            if (!success) revert BundleItemFailed(i, reason);
        }
    }

    function _callBundle(uint256 g, Call[] calldata group) private returns (bool, bytes memory) {
        uint256 budget = GROUP_GAS;
        for (uint256 i = 0; i < group.length; ++i) budget += _needed(group[i].gasBudget);
        if (gasleft() < _needed(budget)) revert GasInsufficient(g, 0, gasleft(), budget);
        return _lowLevelCall(address(this), gasleft(), abi.encodeCall(this.bundle, (g, group)));
    }

    function _call(uint256 g, uint256 i, Call calldata item) private returns (bool, bytes memory) {
        uint256 budget = item.gasBudget;
        if (gasleft() < _needed(budget)) revert GasInsufficient(g, i, gasleft(), budget);
        if (item.module.code.length == 0) return (false, abi.encodeWithSelector(NotAContract.selector, item.module));
        return _lowLevelCall(item.module, budget, item.data);
    }

    /// @dev A call passes on at most 63/64 of the gas that is left (EIP-150).
    function _needed(uint256 budget) private pure returns (uint256) {
        return (budget * 64) / 63 + ITEM_GAS;
    }

    /// @dev Copies at most `REASON_MAXIMUM` bytes of what a failed call returns, so that no module can make the copy dear.
    function _lowLevelCall(
        address target,
        uint256 gasCap,
        bytes memory data
    ) private returns (bool success, bytes memory reason) {
        uint256 maximum = REASON_MAXIMUM;
        assembly ("memory-safe") {
            success := call(gasCap, target, 0, add(data, 0x20), mload(data), 0, 0)
            if iszero(success) {
                let size := returndatasize()
                if gt(size, maximum) {
                    size := maximum
                }
                reason := mload(0x40)
                mstore(reason, size)
                returndatacopy(add(reason, 0x20), 0, size)
                mstore(0x40, add(add(reason, 0x20), and(add(size, 0x1f), not(0x1f))))
            }
        }
    }
}
