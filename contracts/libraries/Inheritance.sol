// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Content, CustodyModel, LotIdentity, MIXED_COUNTRY, MIXED_DEPOSIT} from "../types/Types.sol";

/// @title Inheritance: what comes out of a step has of what went in, beside mass and carbon
library Inheritance {
    /// @param producedAt End of production of the youngest of what went in; Unix time.
    /// @param originCountry That of all of it, or mixed.
    /// @param deposit That of all of it, or mixed.
    /// @param strictest Strictest custody model that is left to what comes out.
    struct Matter {
        uint48 producedAt;
        bytes2 originCountry;
        bytes32 deposit;
        CustodyModel strictest;
    }

    error ProducedBeforeInput(uint256 lot, uint48 producedAt, uint48 inputProducedAt);
    error ProducedAfterStep(uint256 lot, uint48 producedAt, uint48 occurredAt);
    error OriginMismatch(uint256 lot, bytes2 declared, bytes2 inherited);
    error DepositMismatch(uint256 lot, bytes32 declared, bytes32 inherited);
    error CustodyModelTooStrict(uint256 lot, CustodyModel declared, CustodyModel strictest);

    /// @dev What lots that go into one step leave to what comes out: the looser custody model; segregated at best where deposits meet.
    function inherited(LotIdentity[] calldata identities) internal pure returns (Matter memory matter) {
        Content calldata first = identities[0].content;
        matter = Matter(first.producedAt, first.originCountry, first.deposit, first.custodyModel);
        bool isMixed = false;
        for (uint256 i = 1; i < identities.length; ++i) {
            Content calldata content = identities[i].content;
            if (content.producedAt > matter.producedAt) matter.producedAt = content.producedAt;
            matter.strictest = looser(matter.strictest, content.custodyModel);
            if (content.originCountry != first.originCountry) matter.originCountry = MIXED_COUNTRY;
            if (content.originCountry != first.originCountry || content.deposit != first.deposit) isMixed = true;
        }
        if (!isMixed) return matter;
        matter.deposit = MIXED_DEPOSIT;
        matter.strictest = looser(matter.strictest, CustodyModel.Segregated);
    }

    /// @dev The looser of two custody models.
    function looser(CustodyModel one, CustodyModel other) internal pure returns (CustodyModel) {
        return one > other ? one : other;
    }

    /// @dev Reverts unless a content is of the matter that went in, and was made when the step ended.
    /// @param occurredAt End of the step; Unix time.
    function check(uint256 lot, Content calldata content, Matter memory matter, uint48 occurredAt) internal pure {
        if (content.producedAt > occurredAt) revert ProducedAfterStep(lot, content.producedAt, occurredAt);
        if (content.producedAt < matter.producedAt) {
            revert ProducedBeforeInput(lot, content.producedAt, matter.producedAt);
        }
        if (content.originCountry != matter.originCountry) {
            revert OriginMismatch(lot, content.originCountry, matter.originCountry);
        }
        if (content.deposit != matter.deposit) revert DepositMismatch(lot, content.deposit, matter.deposit);
        if (content.custodyModel < matter.strictest) {
            revert CustodyModelTooStrict(lot, content.custodyModel, matter.strictest);
        }
    }
}
