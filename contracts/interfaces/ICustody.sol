// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Head} from "../types/Types.sol";

/// @title Custody: who holds which grams
/// @notice Grams move by a dispatch and its receipt, or from hand to hand with both signatures at once. Grams on the road are
/// in nobody's balance: they live in the consignment, whose id is the digest of the dispatch and commits to all of it.
/// @dev After delivery neither side cheats by one signature. The sender takes a consignment back, or reports it lost, only after
/// the recipient has refused it, or has left it unanswered for the waiting time. A recipient who receives far less than was sent
/// leaves the missing grams in the consignment, where neither side can claim them alone.
interface ICustody {
    enum ConsignmentStatus {
        None,
        OnTheRoad,
        Received,
        Refused,
        Returned,
        Lost,
        Disputed,
        Settled
    }

    /// @param waitingSeconds How long after the dispatch was included its recipient may still answer: until then the sender cannot
    /// end the consignment alone. At most `TIME_OUT`.
    /// @param shortageBasisPoints Share of a line that a receipt may lack without a dispute, in hundredths of a percent, at
    /// most 1,000. One gram is always allowed.
    struct Limits {
        uint32 waitingSeconds;
        uint16 shortageBasisPoints;
    }

    /// @param status Where the consignment stands.
    /// @param dispatchedAt Unix time of the block that included the dispatch.
    /// @param closedAt Unix time of the block that closed it; zero while on the road or disputed.
    /// @param carries Whether some of its grams had transport carbon when they left.
    /// @param reportedLost Whether its carrier has reported it lost. That alone ends nothing.
    struct Consignment {
        ConsignmentStatus status;
        uint48 dispatchedAt;
        uint48 closedAt;
        bool carries;
        bool reportedLost;
    }

    /// @dev Of the transport carbon that the sender's grams carry, exactly the share of the grams sent goes along, rounded up.
    /// @param lot Lot of which grams are sent.
    /// @param grams Grams sent.
    struct Line {
        uint256 lot;
        uint48 grams;
    }

    /// @dev How the missing grams of one line are shared out. What neither side gets is lost.
    /// @param recipientGrams Grams that the recipient gets, in the country of destination.
    /// @param senderGrams Grams that the sender gets back, in the country of departure.
    struct Share {
        uint48 recipientGrams;
        uint48 senderGrams;
    }

