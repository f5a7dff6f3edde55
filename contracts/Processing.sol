// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProcessing} from "./interfaces/IProcessing.sol";
import {Conservation} from "./libraries/Conservation.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Outputs} from "./libraries/Outputs.sol";
import {Processes} from "./libraries/Processes.sol";
import {Structs} from "./libraries/Structs.sol";
import {Module} from "./Module.sol";
import {Production} from "./Production.sol";
import {
    Allocation,
    ANY_SITE,
    Content,
    CustodyModel,
    Form,
    Head,
    HOLDER_ROLES,
    Input,
    LotIdentity,
    LotStatus,
    MIXED_COUNTRY,
    MIXED_DEPOSIT,
    Output,
    Process,
    Role,
    Scope,
    WORDS
} from "./types/Types.sol";

/// @title Processing: what becomes of grams (documented in `IProcessing`)
contract Processing is IProcessing, Production, AccessManaged {
    using Conservation for Conservation.Amounts;
    using Dossiers for Head;
    using Conservation for uint256[WORDS];
    using Outputs for Input[];
    using Outputs for Output[];

    bytes32 public constant TRANSFORM_TYPEHASH = keccak256(
        "Transform(uint8 process,uint16 scheme,Input[] inputs,Output[] outputs,uint64 emissionsGrams,"
        "uint64 removalsGrams,uint48 lossGrams,uint48 occurredAt,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)Content(uint8 form,uint8 custodyModel,uint48 massGrams,"
        "uint32[17] partsPerHundredMillion,uint32 notFound,bytes2 originCountry,bytes32 deposit,bytes2 country,uint64 site,"
        "uint24 footprintGramsPerKilogram,uint24 removalsGramsPerKilogram,uint24 offsetsGramsPerKilogram,"
        "uint16 footprintMethod,uint8 allocation,uint16 primaryDataBasisPoints,uint48 producedAt,bytes32 quota,"
        "bytes32 documents,uint256 replaces,address certifier)Input(uint256 lot,uint48 grams)"
        "Output(string lotNumber,bool certifiable,Content content)"
    );
    bytes32 public constant CORRECTFOOTPRINT_TYPEHASH = keccak256(
        "CorrectFootprint(uint256 lot,uint24 footprintGramsPerKilogram,bytes32 corrects,bytes32 report,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant RETIRE_TYPEHASH = keccak256(
        "Retire(uint256 lot,uint48 grams,bytes2 country,bytes32 beneficiary,bytes32 purpose,uint48 occurredAt,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    uint256 private constant TRANSFORM_SIZE = 13 * 0x20;
    uint256 private constant CORRECTFOOTPRINT_SIZE = 9 * 0x20;
    uint256 private constant RETIRE_SIZE = 11 * 0x20;

    uint16 private constant VERIFIER = uint16(1 << uint8(Role.Verifier));
    uint16 private constant PRODUCER_OR_VERIFIER =
        uint16(
            (1 << uint8(Role.Miner)) |
                (1 << uint8(Role.Refiner)) |
                (1 << uint8(Role.MagnetMaker)) |
                (1 << uint8(Role.Recycler))
        ) | VERIFIER;

    /// @dev One percent: about what two good assays of one sample differ by.
    uint16 public constant TOLERANCE_MAXIMUM = 100;

    mapping(bytes32 digest => Retirement) private _retirements;
    mapping(uint16 scheme => Terms) private _terms;
    mapping(address organisation => mapping(uint64 site => Allowance)) private _allowances;
    mapping(uint16 reason => InheritancePolicy) private _inheritancePolicies;
    mapping(uint16 scheme => Head) private _termsHeads;
    mapping(address organisation => mapping(uint64 site => Head)) private _allowanceHeads;

    /// @dev What goes into a transformation.
    /// @param amounts Of all inputs.
    /// @param uncertifiedUpper Upper bounds of those that are not certified.
    /// @param grams Sum of the inputs' grams.
    /// @param carbonMilligrams Footprint and transport carbon of the grams, in mg CO2e.
    /// @param removalsMilligrams Removals claimed for the grams, in mg CO2e.
    /// @param producedAt End of production of the youngest input.
    /// @param originCountry That of all inputs, or mixed.
    /// @param deposit That of all inputs, or mixed.
    /// @param strictest Custody model that is left to what comes out.
    /// @param hasUncertified Whether some of it was not certified.
    struct Incoming {
        Conservation.Amounts amounts;
        uint256[WORDS] uncertifiedUpper;
        uint256 grams;
        uint256 carbonMilligrams;
        uint256 removalsMilligrams;
        uint48 producedAt;
        bytes2 originCountry;
        bytes32 deposit;
        CustodyModel strictest;
        bool hasUncertified;
    }

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @inheritdoc IProcessing
    function setTerms(uint16 scheme, Terms calldata terms_) external restricted {
        if (terms_.toleranceBasisPoints > TOLERANCE_MAXIMUM) {
            revert ToleranceTooWide(terms_.toleranceBasisPoints, TOLERANCE_MAXIMUM);
        }
        _terms[scheme] = terms_;
        _termsHeads[scheme].extend(keccak256(abi.encodeCall(this.setTerms, (scheme, terms_))));
        emit TermsSet(scheme, terms_);
    }

    /// @inheritdoc IProcessing
    function grantAllowance(
        address organisation,
        uint64 site,
        uint64 toleranceNanograms,
        uint64 relianceNanograms
    ) external restricted {
        PARTICIPANTS.requireActive(organisation);
        Allowance storage allowance = _allowances[organisation][site];
        if (toleranceNanograms < allowance.toleratedNanograms || relianceNanograms < allowance.reliedNanograms) {
            revert AllowanceBelowDrawn(organisation, site);
        }
        allowance.toleranceNanograms = toleranceNanograms;
        allowance.relianceNanograms = relianceNanograms;
        _allowanceHeads[organisation][site].extend(
            keccak256(abi.encodeCall(this.grantAllowance, (organisation, site, toleranceNanograms, relianceNanograms)))
        );
        emit AllowanceGranted(organisation, site, toleranceNanograms, relianceNanograms);
    }

    /// @inheritdoc IProcessing
    function setInheritancePolicy(uint16 reason, InheritancePolicy policy) external restricted {
        _inheritancePolicies[reason] = policy;
        _termsHeads[0].extend(keccak256(abi.encodeCall(this.setInheritancePolicy, (reason, policy))));
        emit InheritancePolicySet(reason, policy);
    }

    /// @inheritdoc IProcessing
    function transform(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        bytes calldata signature
    ) external {
        (Process process, address organisation) = (statement.process, statement.organisation);
        if (process == Process.None) revert ProcessMissing();
        (Input[] calldata inputs, Output[] calldata outputs) = (statement.inputs, statement.outputs);
        (bytes32 digest, uint256[] memory lots) = _digest(statement, organisation, inputs, outputs);
        Terms memory applied;
        // Tolerance and prices cost three slots to read: no scheme, no tolerance and no prices.
        if (statement.scheme != 0) applied = _terms[statement.scheme];
        Outgoing memory outgoing = _inspect(process, outputs, lots, applied.prices);
        Content calldata first = outputs.at(0).content;
        if (first.allocation == Allocation.Economic && outgoing.totalWeight == 0)
            revert PricesMissing(statement.scheme);
        uint16 serial = _authoriseAt(first, statement, digest, signature);
        if (identities.length != inputs.length) revert IdentitiesMismatch(inputs.length, identities.length);
        Incoming memory incoming;
        LotRecord[] memory taken;
        (taken, incoming.carbonMilligrams) = LOTS.transform(
            _consumption(digest, organisation, first.country, statement.occurredAt, inputs),
            serial,
            lots,
            outgoing.records
        );
        for (uint256 i = 0; i < inputs.length; ++i) {
            _takeIn(incoming, process, inputs[i], identities[i], taken[i]);
        }
        _requireSameMatter(outputs, lots, incoming);
        _requirePacked(statement, identities, lots, incoming.grams, outgoing.grams);
        uint256 emissions = uint256(statement.emissionsGrams) * 1_000;
        _requireCarbon(lots, outgoing, incoming.carbonMilligrams + emissions);
        uint256 removals = incoming.removalsMilligrams + uint256(statement.removalsGrams) * 1_000;
        if (outgoing.removalsMilligrams > removals) revert RemovalsExceed(outgoing.removalsMilligrams, removals);
        _requireMass(statement, digest, incoming, outgoing, applied.toleranceBasisPoints);
        Structs.logList(
            Transformed.selector,
            digest,
            organisation,
            lots,
            Structs.Block(_offsetOf(statement), TRANSFORM_SIZE + inputs.size() + outputs.size()),
            signature
        );
    }

    /// @inheritdoc IProcessing
    function correctFootprint(CorrectFootprint calldata statement, bytes calldata signature) external {
        bytes32 digest = _digestAt(CORRECTFOOTPRINT_TYPEHASH, Structs.FIRST, CORRECTFOOTPRINT_SIZE);
        (uint16 serial, ) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: PRODUCER_OR_VERIFIER,
                country: 0,
                site: ANY_SITE,
                occurredAt: uint48(block.timestamp),
                opens: false
            }),
            Structs.signer(Structs.FIRST, CORRECTFOOTPRINT_SIZE),
            signature
        );
        // What is raised never comes down again, so it is not for any verifier to raise.
        LotRecord record = LOTS.records(statement.lot);
        if (serial != record.producer() && serial != record.certifier()) {
            revert NotTheProducerOrCertifier(statement.lot, statement.organisation);
        }
        LOTS.correct(statement.lot, digest, statement.footprintGramsPerKilogram);
        Structs.log(
            FootprintCorrected.selector,
            bytes32(statement.lot),
            digest,
            statement.organisation,
            Structs.FIRST,
            CORRECTFOOTPRINT_SIZE,
            signature
        );
    }

    /// @inheritdoc IProcessing
    function retire(Retire calldata statement, bytes calldata signature) external {
        bytes32 digest = _digestAt(RETIRE_TYPEHASH, Structs.FIRST, RETIRE_SIZE);
        if (statement.beneficiary == 0) revert BeneficiaryMissing();
        if (!Contents.isCountry(statement.country)) revert Contents.CountryCodeInvalid(statement.country);
        _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: HOLDER_ROLES,
                country: statement.country,
                site: ANY_SITE,
                occurredAt: statement.occurredAt,
                opens: true
            }),
            Structs.signer(Structs.FIRST, RETIRE_SIZE),
            signature
        );
        uint256[] memory lots = new uint256[](1);
        uint256[] memory grams = new uint256[](1);
        (lots[0], grams[0]) = (statement.lot, statement.grams);
        LOTS.retire(
            Movement({
                kind: MovementKind.Retirement,
                digest: digest,
                holder: statement.organisation,
                recipient: address(0),
                carrier: address(0),
                fromCountry: statement.country,
                toCountry: statement.country,
                route: 0,
                occurredAt: statement.occurredAt,
                lots: lots,
                grams: grams
            })
        );
        _retirements[digest] = Retirement(
            statement.lot,
            statement.organisation,
            statement.grams,
            uint48(block.timestamp)
        );
        Structs.log(
            Retired.selector,
            bytes32(statement.lot),
            digest,
            statement.organisation,
            Structs.FIRST,
            RETIRE_SIZE,
            signature
        );
    }

    /// @inheritdoc IProcessing
    function retirements(bytes32 digest) external view returns (Retirement memory) {
        return _retirements[digest];
    }

    /// @inheritdoc IProcessing
    function terms(uint16 scheme) external view returns (Terms memory) {
        return _terms[scheme];
    }

    /// @inheritdoc IProcessing
    function allowances(address organisation, uint64 site) external view returns (Allowance memory) {
        return _allowances[organisation][site];
    }

    /// @inheritdoc IProcessing
    function termsHeads(uint16 scheme) external view returns (Head memory) {
        return _termsHeads[scheme];
    }

    /// @inheritdoc IProcessing
    function allowanceHeads(address organisation, uint64 site) external view returns (Head memory) {
        return _allowanceHeads[organisation][site];
    }

    /// @inheritdoc IProcessing
    function inheritancePolicies(uint16 reason) external view returns (InheritancePolicy) {
        return _inheritancePolicies[reason];
    }

    function _authoriseAt(
        Content calldata first,
        Transform calldata statement,
        bytes32 digest,
        bytes calldata signature
    ) private returns (uint16 serial) {
        (serial, ) = _authorise(
            digest,
            Scope.Processing,
            Processes.roles(statement.process),
            first.country,
            first.site,
            statement.occurredAt,
            true,
            Structs.signer(_offsetOf(statement), TRANSFORM_SIZE),
            signature
        );
    }

    /// @dev Adds one input to what goes in, whose content has to be that of its lot.
    function _takeIn(
        Incoming memory incoming,
        Process process,
        Input calldata input,
        LotIdentity calldata identity,
        LotRecord record
    ) private pure {
        (uint256 lot, uint256 grams) = (input.lot, input.grams);
        uint256 computed = Contents.lotId(identity);
        if (computed != lot) revert LotIdentityMismatch(lot, computed);
        Content calldata content = identity.content;
        if (!Processes.takes(process, record.form())) revert InputFormInvalid(process, lot, record.form());
        incoming.amounts.add(content.partsPerHundredMillion, content.notFound, grams);
        bool isFirst = incoming.grams == 0;
        // Grams of 48 bits and grams per kilogram of 24, 64 times over.
        unchecked {
            incoming.grams += grams;
            incoming.carbonMilligrams += grams * record.footprintGramsPerKilogram();
            incoming.removalsMilligrams += grams * content.removalsGramsPerKilogram;
        }
        _inherit(incoming, record.custodyModel(), content, isFirst);
        if (_countsAsCertified(record, content)) return;
        incoming.uncertifiedUpper.addUpper(content.partsPerHundredMillion, grams);
        incoming.hasUncertified = true;
    }

    /// @dev A lot made from certified ones, and claimed as such, counts before it is a certificate itself; a root does not. Nor
    /// does what somebody found to be other than declared: no finding is left behind by making something new.
    function _countsAsCertified(LotRecord record, Content calldata content) private pure returns (bool) {
        if (record.disputes() != 0) return false;
        LotStatus status = record.status();
        return status == LotStatus.Certified || (status == LotStatus.Declared && content.quota == 0);
    }

    /// @dev What comes out inherits of each input.
    function _inherit(
        Incoming memory incoming,
        CustodyModel model,
        Content calldata content,
        bool isFirst
    ) private pure {
        uint48 producedAt = content.producedAt;
        if (producedAt > incoming.producedAt) incoming.producedAt = producedAt;
        if (model > incoming.strictest) incoming.strictest = model;
        if (isFirst) {
            incoming.originCountry = content.originCountry;
            incoming.deposit = content.deposit;
            return;
        }
        bool sameCountry = content.originCountry == incoming.originCountry;
        bool sameDeposit = sameCountry && content.deposit == incoming.deposit;
        if (!sameCountry) incoming.originCountry = MIXED_COUNTRY;
        if (!sameDeposit) {
            incoming.deposit = MIXED_DEPOSIT;
            if (incoming.strictest < CustodyModel.Segregated) incoming.strictest = CustodyModel.Segregated;
        }
    }

    /// @dev What comes out is of the same origin, no stricter claim and no older than what went in.
    function _requireSameMatter(
        Output[] calldata outputs,
        uint256[] memory lots,
        Incoming memory incoming
    ) private pure {
        if (incoming.hasUncertified && incoming.strictest < CustodyModel.MassBalance && _anyCertifiable(outputs)) {
            incoming.strictest = CustodyModel.MassBalance;
        }
        for (uint256 i = 0; i < lots.length; ++i) _requireInherited(lots[i], outputs.at(i).content, incoming);
    }

    function _requireInherited(uint256 lot, Content calldata content, Incoming memory incoming) private pure {
        if (content.producedAt < incoming.producedAt) {
            revert ProducedBeforeInput(lot, content.producedAt, incoming.producedAt);
        }
        if (content.originCountry != incoming.originCountry) {
            revert OriginMismatch(lot, content.originCountry, incoming.originCountry);
        }
        if (content.deposit != incoming.deposit) revert DepositMismatch(lot, content.deposit, incoming.deposit);
        if (content.custodyModel >= incoming.strictest) return;
        revert CustodyModelTooStrict(lot, content.custodyModel, incoming.strictest);
    }

    /// @dev Where a process only packs, form and mass stay; and where it repacks, everything does.
    function _requirePacked(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        uint256[] memory lots,
        uint256 gramsIn,
        uint256 gramsOut
    ) private pure {
        Process process = statement.process;
        // Read in any case, which refuses it where it is wider than its type, and so hashed amiss.
        uint256 lossGrams = statement.lossGrams;
        if (!Processes.isPhysical(process)) return;
        if (gramsIn != gramsOut + lossGrams) revert MassNotConserved(gramsIn, gramsOut, lossGrams);
        Content calldata source = identities[0].content;
        for (uint256 i = 1; i < identities.length; ++i) {
            Form form = identities[i].content.form;
            if (form != source.form) revert InputFormInvalid(process, statement.inputs[i].lot, form);
        }
        for (uint256 i = 0; i < lots.length; ++i) {
            Content calldata content = statement.outputs.at(i).content;
            if (content.form != source.form) revert OutputFormInvalid(process, lots[i], content.form);
            if (process == Process.Repackaging && (identities.length != 1 || !_isSame(content, source))) {
                revert RepackagingChanges(lots[i]);
            }
        }
    }

    /// @dev The law of mass, and what a site draws on its allowance.
    function _requireMass(
        Transform calldata statement,
        bytes32 digest,
        Incoming memory incoming,
        Outgoing memory outgoing,
        uint256 toleranceBasisPoints
    ) private {
        Conservation.Drawn memory drawn = Conservation.check(outgoing.amounts, incoming.amounts, toleranceBasisPoints);
        if (incoming.hasUncertified) _requireCertifiedShare(statement.outputs, incoming);
        if (drawn.toleratedNanograms + drawn.reliedNanograms == 0) return;
        address organisation = statement.organisation;
        uint64 site = statement.outputs.at(0).content.site;
        Allowance memory allowance = _allowances[organisation][site];
        uint256 left = allowance.toleranceNanograms - allowance.toleratedNanograms;
        if (drawn.toleratedNanograms > left) {
            revert ToleranceExhausted(organisation, site, drawn.toleratedNanograms, left);
        }
        left = allowance.relianceNanograms - allowance.reliedNanograms;
        if (drawn.reliedNanograms > left) revert RelianceExhausted(organisation, site, drawn.reliedNanograms, left);
        // Neither is above what was granted, which has 64 bits.
        allowance.toleratedNanograms += uint64(drawn.toleratedNanograms);
        allowance.reliedNanograms += uint64(drawn.reliedNanograms);
        _allowances[organisation][site] = allowance;
        _allowanceHeads[organisation][site].extend(
            keccak256(abi.encode(digest, drawn.toleratedNanograms, drawn.reliedNanograms))
        );
        emit AllowanceDrawn(organisation, site, digest, drawn.toleratedNanograms, drawn.reliedNanograms);
    }

    /// @dev What comes out certifiable is at most what went in certified.
    function _requireCertifiedShare(Output[] calldata outputs, Incoming memory incoming) private pure {
        uint256[WORDS] memory certifiable;
        for (uint256 i = 0; i < outputs.length; ++i) {
            if (!outputs.at(i).certifiable) continue;
            Content calldata content = outputs.at(i).content;
            certifiable.addUpper(content.partsPerHundredMillion, content.massGrams);
        }
        uint256[WORDS] memory certified = incoming.amounts.upper;
        certified.subtract(incoming.uncertifiedUpper);
        Conservation.checkCertified(certifiable, certified);
    }

    /// @dev Digest of a transformation, whose third and fourth members are lists, and the ids of the lots it declares. Refuses an
    /// encoding that no encoder writes.
    function _digest(
        Transform calldata statement,
        address organisation,
        Input[] calldata inputs,
        Output[] calldata outputs
    ) private view returns (bytes32 digest, uint256[] memory lots) {
        uint256 offset = _offsetOf(statement);
        inputs.check();
        inputs.requireAt(offset + TRANSFORM_SIZE);
        outputs.requireAt(offset + TRANSFORM_SIZE + inputs.size());
        bytes32 inputsHash = inputs.hash();
        bytes32 outputsHash;
        (outputsHash, lots) = outputs.hash(organisation);
        bytes32 structHash;
        bytes32 typeHash = TRANSFORM_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), offset, TRANSFORM_SIZE)
            mstore(add(free, 0x60), inputsHash)
            mstore(add(free, 0x80), outputsHash)
            structHash := keccak256(free, add(TRANSFORM_SIZE, 0x20))
        }
        digest = _hashTypedDataV4(structHash);
    }

    function _offsetOf(Transform calldata statement) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := statement
        }
    }

    function _anyCertifiable(Output[] calldata outputs) private pure returns (bool) {
        for (uint256 i = 0; i < outputs.length; ++i) if (outputs.at(i).certifiable) return true;
        return false;
    }

    /// @dev Whether a package holds what it was packed from: composition, custody model and end of production.
    function _isSame(Content calldata package, Content calldata source) private pure returns (bool) {
        return
            package.partsPerHundredMillion[0] == source.partsPerHundredMillion[0] &&
            package.partsPerHundredMillion[1] == source.partsPerHundredMillion[1] &&
            package.notFound == source.notFound &&
            package.custodyModel == source.custodyModel &&
            package.producedAt == source.producedAt;
    }
}
