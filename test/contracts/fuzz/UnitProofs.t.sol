// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable func-name-mixedcase

import {UnitProofs} from "../../../contracts/libraries/UnitProofs.sol";

/// @dev Proofs over trees that are built by the definition of RFC 6962, and one that `src/units` made.
contract UnitProofsFuzz {
    error Wrong(string what);

    /// @dev A lot of few grams, with one of them chosen.
    struct Case {
        bytes32 context;
        bytes32[] leaves;
        UnitProofs.UnitProof proof;
        bytes32 root;
    }

    uint256 private constant MOST_GRAMS = 70;

    /// @dev The same figures stand in `test/units/unit-proof.test.ts`.
    function test_aProofMadeOutsideIsTaken() external view {
        UnitProofs.UnitProof memory proof = UnitProofs.UnitProof(
            4,
            bytes8(uint64(10_989_624_620_875_695_944)),
            0x47e9ad4e42eae403172ad8d6e3299339,
            new bytes32[](1)
        );
        proof.path[0] = 0xf5dd2e0450b9c70bc11b4e5874bd4e2f66ee1ac0c7a67b979419d52dc3d22f06;
        bytes32 context = 0xf91bb1e28b8af878f18a51d489a0afcff17c7ad312c908af735858edbf6ce6be;
        bytes32 root = 0x28f53e120ffc823d25e6f9316f2cebe14feaaacdbf7671bd7a86a73dbec0285a;
        _require(this.verify(root, context, 5, proof), "a proof made outside is refused");
    }

    function test_contextNamesChainContractAndLot(uint256 lot) external view {
        bytes memory named = bytes.concat(
            bytes20("Ytterby unit codes 1"),
            bytes12(0),
            bytes32(block.chainid),
            bytes32(uint256(uint160(address(this)))),
            bytes32(lot)
        );
        _require(UnitProofs.context(address(this), lot) == sha256(named), "the context is another");
    }

    function test_everyGramIsProved(uint256 seed, uint8 grams, uint8 index) external view {
        Case memory lot = _case(seed, grams, index);
        _require(_verify(lot), "a gram of the lot is refused");
    }

    function test_anyBitOfAProofCounts(uint256 seed, uint8 grams, uint8 index, uint8 bit) external view {
        Case memory lot = _case(seed, grams, index);
        UnitProofs.UnitProof memory proof = lot.proof;
        proof.tag ^= bytes8(uint64(1) << (bit % 64));
        _require(!_verify(lot), "another tag is taken");
        proof.tag ^= bytes8(uint64(1) << (bit % 64));

        proof.salt ^= bytes16(uint128(1) << (bit % 128));
        _require(!_verify(lot), "another salt is taken");
        proof.salt ^= bytes16(uint128(1) << (bit % 128));

        if (proof.path.length > 0) {
            uint256 place = bit % proof.path.length;
            proof.path[place] ^= bytes32(uint256(1) << bit);
            _require(!_verify(lot), "another path is taken");
            proof.path[place] ^= bytes32(uint256(1) << bit);
        }

        lot.context ^= bytes32(uint256(1) << bit);
        _require(!_verify(lot), "a proof of another lot is taken");
        lot.context ^= bytes32(uint256(1) << bit);

        lot.root ^= bytes32(uint256(1) << bit);
        _require(!_verify(lot), "another root is taken");
        lot.root ^= bytes32(uint256(1) << bit);
        _require(_verify(lot), "the case is not what it was");
    }

    function test_anotherIndexOrCountIsRefused(uint256 seed, uint8 grams, uint8 index, uint8 other) external view {
        Case memory lot = _case(seed, grams, index);
        uint256 count = lot.leaves.length;
        uint32 own = lot.proof.index;
        if (other != own) {
            lot.proof.index = other;
            _require(!_passes(lot, count), "another index is taken");
            lot.proof.index = own;
        }
        if (other != count) _require(!_passes(lot, other), "another count is taken");
    }

    function test_lengthsAreSaid(uint256 seed, uint8 grams, uint8 index) external view {
        Case memory lot = _case(seed, grams, index);
        uint256 count = lot.leaves.length;
        uint256 expected = lot.proof.path.length;
        lot.proof.path = new bytes32[](expected + 1);
        _requireRevert(lot, abi.encodeWithSelector(UnitProofs.UnitPathLength.selector, expected + 1, expected));
        if (expected > 0) {
            lot.proof.path = new bytes32[](expected - 1);
            _requireRevert(lot, abi.encodeWithSelector(UnitProofs.UnitPathLength.selector, expected - 1, expected));
        }
        lot.proof.index = uint32(count);
        _requireRevert(lot, abi.encodeWithSelector(UnitProofs.UnitBeyondLot.selector, count, count));
    }

    function verify(
        bytes32 registered,
        bytes32 lotContext,
        uint256 grams,
        UnitProofs.UnitProof calldata proof
    ) external pure returns (bool) {
        return UnitProofs.verify(registered, lotContext, grams, proof);
    }

    function _verify(Case memory lot) private view returns (bool) {
        return this.verify(lot.root, lot.context, lot.leaves.length, lot.proof);
    }

    /// @dev False where it reverts too.
    function _passes(Case memory lot, uint256 grams) private view returns (bool) {
        try this.verify(lot.root, lot.context, grams, lot.proof) returns (bool leads) {
            return leads;
        } catch {
            return false;
        }
    }

    function _requireRevert(Case memory lot, bytes memory expected) private view {
        try this.verify(lot.root, lot.context, lot.leaves.length, lot.proof) {
            revert Wrong("a proof of another shape is taken");
        } catch (bytes memory reason) {
            _require(keccak256(reason) == keccak256(expected), "a proof of another shape is refused otherwise");
        }
    }

    function _case(uint256 seed, uint8 grams, uint8 index) private pure returns (Case memory lot) {
        uint256 count = 1 + (grams % MOST_GRAMS);
        uint32 chosen = uint32(index % count);
        lot.context = keccak256(abi.encode(seed));
        lot.leaves = new bytes32[](count);
        for (uint32 i = 0; i < count; ++i) {
            bytes32 random = keccak256(abi.encode(seed, i));
            (bytes8 tag, bytes16 salt) = (bytes8(random), bytes16(random << 64));
            if (i == chosen) (lot.proof.index, lot.proof.tag, lot.proof.salt) = (i, tag, salt);
            lot.leaves[i] = sha256(bytes.concat(lot.context, bytes4(i), tag, salt, bytes4(0)));
        }
        lot.proof.path = _path(lot.leaves, chosen, 0, count);
        lot.root = sha256(bytes.concat(lot.context, bytes32(count), _tree(lot.leaves, 0, count)));
    }

    /// @dev The node over the leaves from `first` to before `end`.
    function _tree(bytes32[] memory leaves, uint256 first, uint256 end) private pure returns (bytes32) {
        if (end - first == 1) return leaves[first];
        uint256 middle = first + _left(end - first);
        return sha256(bytes.concat(_tree(leaves, first, middle), _tree(leaves, middle, end)));
    }

    function _path(
        bytes32[] memory leaves,
        uint256 index,
        uint256 first,
        uint256 end
    ) private pure returns (bytes32[] memory path) {
        if (end - first == 1) return path;
        uint256 middle = first + _left(end - first);
        bool left = index < middle;
        bytes32[] memory below = left ? _path(leaves, index, first, middle) : _path(leaves, index, middle, end);
        path = new bytes32[](below.length + 1);
        for (uint256 i = 0; i < below.length; ++i) path[i] = below[i];
        path[below.length] = left ? _tree(leaves, middle, end) : _tree(leaves, first, middle);
    }

    /// @dev The largest power of two below the count.
    function _left(uint256 count) private pure returns (uint256 power) {
        power = 1;
        while (power * 2 < count) power *= 2;
    }

    function _require(bool holds, string memory what) private pure {
        if (!holds) revert Wrong(what);
    }
}
