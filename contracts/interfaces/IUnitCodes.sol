// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {UnitProofs} from "../libraries/UnitProofs.sol";

/// @title Unit codes: the root over the codes of a lot's grams
/// @notice A producer registers one SHA-256 root for a certified lot. It commits to a code for each gram, and to no more codes than the
/// lot has grams. Whoever has a code and its proof asks `verifyUnit`, without an account and without a transaction.
/// @dev A root says that a code is the lot's. Whether the certificate still stands, and who has that gram, is not said here.
interface IUnitCodes {
    /// @notice Registers the root over the codes of a lot's grams.
    /// @param lot Lot whose grams have the codes.
    /// @param grams Grams of the lot: as many codes.
    /// @param root Root over all of them (`UnitProofs`).
    struct RegisterUnitCodes {
        uint256 lot;
        uint48 grams;
        bytes32 root;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @param root The root; zero if none is registered.
    /// @param grams Grams that it covers.
    /// @param registeredAt Unix time of the block that included it.
    /// @param registry The contract that took the statement. Its address is part of the context of every code of the lot.
    struct Commitment {
        bytes32 root;
        uint48 grams;
        uint48 registeredAt;
        address registry;
    }

    event UnitCodesRegistered(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        RegisterUnitCodes statement,
        bytes signature
    );

    error NotTheProducer(uint256 lot, address organisation);
    error UnitsTooMany(uint256 lot, uint48 grams, uint256 maximum);
    error UnitCountDiffers(uint256 lot, uint48 statedGrams, uint48 lotGrams);
    error UnitRootMissing(uint256 lot);
    error UnitRootStands(uint256 lot, bytes32 root);
    error UnitRootUnknown(uint256 lot);

    /// @notice Registers the root over the codes of a lot's grams.
    /// @dev Requirements: the lot's producer, in a role that makes goods; the lot certified and not expired; as many codes as it has
    /// grams, at most 2^30; no root registered for it yet, by this contract or by one before it. A root stands for ever.
    function registerUnitCodes(RegisterUnitCodes calldata statement, bytes calldata signature) external;

    /// @notice Whether a code is among those registered for a lot.
    /// @dev Reverts where no root is registered, where the lot has no gram of this index, and where the proof has another shape than its
    /// index requires. A lot whose certificate was taken back to the declaration, and of which its producer then used up grams, has lost
    /// its last ones: never do more codes pass than the lot has certified grams.
    function verifyUnit(uint256 lot, UnitProofs.UnitProof calldata proof) external view returns (bool);

    /// @notice What is registered for a lot, here or by a contract before this one.
    function commitments(uint256 lot) external view returns (Commitment memory);

    /// @notice The contract that this one took the place of; zero if none.
    function PREDECESSOR() external view returns (IUnitCodes);
}
