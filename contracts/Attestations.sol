// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAttestations} from "./interfaces/IAttestations.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Contents} from "./libraries/Contents.sol";
import {Module} from "./Module.sol";
import {
    AttestationKind,
    Content,
    ELEMENTS,
    LotIdentity,
    LotStatus,
    Outcome,
    Role,
    Scope,
    Signer
} from "./types/Types.sol";

/// @title Attestations: what others found about a lot (documented in `IAttestations`)
contract Attestations is IAttestations, Module, AccessManaged {
    bytes32 public constant ASSAY_TYPEHASH = keccak256(
        "Assay(uint256 lot,uint32[17] partsPerMillion,uint32 notFound,uint8 outcome,bytes32 evidence,"
        "bytes2 country,uint64 site,uint48 occurredAt,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant ATTEST_TYPEHASH = keccak256(
        "Attest(uint256 lot,uint8 kind,uint8 outcome,uint64 quantity,bytes32 evidence,bytes2 country,uint64 site,"
        "uint48 occurredAt,address organisation,address key,uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    bytes32 public constant REVOKEASSAY_TYPEHASH = keccak256(
        "RevokeAssay(uint256 lot,bytes32 assay,uint16 reason,address organisation,address key,uint256 nonce,"
        "uint48 validAfter,uint48 validBefore)"
    );
    bytes32 public constant REVOKEATTESTATION_TYPEHASH = keccak256(
        "RevokeAttestation(uint256 lot,bytes32 attestation,uint16 reason,address organisation,address key,"
        "uint256 nonce,uint48 validAfter,uint48 validBefore)"
    );

    uint16 private constant LABORATORY = uint16(1 << uint8(Role.Laboratory));
    uint16 private constant CUSTOMS = uint16(1 << uint8(Role.Customs));
    uint16 private constant PRODUCER_OR_VERIFIER = uint16(
        (1 << uint8(Role.Miner)) |
            (1 << uint8(Role.Refiner)) |
            (1 << uint8(Role.MagnetMaker)) |
            (1 << uint8(Role.Recycler)) |
            (1 << uint8(Role.Verifier))
    );

    Tolerances private _tolerances;

    /// @dev Findings that count against a lot are kept by digest, so that no dispute can be lifted but by whoever raised it.
    /// Conforming attestations are not (a slot each): taking one back that was never included clears a stamp of that day,
    /// and who may leave stamps can do worse than that with a finding.
    mapping(bytes32 attestation => bool) private _findings;
    mapping(bytes32 attestation => bool) private _revoked;

    struct Revocation {
        uint256 lot;
        bytes32 attestation;
        uint16 reason;
        bytes32 digest;
    }

    struct Original {
        bytes32 digest;
        uint256 lot;
        AttestationKind kind;
        Outcome outcome;
        bytes2 country;
        uint64 site;
        uint48 occurredAt;
        address organisation;
        uint256 nonce;
    }

    constructor(
        address authority,
        IParticipants participants,
        ILots lots
    ) Module(participants, lots) AccessManaged(authority) {}

    /// @inheritdoc IAttestations
    function setTolerances(Tolerances calldata newTolerances) external restricted {
        if (
            newTolerances.assayBasisPoints > 1_000 ||
            newTolerances.weightBasisPoints > 1_000 ||
            newTolerances.footprintBasisPoints > 1_000 ||
            newTolerances.assayPartsPerMillion > 10_000
        ) revert TolerancesInvalid();
        _tolerances = newTolerances;
        emit TolerancesSet(newTolerances);
    }

    /// @inheritdoc IAttestations
    function assay(Assay calldata statement, LotIdentity calldata identity, bytes calldata signature) external {
        bytes32 digest = _digest(statement);
        (uint16 serial, ) = PARTICIPANTS.authorise(
            _requirement(digest, LABORATORY, statement.country, statement.site, statement.occurredAt),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.outcome == Outcome.None) revert OutcomeMissing();
        Contents.checkComposition(statement.partsPerMillion, statement.notFound);
        uint256 computed = Contents.lotId(identity);
        if (computed != statement.lot) revert LotIdentityMismatch(statement.lot, computed);
        if (statement.outcome == Outcome.Conforms) _requireAgreement(statement, identity.content);
        bool own = LOTS.lots(statement.lot).producer == serial;
        LOTS.attest(
            statement.lot,
            digest,
            statement.organisation,
            AttestationKind.Assay,
            statement.outcome,
            _countingDay(digest, statement.outcome, Role.Laboratory, own, statement.occurredAt)
        );
        emit Assayed(statement.lot, digest, statement.organisation, statement, signature);
    }

    /// @inheritdoc IAttestations
    function attest(Attest calldata statement, bytes calldata signature) external {
        if (statement.kind == AttestationKind.Assay) revert KindInvalid(statement.kind);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ATTEST_TYPEHASH, statement)));
        (uint16 serial, Role role) = PARTICIPANTS.authorise(
            _requirement(digest, _rolesFor(statement.kind), statement.country, statement.site, statement.occurredAt),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        if (statement.outcome == Outcome.None) revert OutcomeMissing();
        ILots.Lot memory lot = LOTS.lots(statement.lot);
        _requireQuantity(statement, lot);
        LOTS.attest(
            statement.lot,
            digest,
            statement.organisation,
            statement.kind,
            statement.outcome,
            _countingDay(digest, statement.outcome, role, lot.producer == serial, statement.occurredAt)
        );
        emit Attested(statement.lot, digest, statement.organisation, statement, signature);
    }

    /// @inheritdoc IAttestations
    function revokeAssay(RevokeAssay calldata statement, Assay calldata original, bytes calldata signature) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REVOKEASSAY_TYPEHASH, statement)));
        _revoke(
            Revocation(statement.lot, statement.assay, statement.reason, digest),
            Original(
                _digest(original),
                original.lot,
                AttestationKind.Assay,
                original.outcome,
                original.country,
                original.site,
                original.occurredAt,
                original.organisation,
                original.nonce
            ),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        emit AssayRevoked(statement.lot, digest, statement.organisation, statement, signature);
    }

    /// @inheritdoc IAttestations
    function revokeAttestation(
        RevokeAttestation calldata statement,
        Attest calldata original,
        bytes calldata signature
    ) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REVOKEATTESTATION_TYPEHASH, statement)));
        _revoke(
            Revocation(statement.lot, statement.attestation, statement.reason, digest),
            Original(
                _hashTypedDataV4(keccak256(abi.encode(ATTEST_TYPEHASH, original))),
                original.lot,
                original.kind,
                original.outcome,
                original.country,
                original.site,
                original.occurredAt,
                original.organisation,
                original.nonce
            ),
            Signer(statement.organisation, statement.key, statement.nonce, statement.validAfter, statement.validBefore),
            signature
        );
        emit AttestationRevoked(statement.lot, digest, statement.organisation, statement, signature);
    }

    /// @inheritdoc IAttestations
    function isRevoked(bytes32 attestation) external view returns (bool) {
        return _revoked[attestation];
    }

    /// @inheritdoc IAttestations
    function tolerances() external view returns (Tolerances memory) {
        return _tolerances;
    }

    function _revoke(
        Revocation memory revocation,
        Original memory original,
        Signer memory signer,
        bytes calldata signature
    ) private {
        bytes32 id = revocation.attestation;
        IParticipants.Requirement memory requirement = _requirement(
            revocation.digest,
            _rolesFor(original.kind),
            original.country,
            original.site,
            uint48(block.timestamp)
        );
        requirement.opens = false;
        (uint16 serial, Role role) = PARTICIPANTS.authorise(requirement, signer, signature);
        if (revocation.reason == 0) revert ReasonMissing();
        if (original.digest != id || original.lot != revocation.lot) revert AttestationMismatch(id, original.digest);
        if (original.organisation != signer.organisation) revert NotTheAttester(id, signer.organisation);
        bool finding = _findings[id];
        if (!finding && !PARTICIPANTS.isNonceSpent(original.organisation, original.nonce))
            revert AttestationUnknown(id);
        if (_revoked[id]) revert AttestationAlreadyRevoked(id);
        _revoked[id] = true;
        // A finding that counted is on record; a stamp can only be that of one who judges, and not of the producer.
        bool counted =
            finding ||
                (original.outcome == Outcome.Conforms && _judges(role) && LOTS.lots(revocation.lot).producer != serial);
        LOTS.unattest(
            revocation.lot,
            revocation.digest,
            signer.organisation,
            original.kind,
            original.outcome,
            counted ? uint16(original.occurredAt / 1 days) : 0
        );
    }

    /// @dev A producer's own word certifies nothing, but stands against itself. Other producers' words, competitors' among
    /// them, are kept in the dossier and count neither way.
    /// @return day Day of the examination; zero if it does not count.
    function _countingDay(
        bytes32 digest,
        Outcome outcome,
        Role role,
        bool own,
        uint48 occurredAt
    ) private returns (uint16 day) {
        bool judges = _judges(role);
        if (outcome == Outcome.DoesNotConform) {
            if (!judges && !own) return 0;
            _findings[digest] = true;
        } else if (!judges || own) {
            return 0;
        }
        return uint16(occurredAt / 1 days);
    }

    function _judges(Role role) private pure returns (bool) {
        return role == Role.Laboratory || role == Role.Verifier || role == Role.Customs;
    }

    /// @dev Shares are intervals: a found one is a point, one not found lies between zero and its limit. They agree when
    /// the gap between the two intervals is within the tolerance.
    function _requireAgreement(Assay calldata statement, Content calldata content) private view {
        Tolerances memory tolerance = _tolerances;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 declared = content.partsPerMillion[e];
            uint256 measured = statement.partsPerMillion[e];
            uint256 declaredLow = (content.notFound >> e) & 1 == 1 ? 0 : declared;
            uint256 measuredLow = (statement.notFound >> e) & 1 == 1 ? 0 : measured;
            uint256 gap =
                measuredLow > declared
                    ? measuredLow - declared
                    : declaredLow > measured
                        ? declaredLow - measured
                        : 0;
            if (gap > tolerance.assayPartsPerMillion && gap * 10_000 > declared * tolerance.assayBasisPoints)
                revert ElementDiffers(statement.lot, e, uint32(declared), uint32(measured));
        }
    }

    function _requireQuantity(Attest calldata statement, ILots.Lot memory lot) private view {
        AttestationKind kind = statement.kind;
        uint256 quantity = statement.quantity;
        bool measures =
            kind == AttestationKind.Weight || kind == AttestationKind.Process || kind == AttestationKind.Footprint;
        if (!measures && quantity != 0) revert QuantityInvalid(kind, statement.quantity);
        if (statement.outcome != Outcome.Conforms || lot.status == LotStatus.None) return;
        // Scrap may have been declared free of burden, and then be found so.
        bool burdenFree = kind == AttestationKind.Footprint && lot.footprintGramsPerKilogram == 0;
        if (measures && quantity == 0 && !burdenFree) revert QuantityInvalid(kind, statement.quantity);
        if (kind == AttestationKind.Weight) {
            uint256 gap = quantity > lot.massGrams ? quantity - lot.massGrams : lot.massGrams - quantity;
            if (gap * 10_000 > uint256(lot.massGrams) * _tolerances.weightBasisPoints) {
                revert WeightDiffers(statement.lot, lot.massGrams, statement.quantity);
            }
        } else if (kind == AttestationKind.Footprint) {
            // A declaration may be worse than what was verified, never better.
            uint256 allowed = quantity * (10_000 - _tolerances.footprintBasisPoints);
            if (uint256(lot.footprintGramsPerKilogram) * 10_000 < allowed) {
                revert FootprintDiffers(statement.lot, lot.footprintGramsPerKilogram, statement.quantity);
            }
        }
    }

    function _digest(Assay calldata statement) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        ASSAY_TYPEHASH,
                        statement.lot,
                        keccak256(abi.encode(statement.partsPerMillion)),
                        statement.notFound,
                        statement.outcome,
                        statement.evidence,
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

    function _requirement(
        bytes32 digest,
        uint16 roles,
        bytes2 country,
        uint64 site,
        uint48 occurredAt
    ) private pure returns (IParticipants.Requirement memory) {
        // Zero would stand for the attester's own country.
        if (!Contents.isCountry(country)) revert Contents.CountryCodeInvalid(country);
        if (site > Contents.SITE_MAXIMUM) revert Contents.SiteInvalid(site);
        return
            IParticipants.Requirement({
                digest: digest,
                scope: Scope.Attestation,
                roles: roles,
                country: country,
                site: site,
                occurredAt: occurredAt,
                opens: true
            });
    }

    function _rolesFor(AttestationKind kind) private pure returns (uint16) {
        if (kind == AttestationKind.Weight || kind == AttestationKind.Assay) return LABORATORY;
        if (kind == AttestationKind.Process || kind == AttestationKind.Footprint) return PRODUCER_OR_VERIFIER;
        if (kind == AttestationKind.Inspection || kind == AttestationKind.Clearance) return CUSTOMS;
        revert KindInvalid(kind);
    }
}
