// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICustody} from "./ICustody.sol";
import {IMovementRules} from "./IMovementRules.sol";

/// @title Customs: goods that an authority holds
/// @notice A customs or regulator organisation holds grams of a lot that are in its country: everybody's, or one holder's. While a hold
/// is in force nothing new starts with them: no dispatch, hand over, retirement or consumption. What is on the road completes, and
/// arrives held. So does a consignment that an authority of a country on its way holds: whoever gets grams of it, recipient or
/// sender, by receipt, return or settlement, has them held, as by a hold on that holder's part. Until then it holds nobody's grams.
/// @dev Holds of several authorities count independently: the goods are free when none is in force any more. Every hold has an end, so
/// silence keeps nothing for ever. Its author ends it earlier, by naming it; so does governance, so that no hold outlives an author that
/// is gone. A hold takes nothing away: grams, certificate and custody stay as they are.
/// A challenge is a hold of one holder's grams that asks for documents: until a deadline nobody decides over the holder's head. It ends as every
/// hold does. Working days are those of the country's calendar, which governance keeps.
interface ICustoms is IMovementRules {
    /// @dev Why governance ends a hold over its author's head.
    enum LiftReason {
        None,
        AuthorityGone,
        OutsideJurisdiction,
        Unfounded,
        Superseded
    }

    /// @dev What an authority finds of goods that it challenged, short of releasing them.
    enum Decision {
        None,
        UnderIdentification,
        LicenceRequired
    }

    /// @notice Holds grams of a lot in one country.
    /// @param lot Lot of which grams are held.
    /// @param holder Organisation whose grams are held; zero for those of every holder.
    /// @param country ISO 3166-1 alpha-2 code of the country in which they are held.
    /// @param ground Code of the legal ground, above zero.
    /// @param evidence Salted hash of the canonical JSON (RFC 8785) that lists the documents; zero if none.
    /// @param until Last second (inclusive) of the hold; at most `TERM_MAXIMUM` from now.
    struct Hold {
        uint256 lot;
        address holder;
        bytes2 country;
        uint16 ground;
        bytes32 evidence;
        uint48 until;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Holds a consignment that is on the road.
    /// @param consignment Id of the consignment: digest of its dispatch.
    /// @param country ISO 3166-1 alpha-2 code of the country whose authority holds it: of departure, of arrival, or passed on the way, as
    /// the dispatch states it or as it was changed last.
    /// @param ground Code of the legal ground, above zero.
    /// @param evidence Salted hash of the canonical JSON (RFC 8785) that lists the documents; zero if none.
    /// @param until Last second (inclusive) of the hold; at most `TERM_MAXIMUM` from now.
    struct HoldConsignment {
        bytes32 consignment;
        bytes2 country;
        uint16 ground;
        bytes32 evidence;
        uint48 until;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Sets another end for a hold that is in force; of a consignment's hold, for one lot of it.
    /// @param lot Lot of which grams are held.
    /// @param hold Digest of the hold.
    /// @param reason Reason code, above zero.
    /// @param until Last second (inclusive) of the hold from now on; at most `TERM_MAXIMUM` from now.
    struct RenewHold {
        uint256 lot;
        bytes32 hold;
        uint16 reason;
        uint48 until;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Ends a hold that is in force; of a consignment's hold, for one lot of it.
    /// @param lot Lot of which grams are held.
    /// @param hold Digest of the hold.
    /// @param reason Reason code, above zero.
    struct ReleaseHold {
        uint256 lot;
        bytes32 hold;
        uint16 reason;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Holds one holder's grams of a lot in one country, and asks it for documents.
    /// @param lot Lot of which grams are held.
    /// @param holder Organisation whose grams are held, and that answers.
    /// @param country ISO 3166-1 alpha-2 code of the country in which they are held.
    /// @param ground Code of the legal ground, above zero.
    /// @param notice Salted hash of the notice.
    /// @param answerBy Last second (inclusive) at which an answer is in time: not before the seventh working day has ended everywhere on Earth.
    /// @param until Last second (inclusive) of the hold, not before `answerBy`; at most `TERM_MAXIMUM` from now.
    struct Challenge {
        uint256 lot;
        address holder;
        bytes2 country;
        uint16 ground;
        bytes32 notice;
        uint48 answerBy;
        uint48 until;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Answers a challenge that is in force, in time or late. Whoever has more to say answers again.
    /// @param lot Lot of which grams are held.
    /// @param challenge Digest of the challenge.
    /// @param declaration Salted hash of the customs declaration.
    /// @param contractOfSale Salted hash of the contract.
    /// @param explanation Salted hash of what the goods are, what they are for, and why they are not controlled.
    /// @param technical Salted hash of test reports and other technical documents.
    /// @param other Salted hash of the list of whatever else the authority asked for; zero if none.
    struct AnswerChallenge {
        uint256 lot;
        bytes32 challenge;
        bytes32 declaration;
        bytes32 contractOfSale;
        bytes32 explanation;
        bytes32 technical;
        bytes32 other;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Decides on a challenge that was answered, or is overdue. Who finds nothing releases the hold instead.
    /// @param lot Lot of which grams are held.
    /// @param challenge Digest of the challenge.
    /// @param decision What the authority finds.
    /// @param reason Reason code, above zero.
    /// @param until Last second (inclusive) of the hold from now on; at most `TERM_MAXIMUM` from now.
    struct DecideChallenge {
        uint256 lot;
        bytes32 challenge;
        Decision decision;
        uint16 reason;
        uint48 until;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @param answerBy Last second (inclusive) at which an answer is in time; zero where no such challenge stands.
    /// @param answeredAt When it was first answered; zero where it was not. Later than `answerBy` it was late.
    /// @param decision What the authority found last.
    struct Challenged {
        uint48 answerBy;
        uint48 answeredAt;
        Decision decision;
    }

