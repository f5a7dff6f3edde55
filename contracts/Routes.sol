// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustody} from "./interfaces/ICustody.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IRoutes} from "./interfaces/IRoutes.sol";
import {Contents} from "./libraries/Contents.sol";
import {Itineraries} from "./libraries/Itineraries.sol";
import {Module} from "./Module.sol";
import {ANY_SITE, HOLDER_ROLES, Scope, Signer} from "./types/Types.sol";

/// @title Routes: consignments that go another way (documented in `IRoutes`)
contract Routes is IRoutes, Module {
    using Itineraries for bytes32;

    bytes32 public constant CHANGEROUTE_TYPEHASH = keccak256(
        "ChangeRoute(bytes32 consignment,bytes32 route,uint16 reason,uint48 occurredAt,address organisation,"
        "address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    /// @dev More than a ship calls at ports on its way. Every change is a link in the dossier of every lot of the consignment, for ever: so
    /// a carrier, whose goods they are not, cannot make them long.
    uint256 public constant CHANGES_MAXIMUM = 16;

    /// @dev Where consignments are kept.
    ICustody public immutable CUSTODY;

    mapping(bytes32 consignment => Way) private _ways;

    constructor(IParticipants participants, ILots lots, ICustody custody) Module(participants, lots) {
        CUSTODY = custody;
    }

    /// @inheritdoc IRoutes
    function changeRoute(
        ChangeRoute calldata statement,
        ICustody.Dispatch calldata dispatched,
        bytes calldata signature
    ) external {
        (bytes32 consignment, address organisation) = (statement.consignment, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CHANGEROUTE_TYPEHASH, statement)));
        // Check: whoever has the goods states it, with a reason, of a consignment that is open.
        _authorise(
            _requirement(digest, statement.occurredAt),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.reason == 0) revert ICustody.ReasonMissing();
        CUSTODY.requireOpen(consignment, dispatched, statement.occurredAt);
        address carrier = dispatched.carrier == address(0) ? dispatched.organisation : dispatched.carrier;
        if (carrier != organisation) revert NotTheCarrier(consignment, organisation);
        // Check: it is another route, and later than the one before it.
        bytes32 former = _requireChange(statement, dispatched.route);
        // Effect: it stands.
        uint8 changes = _ways[consignment].changes + 1;
        _ways[consignment] = Way(statement.route, statement.occurredAt, changes);
        Movement memory movement = _movement(digest, statement, dispatched);
        movement.route = statement.route.without(former).without(dispatched.route);
        emit RouteChanged(consignment, digest, organisation, statement, movement.lots, signature);
        // Interaction: the dossiers of its lots say so, and the rules hear of the countries that are new.
        LOTS.reroute(movement);
    }

    /// @inheritdoc IRoutes
    function ways(bytes32 consignment) external view returns (Way memory) {
        return _ways[consignment];
    }

    /// @return former The route that stood until now.
    function _requireChange(
        ChangeRoute calldata statement,
        bytes32 dispatchedRoute
    ) private view returns (bytes32 former) {
        bytes32 consignment = statement.consignment;
        Way memory way = _ways[consignment];
        if (way.changes == CHANGES_MAXIMUM) revert ChangesTooMany(consignment);
        if (statement.occurredAt < way.occurredAt) {
            revert EarlierThanChange(consignment, statement.occurredAt, way.occurredAt);
        }
        former = way.changes == 0 ? dispatchedRoute : way.route;
        if (statement.route == former) revert RouteUnchanged(consignment);
        _requireRoute(statement.route);
    }

    function _requireRoute(bytes32 route) private pure {
        uint256 count = route.placesOf();
        for (uint256 i = 0; i < count; ++i) {
            if (!Contents.isCountry(route.countryAt(i))) revert RouteInvalid(route);
        }
    }

    /// @dev The movement that goes on otherwise: all that was sent is on the road.
    function _movement(
        bytes32 digest,
        ChangeRoute calldata statement,
        ICustody.Dispatch calldata dispatched
    ) private pure returns (Movement memory movement) {
        (movement.kind, movement.digest) = (MovementKind.Reroute, digest);
        movement.consignment = statement.consignment;
        movement.holder = dispatched.organisation;
        movement.recipient = dispatched.recipient;
        movement.carrier = dispatched.carrier;
        (movement.fromCountry, movement.toCountry) = (dispatched.fromCountry, dispatched.toCountry);
        movement.occurredAt = statement.occurredAt;
        uint256 count = dispatched.lines.length;
        (movement.lots, movement.grams) = (new uint256[](count), new uint256[](count));
        for (uint256 i = 0; i < count; ++i) {
            (movement.lots[i], movement.grams[i]) = (dispatched.lines[i].lot, dispatched.lines[i].grams);
        }
    }

    /// @dev Goods on the road are in no country that a role could be asked for.
    function _requirement(bytes32 digest, uint48 occurredAt) private pure returns (IParticipants.Requirement memory) {
        return
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Custody,
                roles: HOLDER_ROLES,
                country: 0,
                site: ANY_SITE,
                occurredAt: occurredAt,
                opens: false
            });
    }
}
