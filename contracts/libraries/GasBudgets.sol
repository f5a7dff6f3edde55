// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title GasBudgets: what has to be there so that a call gets its budget
library GasBudgets {
    /// @dev What is needed besides the call itself.
    uint256 internal constant ITEM_GAS = 3_000;

    /// @dev A call passes on at most 63/64 of the gas that is left (EIP-150). Budgets of 32 bits, and sums of as many as fit
    /// in a transaction, do not come near an overflow: proved in `test/contracts/smt/GasBudgets.smt.sol`.
    function needed(uint256 budget) internal pure returns (uint256) {
        unchecked {
            return (budget * 64) / 63 + ITEM_GAS;
        }
    }
}
