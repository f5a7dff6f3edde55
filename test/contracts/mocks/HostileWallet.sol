// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @dev Contract wallets as they should not be.
contract HostileWallet {
    enum Mood {
        Burns,
        Bombs,
        Reverts,
        AnswersShort,
        AnswersDirty,
        Writes,
        RevertsWithTheWord
    }

    error Moody();

    Mood public immutable MOOD;
    uint256 public written;

    constructor(Mood mood) {
        MOOD = mood;
    }

    /// @dev Not `view`, so that one mood can try to write where nothing may be written.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        Mood mood = MOOD;
        if (mood == Mood.Reverts) revert Moody();
        if (mood == Mood.Writes) ++written;
        bytes32 answer = IERC1271.isValidSignature.selector;
        if (mood == Mood.AnswersDirty) answer |= bytes32(uint256(1));
        uint256 size =
            mood == Mood.Bombs
                ? 250_000
                : mood == Mood.AnswersShort
                    ? 4
                    : 32;
        (bool burns, bool reverts) = (mood == Mood.Burns, mood == Mood.RevertsWithTheWord);
        assembly {
            if burns {
                invalid()
            }
            mstore(0, answer)
            if reverts {
                revert(0, size)
            }
            return(0, size)
        }
    }
}
