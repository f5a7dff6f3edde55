// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The checker does not follow bit operations. Shifts and masks are divisions and remainders, though, and what is proved
/// here of these is what `Participants._spendNonce` and `LotRecords` do with those.
contract BitsProof {
    /// Two nonces are never one bit of one word (`nonce >> 8`, `nonce & 0xff`).
    function noncesHaveBitsOfTheirOwn(uint256 first, uint256 second) external pure {
        if (first == second) return;
        assert(first / 256 != second / 256 || first % 256 != second % 256);
    }

    /// A field that is written is read back, and what stands below and above it stays (a lot's mass, at bits 24 to 71).
    function fieldIsWrittenAlone(uint256 word, uint48 value) external pure {
        unchecked {
            uint256 written = (word - (word % 2 ** 72)) + uint256(value) * 2 ** 24 + (word % 2 ** 24);
            assert((written % 2 ** 72) / 2 ** 24 == value);
            assert(written / 2 ** 72 == word / 2 ** 72);
            assert(written % 2 ** 24 == word % 2 ** 24);
        }
    }
}