    /// @notice Sends grams of one or several lots to a recipient.
    /// @param recipient Organisation that is to receive them.
    /// @param carrier Organisation that carries them; zero if the sender or recipient does.
    /// @param fromCountry ISO 3166-1 alpha-2 code of the country of departure.
    /// @param toCountry ISO 3166-1 alpha-2 code of the country of destination.
    /// @param route Countries passed on the way, in order: up to 16 alpha-2 codes, padded with zeros.
    /// @param seal Number of the seal, UTF-8, padded with zeros; zero if none.
    /// @param lines Lots and grams, 1 to 100 lines; a lot stands in at most one of them, in ascending order of lot ids.
    /// @param units Salted hash of the ranges of grams that the lines carry; zero where it is left open which grams they are. The contract
    /// knows no ranges and takes whatever hash was signed.
    /// @param emissionsGrams Emissions of the journey, in g CO2e (ISO 14083); the grams carry them from then on.
    /// @param occurredAt Unix time of departure.
    struct Dispatch {
        address recipient;
        address carrier;
        bytes2 fromCountry;
        bytes2 toCountry;
        bytes32 route;
        bytes32 seal;
        Line[] lines;
        bytes32 units;
        uint64 emissionsGrams;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Receives a consignment, all lines at once.
    /// @param consignment Id of the consignment: digest of its dispatch.
    /// @param receivedGrams Grams received of each line, never more than sent.
    /// @param shortageReason Reason code of a shortage; zero exactly where nothing is short.
    /// @param sealIntact Whether the seal arrived intact.
    /// @param occurredAt Unix time of arrival.
    struct Receive {
        bytes32 consignment;
        uint48[] receivedGrams;
        uint16 shortageReason;
        bool sealIntact;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice The recipient refuses a consignment; it stays on the road, back to the sender.
    /// @param consignment Id of the consignment.
    /// @param reason Reason code, above zero.
    /// @param occurredAt Unix time of the refusal.
    struct Refuse {
        bytes32 consignment;
        uint16 reason;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice The sender takes a consignment back into its hand: refused, or unanswered for the waiting time.
    /// @param consignment Id of the consignment.
    /// @param returnedGrams Grams that came back of each line, never more than sent.
    /// @param shortageReason Reason code of a shortage; zero exactly where nothing is short.
    /// @param occurredAt Unix time of the return.
    struct Recall {
        bytes32 consignment;
        uint48[] returnedGrams;
        uint16 shortageReason;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice The sender or the carrier reports a consignment lost, whole. By the sender's report its grams are gone for good. The
    /// carrier's is evidence: it enters the dossiers and ends nothing, for the grams are not the carrier's.
    /// @param consignment Id of the consignment.
    /// @param reason Reason code, above zero.
    /// @param evidence Salted hash of the report; zero if none.
    /// @param occurredAt Unix time of the loss.
    struct ReportLoss {
        bytes32 consignment;
        uint16 reason;
        bytes32 evidence;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Hands grams over on the spot; holder and recipient sign the same statement.
    /// @param lot Lot of which grams are handed over.
    /// @param grams Grams handed over.
    /// @param country ISO 3166-1 alpha-2 code of the country where they are.
    /// @param recipient Organisation that takes them.
    /// @param recipientKey Key of the recipient that signs too.
    /// @param occurredAt Unix time of the handover.
    struct HandOver {
        uint256 lot;
        uint48 grams;
        bytes2 country;
        address recipient;
        address recipientKey;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Sender and recipient share out what is missing of a disputed consignment; both sign the same statement.
    /// @param consignment Id of the consignment.
    /// @param recipient Organisation that received it; the sender is `organisation`.
    /// @param recipientKey Key of the recipient that signs too.
    /// @param shares Who gets how many of the missing grams, line by line in the order of the dispatch.
    /// @param lossReason Reason code of what is lost; zero exactly where nothing is.
    /// @param occurredAt Unix time of the agreement.
    struct Settle {
        bytes32 consignment;
        address recipient;
        address recipientKey;
        Share[] shares;
        uint16 lossReason;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    event LimitsSet(Limits limits);
    event Dispatched(
        bytes32 indexed digest,
        address indexed organisation,
        address indexed recipient,
        Dispatch statement,
        bytes signature
    );
    /// @notice Comes before the `Received` of the receipt that left grams missing.
    event Disputed(bytes32 indexed consignment, bytes32 indexed receipt, uint256[] lots, uint256[] missingGrams);
    event Received(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        address indexed organisation,
        Receive statement,
        uint256[] lots,
        bytes signature
    );
    event Refused(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        address indexed organisation,
        Refuse statement,
        uint256[] lots,
        bytes signature
    );
    event Recalled(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        address indexed organisation,
        Recall statement,
        uint256[] lots,
        bytes signature
    );
    event LossReported(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        address indexed organisation,
        ReportLoss statement,
        uint256[] lots,
        bytes signature
    );
    /// @param lots Lots in the order of their links: those of all lines, twice where both sides get grams.
    event Settled(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        address indexed organisation,
        Settle statement,
        uint256[] lots,
        bytes signature,
        bytes countersignature
    );
    /// @param lots As in `Settled`.
    event Arbitrated(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        Share[] shares,
        uint16 lossReason,
        uint256[] lots
    );
    event TimedOut(bytes32 indexed consignment, bytes32 indexed digest, address indexed sender, uint256[] lots);
    event HandedOver(
        uint256 indexed lot,
        bytes32 indexed digest,
        address indexed organisation,
        HandOver statement,
        bytes signature,
        bytes countersignature
    );

    error LimitsInvalid(uint32 waitingSeconds, uint16 shortageBasisPoints);
    error LinesInvalid(uint256 count);
    error LinesNotAscending(uint256 lot);
    error RecipientIsHolder(address organisation);
    error ConsignmentUnknown(bytes32 consignment);
    error ReasonMissing();
    error EarlierThanDispatch(bytes32 consignment, uint48 occurredAt, uint48 departedAt);
    error NotTheSender(bytes32 consignment, address organisation);
    error NotTheSenderOrCarrier(bytes32 consignment, address organisation);
    error TimeOutTooEarly(bytes32 consignment, uint256 earliest);
    error ConsignmentNotOnTheRoad(bytes32 consignment, ConsignmentStatus status);
    error WaitingNotOver(bytes32 consignment, uint256 earliest);
    error LossAlreadyReported(bytes32 consignment);
    error ConsignmentNotDisputed(bytes32 consignment, ConsignmentStatus status);
    error SharedMoreThanMissing(uint256 lot, uint256 missingGrams, uint256 sharedGrams);
    error DispatchMismatch(bytes32 consignment, bytes32 computed);
    error NotTheRecipient(bytes32 consignment, address organisation);
    error ReceiptLinesMismatch(uint256 sent, uint256 received);
    error ReceivedMoreThanSent(uint256 lot, uint48 sentGrams, uint48 receivedGrams);
    error ShortageReasonMismatch(uint256 shortageGrams, uint16 shortageReason);

