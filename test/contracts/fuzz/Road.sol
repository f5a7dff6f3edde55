// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustody} from "../../../contracts/interfaces/ICustody.sol";
import {IRoutes} from "../../../contracts/interfaces/IRoutes.sol";
import {Movement, MovementKind} from "../../../contracts/interfaces/IMovementRules.sol";
import {Border} from "./Border.sol";

/// @dev A road across the border: what is on it, and which way it goes. It tells `Customs` what custody and routes do.
abstract contract Road is Border {
    /// @dev A consignment of one line. Its sender and recipient are two organisations.
    struct Journey {
        bytes32 id;
        uint256 sender;
        uint256 recipient;
        bytes2 fromCountry;
        bytes2 toCountry;
        uint256 grams;
        uint256 carbon;
        bool isOpen;
        /// @dev No hold of it ever had a later end.
        uint256 heldUntil;
    }

    error NotOpen(bytes32 consignment);

    /// @dev Where nothing is stored: goods only pass it.
    bytes2 internal constant PASSED = "SG";

    Journey[] internal _journeys;
    mapping(bytes32 consignment => bytes32) private _dispatches;
    mapping(bytes32 consignment => bytes32) private _changed;
    /// @dev Whether it passes that country, as it was dispatched.
    mapping(bytes32 consignment => bool) private _passing;
    /// @dev Whether grams of it came there while it was held.
    mapping(uint256 journey => mapping(uint256 holder => mapping(bytes2 country => bool))) internal _came;

    /// @dev As custody says it.
    function requireOpen(bytes32 consignment, ICustody.Dispatch calldata dispatched, uint48) external view {
        if (_dispatches[consignment] != keccak256(abi.encode(dispatched))) revert NotOpen(consignment);
    }

    /// @dev As routes say it.
    function ways(bytes32 consignment) external view returns (IRoutes.Way memory way) {
        way.route = _changed[consignment];
    }

    /// @dev Sends grams off.
    /// @return sent Whether they left.
    /// @return why The error, if they did not.
    function _depart(Journey memory journey, bool isPassing) internal returns (bool sent, bytes4 why) {
        journey.id = keccak256(abi.encode(_nextNonce()));
        Movement memory movement = _movement(MovementKind.Dispatch, journey);
        (movement.holder, movement.fromCountry) = (_organisation(journey.sender), journey.fromCountry);
        (movement.recipient, movement.toCountry) = (_organisation(journey.recipient), journey.toCountry);
        try _lots.depart(movement) returns (uint256[] memory carried) {
            (journey.carbon, journey.isOpen, sent) = (carried[0], true, true);
            _journeys.push(journey);
            _dispatches[journey.id] = keccak256(abi.encode(_dispatch(journey, isPassing)));
            if (isPassing) _passing[journey.id] = true;
        } catch (bytes memory reason) {
            why = bytes4(reason);
        }
    }

    /// @dev Its carrier states that it passes that country, or no other.
    function _reroute(Journey storage journey, bool isPassing) internal {
        _changed[journey.id] = isPassing ? bytes32(PASSED) : bytes32(0);
    }

    /// @dev It comes to its recipient, or back to its sender. Nothing holds that up.
    function _arrive(uint256 index, bool isBack) internal returns (uint256 holder, bytes2 country) {
        Journey storage journey = _journeys[index];
        Movement memory movement = _movement(isBack ? MovementKind.Return : MovementKind.Receipt, journey);
        (holder, country) = isBack ? (journey.sender, journey.fromCountry) : (journey.recipient, journey.toCountry);
        (movement.holder, movement.fromCountry) = (_organisation(journey.sender), journey.fromCountry);
        (movement.recipient, movement.toCountry) = (_organisation(holder), country);
        uint256[] memory carried = new uint256[](1);
        carried[0] = journey.carbon;
        journey.isOpen = false;
        delete _dispatches[journey.id];
        _lots.arrive(movement, carried);
        if (block.timestamp <= journey.heldUntil) _came[index][holder][country] = true;
    }

    /// @dev Whether a country is on its way, as it was dispatched or as it was changed.
    function _isOnTheWay(Journey memory journey, bytes2 country) internal view returns (bool) {
        if (country == journey.fromCountry || country == journey.toCountry) return true;
        return country == PASSED && (_passing[journey.id] || _changed[journey.id] != 0);
    }

    function _dispatchOf(Journey memory journey) internal view returns (ICustody.Dispatch memory) {
        return _dispatch(journey, _passing[journey.id]);
    }

    function _dispatch(
        Journey memory journey,
        bool isPassing
    ) private pure returns (ICustody.Dispatch memory dispatched) {
        (dispatched.organisation, dispatched.recipient) = (
            _organisation(journey.sender),
            _organisation(journey.recipient)
        );
        (dispatched.fromCountry, dispatched.toCountry) = (journey.fromCountry, journey.toCountry);
        if (isPassing) dispatched.route = bytes32(PASSED);
        dispatched.lines = new ICustody.Line[](1);
        dispatched.lines[0] = ICustody.Line(LOT, uint48(journey.grams));
    }

    function _movement(MovementKind kind, Journey memory journey) private returns (Movement memory movement) {
        (movement.kind, movement.digest, movement.consignment) = (kind, bytes32(_nextNonce()), journey.id);
        (movement.lots, movement.grams) = (new uint256[](1), new uint256[](1));
        (movement.lots[0], movement.grams[0]) = (LOT, journey.grams);
    }
}
