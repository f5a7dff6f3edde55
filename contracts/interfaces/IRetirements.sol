// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Retirements: grams that leave the ledger for somebody's claim
/// @notice A retirement takes grams out of the ledger for a beneficiary. Its record stands whatever becomes of the certificate or its
/// certifier later.
interface IRetirements {
    /// @notice Retires grams for a beneficiary.
    /// @param lot Lot of which grams are retired.
    /// @param grams Grams retired, for ever.
    /// @param country ISO 3166-1 alpha-2 code of the country where they are.
    /// @param beneficiary On whose behalf: a name, UTF-8, padded with zeros (a longer one stands in the document).
    /// @param purpose What the claim is for, as salted hash of a document; zero if none.
    /// @param occurredAt Unix time of the use.
    struct Retire {
        uint256 lot;
        uint48 grams;
        bytes2 country;
        bytes32 beneficiary;
        bytes32 purpose;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @param lot Lot of which grams were retired.
    /// @param holder Organisation that retired them.
    /// @param grams Grams retired.
    /// @param retiredAt Unix time of the block that included it.
    struct Retirement {
        uint256 lot;
        address holder;
        uint48 grams;
        uint48 retiredAt;
    }

    event Retired(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Retire statement,
        bytes signature
    );

    error BeneficiaryMissing();

    /// @notice Retires grams.
    /// @dev Requirements: a role that may hold goods; a beneficiary; the lot certified, not expired, and held with at least
    /// these grams.
    function retire(Retire calldata statement, bytes calldata signature) external;

    /// @notice The record of a retirement, by the digest of its statement.
    function retirements(bytes32 digest) external view returns (Retirement memory);
}
