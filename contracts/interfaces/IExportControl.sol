// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMovementRules} from "./IMovementRules.sol";

/// @title IExportControl: dated rules of export control, and permits
/// @notice Governance sets the rules: which elements in which forms need a permit to leave a country, from when until when, and while the
/// rule was suspended. A regulator of that country grants permits. A dispatch that leaves the country takes its controlled grams from the
/// permit that runs between its sender and its recipient for that border, or is refused by the rule's name.
/// @dev A lot is controlled by what its record notes of its declaration: elements of which it holds 0.1 % by mass or more. It is
/// controlled on the day of the dispatch as it is stated, or on that of the block: the stricter counts. The permit has to be in force on
/// both. Countries that a consignment passes are judged as the one that it leaves, by those of their rules that cover transit.
/// Nothing within a country is judged here: what never leaves needs no permit. Where a consignment goes another way than it left
/// for, the countries that are new are judged likewise, as of then. There the goods are on the road and nobody can be refused: what no permit
/// covers is written down.
interface IExportControl is IMovementRules {
    /// @dev A rule, in one slot. Times are Unix seconds, both ends inclusive.
    /// @param elements Elements that it controls: bit e for element e.
    /// @param forms Forms that it controls: bit f for form f.
    /// @param validFrom First second of the rule.
    /// @param validUntil Last second of the rule.
    /// @param suspendedFrom First second of a suspension; zero if there is none.
    /// @param suspendedUntil Last second of it.
    /// @param againFrom First second of a second suspension; zero if there is none.
    /// @param againUntil Last second of it.
    /// @param coversTransit Whether it concerns what only passes the country, too.
    /// @param country ISO 3166-1 alpha-2 code of the country whose rule it is.
    struct Rule {
        uint24 elements;
        uint16 forms;
        uint32 validFrom;
        uint32 validUntil;
        uint32 suspendedFrom;
        uint32 suspendedUntil;
        uint32 againFrom;
        uint32 againUntil;
        bool coversTransit;
        bytes2 country;
    }

    /// @dev The permit that runs between two organisations for a border.
    /// @param grams Grams granted.
    /// @param drawnGrams Grams taken and not given back.
    /// @param elements Elements that it covers: bit e for element e.
    /// @param forms Forms that it covers: bit f for form f.
    /// @param validFrom First second in which it may be used.
    /// @param validUntil Last second in which it may be used.
    /// @param number Its number on this ledger, from one on.
    struct Running {
        uint48 grams;
        uint48 drawnGrams;
        uint24 elements;
        uint16 forms;
        uint32 validFrom;
        uint32 validUntil;
        uint32 number;
    }

    /// @dev What a consignment took from a permit of one country.
    /// @param lines Bit i is set where the lot of line i was controlled.
    /// @param grams Grams taken and not given back.
    /// @param number Number of the permit.
    struct Drawing {
        uint128 lines;
        uint48 grams;
        uint32 number;
    }

