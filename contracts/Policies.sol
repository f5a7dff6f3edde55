// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IPolicies} from "./interfaces/IPolicies.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {Excesses} from "./libraries/Excesses.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {AttestationKind, Head} from "./types/Types.sol";

/// @title Policies: what governance allows, prices and means (documented in `IPolicies`)
contract Policies is IPolicies, AccessManaged {
    using Dossiers for Head;

    /// @dev One percent: about what two good assays of one sample differ by.
    uint16 public constant TOLERANCE_MAXIMUM = 100;

    IParticipants public immutable PARTICIPANTS;
    ILots public immutable LOTS;

    mapping(uint16 scheme => Terms) private _terms;
    mapping(uint16 scheme => Head) private _termsHeads;
    mapping(address organisation => mapping(uint64 site => Allowance)) private _allowances;
    mapping(address organisation => mapping(uint64 site => Head)) private _allowanceHeads;
    mapping(uint16 reason => InheritancePolicy) private _inheritancePolicies;
    /// @dev What was drawn for a lot's unmeasured metal so far, in nanograms.
    mapping(uint256 lot => uint256) private _unmeasured;

    modifier onlyModule() {
        if (!LOTS.modules(msg.sender)) revert NotAModule(msg.sender);
        _;
    }

    constructor(address authority, IParticipants participants, ILots lots) AccessManaged(authority) {
        PARTICIPANTS = participants;
        LOTS = lots;
    }

    /// @inheritdoc IPolicies
    function setTerms(uint16 scheme, Terms calldata terms_) external restricted {
        if (terms_.toleranceBasisPoints > TOLERANCE_MAXIMUM) {
            revert ToleranceTooWide(terms_.toleranceBasisPoints, TOLERANCE_MAXIMUM);
        }
        _terms[scheme] = terms_;
        _termsHeads[scheme].extend(keccak256(abi.encodeCall(this.setTerms, (scheme, terms_))));
        emit TermsSet(scheme, terms_);
    }

    /// @inheritdoc IPolicies
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

    /// @inheritdoc IPolicies
    function setInheritancePolicy(uint16 reason, InheritancePolicy policy) external restricted {
        _inheritancePolicies[reason] = policy;
        _termsHeads[0].extend(keccak256(abi.encodeCall(this.setInheritancePolicy, (reason, policy))));
        emit InheritancePolicySet(reason, policy);
    }

    /// @inheritdoc IPolicies
    function draw(
        address organisation,
        uint64 site,
        bytes32 digest,
        uint256 toleratedNanograms,
        uint256 reliedNanograms
    ) external onlyModule {
        _draw(organisation, site, digest, toleratedNanograms, reliedNanograms);
    }

    /// @inheritdoc IPolicies
    function drawUnmeasured(uint256 lot, bytes32 digest) external onlyModule {
        LotRecord record = LOTS.records(lot);
        (, uint64 assay) = LOTS.figuresOf(lot, AttestationKind.Assay);
        (, uint64 missingGrams) = LOTS.figuresOf(lot, AttestationKind.Weight);
        uint256 nanograms = Excesses.nanograms(assay, missingGrams, record.massGrams());
        uint256 drawn = _unmeasured[lot];
        if (nanograms <= drawn) return;
        _unmeasured[lot] = nanograms;
        _draw(PARTICIPANTS.organisationOf(record.producer()), 0, digest, nanograms - drawn, 0);
    }

    /// @inheritdoc IPolicies
    function terms(uint16 scheme) external view returns (Terms memory) {
        return _terms[scheme];
    }

    /// @inheritdoc IPolicies
    function allowances(address organisation, uint64 site) external view returns (Allowance memory) {
        return _allowances[organisation][site];
    }

    /// @inheritdoc IPolicies
    function inheritancePolicies(uint16 reason) external view returns (InheritancePolicy) {
        return _inheritancePolicies[reason];
    }

    /// @inheritdoc IPolicies
    function termsHeads(uint16 scheme) external view returns (Head memory) {
        return _termsHeads[scheme];
    }

    /// @inheritdoc IPolicies
    function allowanceHeads(address organisation, uint64 site) external view returns (Head memory) {
        return _allowanceHeads[organisation][site];
    }

    function _draw(
        address organisation,
        uint64 site,
        bytes32 digest,
        uint256 toleratedNanograms,
        uint256 reliedNanograms
    ) private {
        // Check: so much is left.
        Allowance memory allowance = _allowances[organisation][site];
        uint256 left = allowance.toleranceNanograms - allowance.toleratedNanograms;
        if (toleratedNanograms > left) revert ToleranceExhausted(organisation, site, toleratedNanograms, left);
        left = allowance.relianceNanograms - allowance.reliedNanograms;
        if (reliedNanograms > left) revert RelianceExhausted(organisation, site, reliedNanograms, left);
        // Effect: it is drawn. Neither is above what was granted, which has 64 bits.
        allowance.toleratedNanograms += uint64(toleratedNanograms);
        allowance.reliedNanograms += uint64(reliedNanograms);
        _allowances[organisation][site] = allowance;
        _allowanceHeads[organisation][site].extend(keccak256(abi.encode(digest, toleratedNanograms, reliedNanograms)));
        emit AllowanceDrawn(organisation, site, digest, toleratedNanograms, reliedNanograms);
    }
}