    /// @notice Sets the waiting time and the shortage that is allowed, for open consignments too. Governance only.
    function setLimits(Limits calldata newLimits) external;

    /// @notice Puts grams on the road.
    /// @dev Requirements: a role that may hold goods, in force in the country of departure; recipient and carrier enrolled and
    /// active; recipient another, with such a role in force in the country of destination; each lot certified, not
    /// expired, and held in the country of departure with at least these grams.
    function dispatch(Dispatch calldata statement, bytes calldata signature) external;

    /// @notice Takes a consignment into the recipient's hand. Always completes, whatever became of the lots meanwhile.
    /// @param dispatched The dispatch it answers, checked against the consignment's id.
    /// @dev Requirements: the recipient states it; on the road or refused; not before the departure; no line more than sent; a
    /// shortage has its reason. Of a line that is short, what arrived carries its share of the line's transport carbon, rounded up.
    /// Where no line lacks more than the limits allow, what is short is lost. Otherwise the consignment is disputed, and all
    /// that is short waits in it, with its transport carbon, until both sides settle or governance arbitrates. A sender who agrees
    /// with the receipt signs a settlement, which may be bundled with it.
    function receiveConsignment(
        Receive calldata statement,
        Dispatch calldata dispatched,
        bytes calldata signature
    ) external;

    /// @notice Moves grams from hand to hand.
    /// @dev Requirements: both organisations active, with a role that may hold goods there; both signatures; the lot certified,
    /// not expired, and held there with at least these grams.
    function handOver(HandOver calldata statement, bytes calldata signature, bytes calldata countersignature) external;

    /// @notice Refuses a consignment. Always completes while it is on the road.
    /// @dev Requirements: the recipient states it, with a reason; on the road, not refused before; not before the departure.
    function refuse(Refuse calldata statement, Dispatch calldata dispatched, bytes calldata signature) external;

    /// @notice Takes a consignment back into the sender's hand. Always completes once it is refused, or the waiting time is over.
    /// @dev Requirements: the sender states it; refused, or on the road and the waiting time over since the dispatch was included
    /// (never before it occurred); not before the departure; no line more than sent; a shortage has its reason.
    function recall(Recall calldata statement, Dispatch calldata dispatched, bytes calldata signature) external;

    /// @notice Closes a consignment as lost, or notes that its carrier says so.
    /// @dev Requirements: the sender or the carrier states it, with a reason; on the road or refused; not before the departure; by the
    /// sender, refused or the waiting time over; by the carrier, once.
    function reportLoss(ReportLoss calldata statement, Dispatch calldata dispatched, bytes calldata signature) external;

    /// @notice Shares out what is missing of a disputed consignment, as sender and recipient agree.
    /// @dev Requirements: both organisations active, with a role that may hold goods where the grams left and arrived; both signatures;
    /// disputed; not before the departure; of each line no more than is missing; what is lost has its reason. Each share takes
    /// its part of the transport carbon along, rounded up; what is lost takes no more than its own.
    function settle(
        Settle calldata statement,
        Dispatch calldata dispatched,
        bytes calldata signature,
        bytes calldata countersignature
    ) external;

    /// @notice Shares out what is missing of a disputed consignment whose sides do not agree, whatever their standing. Governance only.
    /// @dev Requirements: disputed; of each line no more than is missing; what is lost has its reason.
    function arbitrate(Dispatch calldata dispatched, Share[] calldata shares, uint16 lossReason) external;

    /// @notice Returns a forgotten consignment's grams to the sender's hand, whatever the sender's standing. Governance only.
    /// @dev Requirement: `TIME_OUT` has passed since the dispatch was included; on the road or refused.
    function timeOut(Dispatch calldata dispatched) external;

    function consignments(bytes32 consignment) external view returns (Consignment memory);

    /// @notice Reverts unless a consignment is on the road or refused, this is its dispatch, and something at that time answers it.
    /// @param occurredAt Unix time of what answers it: not before the departure.
    function requireOpen(bytes32 consignment, Dispatch calldata dispatched, uint48 occurredAt) external view;

    /// @notice Transport carbon that grams of a consignment carried when they left, in mg CO2e; kept after it is closed.
    function carriedBy(bytes32 consignment, uint256 lot) external view returns (uint256);

    /// @notice Grams of a lot that are missing of a disputed consignment: nobody's until they are shared out.
    function missingOf(bytes32 consignment, uint256 lot) external view returns (uint256);

    function limits() external view returns (Limits memory);

    /// @notice The head of the limits: every change since the deployment, which began with 30 days and half a percent.
    function settingsHead() external view returns (Head memory);
}
