// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAttestations} from "./interfaces/IAttestations.sol";
import {ILots} from "./interfaces/ILots.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Compositions} from "./libraries/Compositions.sol";
import {Contents} from "./libraries/Contents.sol";
import {Dossiers} from "./libraries/Dossiers.sol";
import {LotRecord} from "./libraries/LotRecords.sol";
import {Structs} from "./libraries/Structs.sol";
import {Module} from "./Module.sol";
import {
    AttestationKind,
    Content,
    ELEMENTS,
    Head,
    LotIdentity,
    Outcome,
    Role,
    Scope,
    SHARE_WORDS,
    Signer
} from "./types/Types.sol";

/// @title Attestations: what others found about a lot (documented in `IAttestations`)
contract Attestations is IAttestations, Module, AccessManaged {
    using Dossiers for Head;

    bytes32 public constant ASSAY_TYPEHASH = keccak256(
        "Assay(uint256 lot,uint32[17] partsPerHundredMillion,uint32 notFound,uint8 outcome,bytes32 evidence,"
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

    uint256 private constant ASSAY_SIZE = 14 * 0x20;
    uint256 private constant ATTEST_SIZE = 13 * 0x20;
    uint256 private constant REVOCATION_SIZE = 8 * 0x20;

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
    Head private _settingsHead;

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
            newTolerances.assayPartsPerHundredMillion > 1_000_000
        ) revert TolerancesInvalid();
        _tolerances = newTolerances;
        _settingsHead.extend(keccak256(abi.encodeCall(this.setTolerances, (newTolerances))));
        emit TolerancesSet(newTolerances);
    }

    /// @inheritdoc IAttestations
    function assay(Assay calldata statement, LotIdentity calldata identity, bytes calldata signature) external {
        (uint256 lot, address organisation, Outcome outcome) = (
            statement.lot,
            statement.organisation,
            statement.outcome
        );
        bytes32 digest = _assayDigest(Structs.FIRST);
        (uint16 serial, ) = _authoriseAt(
            digest,
            LABORATORY,
            statement.country,
            statement.site,
            statement.occurredAt,
            Structs.signer(Structs.FIRST, ASSAY_SIZE),
            signature
        );
        if (outcome == Outcome.None) revert OutcomeMissing();
        Contents.checkComposition(statement.partsPerHundredMillion, statement.notFound);
        uint256 computed = Contents.lotId(identity);
        if (computed != lot) revert LotIdentityMismatch(lot, computed);
        if (outcome == Outcome.Conforms) _requireAgreement(statement, identity.content);
        (, bool counts) = LOTS.attest(
            lot,
            digest,
            ILots.Attester(serial, true),
            AttestationKind.Assay,
            outcome,
            _dayOf(statement.occurredAt)
        );
        if (counts && outcome == Outcome.DoesNotConform) _findings[digest] = true;
        Structs.log(Assayed.selector, bytes32(lot), digest, organisation, Structs.FIRST, ASSAY_SIZE, signature);
    }

    /// @inheritdoc IAttestations
    function attest(Attest calldata statement, bytes calldata signature) external {
        (uint256 lot, address organisation) = (statement.lot, statement.organisation);
        (AttestationKind kind, Outcome outcome) = (statement.kind, statement.outcome);
        if (kind == AttestationKind.Assay) revert KindInvalid(kind);
        bytes32 digest = _digestAt(ATTEST_TYPEHASH, Structs.FIRST, ATTEST_SIZE);
        (uint16 serial, Role role) = _authoriseAt(
            digest,
            _rolesFor(kind),
            statement.country,
            statement.site,
            statement.occurredAt,
            Structs.signer(Structs.FIRST, ATTEST_SIZE),
            signature
        );
        if (outcome == Outcome.None) revert OutcomeMissing();
        (LotRecord record, bool counts) = LOTS.attest(
            lot,
            digest,
            ILots.Attester(serial, _judges(role)),
            kind,
            outcome,
            _dayOf(statement.occurredAt)
        );
        _requireQuantity(lot, kind, outcome, statement.quantity, record);
        if (counts && outcome == Outcome.DoesNotConform) _findings[digest] = true;
        Structs.log(Attested.selector, bytes32(lot), digest, organisation, Structs.FIRST, ATTEST_SIZE, signature);
    }

    /// @inheritdoc IAttestations
    function revokeAssay(RevokeAssay calldata statement, Assay calldata original, bytes calldata signature) external {
        Original memory revoked = Original({
            digest: _assayDigest(Structs.FIRST + REVOCATION_SIZE),
            lot: original.lot,
            kind: AttestationKind.Assay,
            outcome: original.outcome,
            country: original.country,
            site: original.site,
            occurredAt: original.occurredAt,
            organisation: original.organisation,
            nonce: original.nonce
        });
        bytes32 digest = _digestAt(REVOKEASSAY_TYPEHASH, Structs.FIRST, REVOCATION_SIZE);
        _revoke(Revocation(statement.lot, statement.assay, statement.reason, digest), revoked, signature);
        _logRevocation(AssayRevoked.selector, statement.lot, digest, statement.organisation, signature);
    }

    /// @inheritdoc IAttestations
    function revokeAttestation(
        RevokeAttestation calldata statement,
        Attest calldata original,
        bytes calldata signature
    ) external {
        Original memory revoked = Original({
            digest: _digestAt(ATTEST_TYPEHASH, Structs.FIRST + REVOCATION_SIZE, ATTEST_SIZE),
            lot: original.lot,
            kind: original.kind,
            outcome: original.outcome,
            country: original.country,
            site: original.site,
            occurredAt: original.occurredAt,
            organisation: original.organisation,
            nonce: original.nonce
        });
        bytes32 digest = _digestAt(REVOKEATTESTATION_TYPEHASH, Structs.FIRST, REVOCATION_SIZE);
        _revoke(Revocation(statement.lot, statement.attestation, statement.reason, digest), revoked, signature);
        _logRevocation(AttestationRevoked.selector, statement.lot, digest, statement.organisation, signature);
    }

    /// @inheritdoc IAttestations
    function overruleAssay(Assay calldata original) external restricted {
        _overrule(
            _assayDigest(Structs.FIRST),
            keccak256(abi.encodeCall(this.overruleAssay, (original))),
            original.lot,
            AttestationKind.Assay,
            original.organisation,
            original.occurredAt
        );
    }

    /// @inheritdoc IAttestations
    function overruleAttestation(Attest calldata original) external restricted {
        _overrule(
            _digestAt(ATTEST_TYPEHASH, Structs.FIRST, ATTEST_SIZE),
            keccak256(abi.encodeCall(this.overruleAttestation, (original))),
            original.lot,
            original.kind,
            original.organisation,
            original.occurredAt
        );
    }

    /// @inheritdoc IAttestations
    function isRevoked(bytes32 attestation) external view returns (bool) {
        return _revoked[attestation];
    }

    /// @inheritdoc IAttestations
    function settingsHead() external view returns (Head memory) {
        return _settingsHead;
    }

    /// @inheritdoc IAttestations
    function tolerances() external view returns (Tolerances memory) {
        return _tolerances;
    }

    function _revoke(Revocation memory revocation, Original memory original, bytes calldata signature) private {
        bytes32 id = revocation.attestation;
        Signer calldata signer = Structs.signer(Structs.FIRST, REVOCATION_SIZE);
        _requirePlace(original.country, original.site);
        (uint16 serial, Role role) = _authorise(
            revocation.digest,
            Scope.Attestation,
            _rolesFor(original.kind),
            original.country,
            original.site,
            uint48(block.timestamp),
            false,
            signer,
            signature
        );
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
                (original.outcome == Outcome.Conforms &&
                    _judges(role) &&
                    LOTS.records(revocation.lot).producer() != serial);
        LOTS.unattest(
            revocation.lot,
            revocation.digest,
            original.kind,
            original.outcome,
            counted ? _dayOf(original.occurredAt) : 0
        );
    }

    /// @param id Digest of the finding.
    /// @param digest Hash of the call, in its canonical encoding, so that events alone reproduce the head.
    function _overrule(
        bytes32 id,
        bytes32 digest,
        uint256 lot,
        AttestationKind kind,
        address organisation,
        uint48 occurredAt
    ) private {
        if (!_findings[id]) revert AttestationUnknown(id);
        if (_revoked[id]) revert AttestationAlreadyRevoked(id);
        if (PARTICIPANTS.organisations(organisation).status != IParticipants.OrganisationStatus.Suspended) {
            revert AttesterActive(id, organisation);
        }
        _revoked[id] = true;
        LOTS.unattest(lot, digest, kind, Outcome.DoesNotConform, _dayOf(occurredAt));
        emit FindingOverruled(lot, digest, organisation, id);
    }

    function _logRevocation(
        bytes32 selector,
        uint256 lot,
        bytes32 digest,
        address organisation,
        bytes calldata signature
    ) private {
        Structs.log(selector, bytes32(lot), digest, organisation, Structs.FIRST, REVOCATION_SIZE, signature);
    }

    function _judges(Role role) private pure returns (bool) {
        return role == Role.Laboratory || role == Role.Verifier || role == Role.Customs;
    }

    /// @dev Shares are intervals: a found one is a point, one not found lies between zero and its limit. They agree when
    /// the gap between the two intervals is within the tolerance.
    function _requireAgreement(Assay calldata statement, Content calldata content) private view {
        Tolerances memory tolerance = _tolerances;
        for (uint256 e = 0; e < ELEMENTS; ++e) {
            uint256 declared = Compositions.shareOf(content.partsPerHundredMillion, e);
            uint256 measured = Compositions.shareOf(statement.partsPerHundredMillion, e);
            uint256 declaredLow = (content.notFound >> e) & 1 == 1 ? 0 : declared;
            uint256 measuredLow = (statement.notFound >> e) & 1 == 1 ? 0 : measured;
            uint256 gap =
                measuredLow > declared
                    ? measuredLow - declared
                    : declaredLow > measured
                        ? declaredLow - measured
                        : 0;
            if (gap > tolerance.assayPartsPerHundredMillion && gap * 10_000 > declared * tolerance.assayBasisPoints)
                revert ElementDiffers(statement.lot, e, uint32(declared), uint32(measured));
        }
    }

    function _requireQuantity(
        uint256 lot,
        AttestationKind kind,
        Outcome outcome,
        uint64 quantity,
        LotRecord record
    ) private view {
        if (kind > AttestationKind.Footprint) {
            if (quantity != 0) revert QuantityInvalid(kind, quantity);
            return;
        }
        if (outcome != Outcome.Conforms) return;
        uint24 footprint = record.footprintGramsPerKilogram();
        // Scrap may have been declared free of burden, and then be found so.
        bool burdenFree = kind == AttestationKind.Footprint && footprint == 0;
        if (quantity == 0 && !burdenFree) revert QuantityInvalid(kind, quantity);
        if (kind == AttestationKind.Weight) {
            uint48 mass = record.massGrams();
            // Where the very gram was found, the tolerance need not be read.
            if (quantity == mass) return;
            uint256 gap = quantity > mass ? quantity - mass : mass - quantity;
            if (gap * 10_000 > uint256(mass) * _tolerances.weightBasisPoints) revert WeightDiffers(lot, mass, quantity);
        } else if (kind == AttestationKind.Footprint) {
            // A declaration may be worse than what was verified, never better.
            uint256 allowed = uint256(quantity) * (10_000 - _tolerances.footprintBasisPoints);
            if (uint256(footprint) * 10_000 < allowed) revert FootprintDiffers(lot, footprint, quantity);
        }
    }

    function _assayDigest(uint256 offset) private view returns (bytes32) {
        uint256[SHARE_WORDS] calldata shares;
        assembly ("memory-safe") {
            shares := add(offset, 0x20)
        }
        bytes32 composition = Compositions.hash(shares);
        uint256 size = SHARE_WORDS * 0x20;
        return _hashTypedDataV4(Structs.hash(ASSAY_TYPEHASH, offset, ASSAY_SIZE, 0x20, size, composition));
    }

    /// @dev Has the authority of an examination judged for the place where it was made.
    function _authoriseAt(
        bytes32 digest,
        uint16 roles,
        bytes2 country,
        uint64 site,
        uint48 occurredAt,
        Signer calldata signer,
        bytes calldata signature
    ) private returns (uint16 serial, Role role) {
        _requirePlace(country, site);
        return _authorise(digest, Scope.Attestation, roles, country, site, occurredAt, true, signer, signature);
    }

    function _requirePlace(bytes2 country, uint64 site) private pure {
        // Zero would stand for the attester's own country.
        if (!Contents.isCountry(country)) revert Contents.CountryCodeInvalid(country);
        if (site > Contents.SITE_MAXIMUM) revert Contents.SiteInvalid(site);
    }

    function _dayOf(uint48 time) private pure returns (uint16) {
        return uint16(time / 1 days);
    }

    function _rolesFor(AttestationKind kind) private pure returns (uint16) {
        if (kind == AttestationKind.Weight || kind == AttestationKind.Assay) return LABORATORY;
        if (kind == AttestationKind.Process || kind == AttestationKind.Footprint) return PRODUCER_OR_VERIFIER;
        if (kind == AttestationKind.Inspection || kind == AttestationKind.Clearance) return CUSTOMS;
        revert KindInvalid(kind);
    }
}
