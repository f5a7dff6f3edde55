// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProcessing} from "./interfaces/IProcessing.sol";
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
    ANY_SITE,
    Content,
    CustodyModel,
    ELEMENTS,
    HOLDER_ROLES,
    Input,
    LotIdentity,
    LotStatus,
    MIXED_COUNTRY,
    MIXED_DEPOSIT,
    Output,
    Process,
    Role,
    Scope
} from "./types/Types.sol";

/// @title Processing: what becomes of grams (documented in `IProcessing`)
contract Processing is IProcessing, Production, AccessManaged {
    using Conservation for Conservation.Amounts;
    using Outputs for Input[];
    using Outputs for Output[];

    bytes32 public constant TRANSFORM_TYPEHASH = keccak256(
        "Transform(uint8 process,uint16 scheme,Input[] inputs,Output[] outputs,uint64 emissionsGrams,"
        "uint64 removalsGrams,uint48 lossGrams,uint48 occurredAt,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)Content(uint8 form,uint8 custodyModel,uint48 massGrams,"
        "uint32[17] partsPerMillion,uint32 notFound,bytes2 originCountry,bytes32 deposit,bytes2 country,uint64 site,"
        "uint24 footprintGramsPerKilogram,uint24 removalsGramsPerKilogram,uint24 offsetsGramsPerKilogram,"
        "uint16 footprintMethod,uint8 allocation,uint16 primaryDataBasisPoints,uint48 producedAt,bytes32 quota,"
        "bytes32 documents,uint256 replaces)Input(uint256 lot,uint48 grams)Output(string lotNumber,bool certifiable,"
        "Content content)"
    );
    bytes32 public constant CORRECTFOOTPRINT_TYPEHASH = keccak256(
        "CorrectFootprint(uint256 lot,uint24 footprintGramsPerKilogram,bytes32 corrects,bytes32 report,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant RETIRE_TYPEHASH = keccak256(
        "Retire(uint256 lot,uint48 grams,bytes32 beneficiary,bytes32 purpose,uint48 occurredAt,address organisation,"
        "address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    uint256 private constant TRANSFORM_SIZE = 13 * 0x20;
    uint256 private constant CORRECTFOOTPRINT_SIZE = 9 * 0x20;
    uint256 private constant RETIRE_SIZE = 10 * 0x20;

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

    /// @dev What goes into a transformation.
    /// @param amounts Of all inputs.
    /// @param certifiedUpper Upper bounds of the certified ones.
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
        uint256[6] certifiedUpper;
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
        emit TermsSet(scheme, terms_);
    }

    /// @inheritdoc IProcessing
    function grantAllowance(
        address organisation,
        uint64 site,
        uint64 toleranceMicrograms,
        uint64 relianceMicrograms
    ) external restricted {
        PARTICIPANTS.requireActive(organisation);
        Allowance storage allowance = _allowances[organisation][site];
        if (toleranceMicrograms < allowance.toleratedMicrograms || relianceMicrograms < allowance.reliedMicrograms) {
            revert AllowanceBelowDrawn(organisation, site);
        }
        allowance.toleranceMicrograms = toleranceMicrograms;
        allowance.relianceMicrograms = relianceMicrograms;
        emit AllowanceGranted(organisation, site, toleranceMicrograms, relianceMicrograms);
    }

    /// @inheritdoc IProcessing
    function setInheritancePolicy(uint16 reason, InheritancePolicy policy) external restricted {
        _inheritancePolicies[reason] = policy;
        emit InheritancePolicySet(reason, policy);
    }

    /// @inheritdoc IProcessing
    function transform(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        bytes calldata signature
    ) external {
        if (statement.process == Process.None) revert ProcessMissing();
        (bytes32 digest, uint256[] memory lots) = _digest(statement);
        Terms memory applied;
        // Tolerance and prices cost three slots to read: no scheme, no tolerance and no prices.
        if (statement.scheme != 0) applied = _terms[statement.scheme];
        Outgoing memory outgoing = _inspect(statement.process, statement.outputs, lots, applied.prices);
        Content calldata first = statement.outputs[0].content;
        if (first.allocation == Allocation.Economic && outgoing.totalWeight == 0)
            revert PricesMissing(statement.scheme);
        uint16 serial = _authoriseAt(first, statement, digest, signature);
        Incoming memory incoming = _consume(statement, identities, digest, serial);
        _requireSameMatter(statement, identities, lots, incoming, outgoing);
        uint256 emissions = uint256(statement.emissionsGrams) * 1_000;
        _requireCarbon(statement.outputs, lots, outgoing, incoming.carbonMilligrams + emissions);
        uint256 removals = incoming.removalsMilligrams + uint256(statement.removalsGrams) * 1_000;
        if (outgoing.removalsMilligrams > removals) revert RemovalsExceed(outgoing.removalsMilligrams, removals);
        _requireMass(statement, digest, incoming, outgoing, applied.toleranceBasisPoints);
        _produce(digest, statement.organisation, serial, statement.outputs, lots);
        _logTransformed(statement, digest, lots, signature);
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
        LOTS.correct(statement.lot, digest, statement.organisation, statement.footprintGramsPerKilogram);
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
        _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: HOLDER_ROLES,
                country: 0,
                site: ANY_SITE,
                occurredAt: statement.occurredAt,
                opens: true
            }),
            Structs.signer(Structs.FIRST, RETIRE_SIZE),
            signature
        );
        LOTS.retire(statement.lot, digest, statement.organisation, statement.grams);
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
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: Processes.roles(statement.process),
                country: first.country,
                site: first.site,
                occurredAt: statement.occurredAt,
                opens: true
            }),
            Structs.signer(_offsetOf(statement), TRANSFORM_SIZE),
            signature
        );
    }

    /// @dev Takes the inputs, and sums them up.
    function _consume(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        bytes32 digest,
        uint16 serial
    ) private returns (Incoming memory incoming) {
        Input[] calldata inputs = statement.inputs;
        inputs.check();
        if (identities.length != inputs.length) revert IdentitiesMismatch(inputs.length, identities.length);
        LotRecord[] memory records;
        (records, incoming.carbonMilligrams) = LOTS.consume(digest, statement.organisation, serial, inputs);
        Conservation.Amounts memory certified;
        for (uint256 i = 0; i < inputs.length; ++i) {
            (uint256 lot, uint256 grams) = (inputs[i].lot, inputs[i].grams);
            uint256 computed = Contents.lotId(identities[i]);
            if (computed != lot) revert LotIdentityMismatch(lot, computed);
            Content calldata content = identities[i].content;
            if (!Processes.takes(statement.process, content.form)) {
                revert InputFormInvalid(statement.process, lot, content.form);
            }
            incoming.amounts.add(content.partsPerMillion, content.notFound, grams);
            LotRecord record = records[i];
            // A lot made from certified ones, and claimed as such, counts before it is a certificate itself; a root does not.
            // Nor does what somebody found to be other than declared: no finding is left behind by making something new.
            bool isCertified =
                record.status() == LotStatus.Certified || (record.status() == LotStatus.Declared && content.quota == 0);
            if (isCertified && record.disputes() == 0) certified.addUpper(content.partsPerMillion, grams);
            else incoming.hasUncertified = true;
            // Grams of 48 bits and grams per kilogram of 24, 64 times over.
            unchecked {
                incoming.grams += grams;
                incoming.carbonMilligrams += grams * record.footprintGramsPerKilogram();
                incoming.removalsMilligrams += grams * content.removalsGramsPerKilogram;
            }
            _inherit(incoming, content, i == 0);
        }
        incoming.certifiedUpper = certified.upper;
    }

    /// @dev What comes out inherits of each input.
    function _inherit(Incoming memory incoming, Content calldata content, bool isFirst) private pure {
        if (content.producedAt > incoming.producedAt) incoming.producedAt = content.producedAt;
        if (content.custodyModel > incoming.strictest) incoming.strictest = content.custodyModel;
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

    /// @dev What comes out is of the same origin, no stricter claim and no older than what went in; and where a process only packs,
    /// of the same form and mass.
    function _requireSameMatter(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        uint256[] memory lots,
        Incoming memory incoming,
        Outgoing memory outgoing
    ) private pure {
        Process process = statement.process;
        bool isPhysical = Processes.isPhysical(process);
        // Read in any case, which refuses it where it is wider than its type, and so hashed amiss.
        uint256 lossGrams = statement.lossGrams;
        if (isPhysical && incoming.grams != outgoing.grams + lossGrams) {
            revert MassNotConserved(incoming.grams, outgoing.grams, lossGrams);
        }
        Content calldata source = identities[0].content;
        if (isPhysical) {
            for (uint256 i = 1; i < identities.length; ++i) {
                if (identities[i].content.form != source.form) {
                    revert InputFormInvalid(process, statement.inputs[i].lot, identities[i].content.form);
                }
            }
        }
        if (incoming.hasUncertified && _anyCertifiable(statement.outputs)) {
            if (incoming.strictest < CustodyModel.MassBalance) incoming.strictest = CustodyModel.MassBalance;
        }
        for (uint256 i = 0; i < lots.length; ++i) {
            Content calldata content = statement.outputs[i].content;
            uint256 lot = lots[i];
            if (content.producedAt < incoming.producedAt) {
                revert ProducedBeforeInput(lot, content.producedAt, incoming.producedAt);
            }
            if (content.originCountry != incoming.originCountry) {
                revert OriginMismatch(lot, content.originCountry, incoming.originCountry);
            }
            if (content.deposit != incoming.deposit) revert DepositMismatch(lot, content.deposit, incoming.deposit);
            _requireModel(lot, content.custodyModel, incoming.strictest);
            if (isPhysical && content.form != source.form) revert OutputFormInvalid(process, lot, content.form);
            if (process == Process.Repackaging && (identities.length != 1 || !_isSame(content, source))) {
                revert RepackagingChanges(lot);
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
        if (incoming.hasUncertified) {
            Conservation.checkCertified(outgoing.certifiableUpper, incoming.certifiedUpper);
        }
        if (drawn.toleratedMicrograms + drawn.reliedMicrograms == 0) return;
        address organisation = statement.organisation;
        uint64 site = statement.outputs[0].content.site;
        Allowance memory allowance = _allowances[organisation][site];
        uint256 left = allowance.toleranceMicrograms - allowance.toleratedMicrograms;
        if (drawn.toleratedMicrograms > left) {
            revert ToleranceExhausted(organisation, site, drawn.toleratedMicrograms, left);
        }
        left = allowance.relianceMicrograms - allowance.reliedMicrograms;
        if (drawn.reliedMicrograms > left) revert RelianceExhausted(organisation, site, drawn.reliedMicrograms, left);
        // Neither is above what was granted, which has 64 bits.
        allowance.toleratedMicrograms += uint64(drawn.toleratedMicrograms);
        allowance.reliedMicrograms += uint64(drawn.reliedMicrograms);
        _allowances[organisation][site] = allowance;
        emit AllowanceDrawn(organisation, site, digest, drawn.toleratedMicrograms, drawn.reliedMicrograms);
    }

    /// @dev Digest of a transformation, whose third and fourth members are lists, and the ids of the lots it declares. Refuses an
    /// encoding that no encoder writes.
    function _digest(Transform calldata statement) private view returns (bytes32 digest, uint256[] memory lots) {
        uint256 offset = _offsetOf(statement);
        statement.inputs.requireAt(offset + TRANSFORM_SIZE);
        statement.outputs.requireAt(offset + TRANSFORM_SIZE + statement.inputs.size());
        bytes32 inputsHash = statement.inputs.hash();
        bytes32 outputsHash;
        (outputsHash, lots) = statement.outputs.hash(statement.organisation);
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

    /// @dev `emit Transformed(digest, organisation, lots, statement, signature)`, with the statement copied as it stands.
    function _logTransformed(
        Transform calldata statement,
        bytes32 digest,
        uint256[] memory lots,
        bytes calldata signature
    ) private {
        Structs.logList(
            Transformed.selector,
            digest,
            statement.organisation,
            lots,
            Structs.Block(_offsetOf(statement), TRANSFORM_SIZE + statement.inputs.size() + statement.outputs.size()),
            signature
        );
    }

    function _offsetOf(Transform calldata statement) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := statement
        }
    }

    function _anyCertifiable(Output[] calldata outputs) private pure returns (bool) {
        for (uint256 i = 0; i < outputs.length; ++i) if (outputs[i].certifiable) return true;
        return false;
    }

    /// @dev Whether a package holds what it was packed from: composition, custody model and end of production.
    function _isSame(Content calldata package, Content calldata source) private pure returns (bool) {
        if (
            package.notFound != source.notFound ||
            package.custodyModel != source.custodyModel ||
            package.producedAt != source.producedAt
        ) return false;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if (package.partsPerMillion[e] != source.partsPerMillion[e]) return false;
        }
        return true;
    }
}
