// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProcessing} from "./interfaces/IProcessing.sol";
import {ISiteAccounts} from "./interfaces/ISiteAccounts.sol";
import {Compositions} from "./libraries/Compositions.sol";
import {Conservation} from "./libraries/Conservation.sol";
import {Contents} from "./libraries/Contents.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Outputs} from "./libraries/Outputs.sol";
import {Processes} from "./libraries/Processes.sol";
import {Structs} from "./libraries/Structs.sol";
import {Module} from "./Module.sol";
import {Production} from "./Production.sol";
import {
    Allocation,
    Content,
    CustodyModel,
    ELEMENTS,
    Input,
    LotIdentity,
    LotStatus,
    MIXED_COUNTRY,
    MIXED_DEPOSIT,
    Output,
    Process,
    Scope,
    WORDS
} from "./types/Types.sol";

/// @title SiteAccounts: mass balance for plants that run without batches (documented in `ISiteAccounts`)
contract SiteAccounts is ISiteAccounts, Production {
    using Conservation for uint256[WORDS];
    using Outputs for Input[];
    using Outputs for Output[];

    bytes32 public constant DEPOSIT_TYPEHASH = keccak256(
        "Deposit(Input[] inputs,bytes2 country,uint64 site,uint48 occurredAt,address organisation,address key,"
        "uint256 nonce,uint48 validAfter,uint48 validBefore)Input(uint256 lot,uint48 grams)"
    );
    bytes32 public constant WITHDRAW_TYPEHASH = keccak256(
        "Withdraw(uint8 process,uint32 period,Output[] outputs,uint64 emissionsGrams,uint64 removalsGrams,"
        "uint48 occurredAt,address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
        "Content(uint8 form,uint8 custodyModel,uint48 massGrams,uint32[17] partsPerHundredMillion,uint32 notFound,"
        "bytes2 originCountry,bytes32 deposit,bytes2 country,uint64 site,uint24 footprintGramsPerKilogram,"
        "uint24 removalsGramsPerKilogram,uint24 offsetsGramsPerKilogram,uint16 footprintMethod,uint8 allocation,"
        "uint16 primaryDataBasisPoints,uint48 producedAt,bytes32 quota,bytes32 documents,uint256 replaces,"
        "address certifier)"
        "Output(string lotNumber,bool certifiable,Content content)"
    );

    uint256 private constant DEPOSIT_SIZE = 9 * 0x20;
    uint256 private constant WITHDRAW_SIZE = 11 * 0x20;

    /// @dev A quarter: within the three months to a year that balancing periods usually have.
    uint256 public constant PERIOD = 90 days;

    mapping(address organisation => mapping(uint64 site => Account)) private _accounts;
    mapping(address organisation => mapping(uint64 site => mapping(uint32 period => uint256[WORDS]))) private _credits;

    constructor(IParticipants participants, ILots lots) Module(participants, lots) {}

    /// @inheritdoc ISiteAccounts
    function deposit(Deposit calldata statement, LotIdentity[] calldata identities, bytes calldata signature) external {
        bytes32 digest = _digest(statement);
        if (!Contents.isCountry(statement.country)) revert Contents.CountryCodeInvalid(statement.country);
        if (statement.site == 0) revert Contents.SiteMissing();
        if (statement.site > Contents.SITE_MAXIMUM) revert Contents.SiteInvalid(statement.site);
        (uint16 serial, ) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                // Whoever may repackage may process something.
                roles: Processes.roles(Process.Repackaging),
                country: statement.country,
                site: statement.site,
                occurredAt: statement.occurredAt,
                opens: true
            }),
            Structs.signer(_offsetOf(statement), DEPOSIT_SIZE),
            signature
        );
        uint32 period = runningPeriod();
        uint256 carbon = _take(statement, identities, digest, serial, period);
        emit Deposited(digest, statement.organisation, statement.site, period, carbon, statement, signature);
    }

    /// @inheritdoc ISiteAccounts
    function withdraw(Withdraw calldata statement, bytes calldata signature) external {
        if (statement.process == Process.None) revert IProcessing.ProcessMissing();
        (bytes32 digest, uint256[] memory lots) = _digest(statement);
        uint32[ELEMENTS] memory noPrices;
        Outgoing memory outgoing = _inspect(statement.process, statement.outputs, lots, noPrices);
        Content calldata first = statement.outputs.at(0).content;
        if (first.allocation != Allocation.Mass) revert AllocationNotByMass();
        (uint16 serial, ) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: Processes.roles(statement.process),
                country: first.country,
                site: first.site,
                occurredAt: statement.occurredAt,
                opens: true
            }),
            Structs.signer(_offsetOf(statement), WITHDRAW_SIZE),
            signature
        );
        uint256 carbon = _settle(statement, first.site, lots, outgoing);
        LOTS.transform(_production(digest, statement, first.country), serial, lots, outgoing.records);
        emit Withdrawn(digest, statement.organisation, first.site, carbon, lots, statement, signature);
    }

    /// @inheritdoc ISiteAccounts
    function accounts(address organisation, uint64 site) external view returns (Account memory) {
        return _accounts[organisation][site];
    }

    /// @inheritdoc ISiteAccounts
    function creditsOf(
        address organisation,
        uint64 site,
        uint32 period
    ) external view returns (uint256[ELEMENTS] memory nanograms) {
        uint256[WORDS] memory credits = _credits[organisation][site][period];
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            nanograms[e] = Compositions.lane(credits, e) * Conservation.NANOGRAMS;
        }
    }

    /// @inheritdoc ISiteAccounts
    function runningPeriod() public view returns (uint32) {
        return uint32(block.timestamp / PERIOD);
    }

    /// @dev Takes the grams out of the ledger and into the account.
    /// @return carbon What they bring along, in mg CO2e.
    function _take(
        Deposit calldata statement,
        LotIdentity[] calldata identities,
        bytes32 digest,
        uint16 serial,
        uint32 period
    ) private returns (uint256 carbon) {
        Input[] calldata inputs = statement.inputs;
        inputs.check();
        if (identities.length != inputs.length) {
            revert IProcessing.IdentitiesMismatch(inputs.length, identities.length);
        }
        LotRecord[] memory records;
        (records, carbon) = LOTS.transform(
            _consumption(digest, statement.organisation, statement.country, statement.occurredAt, inputs),
            serial,
            new uint256[](0),
            new LotRecord[](0)
        );
        uint256[WORDS] memory credits = _credits[statement.organisation][statement.site][period];
        Account memory account = _accounts[statement.organisation][statement.site];
        for (uint256 i = 0; i < inputs.length; ++i) {
            carbon += _credit(account, credits, inputs[i], identities[i], records[i]);
        }
        account.carbonMilligrams += SafeCast.toUint128(carbon);
        _accounts[statement.organisation][statement.site] = account;
        _credits[statement.organisation][statement.site][period] = credits;
    }

    /// @dev Adds what one input brings to an account and to a period's credits.
    /// @return carbon Its footprint, in mg CO2e.
    function _credit(
        Account memory account,
        uint256[WORDS] memory credits,
        Input calldata input,
        LotIdentity calldata identity,
        LotRecord record
    ) private pure returns (uint256 carbon) {
        (uint256 lot, uint256 grams) = (input.lot, input.grams);
        uint256 computed = Contents.lotId(identity);
        if (computed != lot) revert IProcessing.LotIdentityMismatch(lot, computed);
        if (record.status() != LotStatus.Certified || record.disputes() != 0) revert InputNotCertified(lot);
        Content calldata content = identity.content;
        credits.addUpper(content.partsPerHundredMillion, grams);
        if (content.custodyModel > account.strictest) account.strictest = content.custodyModel;
        if (account.originCountry == 0) account.originCountry = content.originCountry;
        else if (account.originCountry != content.originCountry) account.originCountry = MIXED_COUNTRY;
        return grams * record.footprintGramsPerKilogram();
    }

    /// @dev Has what the outputs hold and claim come out of the account, or reverts.
    /// @return carbon What the account gives them of its own, in mg CO2e.
    function _settle(
        Withdraw calldata statement,
        uint64 site,
        uint256[] memory lots,
        Outgoing memory outgoing
    ) private returns (uint256 carbon) {
        uint256 removals = uint256(statement.removalsGrams) * 1_000;
        if (outgoing.removalsMilligrams > removals) {
            revert IProcessing.RemovalsExceed(outgoing.removalsMilligrams, removals);
        }
        carbon = _draw(statement.organisation, site, statement.period, outgoing);
        _requireInherited(statement, site, lots);
        _requireCarbon(lots, outgoing, carbon + uint256(statement.emissionsGrams) * 1_000);
    }

    /// @dev Takes what the outputs hold out of the period's credits, and their share of the carbon out of the account.
    /// @return carbon That share, in mg CO2e, rounded up.
    function _draw(
        address organisation,
        uint64 site,
        uint32 period,
        Outgoing memory outgoing
    ) private returns (uint256 carbon) {
        uint32 running = runningPeriod();
        if (period != running && period + 1 != running) revert PeriodClosed(period, running);
        uint256[WORDS] memory credits = _credits[organisation][site][period];
        uint256 living =
            Conservation.sum(credits) +
                Conservation.sum(_credits[organisation][site][period == running ? running - 1 : running]);
        uint256[WORDS] memory needed = outgoing.amounts.upper;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            (uint256 wanted, uint256 left) = (Compositions.lane(needed, e), Compositions.lane(credits, e));
            if (wanted > left) {
                revert CreditExceeded(e, wanted * Conservation.NANOGRAMS, left * Conservation.NANOGRAMS);
            }
        }
        credits.subtract(needed);
        _credits[organisation][site][period] = credits;
        uint256 waiting = _accounts[organisation][site].carbonMilligrams;
        carbon = Math.mulDiv(waiting, Conservation.sum(needed), living, Math.Rounding.Ceil);
        // Rounded up, it is at most all of it.
        _accounts[organisation][site].carbonMilligrams = uint128(waiting - carbon);
    }

    /// @dev The movement by which a withdrawal takes no grams, and makes some in a country.
    function _production(
        bytes32 digest,
        Withdraw calldata statement,
        bytes2 country
    ) private pure returns (Movement memory movement) {
        movement.kind = MovementKind.Consumption;
        movement.digest = digest;
        movement.holder = statement.organisation;
        movement.fromCountry = country;
        movement.toCountry = country;
        movement.occurredAt = statement.occurredAt;
    }

    function _requireInherited(Withdraw calldata statement, uint64 site, uint256[] memory lots) private view {
        Account memory account = _accounts[statement.organisation][site];
        CustodyModel strictest =
            account.strictest < CustodyModel.MassBalance ? CustodyModel.MassBalance : account.strictest;
        for (uint256 i = 0; i < lots.length; ++i) {
            Content calldata content = statement.outputs.at(i).content;
            if (content.originCountry != account.originCountry) {
                revert IProcessing.OriginMismatch(lots[i], content.originCountry, account.originCountry);
            }
            if (content.deposit != MIXED_DEPOSIT) {
                revert IProcessing.DepositMismatch(lots[i], content.deposit, MIXED_DEPOSIT);
            }
            if (content.custodyModel < strictest) {
                revert IProcessing.CustodyModelTooStrict(lots[i], content.custodyModel, strictest);
            }
        }
    }

    function _digest(Deposit calldata statement) private view returns (bytes32) {
        uint256 offset = _offsetOf(statement);
        bytes32 inputsHash = statement.inputs.hash();
        return _hashTypedDataV4(Structs.hash(DEPOSIT_TYPEHASH, offset, DEPOSIT_SIZE, 0, 0x20, inputsHash));
    }

    function _digest(Withdraw calldata statement) private view returns (bytes32 digest, uint256[] memory lots) {
        uint256 offset = _offsetOf(statement);
        statement.outputs.requireAt(offset + WITHDRAW_SIZE);
        bytes32 outputsHash;
        (outputsHash, lots) = statement.outputs.hash(statement.organisation);
        digest = _hashTypedDataV4(Structs.hash(WITHDRAW_TYPEHASH, offset, WITHDRAW_SIZE, 0x40, 0x20, outputsHash));
    }

    function _offsetOf(Deposit calldata statement) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := statement
        }
    }

    function _offsetOf(Withdraw calldata statement) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := statement
        }
    }
}
