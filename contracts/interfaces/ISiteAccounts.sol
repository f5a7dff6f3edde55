// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CustodyModel, ELEMENTS, Head, Input, LotIdentity, Output, Process} from "../types/Types.sol";

/// @title Site accounts: mass balance for plants that run without batches
/// @notice A deposit takes certified grams into the account of a process at a site; a withdrawal declares lots against it (ISO 22095
/// mass balance, bounded by site and period as ISO 22095-2 asks). The account is never below zero in any element.
/// @dev Credits stand by period and element: what was found. A limit of detection is no credit. Those of a period can be withdrawn
/// until the next period ends; what is left then has expired. Carbon stands with the element that brought it, by its share of the
/// mass of what was put in: a withdrawal takes of each element's carbon as large a share as of its credits, and what expires takes
/// no more than its own along.
interface ISiteAccounts {
    /// @notice Puts certified grams into the account of a process at a site, for ever.
    /// @param process What the plant does with it.
    /// @param inputs What is put in, 1 to 64, in ascending order of lots.
    /// @param country ISO 3166-1 alpha-2 code of the country of the site.
    /// @param site GS1 Global Location Number of the site.
    /// @param occurredAt Unix time at which it went into the plant.
    struct Deposit {
        Process process;
        Input[] inputs;
        bytes2 country;
        uint64 site;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @notice Declares lots against the account of a site.
    /// @param process What the plant does.
    /// @param period Period whose credits are drawn on: the one that runs, or the one before.
    /// @param outputs What came out, 1 to 64, all of one site and allocated by mass; claimed as mass balance or looser.
    /// @param emissionsGrams Emissions of the process for these outputs, in g CO2e.
    /// @param removalsGrams Removals by the process for these outputs, in g CO2e.
    /// @param occurredAt Unix time of the end of their production.
    struct Withdraw {
        Process process;
        uint32 period;
        Output[] outputs;
        uint64 emissionsGrams;
        uint64 removalsGrams;
        uint48 occurredAt;
        address organisation;
        address key;
        uint256 nonce;
        uint48 validAfter;
        uint48 validBefore;
    }

    /// @param strictest Custody model that is left to what comes out.
    /// @param originCountry Country of origin of all that was ever put in, or mixed.
    /// @param country Country of the site, in which all of it was put in.
    /// @param secondaryDataBasisPoints The most of a footprint that rested on no primary data, of all that was ever put in.
    struct Account {
        CustodyModel strictest;
        bytes2 originCountry;
        bytes2 country;
        uint16 secondaryDataBasisPoints;
    }

    /// @dev What is left of a period's credits of one element; one storage slot.
    /// @param nanograms What was found, in nanograms.
    /// @param carbonMilligrams Carbon that came with it, in mg CO2e.
    struct Credit {
        uint96 nanograms;
        uint160 carbonMilligrams;
    }

    event Deposited(
        bytes32 indexed digest,
        address indexed organisation,
        uint64 indexed site,
        uint32 period,
        uint256 carbonMilligrams,
        Deposit statement,
        bytes signature
    );
    event Withdrawn(
        bytes32 indexed digest,
        address indexed organisation,
        uint64 indexed site,
        uint256 carbonMilligrams,
        uint256[] made,
        Withdraw statement,
        bytes signature
    );

    /// @notice A deposit or a withdrawal is a link of an account's head.
    /// @param digest Digest of the statement.
    /// @param carbonMilligrams Carbon that it put in or took out, in mg CO2e.
    event AccountMoved(
        address indexed organisation,
        uint64 indexed site,
        bytes32 indexed digest,
        Process process,
        uint256 carbonMilligrams
    );

    error PeriodClosed(uint32 period, uint32 running);
    error InputNotCertified(uint256 lot);
    error CreditExceeded(uint256 element, uint256 neededNanograms, uint256 leftNanograms);
    error AllocationNotByMass();
    error ProcessOnlyPacks(Process process);

    /// @notice Puts certified grams into the account of a site.
    /// @param identities The inputs' producers, numbers and contents, in their order, checked against their ids.
    /// @dev Requirements: a process that does more than pack; a role that does it, in force at the site; each input of a form that the
    /// process takes, certified, undisputed, not expired and held; the country in which the account was opened.
    function deposit(Deposit calldata statement, LotIdentity[] calldata identities, bytes calldata signature) external;

    /// @notice Declares lots against the account of a site.
    /// @dev Requirements: a process that does more than pack, with emissions; a role that does it, in force at the outputs' site; no
    /// element beyond what is left of the period's credits of this process there; each output carries its share of the carbon that is
    /// taken out and of the emissions, and no less than its own elements brought; its share of removals, as the process made them, at
    /// most; no more primary data than what was put in with the least; made in the country of the account and not before the period
    /// began; origin as the account has it, deposit mixed; mass balance or looser, and never stricter than what was put in.
    function withdraw(Withdraw calldata statement, bytes calldata signature) external;

    function accounts(address organisation, uint64 site, Process process) external view returns (Account memory);

    /// @notice Head of an account: each deposit and each withdrawal is a link, by the hash of `abi.encode(digest of the statement,
    /// carbon in mg CO2e)`. What expires or is given up is no act of anybody: it follows from the times of the links.
    function heads(address organisation, uint64 site, Process process) external view returns (Head memory);

    /// @notice What is left of a period's credits, element by element.
    function creditsOf(
        address organisation,
        uint64 site,
        Process process,
        uint32 period
    ) external view returns (Credit[ELEMENTS] memory);

    /// @notice The period that runs: Unix time / `PERIOD`.
    function runningPeriod() external view returns (uint32);
}
