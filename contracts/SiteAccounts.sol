// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProcessing} from "./interfaces/IProcessing.sol";
import {ISiteAccounts} from "./interfaces/ISiteAccounts.sol";
import {Compositions} from "./libraries/Compositions.sol";
import {Conservation} from "./libraries/Conservation.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {Inheritance} from "./libraries/Inheritance.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Outputs} from "./libraries/Outputs.sol";
import {Processes} from "./libraries/Processes.sol";
import {Module} from "./Module.sol";
import {Production} from "./Production.sol";
import {
    Allocation,
    Content,
    ELEMENTS,
    Head,
    Input,
    LotIdentity,
    LotStatus,
    MIXED_COUNTRY,
    MIXED_DEPOSIT,
    CustodyModel,
    Output,
    Process,
    Signer,
    WORDS
} from "./types/Types.sol";

/// @title SiteAccounts: mass balance for plants that run without batches (documented in `ISiteAccounts`)
contract SiteAccounts is ISiteAccounts, Production {
    using Conservation for uint256[WORDS];
    using Outputs for Input[];
    using Outputs for Output[];
    using Dossiers for Head;

    bytes32 public constant DEPOSIT_TYPEHASH = keccak256(
        "Deposit(uint8 process,Input[] inputs,bytes2 country,uint64 site,uint48 occurredAt,address organisation,address key,"
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

    /// @dev A quarter: within the three months to a year that balancing periods usually have.
    uint256 public constant PERIOD = 90 days;

    /// @dev What an account leaves to what comes out of it, by organisation, site and process.
    mapping(address organisation => mapping(uint64 site => mapping(Process => Account))) private _accounts;
    /// @dev What is left of a period's credits, by the account and the element.
    mapping(address organisation => mapping(uint64 site => mapping(Process => mapping(uint32 period => Credit[ELEMENTS]))))
        private _credits;

    mapping(address organisation => mapping(uint64 site => mapping(Process => Head))) private _heads;

    constructor(IParticipants participants, ILots lots) Module(participants, lots) {}

    /// @inheritdoc ISiteAccounts
    function deposit(Deposit calldata statement, LotIdentity[] calldata identities, bytes calldata signature) external {
        // Check: it is a process of a plant that takes it in, at a place, and whoever signs does it there.
        _requireProcess(statement.process);
        if (!Contents.isCountry(statement.country)) revert Contents.CountryCodeInvalid(statement.country);
        if (statement.site == 0) revert Contents.SiteMissing();
        if (statement.site > Contents.SITE_MAXIMUM) revert Contents.SiteInvalid(statement.site);
        bytes32 digest = _digest(statement);
        uint16 serial = _authoriseDeposit(statement, digest, signature);
        statement.inputs.check();
        statement.inputs.checkIdentities(identities);
        // Interaction: the grams leave the ledger.
        (LotRecord[] memory taken, uint256[] memory carried) = LOTS.transform(
            _consumption(digest, statement.organisation, statement.country, statement.occurredAt, statement.inputs),
            serial,
            new uint256[](0),
            new uint256[](0),
            new LotRecord[](0)
        );
        // Effect: they are in the account.
        uint256 carbon = _credit(statement, identities, taken, carried);
        // Effect: the account's head tells of it.
        _extend(statement.organisation, statement.site, statement.process, digest, carbon);
        emit Deposited(digest, statement.organisation, statement.site, runningPeriod(), carbon, statement, signature);
    }

    /// @inheritdoc ISiteAccounts
    function withdraw(Withdraw calldata statement, bytes calldata signature) external {
        // Check: what was done is a process of a plant, it emitted something, and what comes out can be declared.
        _requireProcess(statement.process);
        if (statement.emissionsGrams == 0) revert IProcessing.EmissionsMissing(statement.process);
        statement.outputs.check();
        (bytes32 digest, uint256[] memory lots) = _digest(statement);
        Content calldata first = statement.outputs[0].content;
        if (first.allocation != Allocation.Mass) revert AllocationNotByMass();
        _requireMakable(statement.process, statement.outputs, lots);
        uint16 serial = _authoriseWithdrawal(statement, digest, signature);
        // Effect: what comes out leaves the account, and takes its carbon along.
        uint256[ELEMENTS] memory drawn = _draw(statement, first.site);
        // Check: it claims no more than the account leaves it, and carries what it took.
        uint256 secondaryBasisPoints = _requireInherited(statement, lots);
        uint256 carbon = _requireCarried(statement, lots, drawn, secondaryBasisPoints);
        // Interaction: it is declared.
        LOTS.transform(
            _consumption(digest, statement.organisation, first.country, statement.occurredAt, new Input[](0)),
            serial,
            lots,
            statement.outputs.numbers(statement.organisation),
            _recordsOf(statement.outputs, 0)
        );
        // Effect: the account's head tells of it.
        _extend(statement.organisation, first.site, statement.process, digest, carbon);
        emit Withdrawn(digest, statement.organisation, first.site, carbon, lots, statement, signature);
    }

    /// @inheritdoc ISiteAccounts
    function accounts(address organisation, uint64 site, Process process) external view returns (Account memory) {
        return _accounts[organisation][site][process];
    }

    /// @inheritdoc ISiteAccounts
    function heads(address organisation, uint64 site, Process process) external view returns (Head memory) {
        return _heads[organisation][site][process];
    }

    /// @inheritdoc ISiteAccounts
    function creditsOf(
        address organisation,
        uint64 site,
        Process process,
        uint32 period
    ) external view returns (Credit[ELEMENTS] memory) {
        return _credits[organisation][site][process][period];
    }

    /// @inheritdoc ISiteAccounts
    function runningPeriod() public view returns (uint32) {
        return uint32(block.timestamp / PERIOD);
    }

    /// @dev A link commits to the statement and to the carbon that it moved, so that nobody shows an account with a deposit left out.
    /// @param carbon What it moved, in mg CO2e.
    function _extend(address organisation, uint64 site, Process process, bytes32 digest, uint256 carbon) private {
        _heads[organisation][site][process].extend(keccak256(abi.encode(digest, carbon)));
        emit AccountMoved(organisation, site, digest, process, carbon);
    }

    /// @dev Adds what was put in to the running period's credits, and what it leaves to what comes out to the account.
    /// @return carbon What it brought along, in mg CO2e.
    function _credit(
        Deposit calldata statement,
        LotIdentity[] calldata identities,
        LotRecord[] memory taken,
        uint256[] memory carried
    ) private returns (uint256 carbon) {
        Credit[ELEMENTS] storage credits = _credits[statement.organisation][statement.site][statement.process][
            runningPeriod()
        ];
        Account memory account = _accounts[statement.organisation][statement.site][statement.process];
        // Check: nothing goes abroad by way of an account.
        if (account.country != 0 && account.country != statement.country) {
            revert IProcessing.PlaceDiffers(statement.inputs[0].lot, statement.country, statement.site);
        }
        account.country = statement.country;
        for (uint256 i = 0; i < identities.length; ++i) {
            (uint256 lot, uint256 grams) = (statement.inputs[i].lot, statement.inputs[i].grams);
            Content calldata content = identities[i].content;
            if (taken[i].status() != LotStatus.Certified || taken[i].disputes() != 0) revert InputNotCertified(lot);
            if (!Processes.takes(statement.process, content.form)) {
                revert IProcessing.InputFormInvalid(statement.process, lot, content.form);
            }
            uint256 brought = grams * taken[i].footprintGramsPerKilogram() + carried[i];
            _creditLot(credits, content, grams, brought);
            carbon += brought;
            account.strictest = Inheritance.looser(account.strictest, content.custodyModel);
            uint16 secondary = Contents.BASIS_POINTS - content.primaryDataBasisPoints;
            if (secondary > account.secondaryDataBasisPoints) account.secondaryDataBasisPoints = secondary;
            bool isSame = account.originCountry == 0 || account.originCountry == content.originCountry;
            account.originCountry = isSame ? content.originCountry : MIXED_COUNTRY;
        }
        _accounts[statement.organisation][statement.site][statement.process] = account;
    }

    /// @dev Adds grams of a lot to credits: of each element what was found, and its share of the carbon, by mass. What division leaves
    /// over stays with the last of them, so that nothing is lost and nothing added.
    function _creditLot(
        Credit[ELEMENTS] storage credits,
        Content calldata content,
        uint256 grams,
        uint256 carbonMilligrams
    ) private {
        uint256[WORDS] memory found;
        found.addFound(content.partsPerHundredMillion, content.notFound, grams);
        uint256 whole = found.sum();
        uint256 rest = carbonMilligrams;
        uint256 last = 0;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 amount = Compositions.lane(found, e);
            if (amount == 0) continue;
            uint256 share = Math.mulDiv(carbonMilligrams, amount, whole);
            credits[e].nanograms += SafeCast.toUint96(amount * Conservation.NANOGRAMS);
            credits[e].carbonMilligrams += SafeCast.toUint160(share);
            rest -= share;
            last = e;
        }
        credits[last].carbonMilligrams += SafeCast.toUint160(rest);
    }

    /// @dev Takes what was found in the outputs out of the period's credits, with the carbon of each element by its share, rounded up.
    /// @return drawn That carbon of each element, in mg CO2e.
    function _draw(Withdraw calldata statement, uint64 site) private returns (uint256[ELEMENTS] memory drawn) {
        (uint32 period, uint32 running) = (statement.period, runningPeriod());
        if (period != running && period + 1 != running) revert PeriodClosed(period, running);
        Credit[ELEMENTS] storage credits = _credits[statement.organisation][site][statement.process][period];
        uint256[WORDS] memory found = _foundIn(statement.outputs);
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 needed = Compositions.lane(found, e) * Conservation.NANOGRAMS;
            if (needed == 0) continue;
            Credit memory left = credits[e];
            if (needed > left.nanograms) revert CreditExceeded(e, needed, left.nanograms);
            uint256 share = Math.mulDiv(left.carbonMilligrams, needed, left.nanograms, Math.Rounding.Ceil);
            // Neither is above what is left.
            credits[e] = Credit(left.nanograms - uint96(needed), left.carbonMilligrams - uint160(share));
            drawn[e] = share;
        }
    }

    /// @dev Reverts unless each output carries at least what its own elements brought: carbon does not leave with those of another
    /// output, that nobody ever examines. Its part of an element's carbon is that of the element, rounded up.
    /// @param drawn Carbon that was taken out of the account with each element, in mg CO2e.
    function _requireOwnCarbon(
        Output[] calldata outputs,
        uint256[] memory lots,
        uint256[ELEMENTS] memory drawn
    ) private pure {
        uint256[WORDS] memory all = _foundIn(outputs);
        for (uint256 i = 0; i < outputs.length; ++i) {
            Content calldata content = outputs[i].content;
            uint256[WORDS] memory own;
            own.addFound(content.partsPerHundredMillion, content.notFound, content.massGrams);
            uint256 carbon = 0;
            for (uint256 e = 0; e < ELEMENTS; ++e) {
                if (drawn[e] == 0) continue;
                carbon += Math.ceilDiv(drawn[e] * Compositions.lane(own, e), Compositions.lane(all, e));
            }
            if (uint256(content.footprintGramsPerKilogram) * content.massGrams < carbon) {
                uint256 least = Math.ceilDiv(carbon, content.massGrams);
                revert IProcessing.FootprintTooLow(lots[i], content.footprintGramsPerKilogram, least);
            }
        }
    }

    /// @dev What comes out claims no other origin than the account has, no deposit, and no stricter custody model than what was put in;
    /// it was made where the account is, when the step ended, and not before the period began in which it was put in.
    /// @return secondaryBasisPoints How much of what was put in rests on no primary data, at most.
    function _requireInherited(
        Withdraw calldata statement,
        uint256[] memory lots
    ) private view returns (uint256 secondaryBasisPoints) {
        Content calldata first = statement.outputs[0].content;
        Account memory account = _accounts[statement.organisation][first.site][statement.process];
        secondaryBasisPoints = account.secondaryDataBasisPoints;
        if (first.country != account.country) revert IProcessing.PlaceDiffers(lots[0], first.country, first.site);
        Inheritance.Matter memory matter = Inheritance.Matter({
            producedAt: uint48(statement.period * PERIOD),
            originCountry: account.originCountry,
            deposit: MIXED_DEPOSIT,
            strictest: Inheritance.looser(account.strictest, CustodyModel.MassBalance)
        });
        for (uint256 i = 0; i < lots.length; ++i) {
            Inheritance.check(lots[i], statement.outputs[i].content, matter, statement.occurredAt);
        }
    }

    /// @dev The law of carbon, and that of removals.
    /// @param drawn Carbon that was taken out of the account with each element, in mg CO2e.
    /// @param secondaryBasisPoints How much of it rests on no primary data.
    /// @return carbon All of it, in mg CO2e.
    function _requireCarried(
        Withdraw calldata statement,
        uint256[] memory lots,
        uint256[ELEMENTS] memory drawn,
        uint256 secondaryBasisPoints
    ) private pure returns (uint256 carbon) {
        for (uint256 e = 0; e < ELEMENTS; ++e) carbon += drawn[e];
        uint32[ELEMENTS] memory noPrices;
        Weights memory weights = _weigh(statement.outputs, false, noPrices);
        uint256 shared = carbon + uint256(statement.emissionsGrams) * 1_000;
        _requireCarbon(statement.outputs, lots, weights, shared, shared);
        if (lots.length > 1) _requireOwnCarbon(statement.outputs, lots, drawn);
        uint256 secondary = carbon * secondaryBasisPoints;
        _requireSecondaryData(statement.outputs, lots, weights, secondary, secondary);
        _requireRemovals(statement.outputs, weights, uint256(statement.removalsGrams) * 1_000);
    }

    /// @dev An account stands between what a process takes and what it makes. Packing needs none.
    function _requireProcess(Process process) private pure {
        if (process == Process.None) revert IProcessing.ProcessMissing();
        if (Processes.isPhysical(process)) revert ProcessOnlyPacks(process);
    }

    function _authoriseDeposit(
        Deposit calldata statement,
        bytes32 digest,
        bytes calldata signature
    ) private returns (uint16 serial) {
        (serial, ) = _authorise(
            _processor(digest, statement.process, statement.country, statement.site, statement.occurredAt, true),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
    }

    function _authoriseWithdrawal(
        Withdraw calldata statement,
        bytes32 digest,
        bytes calldata signature
    ) private returns (uint16 serial) {
        Content calldata first = statement.outputs[0].content;
        (serial, ) = _authorise(
            // A deposit began it: when the module is replaced, what was put in can still be drawn.
            _processor(digest, statement.process, first.country, first.site, statement.occurredAt, false),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
    }

    function _digest(Deposit calldata statement) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        DEPOSIT_TYPEHASH,
                        statement.process,
                        statement.inputs.hash(),
                        statement.country,
                        statement.site,
                        statement.occurredAt,
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            );
    }

    /// @dev Digest of a withdrawal, and the ids of the lots it declares.
    function _digest(Withdraw calldata statement) private view returns (bytes32 digest, uint256[] memory lots) {
        bytes32 outputsHash;
        (outputsHash, lots) = statement.outputs.hash(statement.organisation);
        // In two halves, for want of room on the stack.
        bytes memory first = abi.encode(
            WITHDRAW_TYPEHASH,
            statement.process,
            statement.period,
            outputsHash,
            statement.emissionsGrams,
            statement.removalsGrams,
            statement.occurredAt
        );
        bytes memory second = abi.encode(
            statement.organisation,
            statement.key,
            statement.nonce,
            statement.validAfter,
            statement.validBefore
        );
        digest = _hashTypedDataV4(keccak256(bytes.concat(first, second)));
    }
}
