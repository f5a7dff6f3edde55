// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustoms} from "./ICustoms.sol";
import {ILots} from "./ILots.sol";

/// @title Seizures: goods that an authority has taken away
/// @notice An authority seizes grams that it holds, of the one holder that its hold names. They leave the holder's hand with their share of
/// its transport carbon, whatever the certificate says, and stay with the authority until they are given back to that holder, in that country.
/// @dev What is seized is in nobody's balance, as what is on the road is. An authority may have other roles, and grams of the same lot that are
/// its own: so nothing that it signs moves or uses up what it seized, and carbon goes back exactly as it came. Its author gives back; so
/// does governance, so that no seizure outlives an author that is gone. A seizure needs its hold only when it is made.
interface ISeizures {
    /// @notice Seizes grams that are held.
    /// @param lot Lot of which grams are seized.
    /// @param hold Digest of the hold, or challenge, that it rests on.
    /// @param holder Organisation whose grams are seized: the one that the hold names.
    /// @param country ISO 3166-1 alpha-2 code of the country where they are: the one that the hold names.
    /// @param grams Grams seized, above zero.
    /// @param ground Code of the legal ground, above zero.
    /// @param evidence Salted hash of the order.
    struct Seize {
        uint256 lot;
        bytes32 hold;
        address holder;
        bytes2 country;
        uint48 grams;
        uint16 ground;
        bytes32 evidence;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Gives back all of what a seizure took.
    /// @param lot Lot of which grams were seized.
    /// @param seizure Digest of the seizure.
    /// @param reason Reason code, above zero.
    struct ReturnSeized {
        uint256 lot;
        bytes32 seizure;
        uint16 reason;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @param lot Lot of which grams are seized; zero where no such seizure stands.
    /// @param holder Organisation from which they were taken, and that gets them back.
    /// @param country Country where they are.
    /// @param authority Organisation that has them.
    /// @param stock The grams and their transport carbon.
    struct Seizure {
        uint256 lot;
        address holder;
        bytes2 country;
        address authority;
        ILots.Stock stock;
    }

    event Seized(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Seize statement,
        bytes signature
    );
    event SeizedReturned(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        ReturnSeized statement,
        bytes signature
    );
    event SeizedRestored(
        uint256 indexed lot,
        bytes32 indexed digest,
        bytes32 indexed seizure,
        ICustoms.LiftReason reason
    );

    error SeizureBeyondHold(bytes32 hold, address holder, bytes2 country);
    error OrderMissing();
    error SeizureNotStanding(uint256 lot, bytes32 seizure);
    error SeizureOfAnother(bytes32 seizure, address organisation);
    error ReturnReasonMissing();

    /// @notice Seizes grams.
    /// @dev Requirements: the author of a hold in force on the lot, still customs or regulator in its country; the hold names the holder and
    /// the country; a challenge was answered, or is overdue; a ground; an order; grams that the holder has there.
    function seize(Seize calldata statement, bytes calldata signature) external;

    /// @notice Gives back what was seized, once.
    /// @dev Requirements: the seizure's author, still customs or regulator in that country; it stands on the lot; a reason.
    function returnSeized(ReturnSeized calldata statement, bytes calldata signature) external;

    /// @notice Gives back what was seized, over its author's head. Governance only.
    /// @dev Requirements: the seizure stands on the lot; a reason.
    function restoreSeized(uint256 lot, bytes32 seizure, ICustoms.LiftReason reason) external;

    /// @notice A seizure that stands.
    function seizures(bytes32 seizure) external view returns (Seizure memory);
}
