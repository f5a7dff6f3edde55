// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Unit proofs: whether a gram's code is among those registered for its lot
/// @dev The same steps, and the reason why they suffice, are in `src/units/unit-proof.ts`. All hashes are SHA-256, by the precompile.
library UnitProofs {
    /// @dev Begins the context, so that no hash of another use can be one.
    bytes32 internal constant DOMAIN = "Ytterby unit codes 1";

    /// @param index Place of the gram in its lot, from zero.
    /// @param tag What its code shows beside the index.
    /// @param salt What its leaf hides the tag behind.
    /// @param path Siblings from the leaf upwards. A level at which the gram's node has no sibling is left out.
    struct UnitProof {
        uint32 index;
        bytes8 tag;
        bytes16 salt;
        bytes32[] path;
    }

    /// @dev The lot has fewer grams. They are counted from zero.
    error UnitBeyondLot(uint256 index, uint256 grams);

    /// @dev The path of this gram has another length.
    error UnitPathLength(uint256 length, uint256 expected);

    /// @dev What keeps apart the codes of different chains, contracts and lots.
    /// @param registry The contract that has the lot's root.
    function context(address registry, uint256 lot) internal view returns (bytes32) {
        return sha256(abi.encode(DOMAIN, block.chainid, registry, lot));
    }

    /// @param top The node over all leaves.
    function root(bytes32 lotContext, uint256 grams, bytes32 top) internal pure returns (bytes32) {
        return sha256(abi.encode(lotContext, grams, top));
    }

    /// @dev Reverts where the proof has not the shape that its index and the count of grams require.
    /// @param registered The root that the producer registered for the lot.
    /// @return Whether the proof leads to it.
    function verify(
        bytes32 registered,
        bytes32 lotContext,
        uint256 grams,
        UnitProof calldata proof
    ) internal pure returns (bool) {
        uint256 position = proof.index;
        uint256 expected = pathLength(position, grams);
        if (proof.path.length != expected) revert UnitPathLength(proof.path.length, expected);

        bytes32 node = sha256(abi.encodePacked(lotContext, proof.index, proof.tag, proof.salt, bytes4(0)));
        uint256 used = 0;
        for (uint256 width = grams; width > 1; width = (width + 1) / 2) {
            if (position % 2 == 1) node = sha256(abi.encode(proof.path[used++], node));
            else if (position + 1 < width) node = sha256(abi.encode(node, proof.path[used++]));
            position /= 2;
        }
        return root(lotContext, grams, node) == registered;
    }

    /// @dev How many siblings a proof has. Reverts for a gram that the lot has not.
    function pathLength(uint256 index, uint256 grams) internal pure returns (uint256 length) {
        if (index >= grams) revert UnitBeyondLot(index, grams);
        uint256 position = index;
        for (uint256 width = grams; width > 1; width = (width + 1) / 2) {
            if (position % 2 == 1 || position + 1 < width) ++length;
            position /= 2;
        }
    }
}
