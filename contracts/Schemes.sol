// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {ISchemes} from "./interfaces/ISchemes.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Allocation, AttestationKind, CustodyModel, Form, Head} from "./types/Types.sol";

/// @title Schemes: under which terms lots are certified, and by whom (documented in `ISchemes`)
contract Schemes is ISchemes, AccessManaged {
    using Dossiers for Head;

    /// @dev Kinds that a scheme can ask for.
    uint8 private constant STAMPED = uint8(
        (1 << uint8(AttestationKind.Assay)) |
            (1 << uint8(AttestationKind.Weight)) |
            (1 << uint8(AttestationKind.Process)) |
            (1 << uint8(AttestationKind.Footprint))
    );

    /// @dev What has to be verified of a lot before its carbon is classed.
    uint8 private constant VERIFIED_CARBON = uint8(
        (1 << uint8(AttestationKind.Process)) | (1 << uint8(AttestationKind.Footprint))
    );

    IParticipants public immutable PARTICIPANTS;

    mapping(uint16 scheme => Scheme) private _schemes;
    /// @dev That of `Form.None` tells whether the scheme has any.
    mapping(uint16 scheme => mapping(Form => Threshold)) private _thresholds;
    mapping(uint16 scheme => mapping(address organisation => Accreditation)) private _accreditations;
    mapping(uint16 scheme => Head) private _heads;

    constructor(address authority, IParticipants participants) AccessManaged(authority) {
        PARTICIPANTS = participants;
    }

    /// @inheritdoc ISchemes
    function setScheme(uint16 scheme, string calldata name, Scheme calldata terms) external restricted {
        if (
            scheme == 0 ||
            bytes(name).length == 0 ||
            bytes(name).length > 100 ||
            terms.validUntil < terms.validFrom ||
            terms.suspendedUntil < terms.suspendedFrom ||
            terms.forms == 0 ||
            terms.forms & 1 == 1 ||
            terms.forms >> (uint8(type(Form).max) + 1) != 0 ||
            terms.attestations & ~STAMPED != 0 ||
            (_thresholds[scheme][Form.None].isSet && terms.attestations & VERIFIED_CARBON != VERIFIED_CARBON) ||
            terms.maximumValidityDays == 0 ||
            terms.custodyModels == 0 ||
            terms.custodyModels & 1 == 1 ||
            terms.custodyModels >> (uint8(type(CustodyModel).max) + 1) != 0 ||
            terms.allocations == 0 ||
            terms.allocations & 1 == 1 ||
            terms.allocations >> (uint8(type(Allocation).max) + 1) != 0 ||
            terms.minimumPrimaryDataPercent > 100
        ) revert SchemeInvalid(scheme);
        _schemes[scheme] = terms;
        _heads[scheme].extend(keccak256(abi.encodeCall(this.setScheme, (scheme, name, terms))));
        emit SchemeSet(scheme, name, terms);
    }

    /// @inheritdoc ISchemes
    function setThreshold(
        uint16 scheme,
        Form form,
        uint24 lowCarbonGramsPerKilogram,
        uint24 zeroCarbonGramsPerKilogram
    ) external restricted {
        Scheme storage terms = _schemes[scheme];
        if (terms.forms == 0) revert SchemeUnknown(scheme);
        if (
            (terms.forms >> uint8(form)) & 1 == 0 ||
            terms.attestations & VERIFIED_CARBON != VERIFIED_CARBON ||
            zeroCarbonGramsPerKilogram > lowCarbonGramsPerKilogram
        ) revert ThresholdInvalid(scheme, form);
        if (_thresholds[scheme][form].isSet) revert ThresholdIsSet(scheme, form);
        _thresholds[scheme][form] = Threshold(true, lowCarbonGramsPerKilogram, zeroCarbonGramsPerKilogram);
        _thresholds[scheme][Form.None].isSet = true;
        _heads[scheme].extend(
            keccak256(
                abi.encodeCall(this.setThreshold, (scheme, form, lowCarbonGramsPerKilogram, zeroCarbonGramsPerKilogram))
            )
        );
        emit ThresholdSet(scheme, form, lowCarbonGramsPerKilogram, zeroCarbonGramsPerKilogram);
    }

    /// @inheritdoc ISchemes
    function accredit(uint16 scheme, address organisation, uint48 validFrom, uint48 validUntil) external restricted {
        if (_schemes[scheme].forms == 0) revert SchemeUnknown(scheme);
        if (validUntil < validFrom) revert IParticipants.WindowInvalid(validFrom, validUntil);
        // Enrolled is enough: a suspended certifier's accreditation can be withdrawn.
        if (PARTICIPANTS.organisations(organisation).status == IParticipants.OrganisationStatus.None) {
            revert IParticipants.OrganisationUnknown(organisation);
        }
        _accreditations[scheme][organisation] = Accreditation(validFrom, validUntil);
        _heads[scheme].extend(keccak256(abi.encodeCall(this.accredit, (scheme, organisation, validFrom, validUntil))));
        emit Accredited(scheme, organisation, validFrom, validUntil);
    }

    /// @inheritdoc ISchemes
    function requireInForce(uint16 scheme, uint16 forms) external view {
        _requireInForce(scheme, _schemes[scheme], forms);
    }

    /// @inheritdoc ISchemes
    function requireCertifier(uint16 scheme, address organisation, Form form) external view {
        _requireAccredited(scheme, organisation);
        _requireInForce(scheme, _schemes[scheme], _maskOf(form));
    }

    /// @inheritdoc ISchemes
    function requireCertifiable(
        uint16 scheme,
        address organisation,
        LotRecord lot
    ) external view returns (Scheme memory terms) {
        _requireAccredited(scheme, organisation);
        terms = _schemes[scheme];
        _requireInForce(scheme, terms, _maskOf(lot.form()));
        if ((terms.custodyModels >> uint8(lot.custodyModel())) & 1 == 0) {
            revert CustodyModelNotCovered(scheme, lot.custodyModel());
        }
        if ((terms.allocations >> uint8(lot.allocation())) & 1 == 0) {
            revert AllocationNotCovered(scheme, lot.allocation());
        }
        if (lot.primaryDataPercent() < terms.minimumPrimaryDataPercent) {
            revert PrimaryDataTooLow(scheme, lot.primaryDataPercent(), terms.minimumPrimaryDataPercent);
        }
    }

    /// @inheritdoc ISchemes
    function thresholds(uint16 scheme, Form form) external view returns (Threshold memory) {
        return _thresholds[scheme][form];
    }

    /// @inheritdoc ISchemes
    function schemes(uint16 scheme) external view returns (Scheme memory) {
        return _schemes[scheme];
    }

    /// @inheritdoc ISchemes
    function accreditations(uint16 scheme, address organisation) external view returns (Accreditation memory) {
        return _accreditations[scheme][organisation];
    }

    /// @inheritdoc ISchemes
    function heads(uint16 scheme) external view returns (Head memory) {
        return _heads[scheme];
    }

    /// @dev Accredited in this block.
    function _requireAccredited(uint16 scheme, address organisation) private view {
        Accreditation memory accreditation = _accreditations[scheme][organisation];
        if (block.timestamp < accreditation.validFrom || block.timestamp > accreditation.validUntil) {
            revert NotAccredited(scheme, organisation);
        }
    }

    /// @param forms Mask of forms that it has to cover.
    function _requireInForce(uint16 scheme, Scheme memory terms, uint16 forms) private view {
        bool isSuspended = block.timestamp >= terms.suspendedFrom && block.timestamp <= terms.suspendedUntil;
        if (block.timestamp < terms.validFrom || block.timestamp > terms.validUntil || isSuspended) {
            revert SchemeNotInForce(scheme);
        }
        uint16 missing = forms & ~terms.forms;
        if (missing != 0) revert FormNotCovered(scheme, Form(Math.log2(missing)));
    }

    function _maskOf(Form form) private pure returns (uint16) {
        return uint16(1 << uint8(form));
    }
}
