// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustody} from "./ICustody.sol";

/// @title Routes: consignments that go another way than was stated when they left
/// @notice A dispatch names the countries that it is to pass. Where that changes on the way, the carrier says so: it has the goods. Every
/// change stands in the dossiers of the lots, and the countries that are new are judged by the rules of movements.
/// @dev That goods go another way is a fact, which nobody undoes by refusing to write it down. So a change is recorded even where a
/// permit lacks for a country: `IExportControl` then records that, too.
interface IRoutes {
    /// @param route Countries passed, as of the latest change; zero if none.
    /// @param occurredAt Unix time of the latest change, as it was stated; zero without one.
    /// @param changes How often the route was changed.
    struct Way {
        bytes32 route;
        uint48 occurredAt;
        uint8 changes;
    }

    /// @notice The carrier states that a consignment passes other countries than was stated so far.
    /// @param consignment Id of the consignment: digest of its dispatch.
    /// @param route Countries passed on the whole way, in order: up to 16 alpha-2 codes, padded with zeros; zero if none.
    /// @param reason Reason code, above zero.
    /// @param occurredAt Unix time of the change.
    struct ChangeRoute {
        bytes32 consignment;
        bytes32 route;
        uint16 reason;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @param lots Lots of the consignment, in the order of its dispatch.
    event RouteChanged(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        address indexed organisation,
        ChangeRoute statement,
        uint256[] lots,
        bytes signature
    );

    error NotTheCarrier(bytes32 consignment, address organisation);
    error RouteInvalid(bytes32 route);
    error RouteUnchanged(bytes32 consignment);
    error EarlierThanChange(bytes32 consignment, uint48 occurredAt, uint48 changedAt);
    error ChangesTooMany(bytes32 consignment);

    /// @notice Changes the route of a consignment.
    /// @dev Requirements: the carrier states it, or the sender where the dispatch names none; with a reason; on the road or refused; not
    /// before the departure, nor before the change that came before it; countries without a gap between them; another route than
    /// stands; at most `CHANGES_MAXIMUM` changes. No rule keeps anybody from stating it.
    function changeRoute(
        ChangeRoute calldata statement,
        ICustody.Dispatch calldata dispatched,
        bytes calldata signature
    ) external;

    /// @notice The route of a consignment as it was changed last; all zero if it never was.
    function ways(bytes32 consignment) external view returns (Way memory);
}
