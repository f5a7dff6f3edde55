// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev What the batch entry may be pointed at.
contract Target {
    uint256 public counter;

    error Complaint(bytes text);

    function count() external {
        ++counter;
    }

    /// @dev Writes down how much gas it was given.
    function weigh() external {
        counter = gasleft();
    }

    function complain(uint256 size) external pure {
        revert Complaint(new bytes(size));
    }

    function failSilently() external pure {
        assembly {
            revert(0, 0)
        }
    }

    function burn() external pure {
        assembly {
            invalid()
        }
    }
}
