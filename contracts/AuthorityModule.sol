// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, Role, Scope, Signer} from "./types/Types.sol";

/// @title AuthorityModule: what modules that take statements of customs and regulators have in common
abstract contract AuthorityModule is Module, AccessManaged {
    uint16 private constant AUTHORITIES = uint16((1 << uint8(Role.Customs)) | (1 << uint8(Role.Regulator)));

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @dev Has an authority of a country judged, for something that it states of now.
    /// @param opens Whether the statement begins something; what answers or ends something is of the country of that.
    function _authoriseIn(
        bytes2 country,
        bytes32 digest,
        bool opens,
        Signer memory signer,
        bytes calldata signature
    ) internal {
        // Check: an authority is one of a country.
        if (opens && !Contents.isCountry(country)) revert Contents.CountryCodeInvalid(country);
        _authorise(_requirement(country, digest, uint48(block.timestamp), opens), signer, signature);
    }

    /// @dev Enters a statement, or an act of governance, into the dossier of a lot.
    function _note(uint256 lot, bytes32 digest) internal {
        uint256[] memory ids = new uint256[](1);
        ids[0] = lot;
        LOTS.note(digest, ids);
    }

    function _requirement(
        bytes2 country,
        bytes32 digest,
        uint48 occurredAt,
        bool opens
    ) internal pure returns (IParticipants.Requirement memory) {
        return
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Attestation,
                roles: AUTHORITIES,
                country: country,
                site: ANY_SITE,
                occurredAt: occurredAt,
                opens: opens
            });
    }
}
