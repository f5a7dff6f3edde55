// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {Statements} from "../../../contracts/Statements.sol";
import {IStatements} from "../../../contracts/interfaces/IStatements.sol";
import {deploy, requireEqual} from "../invariants/Vm.sol";

/// @dev However a carrier chooses the gas, an item has its whole budget or the transaction reverts.
contract StatementsFuzz {
    /// @dev What a call spends before its first line can look: the dispatch to the function, and the decoding.
    uint256 private constant ENTRY = 1_000;

    Statements private _statements;
    uint256 private _seen;
    uint256 private _calls;

    error Starved(uint256 gas, uint256 budget);
    error OtherFailure(bytes reason);

    function setUp() external {
        _statements = Statements(deploy("contracts/Statements.sol:Statements", ""));
    }

    function measure(bytes calldata) external {
        uint256 gas = gasleft();
        ++_calls;
        if (gas < _seen) _seen = gas;
    }

    function test_itemHasItsBudgetOrAllReverts(
        uint256 gasGiven,
        uint32 budget,
        uint16 size,
        uint8 count,
        bool bundled
    ) external {
        budget = uint32(60_000 + (budget % 2_000_000));
        uint256 items = 1 + (count % 4);
        // From far too little for the first item to a little too much for all of them.
        gasGiven = 30_000 + (gasGiven % (items * (uint256(budget) + uint256(size) * 4) + 2_000_000));
        _seen = type(uint256).max;
        _calls = 0;
        IStatements.Call[][] memory groups = new IStatements.Call[][](bundled ? 1 : items);
        if (bundled) groups[0] = new IStatements.Call[](items);
        bytes memory data = abi.encodeCall(this.measure, (new bytes(size)));
        for (uint256 i = 0; i < items; ++i) {
            if (!bundled) groups[i] = new IStatements.Call[](1);
            groups[bundled ? 0 : i][bundled ? i : 0] = IStatements.Call(address(this), budget, data);
        }
        try _statements.submit{gas: gasGiven}(groups) returns (bytes[] memory reasons, uint256[] memory) {
            for (uint256 g = 0; g < reasons.length; ++g) if (reasons[g].length != 0) revert OtherFailure(reasons[g]);
            requireEqual("calls", _calls, items);
            if (_seen + ENTRY < budget) revert Starved(_seen, budget);
        } catch (bytes memory reason) {
            // Out of gas outside of any item has no reason at all.
            if (reason.length != 0 && bytes4(reason) != IStatements.GasInsufficient.selector)
                revert OtherFailure(reason);
            requireEqual("calls", _calls, 0);
        }
    }
}
