// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Statements: the batch entry
/// @notice Carries many statements to their modules in one transaction. It holds nothing and has no authority: every
/// statement is judged by its own signature.
interface IStatements {
    /// @param module Module to call.
    /// @param gasBudget Gas that the kind of statement is given.
    /// @param data The module's call.
    struct Call {
        address module;
        uint32 gasBudget;
        bytes data;
    }

    /// @param group Index of the group that failed.
    /// @param reason What it reverted with, at most 1,024 bytes.
    event GroupFailed(uint256 indexed group, bytes reason);

    error GroupEmpty(uint256 group);
    error GasInsufficient(uint256 group, uint256 item, uint256 available, uint256 budget);
    error BundleItemFailed(uint256 item, bytes reason);
    error CallFailedSilently();
    error NotAContract(address module);
    error OnlySelf();

    /// @notice Submits groups in order. A group of one is a statement; a longer one an ordered bundle, all or nothing.
    /// @dev A group that fails emits `GroupFailed`, spends no nonce and undoes nothing else. If the transaction has not the gas
    /// that an item's budget asks for (under the 63/64 rule), all of it reverts: a carrier cannot make an item fail by
    /// starving it.
    /// @return reasons For each group what it reverted with; empty where it succeeded.
    /// @return gasUsed For each group the gas it took, so that a carrier can judge beforehand what a transaction needs.
    function submit(Call[][] calldata groups) external returns (bytes[] memory reasons, uint256[] memory gasUsed);

    /// @notice Runs a bundle, all or nothing. Called by this contract itself.
    function bundle(uint256 group, Call[] calldata calls) external;
}