    /// @notice Lets an exporter send controlled goods to a consignee.
    /// @param exporter Organisation that sends them.
    /// @param consignee Organisation that receives them.
    /// @param country ISO 3166-1 alpha-2 code of the country that they leave, or pass.
    /// @param destination ISO 3166-1 alpha-2 code of the country where they end.
    /// @param elements Controlled elements that it covers: bit e for element e.
    /// @param forms Forms that it covers: bit f for form f.
    /// @param grams Grams in all, as lots weigh.
    /// @param endUse Salted hash of the statement of end use; zero if none.
    /// @param validFrom First second in which it may be used.
    /// @param validUntil Last second in which it may be used.
    struct Permit {
        address exporter;
        address consignee;
        bytes2 country;
        bytes2 destination;
        uint32 elements;
        uint16 forms;
        uint48 grams;
        bytes32 endUse;
        uint48 validFrom;
        uint48 validUntil;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Ends a permit before its time.
    /// @param permit Digest of the permit.
    /// @param reason Reason code, above zero.
    struct WithdrawPermit {
        bytes32 permit;
        uint16 reason;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    event RuleSet(uint16 indexed rule, string name, uint16 valueShareBasisPoints, Rule terms);
    event Permitted(bytes32 indexed digest, address indexed organisation, Permit statement, bytes signature);
    event PermitWithdrawn(
        bytes32 indexed digest,
        address indexed organisation,
        WithdrawPermit statement,
        bytes signature
    );
    /// @notice Comes before the `Permitted` of the permit.
    event PermitNumbered(uint32 indexed number, bytes32 indexed digest);
    /// @notice A consignment has taken grams from a permit.
    event PermitDrawn(uint32 indexed number, bytes32 indexed consignment, uint48 grams);
    /// @notice Grams of a consignment came back to its sender, and to the permit.
    event PermitRestored(uint32 indexed number, bytes32 indexed consignment, uint48 grams);
    /// @notice A consignment goes through a country whose rule controls some of its lots, and no permit that is in force there covers
    /// them. The goods are on their way already: so nothing is stopped, and the dossiers of these lots say it, by a link of their own.
    /// @param digest The link: hash of this event's selector, `change`, `country` and `rule`.
    /// @param change Digest of the change of route.
    /// @param country ISO 3166-1 alpha-2 code of the country.
    /// @param rule Name of the first of its rules that controls any of them.
    /// @param lots The lots that are controlled there.
    event PassedUnpermitted(
        bytes32 indexed consignment,
        bytes32 indexed digest,
        bytes32 indexed change,
        bytes2 country,
        string rule,
        uint256[] lots
    );

    error NotTheLots(address caller);
    error RuleInvalid(uint16 rule);
    error RulesFull(bytes2 country);
    error PermitInvalid();
    error PermitStands(uint32 number);
    error PermitNotInForce(bytes32 permit);
    error WithdrawalReasonMissing();
    /// @notice No permit of the country is in force between sender and recipient for that destination.
    error PermitMissing(string rule, uint256 lot, bytes2 country, bytes2 destination);
    /// @notice The permit does not cover all controlled elements of a lot, or not its form.
    error PermitDoesNotCover(string rule, uint256 lot, uint32 number);
    error PermitExhausted(string rule, uint32 number, uint256 wantedGrams, uint256 leftGrams);

    /// @notice Sets a rule, or changes it. Governance only.
    /// @param valueShareBasisPoints For a rule about goods made abroad: from which share of the country's goods by value on it concerns
    /// them. The ledger knows no values, so such a rule stops nothing here; services report it. Zero for all other rules.
    /// @dev Requirements: a number above zero, a name of 1 to 31 bytes, a country, a window and suspensions that are no time backwards;
    /// elements and forms of those that there are; a country has six rules at most that stop goods.
    function setRule(uint16 rule, string calldata name, uint16 valueShareBasisPoints, Rule calldata terms) external;

    /// @notice Grants a permit.
    /// @dev Requirements: a regulator of the country; exporter and consignee enrolled, and two; elements, forms and grams; a window that is not over;
    /// no other permit running between them for that border. What ended, or was withdrawn, gives up its place.
    function permit(Permit calldata statement, bytes calldata signature) external;

    /// @notice Ends a permit. What is on the road completes.
    /// @dev Requirements: a regulator of the country; a permit that has not ended; a reason.
    function withdrawPermit(WithdrawPermit calldata statement, bytes calldata signature) external;

    /// @notice Name, share by value and terms of a rule.
    function rules(
        uint16 rule
    ) external view returns (string memory name, uint16 valueShareBasisPoints, Rule memory terms);

    /// @notice Numbers of a country's rules that stop goods.
    function rulesOf(bytes2 country) external view returns (uint16[] memory);

    /// @notice A permit that was granted, and that no other has taken the place of; all zero otherwise.
    function permits(bytes32 digest) external view returns (Running memory);

    /// @notice The permit that runs between two organisations for a border; its window may be over.
    function running(
        address exporter,
        address consignee,
        bytes2 country,
        bytes2 destination
    ) external view returns (Running memory);

    /// @notice What a consignment took from a permit of a country.
    function drawings(bytes32 consignment, bytes2 country) external view returns (Drawing memory);
}
