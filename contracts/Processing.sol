// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IPolicies} from "./interfaces/IPolicies.sol";
import {IProcessing} from "./interfaces/IProcessing.sol";
import {ISchemes} from "./interfaces/ISchemes.sol";
import {Compositions} from "./libraries/Compositions.sol";
import {Conservation} from "./libraries/Conservation.sol";
import {Contents} from "./libraries/Contents.sol";
import {Inheritance} from "./libraries/Inheritance.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Mixtures} from "./libraries/Mixtures.sol";
import {Outputs} from "./libraries/Outputs.sol";
import {Processes} from "./libraries/Processes.sol";
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
    Output,
    Process,
    Signer,
    WORDS
} from "./types/Types.sol";

/// @title Processing: lots from lots (documented in `IProcessing`)
contract Processing is IProcessing, Production {
    using Conservation for Conservation.Amounts;
    using Conservation for uint256[WORDS];
    using Inheritance for LotIdentity[];
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
    IPolicies public immutable POLICIES;
    ISchemes public immutable SCHEMES;

    /// @dev What went into a transformation.
    /// @param all What was in all inputs.
    /// @param certified What was found in those that count as certified.
    /// @param grams Sum of the inputs' grams.
    /// @param carbonMilligrams Footprint and transport carbon of all grams, in mg CO2e.
    /// @param certifiedMilligrams Of that, what those bring that count as certified.
    /// @param secondaryMilligrams Footprint that rests on no primary data, in mg CO2e times basis points.
    /// @param certifiedSecondary Of that, what those bring that count as certified.
    /// @param removalsMilligrams Removals claimed for the grams, in mg CO2e.
    /// @param primaryData Sum of the inputs' grams times their share of primary data in basis points.
    /// @param isCertified Whether all of it counts as certified.
    struct Incoming {
        Conservation.Amounts all;
        uint256[WORDS] certified;
        uint256 grams;
        uint256 carbonMilligrams;
        uint256 certifiedMilligrams;
        uint256 secondaryMilligrams;
        uint256 certifiedSecondary;
        uint256 removalsMilligrams;
        uint256 primaryData;
        bool isCertified;
    }

    constructor(
        IParticipants participants,
        ILots lots,
        IPolicies policies,
        ISchemes schemes
    ) Module(participants, lots) {
        POLICIES = policies;
        SCHEMES = schemes;
    }

    /// @inheritdoc IProcessing
    function transform(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        bytes calldata signature
    ) external {
        // Check: what comes out can be declared, and whoever signs does such things there.
        if (statement.process == Process.None) revert ProcessMissing();
        statement.inputs.check();
        statement.outputs.check();
        (bytes32 digest, uint256[] memory lots) = _digest(statement);
        _requireMakable(statement.process, statement.outputs, lots);
        uint16 serial = _authoriseTransform(statement, digest, signature);
        statement.inputs.checkIdentities(identities);
        // Check: the scheme whose terms are asked for is in force, and can certify what is to be certified.
        IPolicies.Terms memory applied;
        if (statement.scheme != 0) {
            SCHEMES.requireInForce(statement.scheme, _certifiableForms(statement.outputs));
            applied = POLICIES.terms(statement.scheme);
        }
        // Interaction: the inputs' grams leave the ledger, and the outputs are declared.
        Incoming memory incoming = _take(statement, identities, digest, serial, lots);
        // Check: the laws. Without a scheme there is no tolerance, and there are no prices.
        _requireInherited(statement, identities, lots, incoming.isCertified);
        if (Processes.isPhysical(statement.process)) _requirePacked(statement, identities, lots, incoming);
        _requireCarried(statement, lots, incoming, applied.prices);
        _requireMass(statement, incoming, digest, applied.toleranceBasisPoints);
        emit Transformed(digest, statement.organisation, lots, statement, signature);
    }

    function _authoriseTransform(
        Transform calldata statement,
        bytes32 digest,
        bytes calldata signature
    ) private returns (uint16 serial) {
        Content calldata first = statement.outputs[0].content;
        (serial, ) = _authorise(
            _processor(digest, statement.process, first.country, first.site, statement.occurredAt, true),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
    }

    /// @dev Takes the inputs' grams out of the ledger and declares the outputs.
    /// @return incoming What went in.
    function _take(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        bytes32 digest,
        uint16 serial,
        uint256[] memory lots
    ) private returns (Incoming memory incoming) {
        bytes2 country = statement.outputs[0].content.country;
        (LotRecord[] memory taken, uint256[] memory carried) = LOTS.transform(
            _consumption(digest, statement.organisation, country, statement.occurredAt, statement.inputs),
            serial,
            lots,
            statement.outputs.numbers(statement.organisation),
            _recordsOf(statement.outputs, statement.scheme)
        );
        incoming.isCertified = true;
        for (uint256 i = 0; i < identities.length; ++i) {
            Content calldata content = identities[i].content;
            uint256 grams = statement.inputs[i].grams;
            if (!Processes.takes(statement.process, content.form)) {
                revert InputFormInvalid(statement.process, statement.inputs[i].lot, content.form);
            }
            _requireScheme(statement, statement.inputs[i].lot, taken[i]);
            uint256 embodied = grams * taken[i].footprintGramsPerKilogram();
            uint256 carbon = embodied + carried[i];
            uint256 secondary = embodied * (Contents.BASIS_POINTS - content.primaryDataBasisPoints);
            incoming.all.add(content.partsPerHundredMillion, content.notFound, grams);
            incoming.grams += grams;
            incoming.carbonMilligrams += carbon;
            incoming.secondaryMilligrams += secondary;
            incoming.removalsMilligrams += grams * content.removalsGramsPerKilogram;
            incoming.primaryData += grams * content.primaryDataBasisPoints;
            if (_countsAsCertified(taken[i], content)) {
                incoming.certified.addFound(content.partsPerHundredMillion, content.notFound, grams);
                incoming.certifiedMilligrams += carbon;
                incoming.certifiedSecondary += secondary;
            } else {
                incoming.isCertified = false;
            }
        }
    }

    /// @dev What was made by the terms of a scheme stays with it until it is certified under it, and by packing it ever after: nobody
    /// leaves a scheme's prices and tolerance behind by making another lot of it.
    function _requireScheme(Transform calldata statement, uint256 lot, LotRecord record) private pure {
        uint16 bound = record.boundScheme();
        if (bound == 0 || bound == statement.scheme) return;
        bool isCertified = record.status() == LotStatus.Certified;
        if (isCertified && !Processes.isPhysical(statement.process)) return;
        // What can never be certified leaves nothing to a certificate.
        if (_certifiableForms(statement.outputs) != 0) revert ILots.SchemeDiffers(lot, statement.scheme, bound);
    }

    /// @dev A lot made from certified ones, and claimed as such, counts before it is a certificate itself; a root does not. Nor
    /// does what somebody found to be other than declared: no finding is left behind by making something new.
    function _countsAsCertified(LotRecord record, Content calldata content) private pure returns (bool) {
        if (record.disputes() != 0) return false;
        LotStatus status = record.status();
        return status == LotStatus.Certified || (status == LotStatus.Declared && content.quota == 0);
    }

    /// @dev What comes out is of the same origin, no stricter claim, no older than what went in, and made when the step ended. Where
    /// certified and other material meet, what is certifiable is mass balance at best.
    function _requireInherited(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        uint256[] memory lots,
        bool isCertified
    ) private pure {
        Inheritance.Matter memory matter = identities.inherited();
        if (!isCertified && _certifiableForms(statement.outputs) != 0) {
            matter.strictest = Inheritance.looser(matter.strictest, CustodyModel.MassBalance);
        }
        for (uint256 i = 0; i < lots.length; ++i) {
            Inheritance.check(lots[i], statement.outputs[i].content, matter, statement.occurredAt);
        }
    }

    /// @dev Where a process only packs, form, mass and composition stay, and no claim gets better; and where it repacks, everything stays.
    function _requirePacked(
        Transform calldata statement,
        LotIdentity[] calldata identities,
        uint256[] memory lots,
        Incoming memory incoming
    ) private pure {
        Process process = statement.process;
        uint256 gramsOut = 0;
        for (uint256 i = 0; i < lots.length; ++i) gramsOut += statement.outputs[i].content.massGrams;
        if (incoming.grams != gramsOut + statement.lossGrams) {
            revert MassNotConserved(incoming.grams, gramsOut, statement.lossGrams);
        }
        Content calldata source = identities[0].content;
        Content calldata first = statement.outputs[0].content;
        bool isOne = identities.length == 1;
        Mixtures.Claim memory claim = Mixtures.Claim({
            primaryDataBasisPoints: incoming.primaryData / incoming.grams,
            removalsGramsPerKilogram: _removed(statement, incoming) / incoming.grams,
            offsetsGramsPerKilogram: 0,
            footprintMethod: source.footprintMethod,
            allocation: source.allocation
        });
        for (uint256 i = 0; i < identities.length; ++i) {
            Content calldata content = identities[i].content;
            if (content.form != source.form) {
                revert InputFormInvalid(process, statement.inputs[i].lot, content.form);
            }
            if (content.allocation != source.allocation) {
                revert AllocationDiffers(statement.inputs[i].lot, content.allocation);
            }
            if (content.footprintMethod != source.footprintMethod) claim.footprintMethod = 0;
            claim.offsetsGramsPerKilogram += statement.inputs[i].grams * content.offsetsGramsPerKilogram;
        }
        claim.offsetsGramsPerKilogram /= incoming.grams;
        for (uint256 i = 0; i < lots.length; ++i) {
            Content calldata content = statement.outputs[i].content;
            if (content.form != source.form) revert OutputFormInvalid(process, lots[i], content.form);
            if (process == Process.Repackaging && !(isOne && Mixtures.isSamePackage(content, source))) {
                revert RepackagingChanges(lots[i]);
            }
            // All that comes out is alike, so that nothing is parted within the uncertainty of the mean either.
            if (isOne) Mixtures.requireSame(lots[i], content, source);
            else if (i != 0) Mixtures.requireSame(lots[i], content, first);
            else Mixtures.requireMean(lots[i], content, incoming.all.found, incoming.grams);
            Mixtures.requireNoBetterClaim(lots[i], content, claim);
        }
    }

    /// @dev The law of carbon, and that of removals.
    function _requireCarried(
        Transform calldata statement,
        uint256[] memory lots,
        Incoming memory incoming,
        uint32[ELEMENTS] memory prices
    ) private pure {
        // What is only packed has nothing to share but by mass: every output is like every other.
        bool isEconomic =
            statement.outputs[0].content.allocation == Allocation.Economic && !Processes.isPhysical(statement.process);
        if (isEconomic) {
            _requirePrices(statement.scheme, prices, incoming.all.found);
            _requirePrices(statement.scheme, prices, _foundIn(statement.outputs));
        }
        uint256 emissions = uint256(statement.emissionsGrams) * 1_000;
        Weights memory weights = _weigh(statement.outputs, isEconomic, prices);
        uint256 whole = isEconomic ? incoming.all.found.value(prices) : incoming.all.found.sum();
        uint256 certified = isEconomic ? incoming.certified.value(prices) : incoming.certified.sum();
        _requireCarbon(
            statement.outputs,
            lots,
            weights,
            incoming.carbonMilligrams + emissions,
            _certifiableShare(incoming.carbonMilligrams, incoming.certifiedMilligrams, whole, certified) + emissions
        );
        _requireSecondaryData(
            statement.outputs,
            lots,
            weights,
            incoming.secondaryMilligrams,
            _certifiableShare(incoming.secondaryMilligrams, incoming.certifiedSecondary, whole, certified)
        );
        _requireRemovals(statement.outputs, weights, _removed(statement, incoming));
    }

    /// @dev Removals that went in and were made, in mg CO2e.
    function _removed(Transform calldata statement, Incoming memory incoming) private pure returns (uint256) {
        return incoming.removalsMilligrams + uint256(statement.removalsGrams) * 1_000;
    }

    /// @dev Carbon that certifiable outputs share, without emissions: what went in, and no less than the intensity of what went in
    /// certified, so that certified goods are not washed with others that nobody examined.
    /// @param all Carbon that went in.
    /// @param own Of it, what went in certified.
    /// @param whole By what outputs share carbon, of all that went in.
    /// @param certified Of that, what went in certified.
    function _certifiableShare(
        uint256 all,
        uint256 own,
        uint256 whole,
        uint256 certified
    ) private pure returns (uint256) {
        // Nothing comes out certifiable where nothing was found in what is certified.
        if (certified == 0) return all;
        return Math.max(all, Math.mulDiv(own, whole, certified, Math.Rounding.Ceil));
    }

    /// @dev Reverts unless a scheme has a price for every element that was found.
    function _requirePrices(uint16 scheme, uint32[ELEMENTS] memory prices, uint256[WORDS] memory found) private pure {
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            if (prices[e] == 0 && Compositions.lane(found, e) != 0) revert PriceMissing(scheme, e);
        }
    }

    /// @dev The law of mass, that of the certified share, and what a site draws on its allowance.
    function _requireMass(
        Transform calldata statement,
        Incoming memory incoming,
        bytes32 digest,
        uint256 toleranceBasisPoints
    ) private {
        Conservation.Drawn memory drawn = Conservation.check(
            _foundIn(statement.outputs),
            incoming.all,
            toleranceBasisPoints
        );
        if (!incoming.isCertified) {
            // No tolerance, and no reliance.
            Conservation.checkCertified(_foundInCertifiable(statement.outputs), incoming.certified);
        }
        if (drawn.toleratedNanograms + drawn.reliedNanograms == 0) return;
        // Interaction: what is beyond what was found is drawn on the site's allowance.
        POLICIES.draw(
            statement.organisation,
            statement.outputs[0].content.site,
            digest,
            drawn.toleratedNanograms,
            drawn.reliedNanograms
        );
    }

    /// @dev What was found of each element in the outputs that are certifiable, in tens of nanograms.
    function _foundInCertifiable(Output[] calldata outputs) private pure returns (uint256[WORDS] memory found) {
        for (uint256 i = 0; i < outputs.length; ++i) {
            if (!outputs[i].certifiable) continue;
            Content calldata content = outputs[i].content;
            found.addFound(content.partsPerHundredMillion, content.notFound, content.massGrams);
        }
    }

    /// @return forms Mask of the forms of the outputs that are certifiable (bit = `Form`).
    function _certifiableForms(Output[] calldata outputs) private pure returns (uint16 forms) {
        for (uint256 i = 0; i < outputs.length; ++i) {
            if (outputs[i].certifiable) forms |= uint16(1 << uint8(outputs[i].content.form));
        }
    }

    /// @dev Digest of a transformation, and the ids of the lots it declares.
    function _digest(Transform calldata statement) private view returns (bytes32 digest, uint256[] memory lots) {
        bytes32 outputsHash;
        (outputsHash, lots) = statement.outputs.hash(statement.organisation);
        // In two halves, for want of room on the stack.
        bytes memory first = abi.encode(
            TRANSFORM_TYPEHASH,
            statement.process,
            statement.scheme,
            statement.inputs.hash(),
            outputsHash,
            statement.emissionsGrams,
            statement.removalsGrams,
            statement.lossGrams
        );
        bytes memory second = abi.encode(
            statement.occurredAt,
            statement.organisation,
            statement.key,
            statement.nonce,
            statement.validAfter,
            statement.validBefore
        );
        digest = _hashTypedDataV4(keccak256(bytes.concat(first, second)));
    }
}
