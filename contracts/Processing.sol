// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProcessing} from "./interfaces/IProcessing.sol";
import {Structs} from "./libraries/Structs.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, HOLDER_ROLES, Scope} from "./types/Types.sol";

/// @title Processing: what becomes of grams (documented in `IProcessing`)
contract Processing is IProcessing, Module {
    bytes32 public constant RETIRE_TYPEHASH = keccak256(
        "Retire(uint256 lot,uint48 grams,bytes32 beneficiary,bytes32 purpose,uint48 occurredAt,address organisation,"
        "address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    uint256 private constant RETIRE_SIZE = 10 * 0x20;

    mapping(bytes32 digest => Retirement) private _retirements;

    constructor(IParticipants participants, ILots lots) Module(participants, lots) {}

    /// @inheritdoc IProcessing
    function retire(Retire calldata statement, bytes calldata signature) external {
        bytes32 digest = _digestAt(RETIRE_TYPEHASH, Structs.FIRST, RETIRE_SIZE);
        if (statement.beneficiary == 0) revert BeneficiaryMissing();
        _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: HOLDER_ROLES,
                country: 0,
                site: ANY_SITE,
                occurredAt: statement.occurredAt,
                opens: true
            }),
            Structs.signer(Structs.FIRST, RETIRE_SIZE),
            signature
        );
        uint256[] memory ids = new uint256[](1);
        uint256[] memory grams = new uint256[](1);
        (ids[0], grams[0]) = (statement.lot, statement.grams);
        LOTS.depart(digest, statement.organisation, statement.organisation, ids, grams);
        _retirements[digest] = Retirement(
            statement.lot,
            statement.organisation,
            statement.grams,
            uint48(block.timestamp)
        );
        Structs.log(
            Retired.selector,
            bytes32(statement.lot),
            digest,
            statement.organisation,
            Structs.FIRST,
            RETIRE_SIZE,
            signature
        );
    }

    /// @inheritdoc IProcessing
    function retirements(bytes32 digest) external view returns (Retirement memory) {
        return _retirements[digest];
    }
}
