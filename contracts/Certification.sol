// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICertification} from "./interfaces/ICertification.sol";
import {ILots} from "./interfaces/ILots.sol";
import {Movement, MovementKind} from "./interfaces/IMovementRules.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IPolicies} from "./interfaces/IPolicies.sol";
import {IQuotas} from "./interfaces/IQuotas.sol";
import {ISchemes} from "./interfaces/ISchemes.sol";
import {Contents} from "./libraries/Contents.sol";
import {LotRecord, LotRecords} from "./libraries/LotRecords.sol";
import {Module} from "./Module.sol";
import {
    ANY_SITE,
    AttestationKind,
    CertificateClass,
    Content,
    LotIdentity,
    LotStatus,
    Role,
    Scope,
    Signer
} from "./types/Types.sol";

/// @title Certification: from a declaration to a certificate (documented in `ICertification`)
contract Certification is ICertification, Module, AccessManaged {
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
    bytes32 public constant CORRECTFOOTPRINT_TYPEHASH = keccak256(
        "CorrectFootprint(uint256 lot,uint24 footprintGramsPerKilogram,bytes32 corrects,bytes32 report,"
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

    IPolicies public immutable POLICIES;
    IQuotas public immutable QUOTAS;
    ISchemes public immutable SCHEMES;

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
        IPolicies policies,
        IQuotas quotas,
        ISchemes schemes
    ) Module(participants, lots) AccessManaged(authority) {
        POLICIES = policies;
        QUOTAS = quotas;
        SCHEMES = schemes;
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
        // Interaction: the quota is drawn on.
        IQuotas.QuotaKind kind = QUOTAS.draw(lot, organisation, content);
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
        uint256 number = Contents.numberOf(organisation, statement.lotNumber);
        LOTS.declare(lot, digest, ILots.Made(record, number, content.replaces));
        emit Declared(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function certify(Certify calldata statement, bytes calldata signature) external {
        (uint256 id, uint16 scheme, address organisation) = (statement.lot, statement.scheme, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CERTIFY_TYPEHASH, statement)));
        // Check: a verifier signs.
        (uint16 certifier, ) = _authoriseAs(
            digest,
            VERIFIER,
            true,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        LotRecord lot = _known(id);
        // Check: the scheme accredits the verifier, whom the producer named or who found the lot open.
        ISchemes.Scheme memory terms = SCHEMES.requireCertifiable(scheme, organisation, lot);
        _requireNamed(id, organisation, lot, certifier);
        // Check: the lot fits the scheme and was examined.
        _requireCertifiable(id, organisation, terms, statement.validUntil, lot, certifier);
        _requireStamps(id, terms, true);
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
        uint16 serial;
        if (isOwn) serial = _authoriseProducer(digest, PRODUCER, ANY_SITE, false, identity.content, signer, signature);
        else (serial, ) = _authoriseAs(digest, VERIFIER, false, signer, signature);
        if (statement.reason == 0) revert ReasonMissing();
        uint256 computed = Contents.lotId(identity);
        if (computed != id) revert LotIdentityMismatch(id, computed);
        LotRecord lot = _known(id);
        if (!isOwn) {
            // Check: the certifier rejects only what its scheme covers, and nobody what was left open.
            SCHEMES.requireCertifier(statement.scheme, organisation, lot.form());
            if (lot.isOpen()) revert NotTheCertifier(id, organisation);
            _requireNamed(id, organisation, lot, serial);
        } else if (statement.scheme != 0) {
            revert NotIndependent(id, organisation);
        }
        // Interaction: what is left of the lot is rejected. What has no quota to go back to can be brought back.
        bool isFinal = identity.content.quota != 0;
        LOTS.reject(
            _rejection(digest, id, lot, identity.producer),
            organisation,
            isFinal ? Contents.numberOf(identity.producer, identity.lotNumber) : 0
        );
        // Interaction: its grams go back to the quota, or wait for a declaration that names the lot.
        if (isFinal) QUOTAS.giveBack(id, identity.content.quota);
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
    function correctFootprint(CorrectFootprint calldata statement, bytes calldata signature) external {
        (uint256 lot, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CORRECTFOOTPRINT_TYPEHASH, statement)));
        (uint16 serial, ) = _authorise(
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Processing,
                roles: PRODUCER | VERIFIER,
                country: 0,
                site: ANY_SITE,
                occurredAt: uint48(block.timestamp),
                opens: false
            }),
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        // Check: what is raised comes down again by governance alone, so it is not for any verifier to raise.
        LotRecord record = LOTS.records(lot);
        if (serial != record.producer() && serial != record.certifier()) {
            revert NotTheProducerOrCertifier(lot, organisation);
        }
        // Interaction: the record has the higher footprint.
        LOTS.correct(lot, digest, organisation, statement.footprintGramsPerKilogram);
        emit FootprintCorrected(lot, digest, organisation, statement, signature);
    }

    /// @inheritdoc ICertification
    function setAsideCorrection(uint256 lot, bytes32 correction) external restricted {
        bytes32 digest = keccak256(abi.encodeCall(this.setAsideCorrection, (lot, correction)));
        // Interaction: the footprint is the one from before the correction.
        (address organisation, uint24 footprint) = LOTS.uncorrect(lot, digest, correction);
        emit CorrectionSetAside(lot, digest, organisation, correction, footprint);
    }

    /// @inheritdoc ICertification
    function renew(Renew calldata statement, bytes calldata signature) external {
        (uint256 id, address organisation) = (statement.lot, statement.organisation);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(RENEW_TYPEHASH, statement)));
        // Check: a verifier signs.
        (uint16 certifier, ) = _authoriseAs(
            digest,
            VERIFIER,
            true,
            Signer(organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        LotRecord lot = _known(id);
        // Check: the scheme accredits the verifier.
        uint16 scheme = statement.scheme;
        ISchemes.Scheme memory terms = SCHEMES.requireCertifiable(scheme, organisation, lot);
        // Check: the certificate is the one that stands, and ends later than before.
        if (statement.certificateUntil != lot.validUntil()) {
            revert CertificateMismatch(id, statement.certificateUntil, lot.validUntil());
        }
        // Check: no other takes the place of whoever certified, as long as that answers for it.
        if (certifier != lot.certifier() && _answersFor(lot)) revert NotTheCertifier(id, organisation);
        if (statement.validUntil <= statement.certificateUntil) {
            revert RenewalNotLater(id, statement.validUntil, statement.certificateUntil);
        }
        // Check: the lot fits the scheme and was examined. The token keeps the mass and nature the composition, so neither ages.
        _requireCertifiable(id, organisation, terms, statement.validUntil, lot, certifier);
        _requireStamps(id, terms, false);
        // Interaction: the certificate ends later.
        LOTS.renew(id, digest, certifier, scheme, uint32(statement.validUntil));
        // Interaction: what a later examination did not find is drawn on the producer's allowance.
        POLICIES.drawUnmeasured(id, digest);
        emit Renewed(id, digest, organisation, statement, signature);
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
        ISchemes.Threshold memory threshold = SCHEMES.thresholds(lot.scheme(), lot.form());
        if (threshold.isSet && residual <= threshold.zeroCarbonGramsPerKilogram) return CertificateClass.ZeroCarbon;
        if (threshold.isSet && residual <= threshold.lowCarbonGramsPerKilogram) return CertificateClass.LowCarbon;
        uint24 offsets = identity.content.offsetsGramsPerKilogram;
        return offsets != 0 && offsets >= residual ? CertificateClass.OffsetNeutral : CertificateClass.Verified;
    }

    /// @dev The movement by which what is left of a declared lot ends.
    function _rejection(
        bytes32 digest,
        uint256 id,
        LotRecord lot,
        address producer
    ) private view returns (Movement memory movement) {
        (movement.kind, movement.digest, movement.holder) = (MovementKind.Consumption, digest, producer);
        (movement.fromCountry, movement.toCountry) = (lot.country(), lot.country());
        movement.occurredAt = uint48(block.timestamp);
        (movement.lots, movement.grams) = (new uint256[](1), new uint256[](1));
        (movement.lots[0], movement.grams[0]) = (id, lot.massGrams());
    }

    /// @dev Whether the certifier of a lot alone may renew its certificate: until that has ended, and where the producer named a
    /// certifier, as long as it may certify. Otherwise a rival would wait for the end, renew for an hour and revoke.
    function _answersFor(LotRecord lot) private view returns (bool) {
        if (block.timestamp <= lot.validUntil()) return true;
        if (lot.isOpen()) return false;
        address organisation = PARTICIPANTS.organisationOf(lot.certifier());
        ISchemes.Accreditation memory accreditation = SCHEMES.accreditations(lot.scheme(), organisation);
        return
            PARTICIPANTS.organisations(organisation).status == IParticipants.OrganisationStatus.Active &&
            block.timestamp >= accreditation.validFrom &&
            block.timestamp <= accreditation.validUntil;
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
        if (against.effectiveFrom < record.producedAt()) {
            revert EffectiveBeforeMade(against.lot, against.effectiveFrom, record.producedAt());
        }
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
    function _producersOf(IQuotas.QuotaKind kind) private pure returns (uint16) {
        if (kind == IQuotas.QuotaKind.Extraction) return MINER;
        if (kind == IQuotas.QuotaKind.Collection) return RECYCLER;
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

    /// @param scheme Terms of the scheme, which the lot's record fits.
    function _requireCertifiable(
        uint256 id,
        address organisation,
        ISchemes.Scheme memory scheme,
        uint48 validUntil,
        LotRecord lot,
        uint16 certifier
    ) private view {
        // Check: producer, laboratory and certifier are three organisations.
        if (lot.producer() == certifier || LOTS.isLaboratoryOf(id, certifier)) revert NotIndependent(id, organisation);
        if (lot.disputes() != 0) revert LotIsDisputed(id, lot.disputes());
        uint256 latest = block.timestamp + uint256(scheme.maximumValidityDays) * 1 days;
        if (latest > type(uint32).max) latest = type(uint32).max;
        if (validUntil <= block.timestamp || validUntil > latest) revert ValidityInvalid(validUntil, latest);
    }

    /// @param asFirst Whether the weight and the assay, too, have to be of late.
    function _requireStamps(uint256 id, ISchemes.Scheme memory scheme, bool asFirst) private view {
        for (uint8 k = uint8(AttestationKind.Assay); k <= uint8(AttestationKind.Footprint); ++k) {
            if ((scheme.attestations >> k) & 1 == 0) continue;
            AttestationKind kind = AttestationKind(k);
            uint256 day = LOTS.examinedAt(id, kind) / 1 days;
            if (day == 0) revert AttestationMissing(id, kind);
            bool ofLate = asFirst || kind > AttestationKind.Weight;
            if (ofLate && block.timestamp / 1 days > day + scheme.maximumAgeDays) {
                revert AttestationTooOld(id, kind, day);
            }
        }
    }
}
