// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICertification} from "./interfaces/ICertification.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IPolicies} from "./interfaces/IPolicies.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {LotRecord, LotRecords} from "./libraries/LotRecords.sol";
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

    IPolicies public immutable POLICIES;

    mapping(bytes32 quota => Quota) private _quotas;
    mapping(uint16 scheme => Scheme) private _schemes;
    /// @dev That of `Form.None` tells whether the scheme has any.
    mapping(uint16 scheme => mapping(Form => Threshold)) private _thresholds;
    mapping(uint16 scheme => mapping(address organisation => Accreditation)) private _accreditations;
    mapping(uint16 scheme => Head) private _heads;
    mapping(bytes32 quota => Head) private _quotaHeads;
    /// @dev Grams of rejected lots against which a finding stood. They wait for a declaration that names the lot, and are withheld
    /// again where that one is rejected, too.
    mapping(uint256 lot => Withheld) private _withheld;

    struct Withheld {
        bytes32 quota;
        uint48 grams;
    }

    /// @dev Fields that statements against a certificate have in common.
    struct Against {
        uint256 lot;
        uint48 certificateUntil;
        uint16 reason;
        uint48 effectiveFrom;
    }

    constructor(
        address authority,
        IParticipants participants,
        ILots lots,
        IPolicies policies
    ) Module(participants, lots) AccessManaged(authority) {
        POLICIES = policies;
    }

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
        (Content calldata content, address organisation) = (statement.content, statement.organisation);
        // Check: the declaration makes sense.
        Contents.checkLotNumber(statement.lotNumber);
        Contents.check(content);
        bytes32 contentHash = Contents.hash(content);
        bytes32 digest = _digest(statement, contentHash);
        uint256 lot = Contents.lotId(organisation, statement.lotNumber, contentHash);
        // Effect: the quota is drawn on.
        if (content.replaces != 0) _release(content.replaces, lot, content);
        QuotaKind kind = _drawQuota(organisation, content);
        // Check: the producer signs, in a role that fits the quota.
        uint16 producer = _authoriseProducer(
            digest,
            _producersOf(kind),
            content.site,
            true,
            content,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (content.replaces != 0) _requireReplaceable(content.replaces, producer);
        // Interaction: the lot is on record.
        LotRecord record = LotRecords.declared(content, producer, LotStatus.Declared);
        record = record.withCertifier(_serialOf(content.certifier));
        bytes32 number = Contents.numberOf(organisation, statement.lotNumber);
        LOTS.declare(lot, digest, content.country, ILots.Made(record, number, content.replaces));
        emit Declared(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function certify(Certify calldata statement, bytes calldata signature) external {
        (uint256 id, uint16 scheme, address organisation) = (statement.lot, statement.scheme, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CERTIFY_TYPEHASH, statement)));
        // Check: an accredited verifier signs, whom the producer named or who found the lot open.
        uint16 certifier = _authoriseVerifier(
            digest,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            scheme,
            true,
            signature
        );
        LotRecord lot = _known(id);
        _requireNamed(id, organisation, lot, certifier);
        // Check: it fits the scheme and was examined.
        Scheme memory terms = _requireCertifiable(id, organisation, scheme, statement.validUntil, lot, certifier);
        _requireStamps(id, terms, lot, true);
        // Interaction: the grams come into being.
        LOTS.certify(
            id,
            digest,
            PARTICIPANTS.organisationOf(lot.producer()),
            certifier,
            scheme,
            uint32(statement.validUntil)
        );
        // Interaction: what nobody measured of it is drawn on the producer's allowance.
        POLICIES.drawUnmeasured(id, digest);
        emit Certified(id, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function reject(Reject calldata statement, LotIdentity calldata identity, bytes calldata signature) external {
        (uint256 id, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REJECT_TYPEHASH, statement)));
        // Check: the certifier whom the producer named signs, or the producer.
        Signer memory signer = Signer(
            organisation,
            statement.key,
            statement.nonce,
            statement.validAfter,
            statement.validBefore
        );
        bool isOwn = identity.producer == organisation;
        uint16 serial =
            isOwn
                ? _authoriseProducer(digest, PRODUCER, ANY_SITE, false, identity.content, signer, signature)
                : _authoriseVerifier(digest, signer, statement.scheme, false, signature);
        if (statement.reason == 0) revert ReasonMissing();
        uint256 computed = Contents.lotId(identity);
        if (computed != id) revert LotIdentityMismatch(id, computed);
        LotRecord lot = _known(id);
        if (!isOwn) {
            // Check: nobody else rejects what was left open, and the certifier only what its scheme covers.
            if (lot.isOpen()) revert NotTheCertifier(id, organisation);
            _requireNamed(id, organisation, lot, serial);
            _requireScope(statement.scheme, lot.form());
        } else if (statement.scheme != 0) {
            revert NotIndependent(id, organisation);
        }
        // Interaction: what is left of the lot is rejected. What has no quota to go back to can be brought back.
        LOTS.reject(id, digest, organisation, identity.content.quota != 0);
        // Effect: its grams go back to the quota, or wait for a declaration that names the lot.
        _giveBack(id, lot, identity.content.quota);
        emit Rejected(id, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function suspend(Suspend calldata statement, bytes calldata signature) external {
        (uint256 id, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(SUSPEND_TYPEHASH, statement)));
        // Check: the certifier or a regulator signs, against the certificate that stands.
        Role role = _authoriseAgainst(
            Against(id, statement.certificateUntil, statement.reason, statement.effectiveFrom),
            digest,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Interaction: nothing new starts with the lot.
        LOTS.suspend(id, digest, organisation, role == Role.Regulator);
        emit Suspended(id, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function reinstate(Reinstate calldata statement, bytes calldata signature) external {
        (uint256 id, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REINSTATE_TYPEHASH, statement)));
        // Check: who suspended signs, or a regulator.
        (, Role role) = _authoriseAs(
            digest,
            VERIFIER | REGULATOR,
            false,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        ILots.Taking memory taking = LOTS.takings(id);
        if (taking.digest != statement.suspension) {
            revert ILots.TakingMismatch(id, statement.suspension, taking.digest);
        }
        if (role != Role.Regulator && taking.organisation != organisation) revert NotTheCertifier(id, organisation);
        // Interaction: the suspension that is named ends.
        LOTS.reinstate(id, digest, statement.suspension);
        emit Reinstated(id, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function revoke(Revoke calldata statement, bytes calldata signature) external {
        (uint256 id, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REVOKE_TYPEHASH, statement)));
        // Check: the certifier or a regulator signs, against the certificate that stands.
        Role role = _authoriseAgainst(
            Against(id, statement.certificateUntil, statement.reason, statement.effectiveFrom),
            digest,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Interaction: the certificate ends. What a certifier takes from a producer who has all of it is no more than its own word.
        address producer = PARTICIPANTS.organisationOf(LOTS.records(id).producer());
        LOTS.revoke(id, digest, organisation, producer, role == Role.Regulator);
        emit Revoked(id, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function setAside(uint256 lot, bytes32 statement) external restricted {
        bytes32 digest = keccak256(abi.encodeCall(this.setAside, (lot, statement)));
        address organisation = LOTS.takings(lot).organisation;
        // Interaction: the certificate stands again.
        LOTS.setAside(lot, digest, statement);
        emit SetAside(lot, digest, organisation, statement);
    }

    /// @inheritdoc ICertification
    function renew(Renew calldata statement, bytes calldata signature) external {
        (uint256 id, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RENEW_TYPEHASH, statement)));
        // Check: an accredited verifier signs.
        uint16 certifier = _authoriseVerifier(
            digest,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            statement.scheme,
            true,
            signature
        );
        LotRecord lot = _known(id);
        // Check: the certificate is the one that stands, and ends later than before.
        if (statement.certificateUntil != lot.validUntil()) {
            revert CertificateMismatch(id, statement.certificateUntil, lot.validUntil());
        }
        // Whoever certified answers for the certificate until it ends; only then may another take its place.
        if (certifier != lot.certifier() && block.timestamp <= lot.validUntil()) {
            revert NotTheCertifier(id, organisation);
        }
        if (statement.validUntil <= statement.certificateUntil) {
            revert RenewalNotLater(id, statement.validUntil, statement.certificateUntil);
        }
        // Check: it fits the scheme and was examined. The token keeps the mass and nature the composition, so neither ages.
        uint16 scheme = statement.scheme;
        Scheme memory terms = _requireCertifiable(id, organisation, scheme, statement.validUntil, lot, certifier);
        _requireStamps(id, terms, lot, false);
        // Interaction: the certificate ends later.
        LOTS.renew(id, digest, certifier, scheme, uint32(statement.validUntil));
        // Interaction: what a later examination did not find is drawn on the producer's allowance.
        POLICIES.drawUnmeasured(id, digest);
        emit Renewed(id, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function withheld(uint256 lot) external view returns (bytes32 quota, uint48 grams) {
        return (_withheld[lot].quota, _withheld[lot].grams);
    }

    /// @inheritdoc ICertification
    function classOf(LotIdentity calldata identity) external view returns (CertificateClass) {
        LotRecord lot = LOTS.records(Contents.lotId(identity));
        if (lot.validUntil() == 0) return CertificateClass.None;
        (uint256 footprint, uint256 removals) = (
            lot.footprintGramsPerKilogram(),
            identity.content.removalsGramsPerKilogram
        );
        // Removals count as far as somebody independent attested their figure.
        (uint256 attested, ) = LOTS.figuresOf(Contents.lotId(identity), AttestationKind.Removals);
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

    /// @dev Gives back to its quota what was left of a rejected lot. Against which a finding stands, that is withheld: nobody leaves a
    /// finding behind by declaring the goods anew without naming the lot.
    function _giveBack(uint256 id, LotRecord lot, bytes32 quota) private {
        if (quota == 0) return;
        // Another module's quota: there the lot drew on it, and there it has to be rejected.
        if (_quotas[quota].kind == QuotaKind.None) revert QuotaUnknown(quota);
        // What its producer has transformed meanwhile was drawn for good.
        if (lot.disputes() == 0 && _withheld[id].quota == 0) _quotas[quota].drawnGrams -= lot.massGrams();
        else _withheld[id] = Withheld(quota, lot.massGrams());
    }

    /// @dev Gives back to its quota what was withheld of a rejected lot, as far as the lot that takes its place has need of it. Who
    /// rejects that one finds its grams withheld, too.
    function _release(uint256 replaced, uint256 lot, Content calldata content) private {
        Withheld storage kept = _withheld[replaced];
        if (kept.quota == 0) return;
        uint48 grams = kept.grams < content.massGrams ? kept.grams : content.massGrams;
        kept.grams -= grams;
        _quotas[kept.quota].drawnGrams -= grams;
        _withheld[lot].quota = content.quota;
    }

    function _digest(Declare calldata statement, bytes32 contentHash) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        DECLARE_TYPEHASH,
                        keccak256(bytes(statement.lotNumber)),
                        contentHash,
                        statement.organisation,
                        statement.key,
                        statement.nonce,
                        statement.validAfter,
                        statement.validBefore
                    )
                )
            );
    }

    /// @dev Producers answer for what they make in the country where they make it.
    function _authoriseProducer(
        bytes32 digest,
        uint16 roles,
        uint64 site,
        bool opens,
        Content calldata content,
        Signer memory signer,
        bytes calldata signature
    ) private returns (uint16 serial) {
        (serial, ) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Declaration,
                roles: roles,
                country: content.country,
                site: site,
                occurredAt: uint48(block.timestamp),
                opens: opens
            }),
            signer,
            signature
        );
    }

    /// @dev Certifiers are verifiers with an accreditation for the scheme that is in force in this block.
    function _authoriseVerifier(
        bytes32 digest,
        Signer memory signer,
        uint16 scheme,
        bool opens,
        bytes calldata signature
    ) private returns (uint16 serial) {
        (serial, ) = _authoriseAs(digest, VERIFIER, opens, signer, signature);
        Accreditation memory accreditation = _accreditations[scheme][signer.organisation];
        if (block.timestamp < accreditation.validFrom || block.timestamp > accreditation.validUntil) {
            revert NotAccredited(scheme, signer.organisation);
        }
    }

    function _authoriseAs(
        bytes32 digest,
        uint16 roles,
        bool opens,
        Signer memory signer,
        bytes calldata signature
    ) private returns (uint16 serial, Role role) {
        return
            _authorise(
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

    /// @dev Suspension and revocation are open to the lot's certifier and to regulators, against the certificate they name. A regulator
    /// may mean whatever certificate stands, so that no renewal dodges it.
    /// @return role In which they are stated.
    function _authoriseAgainst(
        Against memory against,
        bytes32 digest,
        Signer memory signer,
        bytes calldata signature
    ) private returns (Role role) {
        if (against.reason == 0) revert ReasonMissing();
        if (against.effectiveFrom > block.timestamp) revert EffectiveInFuture(against.effectiveFrom, block.timestamp);
        LotRecord record = _known(against.lot);
        uint16 serial;
        (serial, role) = _authoriseAs(digest, VERIFIER | REGULATOR, false, signer, signature);
        // Check: only a regulator may mean whatever certificate stands. No renewal dodges it.
        uint32 validUntil = record.validUntil();
        bool meansAny = role == Role.Regulator && against.certificateUntil == 0;
        if (!meansAny && against.certificateUntil != validUntil) {
            revert CertificateMismatch(against.lot, against.certificateUntil, validUntil);
        }
        if (role != Role.Regulator && serial != record.certifier()) {
            revert NotTheCertifier(against.lot, signer.organisation);
        }
    }

    /// @dev Check: where the producer named a certifier in the declaration, nobody else certifies or rejects.
    function _requireNamed(uint256 id, address organisation, LotRecord lot, uint16 certifier) private pure {
        if (!lot.isOpen() && lot.certifier() != certifier) revert NotTheCertifier(id, organisation);
    }

    /// @dev Roles in which lots are declared that draw on a quota of a kind.
    function _producersOf(QuotaKind kind) private pure returns (uint16) {
        if (kind == QuotaKind.Extraction) return MINER;
        if (kind == QuotaKind.Collection) return RECYCLER;
        return PRODUCER;
    }

    function _known(uint256 id) private view returns (LotRecord lot) {
        lot = LOTS.records(id);
        if (lot.status() == LotStatus.None) revert ILots.LotUnknown(id);
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

    function _requireCertifiable(
        uint256 id,
        address organisation,
        uint16 schemeId,
        uint48 validUntil,
        LotRecord lot,
        uint16 certifier
    ) private view returns (Scheme memory scheme) {
        scheme = _requireScope(schemeId, lot.form());
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
        if (lot.producer() == certifier || LOTS.isLaboratoryOf(id, certifier)) revert NotIndependent(id, organisation);
        if (lot.disputes() != 0) revert LotIsDisputed(id, lot.disputes());
        uint256 latest = block.timestamp + uint256(scheme.maximumValidityDays) * 1 days;
        if (latest > type(uint32).max) latest = type(uint32).max;
        if (validUntil <= block.timestamp || validUntil > latest) revert ValidityInvalid(validUntil, latest);
    }

    /// @param asFirst Whether the weight and the assay, too, have to be of late.
    function _requireStamps(uint256 id, Scheme memory scheme, LotRecord lot, bool asFirst) private view {
        for (uint8 k = uint8(AttestationKind.Assay); k <= uint8(AttestationKind.Footprint); ++k) {
            _requireStamp(id, scheme, AttestationKind(k), lot, asFirst || k > uint8(AttestationKind.Weight));
        }
    }

    function _requireStamp(
        uint256 id,
        Scheme memory scheme,
        AttestationKind kind,
        LotRecord lot,
        bool ofLate
    ) private view {
        if ((scheme.attestations >> uint8(kind)) & 1 == 0) return;
        uint256 day = lot.stamp(kind);
        if (day == 0) revert AttestationMissing(id, kind);
        if (ofLate && block.timestamp / 1 days > day + scheme.maximumAgeDays) revert AttestationTooOld(id, kind, day);
    }
}