    /// @param holder Organisation whose grams are held; zero for those of every holder, and for a consignment.
    /// @param country Country in which they are held; of a consignment, the country whose authority holds it.
    /// @param until Last second (inclusive) of the hold; zero where no such hold stands.
    /// @param authority Organisation that set it, and that alone renews and releases it.
    /// @param consignment Consignment that is held; zero where grams in a country are.
    struct Holding {
        address holder;
        bytes2 country;
        uint48 until;
        address authority;
        bytes32 consignment;
    }

    event Held(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Hold statement,
        bytes signature
    );
    /// @param lots Lots of the consignment, in the order of its dispatch.
    event ConsignmentHeld(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        address indexed organisation,
        HoldConsignment statement,
        uint256[] lots,
        bytes signature
    );
    event HoldRenewed(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        RenewHold statement,
        bytes signature
    );
    event HoldReleased(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        ReleaseHold statement,
        bytes signature
    );
    event HoldLifted(uint256 indexed lot, bytes32 indexed digest, bytes32 indexed hold, LiftReason reason);

    event GoodsChallenged(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        Challenge statement,
        bytes signature
    );
    event ChallengeAnswered(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        AnswerChallenge statement,
        bytes signature
    );
    event ChallengeDecided(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        DecideChallenge statement,
        bytes signature
    );
    event CalendarSet(bytes2 indexed country, uint32[] daysChanged, bool exceptional);

    error GoodsHeld(uint256 lot, address holder, bytes2 country, bytes32 hold, uint48 until);
    error GroundMissing();
    error HoldReasonMissing();
    error HoldTermInvalid(uint48 until, uint256 earliest, uint256 latest);
    error HoldStands(uint256 lot, address authority, bytes32 hold);
    error HoldsTooMany(uint256 lot, address holder, bytes2 country);
    error CountryNotOnTheWay(bytes32 consignment, bytes2 country);
    error HoldNotInForce(uint256 lot, bytes32 hold);
    error NotTheAuthority(bytes32 hold, address organisation);
    error NoticeMissing();
    error AnswerDueTooEarly(uint48 answerBy, uint256 earliest);
    error AnswerIncomplete();
    error ChallengeUnknown(bytes32 challenge);
    error ChallengeOfAnother(bytes32 challenge, address organisation);
    error ChallengeUnanswered(bytes32 challenge, uint48 answerBy);
    error ChallengeDecidedAlready(bytes32 challenge, Decision decision);
    error DecisionMissing();
    error NotTheLots(address caller);

