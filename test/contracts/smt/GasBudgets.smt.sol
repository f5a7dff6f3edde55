// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GasBudgets} from "../../../contracts/libraries/GasBudgets.sol";

/// @dev Up to 2^64 of gas, far above what any block has.
contract GasBudgetsProof {
    /// A sixty-fourth is held back, and what is left is the budget at least, whatever else is spent of the allowance.
    function budgetIsPassedOn(uint64 budget, uint256 available) external pure {
        uint256 needed = GasBudgets.needed(budget);
        if (available < needed) return;
        uint256 left = available - 2_000;
        assert(left - left / 64 >= budget);
    }

    /// Nothing wraps although nothing is checked.
    function neededIsAboveTheBudget(uint64 budget) external pure {
        assert(GasBudgets.needed(budget) > budget);
    }

    /// More budget never needs less.
    function neededRises(uint64 budget) external pure {
        if (budget == type(uint64).max) return;
        assert(GasBudgets.needed(budget) <= GasBudgets.needed(uint256(budget) + 1));
    }
}
