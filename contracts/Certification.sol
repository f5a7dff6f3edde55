// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICertification} from "./interfaces/ICertification.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {LotRecord, LotRecords} from "./libraries/LotRecords.sol";
import {Structs} from "./libraries/Structs.sol";
import {Module} from "./Module.sol";
import {
    Allocation,
    ANY_SITE,
    AttestationKind,
    CertificateClass,
    Content,
    CustodyModel,
    Form,
    Head,
    LotIdentity,
    LotStatus,
    Role,
    Scope,
    Signer
} from "./types/Types.sol";

/// @title Certification: from a declaration to a certificate (documented in `ICertification`)
contract Certification is ICertification, Module, AccessManaged {
    using Dossiers for Head;

    bytes32 public constant DECLARE_TYPEHASH = keccak256(
        "Declare(string lotNumber,Content content,address organisation,address key,uint256 nonce,uint48 validAfter,"
        "uint48 validBefore)Content(uint8 form,uint8 custodyModel,uint48 massGrams,uint32[17] partsPerHundredMillion,"
        "uint32 notFound,bytes2 originCountry,bytes32 deposit,bytes2 country,uint64 site,"
        "uint24 footprintGramsPerKilogram,uint24 removalsGramsPerKilogram,uint24 offsetsGramsPerKilogram,"
        "uint16 footprintMethod,uint8 allocation,uint16 primaryDataBasisPoints,uint48 producedAt,bytes32 quota,"
        "bytes32 documents,uint256 replaces,address certifier)"
    );
    bytes32 public constant CERTIFY_TYPEHASH = keccak256(
        "Certify(uint256 lot,uint16 scheme,uint48 validUntil,bytes32 report,address organisation,address key,"
        "uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant REJECT_TYPEHASH = keccak256(
        "Reject(uint256 lot,uint16 scheme,uint16 reason,bytes32 report,address organisation,address key,"
        "uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    bytes32 public constant SUSPEND_TYPEHASH = keccak256(
        "Suspend(uint256 lot,uint48 certificateUntil,uint16 reason,uint48 effectiveFrom,bytes32 report,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant REINSTATE_TYPEHASH = keccak256(
        "Reinstate(uint256 lot,bytes32 suspension,bytes32 report,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant REVOKE_TYPEHASH = keccak256(
        "Revoke(uint256 lot,uint48 certificateUntil,uint16 reason,uint48 effectiveFrom,bytes32 report,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant RENEW_TYPEHASH = keccak256(
        "Renew(uint256 lot,uint16 scheme,uint48 certificateUntil,uint48 validUntil,bytes32 report,"
        "address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    uint256 private constant DECLARE_SIZE = 27 * 0x20;
    uint256 private constant CERTIFY_SIZE = 9 * 0x20;
    uint256 private constant REJECT_SIZE = 9 * 0x20;
    uint256 private constant SUSPEND_SIZE = 10 * 0x20;
    uint256 private constant REINSTATE_SIZE = 8 * 0x20;
    uint256 private constant REVOKE_SIZE = 10 * 0x20;
    uint256 private constant RENEW_SIZE = 10 * 0x20;

    uint16 private constant MINER = uint16(1 << uint8(Role.Miner));
    uint16 private constant RECYCLER = uint16(1 << uint8(Role.Recycler));
    uint16 private constant PRODUCER = uint16(
        (1 << uint8(Role.Miner)) |
            (1 << uint8(Role.Refiner)) |
            (1 << uint8(Role.MagnetMaker)) |
            (1 << uint8(Role.Recycler))
    );
    uint16 private constant VERIFIER = uint16(1 << uint8(Role.Verifier));
    uint16 private constant REGULATOR = uint16(1 << uint8(Role.Regulator));

    /// @dev Kinds that leave a stamp on the lot, so that a scheme can ask for them.
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

    mapping(bytes32 quota => Quota) private _quotas;
    mapping(uint16 scheme => Scheme) private _schemes;
    /// @dev That of `Form.None` tells whether the scheme has any.
    mapping(uint16 scheme => mapping(Form => Threshold)) private _thresholds;
    mapping(uint16 scheme => mapping(address organisation => Accreditation)) private _accreditations;
    mapping(uint16 scheme => Head) private _heads;
    mapping(bytes32 quota => Head) private _quotaHeads;
    mapping(uint256 lot => Suspension) private _suspensions;

    struct Suspension {
        bytes32 digest;
        address organisation;
    }

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @inheritdoc ICertification
    function grantQuota(
        bytes32 quota,
        address organisation,
        QuotaKind kind,
        bytes2 country,
        uint96 grantedGrams,
        uint48 validFrom,
        uint48 validUntil
    ) external restricted {
        Quota storage record = _quotas[quota];
        bool known = record.kind != QuotaKind.None;
        if (
            quota == 0 ||
            kind == QuotaKind.None ||
            validUntil < validFrom ||
            !Contents.isCountry(country) ||
            (known && (record.organisation != organisation || record.kind != kind || record.country != country))
        ) revert QuotaInvalid(quota);
        if (!known) PARTICIPANTS.requireActive(organisation);
        if (grantedGrams < record.drawnGrams) revert QuotaBelowDrawn(quota, grantedGrams, record.drawnGrams);
        record.organisation = organisation;
        record.kind = kind;
        record.country = country;
        record.grantedGrams = grantedGrams;
        record.validFrom = validFrom;
        record.validUntil = validUntil;
        _quotaHeads[quota].extend(
            keccak256(
                abi.encodeCall(
                    this.grantQuota,
                    (quota, organisation, kind, country, grantedGrams, validFrom, validUntil)
                )
            )
        );
        emit QuotaGranted(quota, organisation, kind, country, grantedGrams, validFrom, validUntil);
    }

    /// @inheritdoc ICertification
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

    /// @inheritdoc ICertification
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

    /// @inheritdoc ICertification
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

    /// @inheritdoc ICertification
    function declare(Declare calldata statement, bytes calldata signature) external {
        Content calldata content = statement.content;
        string calldata lotNumber = statement.lotNumber;
        address organisation = statement.organisation;
        Contents.checkLotNumber(lotNumber);
        Contents.check(content);
        bytes32 contentHash = Contents.hash(content);
        Signer calldata signer = _signerOf(statement);
        bytes32 digest = _hashTypedDataV4(
            Structs.hash(DECLARE_TYPEHASH, keccak256(bytes(lotNumber)), contentHash, signer)
        );
        QuotaKind kind = _drawQuota(organisation, content);
        (uint16 producer, ) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Declaration,
                roles: kind == QuotaKind.Extraction
                    ? MINER
                    : kind == QuotaKind.Collection
                        ? RECYCLER
                        : PRODUCER,
                country: content.country,
                site: content.site,
                occurredAt: uint48(block.timestamp),
                opens: true
            }),
            signer,
            signature
        );
        if (content.replaces != 0) _requireReplaceable(content.replaces, producer);
        uint256 lot = Contents.lotId(organisation, lotNumber, contentHash);
        LotRecord record = LotRecords.declared(content, producer, LotStatus.Declared);
        if (content.certifier != address(0)) record = record.withCertifier(_serialOf(content.certifier));
        LOTS.declare(lot, digest, content.country, record);
        Structs.log(
            Declared.selector,
            bytes32(lot),
            digest,
            bytes32(uint256(uint160(organisation))),
            _tailed(statement),
            signature
        );
    }

    /// @inheritdoc ICertification
    function certify(Certify calldata statement, bytes calldata signature) external {
        bytes32 digest = _digestAt(CERTIFY_TYPEHASH, Structs.FIRST, CERTIFY_SIZE);
        uint16 certifier = _authoriseVerifier(
            digest,
            Structs.signer(Structs.FIRST, CERTIFY_SIZE),
            statement.scheme,
            true,
            signature
        );
        LotRecord lot = LOTS.records(statement.lot);
        if (lot.status() == LotStatus.None) revert ILots.LotUnknown(statement.lot);
        _requireNamed(statement.lot, statement.organisation, lot, certifier);
        _requireCertifiable(
            statement.lot,
            statement.organisation,
            statement.scheme,
            statement.validUntil,
            lot,
            certifier
        );
        LOTS.certify(
            statement.lot,
            digest,
            PARTICIPANTS.organisationOf(lot.producer()),
            certifier,
            statement.scheme,
            uint32(statement.validUntil)
        );
        _log(Certified.selector, statement.lot, digest, statement.organisation, CERTIFY_SIZE, signature);
    }

    /// @inheritdoc ICertification
    function reject(Reject calldata statement, LotIdentity calldata identity, bytes calldata signature) external {
        bytes32 digest = _digestAt(REJECT_TYPEHASH, Structs.FIRST, REJECT_SIZE);
        uint16 certifier = _authoriseVerifier(
            digest,
            Structs.signer(Structs.FIRST, REJECT_SIZE),
            statement.scheme,
            false,
            signature
        );
        if (statement.reason == 0) revert ReasonMissing();
        uint256 computed = Contents.lotId(identity);
        if (computed != statement.lot) revert LotIdentityMismatch(statement.lot, computed);
        LotRecord lot = LOTS.records(statement.lot);
        if (lot.producer() == certifier) revert NotIndependent(statement.lot, statement.organisation);
        _requireNamed(statement.lot, statement.organisation, lot, certifier);
        // Who could not certify such a lot has no say in its rejection. Of one that is not there the form is none.
        if (lot.status() != LotStatus.None) _requireScope(statement.scheme, lot.form());
        LOTS.reject(statement.lot, digest);
        bytes32 quota = identity.content.quota;
        if (quota != 0) {
            // Another module's quota: there the lot drew on it, and there it has to be rejected.
            if (_quotas[quota].kind == QuotaKind.None) revert QuotaUnknown(quota);
            // What its producer has transformed meanwhile was drawn for good.
            _quotas[quota].drawnGrams -= lot.massGrams();
        }
        _log(Rejected.selector, statement.lot, digest, statement.organisation, REJECT_SIZE, signature);
    }

    /// @inheritdoc ICertification
    function suspend(Suspend calldata statement, bytes calldata signature) external {
        bytes32 digest = _digestAt(SUSPEND_TYPEHASH, Structs.FIRST, SUSPEND_SIZE);
        _authoriseAgainst(
            statement.lot,
            statement.certificateUntil,
            statement.reason,
            statement.effectiveFrom,
            digest,
            Structs.signer(Structs.FIRST, SUSPEND_SIZE),
            signature
        );
        LOTS.suspend(statement.lot, digest);
        _suspensions[statement.lot] = Suspension(digest, statement.organisation);
        _log(Suspended.selector, statement.lot, digest, statement.organisation, SUSPEND_SIZE, signature);
    }

    /// @inheritdoc ICertification
    function reinstate(Reinstate calldata statement, bytes calldata signature) external {
        bytes32 digest = _digestAt(REINSTATE_TYPEHASH, Structs.FIRST, REINSTATE_SIZE);
        _authoriseAs(digest, VERIFIER | REGULATOR, false, Structs.signer(Structs.FIRST, REINSTATE_SIZE), signature);
        Suspension memory suspension = _suspensions[statement.lot];
        if (suspension.digest == 0 || suspension.digest != statement.suspension) {
            revert SuspensionMismatch(statement.lot, statement.suspension, suspension.digest);
        }
        if (suspension.organisation != statement.organisation) {
            revert NotTheCertifier(statement.lot, statement.organisation);
        }
        delete _suspensions[statement.lot];
        LOTS.reinstate(statement.lot, digest);
        _log(Reinstated.selector, statement.lot, digest, statement.organisation, REINSTATE_SIZE, signature);
    }

    /// @inheritdoc ICertification
    function revoke(Revoke calldata statement, bytes calldata signature) external {
        bytes32 digest = _digestAt(REVOKE_TYPEHASH, Structs.FIRST, REVOKE_SIZE);
        _authoriseAgainst(
            statement.lot,
            statement.certificateUntil,
            statement.reason,
            statement.effectiveFrom,
            digest,
            Structs.signer(Structs.FIRST, REVOKE_SIZE),
            signature
        );
        LOTS.revoke(statement.lot, digest);
        delete _suspensions[statement.lot];
        _log(Revoked.selector, statement.lot, digest, statement.organisation, REVOKE_SIZE, signature);
    }

    /// @inheritdoc ICertification
    function renew(Renew calldata statement, bytes calldata signature) external {
        bytes32 digest = _digestAt(RENEW_TYPEHASH, Structs.FIRST, RENEW_SIZE);
        uint16 certifier = _authoriseVerifier(
            digest,
            Structs.signer(Structs.FIRST, RENEW_SIZE),
            statement.scheme,
            true,
            signature
        );
        LotRecord lot = LOTS.records(statement.lot);
        if (lot.status() == LotStatus.None) revert ILots.LotUnknown(statement.lot);
        if (statement.certificateUntil != lot.validUntil()) {
            revert CertificateMismatch(statement.lot, statement.certificateUntil, lot.validUntil());
        }
        // Whoever certified answers for the certificate until it ends; only then may another take its place.
        if (certifier != lot.certifier() && block.timestamp <= lot.validUntil()) {
            revert NotTheCertifier(statement.lot, statement.organisation);
        }
        if (statement.validUntil <= statement.certificateUntil) {
            revert RenewalNotLater(statement.lot, statement.validUntil, statement.certificateUntil);
        }
        _requireCertifiable(
            statement.lot,
            statement.organisation,
            statement.scheme,
            statement.validUntil,
            lot,
            certifier
        );
        LOTS.renew(statement.lot, digest, certifier, statement.scheme, uint32(statement.validUntil));
        _log(Renewed.selector, statement.lot, digest, statement.organisation, RENEW_SIZE, signature);
    }

    /// @inheritdoc ICertification
    function suspensions(uint256 lot) external view returns (bytes32 digest, address organisation) {
        return (_suspensions[lot].digest, _suspensions[lot].organisation);
    }

    /// @inheritdoc ICertification
    function classOf(LotIdentity calldata identity) external view returns (CertificateClass) {
        LotRecord lot = LOTS.records(Contents.lotId(identity));
        if (lot.scheme() == 0) return CertificateClass.None;
        (uint256 footprint, uint256 removals) = (
            lot.footprintGramsPerKilogram(),
            identity.content.removalsGramsPerKilogram
        );
        // Removals count as far as somebody independent attested their figure.
        uint256 attested = LOTS.examinations(Contents.lotId(identity), AttestationKind.Removals).figure;
        if (removals > attested) removals = attested;
        uint256 residual = footprint > removals ? footprint - removals : 0;
        Threshold memory threshold = _thresholds[lot.scheme()][lot.form()];
        if (threshold.isSet && residual <= threshold.zeroCarbonGramsPerKilogram) return CertificateClass.ZeroCarbon;
        if (threshold.isSet && residual <= threshold.lowCarbonGramsPerKilogram) return CertificateClass.LowCarbon;
        uint24 offsets = identity.content.offsetsGramsPerKilogram;
        return offsets != 0 && offsets >= residual ? CertificateClass.OffsetNeutral : CertificateClass.Verified;
    }

    /// @inheritdoc ICertification
    function thresholds(uint16 scheme, Form form) external view returns (Threshold memory) {
        return _thresholds[scheme][form];
    }

    /// @inheritdoc ICertification
    function quotas(bytes32 quota) external view returns (Quota memory) {
        return _quotas[quota];
    }

    /// @inheritdoc ICertification
    function schemes(uint16 scheme) external view returns (Scheme memory) {
        return _schemes[scheme];
    }

    /// @inheritdoc ICertification
    function accreditations(uint16 scheme, address organisation) external view returns (Accreditation memory) {
        return _accreditations[scheme][organisation];
    }

    /// @inheritdoc ICertification
    function heads(uint16 scheme) external view returns (Head memory) {
        return _heads[scheme];
    }

    /// @inheritdoc ICertification
    function quotaHeads(bytes32 quota) external view returns (Head memory) {
        return _quotaHeads[quota];
    }

    function _drawQuota(address organisation, Content calldata content) private returns (QuotaKind kind) {
        Quota storage quota = _quotas[content.quota];
        kind = quota.kind;
        if (kind == QuotaKind.None) revert QuotaUnknown(content.quota);
        if (quota.organisation != organisation) revert QuotaNotHeld(content.quota, organisation);
        if (block.timestamp < quota.validFrom || block.timestamp > quota.validUntil) {
            revert QuotaNotInForce(content.quota, quota.validFrom, quota.validUntil);
        }
        if (quota.country != content.country) {
            revert QuotaCountryMismatch(content.quota, quota.country, content.country);
        }
        // What was mined or collected here cannot come from elsewhere; only opening stock has a past.
        if (kind != QuotaKind.OpeningStock && quota.country != content.originCountry) {
            revert QuotaCountryMismatch(content.quota, quota.country, content.originCountry);
        }
        Form form = content.form;
        if (
            (kind == QuotaKind.Extraction && form != Form.Ore && form != Form.Concentrate) ||
            (kind == QuotaKind.Collection && form != Form.Scrap)
        ) revert QuotaFormMismatch(content.quota, kind, form);
        uint256 remaining = quota.grantedGrams - quota.drawnGrams;
        if (content.massGrams > remaining) revert QuotaExceeded(content.quota, content.massGrams, remaining);
        quota.drawnGrams += content.massGrams;
    }

    /// @dev Certifiers are verifiers with an accreditation for the scheme that is in force in this block.
    function _authoriseVerifier(
        bytes32 digest,
        Signer calldata signer,
        uint16 scheme,
        bool opens,
        bytes calldata signature
    ) private returns (uint16 serial) {
        serial = _authoriseAs(digest, VERIFIER, opens, signer, signature);
        Accreditation memory accreditation = _accreditations[scheme][signer.organisation];
        if (block.timestamp < accreditation.validFrom || block.timestamp > accreditation.validUntil) {
            revert NotAccredited(scheme, signer.organisation);
        }
    }

    function _authoriseAs(
        bytes32 digest,
        uint16 roles,
        bool opens,
        Signer calldata signer,
        bytes calldata signature
    ) private returns (uint16 serial) {
        (serial, ) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Certification,
                roles: roles,
                country: 0,
                site: ANY_SITE,
                occurredAt: uint48(block.timestamp),
                opens: opens
            }),
            signer,
            signature
        );
    }

    /// @dev Suspension and revocation are open to the lot's certifier and to regulators, against the certificate they name.
    function _authoriseAgainst(
        uint256 lot,
        uint48 certificateUntil,
        uint16 reason,
        uint48 effectiveFrom,
        bytes32 digest,
        Signer calldata signer,
        bytes calldata signature
    ) private {
        if (reason == 0) revert ReasonMissing();
        if (effectiveFrom > block.timestamp) revert EffectiveInFuture(effectiveFrom, block.timestamp);
        LotRecord record = LOTS.records(lot);
        if (record.status() == LotStatus.None) revert ILots.LotUnknown(lot);
        uint32 validUntil = record.validUntil();
        if (certificateUntil != 0 && certificateUntil != validUntil) {
            revert CertificateMismatch(lot, certificateUntil, validUntil);
        }
        (uint16 serial, Role role) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Certification,
                roles: VERIFIER | REGULATOR,
                country: 0,
                site: ANY_SITE,
                occurredAt: uint48(block.timestamp),
                opens: false
            }),
            signer,
            signature
        );
        if (role == Role.Regulator) return;
        // Check: only a regulator may mean whatever certificate stands. No renewal dodges it.
        if (certificateUntil != validUntil) revert CertificateMismatch(lot, certificateUntil, validUntil);
        if (serial != record.certifier()) revert NotTheCertifier(lot, signer.organisation);
    }

    function _log(
        bytes32 selector,
        uint256 lot,
        bytes32 digest,
        address organisation,
        uint256 size,
        bytes calldata signature
    ) private {
        Structs.log(selector, bytes32(lot), digest, organisation, Structs.FIRST, size, signature);
    }

    function _requireReplaceable(uint256 replaced, uint16 producer) private view {
        LotRecord lot = LOTS.records(replaced);
        if (lot.status() != LotStatus.Rejected) revert ReplacedLotNotRejected(replaced);
        if (lot.producer() != producer) revert ReplacedLotOfAnother(replaced, lot.producer());
    }

    /// @dev Reverts unless the scheme is in force and covers the form.
    function _requireScope(uint16 schemeId, Form form) private view returns (Scheme memory scheme) {
        scheme = _schemes[schemeId];
        bool suspended = block.timestamp >= scheme.suspendedFrom && block.timestamp <= scheme.suspendedUntil;
        if (block.timestamp < scheme.validFrom || block.timestamp > scheme.validUntil || suspended) {
            revert SchemeNotInForce(schemeId);
        }
        if ((scheme.forms >> uint8(form)) & 1 == 0) revert FormNotCovered(schemeId, form);
    }

    /// @dev Check: where the producer named a certifier in the declaration, nobody else certifies or rejects.
    function _requireNamed(uint256 id, address organisation, LotRecord lot, uint16 certifier) private pure {
        if (lot.certifier() != 0 && lot.certifier() != certifier) revert NotTheCertifier(id, organisation);
    }

    function _requireCertifiable(
        uint256 id,
        address organisation,
        uint16 schemeId,
        uint48 validUntil,
        LotRecord lot,
        uint16 certifier
    ) private view {
        Scheme memory scheme = _requireScope(schemeId, lot.form());
        if ((scheme.custodyModels >> uint8(lot.custodyModel())) & 1 == 0) {
            revert CustodyModelNotCovered(schemeId, lot.custodyModel());
        }
        if ((scheme.allocations >> uint8(lot.allocation())) & 1 == 0) {
            revert AllocationNotCovered(schemeId, lot.allocation());
        }
        if (lot.primaryDataPercent() < scheme.minimumPrimaryDataPercent) {
            revert PrimaryDataTooLow(schemeId, lot.primaryDataPercent(), scheme.minimumPrimaryDataPercent);
        }
        // Check: producer, laboratory and certifier are three organisations.
        if (
            lot.producer() == certifier ||
            LOTS.examinations(id, AttestationKind.Assay).attester == certifier ||
            LOTS.examinations(id, AttestationKind.Weight).attester == certifier
        ) revert NotIndependent(id, organisation);
        if (lot.disputes() != 0) revert LotIsDisputed(id, lot.disputes());
        uint256 latest = block.timestamp + uint256(scheme.maximumValidityDays) * 1 days;
        if (latest > type(uint32).max) latest = type(uint32).max;
        if (validUntil <= block.timestamp || validUntil > latest) revert ValidityInvalid(validUntil, latest);
        _requireStamp(id, scheme, AttestationKind.Assay, lot.stamp(AttestationKind.Assay));
        _requireStamp(id, scheme, AttestationKind.Weight, lot.stamp(AttestationKind.Weight));
        _requireStamp(id, scheme, AttestationKind.Process, lot.stamp(AttestationKind.Process));
        _requireStamp(id, scheme, AttestationKind.Footprint, lot.stamp(AttestationKind.Footprint));
    }

    function _requireStamp(uint256 lot, Scheme memory scheme, AttestationKind kind, uint256 day) private view {
        if ((scheme.attestations >> uint8(kind)) & 1 == 0) return;
        if (day == 0) revert AttestationMissing(lot, kind);
        if (block.timestamp / 1 days > day + scheme.maximumAgeDays) revert AttestationTooOld(lot, kind, day);
    }

    function _signerOf(Declare calldata statement) private pure returns (Signer calldata) {
        return Structs.signer(_offsetOf(statement), DECLARE_SIZE);
    }

    function _tailed(Declare calldata statement) private pure returns (Structs.Tailed memory) {
        bytes calldata lotNumber = bytes(statement.lotNumber);
        uint256 tail;
        assembly ("memory-safe") {
            tail := lotNumber.offset
        }
        uint256 length = lotNumber.length;
        return Structs.Tailed(_offsetOf(statement), DECLARE_SIZE, 0, tail, length, length);
    }

    function _offsetOf(Declare calldata statement) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := statement
        }
    }
}