    /// @notice Holds grams of a lot in one country.
    /// @dev Requirements: a customs or regulator organisation in that country; a lot on record; a holder that is enrolled, or none; a ground;
    /// an end that is not past; no hold of the same authority in force for the same holder and country.
    function hold(Hold calldata statement, bytes calldata signature) external;

    /// @notice Holds a consignment. Its hold is renewed, released and lifted lot by lot, as that of a part.
    /// @param dispatched The dispatch of the consignment, checked against its id.
    /// @dev Requirements: a customs or regulator organisation in a country of departure, arrival or transit; on the road or refused; a ground;
    /// an end that is not past; no hold of the same authority in force for the consignment, and at most fifteen others for consignments of a
    /// lot of it between its sender and its recipient.
    function holdConsignment(
        HoldConsignment calldata statement,
        ICustody.Dispatch calldata dispatched,
        bytes calldata signature
    ) external;

    /// @notice Sets another end for a hold.
    /// @dev Requirements: its author, still customs or regulator in that country; a hold in force on the lot; a reason; an end that is not past.
    function renewHold(RenewHold calldata statement, bytes calldata signature) external;

    /// @notice Ends a hold.
    /// @dev Requirements: its author, still customs or regulator in that country; a hold in force on the lot; a reason.
    function releaseHold(ReleaseHold calldata statement, bytes calldata signature) external;

    /// @notice Ends a hold over its author's head. Governance only.
    /// @dev Requirements: a hold in force on the lot; a reason.
    function liftHold(uint256 lot, bytes32 held, LiftReason reason) external;

    /// @notice Holds one holder's grams, and asks it for documents. The challenge is renewed, released and lifted as the hold that it is.
    /// @dev Requirements: as for a hold; a holder; a notice; a deadline that leaves it seven working days.
    function challenge(Challenge calldata statement, bytes calldata signature) external;

    /// @notice Answers a challenge.
    /// @dev Requirements: the holder that it names; a challenge in force on the lot; all four documents.
    function answerChallenge(AnswerChallenge calldata statement, bytes calldata signature) external;

    /// @notice Decides on a challenge.
    /// @dev Requirements: its author, still customs or regulator in that country; a challenge in force on the lot that was answered or is overdue; a
    /// decision, a reason, an end that is not past. Once a licence is required, nothing but that is decided again.
    function decideChallenge(DecideChallenge calldata statement, bytes calldata signature) external;

    /// @notice Says of days whether they are exceptions: working days that fall on a Saturday or Sunday, days off that do not. Governance only.
    /// @param daysChanged Days since 1970-01-01.
    /// @param exceptional Whether they are from now on. A deadline that was stated stays.
    function setCalendar(bytes2 country, uint32[] calldata daysChanged, bool exceptional) external;

    /// @notice The earliest deadline that a challenge may state now: the seventh working day after today, when it has ended everywhere on Earth.
    function earliestDeadline(bytes2 country) external view returns (uint48);

    /// @notice A challenge that stands.
    function challenges(bytes32 challenge) external view returns (Challenged memory);

    /// @notice A hold of grams of a lot that was set, and not ended before its time; its end may be past.
    function holdings(uint256 lot, bytes32 held) external view returns (Holding memory);

    /// @notice Whether a hold is in force on one holder's part: it names that part, or grams of the consignment that it names came there while
    /// it was in force. A hold on every holder's grams is on no part by name.
    function isOnPart(uint256 lot, bytes32 held, address holder, bytes2 country) external view returns (bool);

    /// @notice Digests of the holds that stand for one holder's grams, or for everybody's, in a country, those of consignments apart. Ends of some may be past.
    /// @param holder The holder; zero for the holds that concern every holder.
    function holdsOn(uint256 lot, address holder, bytes2 country) external view returns (bytes32[] memory);
}
