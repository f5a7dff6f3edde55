// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILots} from "./interfaces/ILots.sol";
import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IRetirements} from "./interfaces/IRetirements.sol";
import {Contents} from "./libraries/Contents.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, HOLDER_ROLES, Scope, Signer} from "./types/Types.sol";

/// @title Retirements: grams that leave the ledger for somebody's claim (documented in `IRetirements`)
contract Retirements is IRetirements, Module {
    bytes32 public constant RETIRE_TYPEHASH = keccak256(
        "Retire(uint256 lot,uint48 grams,bytes2 country,bytes32 beneficiary,bytes32 purpose,uint48 occurredAt,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    mapping(bytes32 digest => Retirement) private _retirements;

    constructor(IParticipants participants, ILots lots) Module(participants, lots) {}

    /// @inheritdoc IRetirements
    function retire(Retire calldata statement, bytes calldata signature) external {
        (uint256 lot, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RETIRE_TYPEHASH, statement)));
        // Check: somebody who may hold grams retires them there, for somebody.
        if (statement.beneficiary == 0) revert BeneficiaryMissing();
        if (!Contents.isCountry(statement.country)) revert Contents.CountryCodeInvalid(statement.country);
        _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: HOLDER_ROLES,
                country: statement.country,
                site: ANY_SITE,
                occurredAt: statement.occurredAt,
                opens: true
            }),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Effect: the retirement stands on record.
        _retirements[digest] = Retirement(lot, organisation, statement.grams, uint48(block.timestamp));
        // Interaction: the grams leave the ledger.
        LOTS.retire(_retirement(digest, statement));
        emit Retired(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc IRetirements
    function retirements(bytes32 digest) external view returns (Retirement memory) {
        return _retirements[digest];
    }

    /// @dev The movement by which grams leave the ledger for somebody's claim.
    function _retirement(bytes32 digest, Retire calldata statement) private pure returns (Movement memory movement) {
        movement.kind = MovementKind.Retirement;
        movement.digest = digest;
        movement.holder = statement.organisation;
        movement.fromCountry = statement.country;
        movement.toCountry = statement.country;
        movement.occurredAt = statement.occurredAt;
        (movement.lots, movement.grams) = (new uint256[](1), new uint256[](1));
        (movement.lots[0], movement.grams[0]) = (statement.lot, statement.grams);
    }
}
