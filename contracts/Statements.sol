// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStatements} from "./interfaces/IStatements.sol";
import {GasBudgets} from "./libraries/GasBudgets.sol";

/// @title Statements: the batch entry (documented in `IStatements`)
contract Statements is IStatements {
    uint256 private constant REASON_MAXIMUM = 1024;

    /// @dev What fails inside a bundle is wrapped once more; cut shorter, the wrapping stays whole within the maximum.
    uint256 private constant WRAPPED_REASON_MAXIMUM = 896;

    /// @dev What is needed besides the calls themselves to open a bundle, and to note its failure.
    uint256 private constant GROUP_GAS = 10_000;

    /// @inheritdoc IStatements
    function submit(Call[][] calldata groups) external returns (bytes[] memory reasons, uint256[] memory gasUsed) {
        reasons = new bytes[](groups.length);
        gasUsed = new uint256[](groups.length);
        for (uint256 g = 0; g < groups.length; ++g) {
            Call[] calldata group = groups[g];
            if (group.length == 0) revert GroupEmpty(g);
            uint256 before = gasleft();
            (bool success, bytes memory reason) = group.length == 1
                ? _call(g, 0, group[0], REASON_MAXIMUM)
                : _callBundle(g, group);
            // Gas only ever falls.
            unchecked {
                gasUsed[g] = before - gasleft();
            }
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
            (bool success, bytes memory reason) = _call(group, i, calls[i], WRAPPED_REASON_MAXIMUM);
            if (!success) revert BundleItemFailed(i, reason);
        }
    }

    function _callBundle(uint256 g, Call[] calldata group) private returns (bool success, bytes memory reason) {
        uint256 budget = GROUP_GAS;
        for (uint256 i = 0; i < group.length; ++i) budget += GasBudgets.needed(group[i].gasBudget);
        if (gasleft() < GasBudgets.needed(budget)) revert GasInsufficient(g, 0, gasleft(), budget);
        try this.bundle(g, group) {
            success = true;
        } catch (bytes memory failure) {
            // A bundle fails by an item of its own; whatever else it fails by is want of gas, which must not count as failure.
            if (bytes4(failure) != BundleItemFailed.selector) revert GasInsufficient(g, 0, gasleft(), budget);
            reason = failure;
        }
    }

    /// @dev The data is copied before the gas is judged, so that nothing costly stands between the judgement and the call.
    /// At most `maximum` bytes of what a failed call returns are copied, so that no module can make the copy dear.
    function _call(
        uint256 g,
        uint256 i,
        Call calldata item,
        uint256 maximum
    ) private returns (bool success, bytes memory reason) {
        address module = item.module;
        if (module.code.length == 0) return (false, abi.encodeWithSelector(NotAContract.selector, module));
        uint256 budget = item.gasBudget;
        uint256 needed = GasBudgets.needed(budget);
        uint256 available;
        bytes calldata data = item.data;
        assembly ("memory-safe") {
            // Beyond the free memory pointer, which stays: the next item's data takes the same place.
            let free := mload(0x40)
            calldatacopy(free, data.offset, data.length)
            available := gas()
            if iszero(lt(available, needed)) {
                success := call(budget, module, 0, free, data.length, 0, 0)
                if iszero(success) {
                    let size := returndatasize()
                    if gt(size, maximum) {
                        size := maximum
                    }
                    reason := free
                    mstore(reason, size)
                    returndatacopy(add(reason, 0x20), 0, size)
                    mstore(0x40, add(add(reason, 0x20), and(add(size, 0x1f), not(0x1f))))
                }
            }
        }
        if (available < needed) revert GasInsufficient(g, i, available, budget);
    }
}
